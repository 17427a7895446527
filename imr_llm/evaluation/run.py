"""Reading every case: with the rules alone, or with a second reader whose questions go where the caller says."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from imr_llm.errors import EndpointError, UnreadableLetterError
from imr_llm.evaluation.cases import Case
from imr_llm.evaluation.cost import Cost
from imr_llm.evaluation.tape import StaleError
from imr_llm.letter.model import Letter
from imr_llm.letter.read import read as read_letter
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.pipeline import LlmReader, extract, extract_with_llm, prepare
from imr_llm.record.facts import Facts
from imr_llm.record.model import LetterRecord
from imr_llm.second_reading import Ask


class Asked(Protocol):
    """A second reader: replayed, live or recorded."""

    @property
    def answered_by(self) -> tuple[str, ...]:
        """Who answered so far, in words: a script, or which model on which date."""

    @property
    def a_model_answered(self) -> bool:
        """Whether any of them is a model."""

    def asking(self, name: str, /) -> AbstractAsyncContextManager[Ask]:
        """Something to put the questions of one case to."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How cases are read: by whom besides the rules, so many at once, and `timed` where waiting for answers counts."""

    reader: Asked | None = None
    at_once: int = 1
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A case as read. `record` is null for a letter that could not be read, and `fault` says why.

    `text` is the cleaned text that the record's spans are places of. `seconds` is the time that all this took. `rules`
    and `llm`: what each of two readers says by itself; null where there is one, or where the LLM gave no answer.
    `stale`: why its recording does not fit any more; it was not read then.
    """

    case: Case
    record: LetterRecord | None = None
    rules: Facts | None = None
    llm: Facts | None = None
    text: str = ""
    fault: str | None = None
    stale: str | None = None
    ending: str | None = None
    cost: Cost = field(default_factory=Cost)
    seconds: float = 0.0


def read_cases(cases: Sequence[Case], plan: Plan) -> tuple[Read, ...]:
    """Read the cases, in their order.

    Raises EndpointError when the endpoint denies access, as it would for every case.
    """
    return asyncio.run(_read_all(cases, plan))


def require_answers(reads: Sequence[Read]) -> None:
    """Raise EndpointError where a second reader was asked and answered no letter: there is nothing to evaluate."""
    endings = Counter(read.ending for read in reads if read.ending is not None)
    if endings and Ending.ANSWERED.value not in endings:
        told = ", ".join(f"{times} {ending}" for ending, times in sorted(endings.items()))
        raise EndpointError(f"none of {endings.total()} letters was answered ({told}), so nothing can be evaluated")


def stale_words(reads: Sequence[Read]) -> str:
    """What is stale, how much of it, and what to run; empty where every recording fits."""
    counted = Counter(read.stale for read in reads if read.stale)
    if not counted:
        return ""
    whys = "; ".join(f"{why} ({times} of {len(reads)} recordings)" for why, times in counted.most_common(3))
    more = f"; and {len(counted) - 3} more" if len(counted) > 3 else ""
    return f"recordings are stale: {whys}{more}; record anew (evals/README.md), or score what still fits with --fitting"


async def _read_all(cases: Sequence[Case], plan: Plan) -> tuple[Read, ...]:
    gate = asyncio.Semaphore(plan.at_once)

    async def one(case: Case) -> Read:
        async with gate:
            start = time.perf_counter()
            try:
                letter = read_letter(case.letter)
                found = await _read(case, letter, plan)
            except UnreadableLetterError as error:
                return Read(case, fault=error.fault.value)
            except StaleError as error:
                return Read(case, stale=error.why)
            return replace(found, text=prepare(letter).clean.text, seconds=time.perf_counter() - start)

    return tuple(await asyncio.gather(*map(one, cases)))


async def _read(case: Case, letter: Letter, plan: Plan) -> Read:
    if plan.reader is None:
        return Read(case, extract(letter))
    async with plan.reader.asking(case.name) as ask:
        second = LlmReader(ask, "; ".join(plan.reader.answered_by))
        start = time.perf_counter()
        found = await extract_with_llm(letter, second)
        seconds = time.perf_counter() - start
    if found.ending is Ending.DENIED:
        raise EndpointError(f"{case.name}: the endpoint denies access, so nothing can be evaluated")
    made = found.record.provenance
    cost = Cost(
        requests=made.attempts,
        prompt_tokens=made.prompt_tokens,
        completion_tokens=made.completion_tokens,
        cache_hits=int(made.cache == "hit"),
        seconds=round(seconds, 3) if plan.timed else None,
    )
    return Read(case, found.record, found.rules, found.llm, ending=found.ending.value, cost=cost)
