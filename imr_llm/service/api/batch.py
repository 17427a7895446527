"""Many letters in one request: lines of JSON in, lines of JSON out, each as soon as it is ready."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from imr_llm.service.api.answers import NDJSON
from imr_llm.service.http.body import Pace, chunks
from imr_llm.service.http.exchange import Exchange, Running, exchange_of
from imr_llm.service.http.faults import Fault, ServiceError, ServiceFault
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.http.metrics import Metrics
from imr_llm.service.http.problems import ReadingError, problem_for
from imr_llm.service.keys import RateLimits
from imr_llm.service.reading.job import Job, JobKind
from imr_llm.service.reading.reader import ReadLetter, reader_of
from imr_llm.service.settings import ServiceSettings
from imr_llm.summary.model import Language


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. `languages`: of the summaries, none for the record alone. `llm`: null is what there is."""

    languages: tuple[Language, ...]
    llm: bool | None


class BatchResponse(Response):
    """Takes the request in while it is answered. The answer begins with its first line.

    Before that a refusal has a status of its own; after it, it is a last line, with the number of the first line that
    was not read.
    """

    media_type = NDJSON

    def __init__(self, request: Request, wish: Wish) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._wish = wish
        self._settings: ServiceSettings = request.app.state.settings
        self._exchange: Exchange = exchange_of(request.scope)
        self._running: Running = request.app.state.running
        self._places = asyncio.Semaphore(self._settings.batch_in_flight)
        self._writing = asyncio.Lock()
        self._started = False
        self._last = 0
        self._refusal: ServiceError | None = None

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer. Raises ServiceError before the first line, and ClientDisconnect."""
        gate: ConcurrencyLimit = self._request.app.state.batches
        async with gate.entered():
            gone = False
            try:
                async with asyncio.TaskGroup() as group:
                    taking = group.create_task(self._take_in(group, send))
                    stopping = group.create_task(self._stop(taking))
                    taking.add_done_callback(lambda _: stopping.cancel())
            except* ClientDisconnect:
                gone = True
            if gone:
                raise ClientDisconnect
            if self._refusal is not None:
                if not self._started:
                    raise self._refusal
                await self._write_problem(send, self._last + 1, "null", self._refusal)
            await self._write(send, b"", more=False)

    async def _take_in(self, group: asyncio.TaskGroup, send: Send) -> None:
        """Begin on one line after the other, as places get free."""
        try:
            async for line in self._lines():
                await self._allowed()
                await self._places.acquire()
                self._last += 1
                group.create_task(self._answer(send, self._last, line))
        except ServiceError as error:
            self._refusal = error
        except asyncio.CancelledError:
            detail = "the service is stopping; send the batch again from this line on"
            self._refusal = ServiceError(ServiceFault.STOPPING, detail)
            raise

    async def _stop(self, taking: asyncio.Task[None]) -> None:
        await self._running.stop.wait()
        taking.cancel()

    async def _lines(self) -> AsyncIterator[bytes]:
        """The lines that are not empty; each is held in memory until it is answered."""
        pace = Pace(self._settings.batch_seconds, self._settings.batch_idle_seconds)
        kept = bytearray()
        async for chunk in chunks(self._request, sys.maxsize, pace):
            self._exchange.hold(len(chunk))
            kept += chunk
            # Only what is new can hold a line's end.
            if b"\n" in chunk:
                *whole, rest = kept.split(b"\n")
                kept = bytearray(rest)
                for line in whole:
                    self._exchange.let_go(1)
                    if self._is_line(line):
                        yield bytes(line)
            if len(kept) > self._settings.json_bytes:
                raise ServiceError(ServiceFault.TOO_LARGE, f"a line may have {self._settings.json_bytes} bytes")
        if self._is_line(kept):
            yield bytes(kept)

    def _is_line(self, line: bytearray) -> bool:
        """Whether there is a letter in it. Raises ServiceError (too_large) when there were enough before."""
        if not line.strip():
            self._exchange.let_go(len(line))
            return False
        if self._last >= self._settings.batch_lines:
            raise ServiceError(ServiceFault.TOO_LARGE, f"a batch may have {self._settings.batch_lines} lines")
        return True

    async def _allowed(self) -> None:
        """Wait until the key that the batch came with may make another request."""
        limits: RateLimits = self._request.app.state.limits
        # The request itself has paid for its first line.
        if self._last and self._exchange.key:
            await limits.turn(self._exchange.key)

    async def _answer(self, send: Send, number: int, line: bytes) -> None:
        try:
            job = Job(JobKind.JSON, f"line-{number}", self._wish.languages)
            label, found = await reader_of(self._request).read_line(job, line, self._wish.llm)
            self._exchange.let_go(len(line))
            if not isinstance(found, ReadLetter):
                await self._write_problem(send, number, label, found)
                return
            metrics: Metrics = self._request.app.state.metrics
            metrics.letter(found.media_type, llm=found.llm)
            summary = found.summaries_json[0] if found.summaries_json else b"null"
            parts = (b'"record":', found.record_json, b',"summary":', summary)
            await self._write(send, _line(number, label, b"".join(parts)))
        finally:
            self._places.release()

    async def _write_problem(self, send: Send, number: int, label: str, error: ReadingError) -> None:
        problem = problem_for(error, self._exchange.request_id)
        self._note(problem.code)
        await self._write(send, _line(number, label, b'"problem":' + problem.model_dump_json().encode()))

    def _note(self, fault: Fault) -> None:
        metrics: Metrics = self._request.app.state.metrics
        metrics.fault(self._request.scope["route"].path, fault.value)

    async def _write(self, send: Send, line: bytes, *, more: bool = True) -> None:
        async with self._writing:
            if not self._started:
                self._started = True
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": line, "more_body": more})


def _line(number: int, label: str, rest: bytes) -> bytes:
    return b'{"line":%d,"id":%b,%b}\n' % (number, label.encode(), rest)
