"""OUTPUT's files, written from the ledger: whole or not at all, and in an order that no run changes.

Each is written beside its place under another name, flushed to the disk, and moved there: a reader sees the earlier
file or the later one, and never half a row. The same ledger gives the same bytes.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic_core import from_json, to_json

from imr_llm.batch.errors import RESUME, OutputError
from imr_llm.batch.ledger import views as ledger_views
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.errors import UsageError

RECORDS, SUMMARIES, DEAD = "records.jsonl", "summaries.jsonl", "dead-letters.jsonl"
LETTERS, ISSUES = "letters.parquet", "issues.parquet"
_HEAD = b'{"schema_version":"1","letter":{"id":'
_PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are wanted besides the records and the dead letters. `retry`: the command that retries the dead."""

    tables: bool
    summaries: bool
    retry: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Their names, all of them."""
        return (
            RECORDS,
            DEAD,
            *((SUMMARIES,) if self.summaries else ()),
            *((LETTERS, ISSUES) if self.tables else ()),
        )


def make_output(output: Path) -> None:
    """Make OUTPUT, readable by its owner alone, where it is not there yet. Raises UsageError."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output} cannot be made a folder ({error.strerror}); give another OUTPUT") from None


def publish(ledger: Ledger, run: Run, output: Path, wanted: Wanted) -> bool:
    """Write the files that the ledger has more to say about than they show; false when there is nothing new.

    Raises OutputError when they cannot be written; those that were there stay as they were.
    """
    state = json.dumps([ledger.meta("revision"), run.way, run.job.languages, run.job.wording, wanted.files])
    if ledger.meta(_PUBLISHED) == state and all((output / name).is_file() for name in wanted.files):
        return False
    damaged: set[str] = set()
    with _told(output):
        _write_records(ledger, run, output, wanted, damaged)
        if wanted.summaries:
            _write_lines(output / SUMMARIES, _summary_lines(ledger, run, damaged))
        if damaged:
            # Their other parts go as well: written once more, without them.
            ledger.lose(run, damaged)
            return publish(ledger, run, output, wanted)
        _write_lines(output / DEAD, _dead_lines(ledger, run, wanted.retry))
    ledger.set_meta(_PUBLISHED, state)
    return True


def _write_records(ledger: Ledger, run: Run, output: Path, wanted: Wanted, damaged: set[str]) -> None:
    with ExitStack() as files:
        lines = files.enter_context(_replacing(output / RECORDS))
        tables = None
        if wanted.tables:
            from imr_llm.batch.outputs.tables import Tables

            paths = [files.enter_context(_moving(output / name)) for name in (LETTERS, ISSUES)]
            tables = Tables(paths[0], paths[1])
            files.callback(tables.close)
        for row in ledger_views.records(ledger.path, run.way, damaged):
            document = _under(row.document, row.letter_id)
            lines.write(document + b"\n")
            if tables is not None:
                tables.add(row.name, row.part, from_json(document))


def _under(document: bytes, letter_id: str) -> bytes:
    """A record under the name that it goes by here; most were read by it."""
    if document.startswith(_HEAD + to_json(letter_id) + b","):
        return document
    record = from_json(document)
    record["letter"]["id"] = letter_id
    return to_json(record)


def _summary_lines(ledger: Ledger, run: Run, damaged: set[str]) -> Iterator[bytes]:
    for row in ledger_views.summaries(ledger.path, run.way, damaged):
        if row.language in run.job.languages:
            head = to_json({"letter": {"id": row.letter_id, "sha256": row.sha256}})
            yield head[:-1] + b"," + row.document[1:]


def _dead_lines(ledger: Ledger, run: Run, retry: str) -> Iterator[bytes]:
    for row in ledger_views.dead_letters(ledger.path, run.way):
        yield to_json(
            {
                "id": row.letter_id,
                "name": row.name,
                "sha256": row.sha256,
                "kind": row.kind,
                "why": row.why,
                "attempts": row.attempts,
                "retry": retry,
            }
        )


def _write_lines(path: Path, lines: Iterator[bytes]) -> None:
    with _replacing(path) as file:
        for line in lines:
            file.write(line + b"\n")


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when it is whole."""
    with _moving(path) as beside, beside.open("wb", buffering=1024 * 1024) as file:
        yield file


@contextmanager
def _moving(path: Path) -> Iterator[Path]:
    """A path to write to; what was written there takes its place at the end, and is removed after an error."""
    beside = path.with_name(f".{path.name}.partial")
    try:
        yield beside
        # Letters are private: their owner alone may read what was made of them.
        beside.chmod(0o600)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _told(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{output}: its files cannot be written ({error.strerror or 'no reason given'}); every record is safe in "
            f"the ledger; {RESUME} once there is room"
        ) from None
