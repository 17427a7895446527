"""The processes that read letters: so many at once, each ended when it takes too long, replaced when it dies.

Reading and summarizing a letter is some ten milliseconds of Python. In threads that is one core for all requests, and
a stutter for the event loop; a process can be ended besides.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Self

from imr_llm.errors import ImrError, LetterFault, UnreadableLetterError
from imr_llm.letter.files.kinds import media_type
from imr_llm.service.http.faults import ServiceError, ServiceFault, busy
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.http.logs import log
from imr_llm.service.reading.job import JOBS, LENGTHS, REPLIES, Job, JobKind, Reply, frame
from imr_llm.service.settings import ServiceSettings

# Keys and addresses of an endpoint are no business of a process that reads what strangers send.
_KEPT_BACK = ("OPENAI_", "IMR_LLM_API_KEY", "IMR_LLM_HEADERS", "IMR_LLM_SERVICE_")
_START_SECONDS = 60.0
_STOP_SECONDS = 2.0
_MOST_REPLY = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a letter: the parts that were asked for, in their order, and the rest of its reply."""

    reply: Reply
    parts: tuple[bytes, ...] = ()

    def check(self) -> None:
        """Raise UnreadableLetterError, which names no file, or ServiceError, where the letter was not read."""
        fault, detail = self.reply.fault, self.reply.detail
        if self.reply.broken is not None:
            raise ServiceError(ServiceFault.FAULT_OF_OURS, "the letter could not be read for a fault of this program")
        if isinstance(fault, LetterFault):
            raise UnreadableLetterError("letter", fault, detail)
        if fault is not None:
            raise ServiceError(fault, detail)


class _DiedError(ImrError):
    """A worker ended before it answered."""


class WorkerPool:
    """The workers. Use as `async with`; `read` may be called many times at once."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._idle: deque[Process] = deque()
        self._tasks: set[asyncio.Task[Answer]] = set()
        self._all = ConcurrencyLimit(settings.workers, settings.queue, settings.queue_seconds)
        # A PDF takes ten times as long as a text, a picture a thousand times: they never have all workers or places.
        self._files = ConcurrencyLimit(max(1, settings.workers - 1), settings.queue // 2, settings.queue_seconds)
        self.deaths = 0

    async def __aenter__(self) -> Self:
        self._idle.extend(await asyncio.gather(*(self._start() for _ in range(self._settings.workers))))
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(self._stop(worker) for worker in self._idle))
        self._idle.clear()

    @property
    def waiting(self) -> int:
        """How many letters are being read or wait for it."""
        return self._all.admitted

    def check(self) -> None:
        """Raise ServiceError (busy) when a letter that came now would be turned away."""
        if self._all.is_full:
            raise busy()

    async def read(self, job: Job, data: bytes, *, patient: bool = False) -> Answer:
        """Have a letter read; `check` says whether it was. Raises ServiceError (busy), less often when `patient`."""
        async with AsyncExitStack() as stack:
            if _is_slow(job, data):
                await stack.enter_async_context(self._files.entered(patient=patient))
            await stack.enter_async_context(self._all.entered(patient=patient))
            # Whoever asked may go away; the worker is free again when it is, and not before.
            task = asyncio.create_task(self._finish(stack.pop_all(), job, data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        answer = await asyncio.shield(task)
        if answer.reply.broken is not None:
            log("fault", where=answer.reply.broken)
        return answer

    async def _finish(self, places: AsyncExitStack, job: Job, data: bytes) -> Answer:
        async with places:
            with suppress(_DiedError):
                return await self._once(job, data)
            # It may have been ended from outside; if this letter is what ends workers, it gets no third one.
            try:
                return await self._once(job, data)
            except _DiedError:
                raise busy("two processes that read this letter ended; try again", after=5) from None

    async def _once(self, job: Job, data: bytes) -> Answer:
        worker = await self._alive()
        try:
            async with asyncio.timeout(self._seconds(job, data)):
                answer = await _ask(worker, job, data)
        except TimeoutError:  # itself an OSError
            await self._bury(worker)
            return Answer(Reply(fault=LetterFault.TOO_COSTLY, detail="it takes longer than a letter does"))
        except (OSError, EOFError, ValueError):
            await self._bury(worker)
            raise _DiedError("a worker ended") from None
        self._idle.append(worker)
        return answer

    def _seconds(self, job: Job, data: bytes) -> float:
        more = self._settings.scan_seconds if _is_slow(job, data) else 0.0
        return self._settings.letter_seconds + more

    async def _alive(self) -> Process:
        """A worker that lives, as far as can be seen. There is one for everybody whom the gate let in."""
        worker = self._idle.popleft() if self._idle else None
        if worker is not None and worker.returncode is not None:
            await self._bury(worker)
            worker = None
        return worker or await self._start()

    async def _bury(self, worker: Process) -> None:
        self.deaths += 1
        with suppress(ProcessLookupError):
            worker.kill()
        code = await worker.wait()
        log("worker_ended", code=code)

    async def _start(self) -> Process:
        # -P: the folder that the service was started in is not looked into. -B: no compiled module is written.
        limits = map(str, (self._settings.worker_memory, self._settings.scan_seconds))
        command = [sys.executable, "-P", "-B", "-m", "imr_llm.service.reading.worker"]
        worker = await asyncio.create_subprocess_exec(
            *command, *limits, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment(), limit=1024 * 1024
        )
        try:
            async with asyncio.timeout(_START_SECONDS):
                await _reply(worker)
        except (OSError, EOFError, ValueError, TimeoutError):
            await self._bury(worker)
            raise _DiedError("a process that reads letters could not be started; is there memory enough?") from None
        return worker

    async def _stop(self, worker: Process) -> None:
        if worker.stdin is not None:
            worker.stdin.close()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await worker.wait()
        except TimeoutError:
            worker.kill()
            await worker.wait()


def environment() -> dict[str, str]:
    """The variables that a worker is started with."""
    return {key: value for key, value in os.environ.items() if not key.startswith(_KEPT_BACK)}


def _is_slow(job: Job, data: bytes) -> bool:
    """Whether it may be anything but text."""
    if job.kind is JobKind.JSON:
        return b'"file"' in data
    return job.kind is JobKind.PICTURES or media_type(data) != "text/plain"


async def _ask(worker: Process, job: Job, data: bytes) -> Answer:
    stdin = worker.stdin
    if stdin is None:
        raise EOFError
    stdin.write(frame(JOBS.dump_json(job), data))
    await stdin.drain()
    return await _reply(worker)


async def _reply(worker: Process) -> Answer:
    stdout = worker.stdout
    if stdout is None:
        raise EOFError
    head, size = LENGTHS.unpack(await stdout.readexactly(LENGTHS.size))
    if head + size > _MOST_REPLY:
        raise ValueError("a reply that no worker of ours gives")
    reply = REPLIES.validate_json(await stdout.readexactly(head))
    data = memoryview(await stdout.readexactly(size))
    parts, start = [], 0
    for length in reply.sizes:
        parts.append(bytes(data[start : start + length]))
        start += length
    return Answer(reply, tuple(parts))
