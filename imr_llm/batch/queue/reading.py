"""One letter read: by the rules alone, or by the rules and an LLM. Nothing here raises for what a letter holds."""

import asyncio
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imr_llm import pipeline
from imr_llm.batch.errors import EndpointDownError, OutputError, StoppedError
from imr_llm.batch.ledger.unit import NO_USAGE, Failure, ItemResult, PackedRecord, SummaryRow, WorkItem, pack, unpack
from imr_llm.batch.queue.asking import LetterAsk
from imr_llm.errors import EndpointError, UnreadableLetterError
from imr_llm.letter.model import Letter
from imr_llm.letter.read import read_bytes
from imr_llm.letter.several import split
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Summary

# A fault of ours concerns the letter that met it, and no other.
FAULT_OF_OURS = "fault_of_ours"


def read_by_rules(unit: WorkItem) -> ItemResult:
    """The records and the summaries of a letter's file, by the rules and the templates."""
    account = _Account(unit)
    try:
        for letter in () if unit.records else _letters(unit):
            with account.reading(letter):
                account.take(letter, pipeline.extract(letter))
        for part, record in account.records.items():
            for language in account.wanted(part):
                account.summaries.append(_row(part, pipeline.summarize(record, language, unit.occasion)))
    except UnreadableLetterError as error:
        account.lose(unreadable(error))
    except Exception as error:  # noqa: BLE001 -- one letter must not end the others
        account.lose(fault_of_ours(error))
    return account.finished()


async def read_with_llm(unit: WorkItem, second: pipeline.LlmReader, ask: LetterAsk) -> ItemResult:
    """The records and the summaries of a letter's file, by the rules and an LLM.

    `ask` puts the questions of this letter. Raises EndpointDownError, StoppedError or OutputError where the run, and
    not the letter, has come to an end.
    """
    second = pipeline.LlmReader(ask, second.model, second.redact, second.caches)
    account = _Account(unit)
    try:
        # What takes long is read beside the loop, so that the other letters go on.
        letters = await asyncio.to_thread(_letters, unit) if unit.is_slow else _letters(unit)
        for letter in letters:
            with account.reading(letter):
                await _read_one(letter, account, second, ask)
        if account.is_open:
            await ask.keep()
    except UnreadableLetterError as error:
        account.lose(unreadable(error))
    except (EndpointDownError, StoppedError, OutputError):
        raise
    except EndpointError as error:
        account.lose(Failure("client_failed", str(error)))
    except Exception as error:  # noqa: BLE001 -- one letter must not end the others
        account.lose(fault_of_ours(error))
    return account.finished(ask.usage)


async def _read_one(letter: Letter, account: "_Account", second: pipeline.LlmReader, ask: LetterAsk) -> None:
    record = account.records.get(letter.part or 0)
    if record is None:
        found = await pipeline.extract_with_llm(letter, second)
        if found.endpoint_failed:
            account.lose(Failure("endpoint_failed", ask.why))
            return
        record = account.take(letter, found.record, found.ending)
    for language in account.wanted(letter.part or 0):
        account.summaries.append(_row(letter.part or 0, pipeline.summarize(record, language, account.unit.occasion)))


class _Account:
    """What the letters of one file come to, one after the other. `records` by part, those of an earlier run too."""

    def __init__(self, unit: WorkItem) -> None:
        self.unit = unit
        self.records = {known.part: _record_of(known.packed) for known in unit.records}
        self.summaries: list[SummaryRow] = []
        self._new: list[LetterRecord] = []
        self._packed: list[PackedRecord] = []
        self._endings: list[Ending] = []
        self._failure: Failure | None = None

    @contextmanager
    def reading(self, letter: Letter) -> Iterator[None]:
        """One letter of several that is unreadable is told, and does not end the reading of the others."""
        try:
            yield
        except UnreadableLetterError as error:
            where = f"letter {letter.part} in it: " if letter.part else ""
            self.lose(Failure(error.fault.value, where + error.advice))

    def wanted(self, part: int) -> tuple[Language, ...]:
        """The languages in which a part has no summary yet."""
        return tuple(language for language in self.unit.languages if (part, language) not in self.unit.summarized)

    def take(self, letter: Letter, record: LetterRecord, ending: Ending | None = None) -> LetterRecord:
        """The record under the name that people know the letter by."""
        name = f"{self.unit.ident}-{letter.part}" if letter.part else self.unit.ident
        record = record.model_copy(update={"letter": record.letter.model_copy(update={"id": name})})
        self.records[letter.part or 0] = record
        self._new.append(record)
        self._packed.append(PackedRecord(letter.part or 0, pack(record.to_json(indent=None).encode())))
        self._endings += [ending] if ending else []
        return record

    @property
    def is_open(self) -> bool:
        """Whether a question was not answered well, so that a retry asks about this file again."""
        return self._failure is not None or any(one is not Ending.ANSWERED for one in self._endings)

    def lose(self, failure: Failure) -> None:
        """Not everything can be had; the first reason stands."""
        self._failure = self._failure or failure

    def finished(self, usage: Usage = NO_USAGE) -> ItemResult:
        """What became of it."""
        ending = next((one for one in self._endings if one is not Ending.ANSWERED), Ending.ANSWERED)
        return ItemResult(
            self.unit.sha256,
            tuple(self._packed),
            tuple(self.summaries),
            self._failure,
            usage,
            ending.value if self._endings else None,
            any(record.needs_review for record in self._new),
        )


def unreadable(error: UnreadableLetterError) -> Failure:
    """What an input comes to that is no readable letter."""
    return Failure(error.fault.value, error.advice)


def fault_of_ours(error: Exception) -> Failure:
    """A fault of this program: its kind and place. Its message may hold letter text and is not kept."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return Failure(FAULT_OF_OURS, f"a fault of ours ({type(error).__name__} at {where}); please report it")


def _letters(unit: WorkItem) -> tuple[Letter, ...]:
    letter = read_bytes(unit.name, unit.data)
    return split(letter) if unit.split else (letter,)


def _record_of(packed: bytes) -> LetterRecord:
    return LetterRecord.model_validate_json(unpack(packed))


def _row(part: int, summary: Summary) -> SummaryRow:
    return SummaryRow(part, summary.language, pack(summary.model_dump_json().encode()))
