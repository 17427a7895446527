"""Letters read as far as the answers that have come allow, and the next request of each that needs one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.ledger.unit import ItemResult, KeptAnswer, WorkItem
from imr_llm.batch.provider.asking import DeferredAsk, KeptReplies, UnansweredError
from imr_llm.batch.provider.files import Limits
from imr_llm.batch.provider.ledger import BatchLedger
from imr_llm.batch.provider.submitting import Submitter
from imr_llm.batch.queue.asking import LetterAsk
from imr_llm.batch.queue.budget import Budget
from imr_llm.batch.queue.reading import read_with_llm
from imr_llm.llm.endpoint.cache import AnswerCache
from imr_llm.pipeline import LlmReader
from imr_llm.settings import Settings


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What is known of letters, and of what is at the provider, in one run."""

    letters: Ledger
    batches: BatchLedger
    run: Run


class BatchReader:
    """Reads letters; one that must wait for an answer comes to nothing yet.

    `submitter`: takes the requests that have no answer; without one they are left for later. `begin`: so many letters
    that nothing was asked about may be begun, null for all.
    """

    def __init__(
        self,
        ledgers: Ledgers,
        settings: Settings,
        limits: Limits,
        cache: AnswerCache | None,
        budget: Budget,
        submitter: Submitter | None,
        begin: int | None,
    ) -> None:
        self._ledgers, self._budget = ledgers, budget
        self._settings, self._limits, self._cache = settings, limits, cache
        self._submitter, self._begin = submitter, begin

    async def read(self, units: Sequence[WorkItem], /) -> list[ItemResult]:
        """What the letters come to that can be read to their end. Raises ImrError when the run has to end."""
        results = [await self._one(unit) for unit in units]
        return [result for result in results if result is not None]

    async def _one(self, unit: WorkItem) -> ItemResult | None:
        kept = self._ledgers.batches.kept(unit.sha256)
        if any(request.waits for request in kept.values()) or not (kept or self._may_begin()):
            return None

        async def keep(answers: Sequence[KeptAnswer]) -> None:
            await asyncio.to_thread(self._ledgers.letters.keep_answers, self._ledgers.run, unit.sha256, answers)

        settings = self._settings
        replies = KeptReplies(unit.sha256, kept, settings, self._limits)
        ask = LetterAsk(DeferredAsk(replies, settings, self._cache), unit.answers, keep)
        second = LlmReader(ask, settings.required_model(), settings.redact, self._cache is not None)
        try:
            result = await read_with_llm(unit, second, ask)
        except UnansweredError:
            if self._submitter is not None and replies.wanted is not None:
                await self._submitter.add(replies.wanted)
            return None
        self._budget.spend(result.usage)
        return result

    def _may_begin(self) -> bool:
        if self._submitter is None or self._submitter.refused or self._begin == 0:
            return False
        if self._begin is not None:
            self._begin -= 1
        return True
