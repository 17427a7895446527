"""Reads letters by the rules and an LLM, many at once in one process."""

import asyncio
from collections.abc import Sequence

from imr_llm.batch.errors import StoppedError
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.ledger.unit import ItemResult, KeptAnswer, WorkItem
from imr_llm.batch.queue.asking import LetterAsk, OutageAwareAsk
from imr_llm.batch.queue.reading import read_with_llm
from imr_llm.pipeline import LlmReader


class AskingReader:
    """Reads with an open endpoint. `steady` puts the questions of all letters."""

    def __init__(
        self, ledger: Ledger, run: Run, second: LlmReader, steady: OutageAwareAsk, stopped: asyncio.Event
    ) -> None:
        self._ledger, self._run = ledger, run
        self._second, self._steady = second, steady
        self._stopped = stopped

    async def read(self, units: Sequence[WorkItem], /) -> list[ItemResult]:
        """What the letters come to. Raises ImrError when the run has to end."""
        return [await self._one(unit) for unit in units]

    async def _one(self, unit: WorkItem) -> ItemResult:
        async def keep(answers: Sequence[KeptAnswer]) -> None:
            await asyncio.to_thread(self._ledger.keep_answers, self._run, unit.sha256, answers)

        result = await read_with_llm(unit, self._second, LetterAsk(self._steady, unit.answers, keep))
        if result.failure and self._stopped.is_set():
            # What fails while the run is being ended may have been broken off: it is read again.
            raise StoppedError("broken off")
        return result
