"""What the ledger holds, row by row, in the order of the outputs: by INPUT's own order, else by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.batch.ledger.database import connect, told
from imr_llm.batch.ledger.unit import DamagedRowError, unpack
from imr_llm.summary.model import Language

_RECORDS = """SELECT name, letter_id, named.sha256, part, packed
    FROM named JOIN records ON records.sha256 = named.sha256 AND records.way = ?
    ORDER BY position, name, part"""
_SUMMARIES = """SELECT name, letter_id, named.sha256, part, packed, language
    FROM named JOIN summaries ON summaries.sha256 = named.sha256 AND summaries.way = ?
    ORDER BY position, name, part, language"""
_DEAD = """SELECT name, letter_id, named.sha256, coalesce(named.fault, letters.fault), coalesce(named.why, letters.why),
    coalesce(attempts, 0) FROM named LEFT JOIN letters ON letters.sha256 = named.sha256 AND letters.way = ?
    WHERE named.sha256 IS NULL OR state = 'failed' ORDER BY position, name"""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record, for one name of its letter. `document`: JSON, under the name that the letter was read by."""

    name: str
    letter_id: str
    sha256: str
    part: int
    document: bytes


@dataclass(frozen=True, slots=True)
class SummaryDocument:
    """A summary, for one name of its letter. `document`: JSON."""

    name: str
    letter_id: str
    sha256: str
    part: int
    document: bytes
    language: Language


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A name of INPUT that has no record, and why. `sha256`: null where there was no letter to read."""

    name: str
    letter_id: str
    sha256: str | None
    kind: str
    why: str
    attempts: int


def records(ledger: Path, way: str, damaged: set[str]) -> Iterator[RecordRow]:
    """Every record of a way to read, one for each name and determination. Raises OutputError.

    A letter with a row that cannot be read any more is left out, and its sha256 added to `damaged`.
    """
    for name, letter_id, sha256, part, packed in _rows(ledger, _RECORDS, way):
        document = _whole(packed, sha256, damaged)
        if document is not None:
            yield RecordRow(name, _of_part(letter_id, part), sha256, part, document)


def summaries(ledger: Path, way: str, damaged: set[str]) -> Iterator[SummaryDocument]:
    """Every summary of a way to read; `damaged` as for `records`. Raises OutputError."""
    for name, letter_id, sha256, part, packed, language in _rows(ledger, _SUMMARIES, way):
        document = _whole(packed, sha256, damaged)
        if document is not None:
            yield SummaryDocument(name, _of_part(letter_id, part), sha256, part, document, language)


def _whole(packed: bytes, sha256: str, damaged: set[str]) -> bytes | None:
    try:
        return unpack(packed)
    except DamagedRowError:
        damaged.add(sha256)
        return None


def dead_letters(ledger: Path, way: str) -> Iterator[DeadLetter]:
    """Every name without a record that was looked at. Raises OutputError."""
    for row in _rows(ledger, _DEAD, way):
        yield DeadLetter(*row)


def _of_part(letter_id: str, part: int) -> str:
    return f"{letter_id}-{part}" if part else letter_id


def _rows(ledger: Path, query: str, way: str) -> Iterator[tuple[Any, ...]]:
    database = connect(ledger, read_only=True)
    try:
        with told(ledger):
            yield from database.execute(query, (way,))
    finally:
        database.close()
