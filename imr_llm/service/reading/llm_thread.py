"""The LLM behind the service: in a thread of its own, so that what is computed there never holds up the service."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from threading import Thread
from typing import Any, Self, TypeVar

from imr_llm import pipeline
from imr_llm.letter.model import Letter
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.pipeline import LlmReader
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import Settings
from imr_llm.summary.model import Language

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """A record and its summaries as JSON; `answered`: the LLM did, else this is what the rules read."""

    record: bytes
    summaries: tuple[bytes, ...]
    answered: bool


class LlmThread:
    """Reads letters with an LLM. Use as `async with`."""

    def __init__(self, settings: ServiceSettings, endpoint: Settings) -> None:
        self._seconds = settings.llm_seconds
        self._gate = ConcurrencyLimit(settings.llm_in_flight, settings.queue, settings.queue_seconds)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="llm", daemon=True)
        # What the command line may keep of answers, the service does not: it forgets every letter.
        forgetful = endpoint.model_copy(update={"cache_dir": None})
        self._settings = forgetful
        self._opened: AbstractAsyncContextManager[LlmReader] = pipeline.open_llm(forgetful)
        self._second: LlmReader | None = None

    async def __aenter__(self) -> Self:
        self._thread.start()
        self._second = await self._there(self._opened.__aenter__())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._there(self._opened.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def read(self, letter: Letter, languages: Sequence[Language], *, patient: bool = False) -> SecondAnswer:
        """Have a letter read by the rules and the LLM. Where the endpoint fails the rules' reading stands, and says so.

        Raises EndpointError when the client itself fails, and ServiceError: busy, endpoint_slow.
        """
        async with self._gate.entered(patient=patient):
            try:
                async with asyncio.timeout(self._seconds):
                    return await self._there(self._read(letter, languages))
            except TimeoutError:
                raise ServiceError(
                    ServiceFault.ENDPOINT_SLOW, "the LLM endpoint took too long; try again with llm=false"
                ) from None

    async def _read(self, letter: Letter, languages: Sequence[Language]) -> SecondAnswer:
        if self._second is None:
            raise RuntimeError("the LLM is not open: use it as `async with LlmThread(...)`")
        found = await pipeline.extract_with_llm(letter, self._second)
        occasion = pipeline.occasion_of(self._settings)
        summaries = [pipeline.summarize(found.record, language, occasion) for language in languages]
        return SecondAnswer(
            found.record.to_json(indent=None).encode(),
            tuple(summary.model_dump_json().encode() for summary in summaries),
            found.ending is Ending.ANSWERED,
        )

    async def _there(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something in the thread; when nobody waits for it any more, it is cancelled there."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
