"""Processes that read letters by the rules: one for each core, and another one for each that dies.

A letter can end its process, by a fault in a library below ours or by taking all memory. It is then a dead letter, and
the others go on.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from imr_llm.batch.ledger.unit import Failure, ItemResult, WorkItem
from imr_llm.batch.queue.reading import read_by_rules

ENDED_ITS_PROCESS = "ended_its_process"
_WHY = "reading it ended the process, twice; look at what the file holds"
# In seconds, for one letter: a PDF has limits of its own far below.
_LONGEST = 300.0


class _ReaderProcess:
    """One process. `read` blocks, and raises EOFError when the process has died."""

    def __init__(self) -> None:
        # Not forked: this process has threads, and a forked one would hold the lock of the ledger.
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        # Ctrl-C reaches every process of a terminal; this one goes on until its letter is done. The mask is inherited.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def read(self, units: Sequence[WorkItem]) -> list[ItemResult]:
        """What the letters come to."""
        try:
            self._ours.send(units)
            if self._ours.poll(_LONGEST * len(units)):
                results: list[ItemResult] = self._ours.recv()
                return results
        except (OSError, EOFError):
            pass
        self.end()
        raise EOFError

    def kill(self) -> None:
        """End the process; whoever reads is told."""
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of it."""
        self.kill()
        self._process.join()
        self._ours.close()


def _serve(connection: Connection) -> None:
    """Read what comes until the other end is closed, or its process is gone."""
    with suppress(EOFError, OSError):
        while True:
            units: Sequence[WorkItem] = connection.recv()
            connection.send([read_by_rules(unit) for unit in units])


class RulesReaders:
    """Reads letters in several processes at once."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._free: list[_ReaderProcess] = []
        self._busy: set[_ReaderProcess] = set()
        self._threads = ThreadPoolExecutor(processes, "reader")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A thread that still waits for its process is told that it has died.
        for process in self._busy:
            process.kill()
        self._threads.shutdown()
        for process in self._free:
            process.end()

    async def read(self, units: Sequence[WorkItem]) -> list[ItemResult]:
        """What the letters come to. One that ends its process is read once more, alone."""
        try:
            return await self._once(units)
        except EOFError:
            return [result for unit in units for result in await self._alone(unit)]

    async def _alone(self, unit: WorkItem) -> list[ItemResult]:
        try:
            return await self._once([unit])
        except EOFError:
            return [ItemResult(unit.sha256, failure=Failure(ENDED_ITS_PROCESS, _WHY))]

    async def _once(self, units: Sequence[WorkItem]) -> list[ItemResult]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._in_a_process, units)

    def _in_a_process(self, units: Sequence[WorkItem]) -> list[ItemResult]:
        """Runs in one of as many threads as there are processes; the list hands each to one thread at a time."""
        process = self._free.pop() if self._free else _ReaderProcess()
        self._busy.add(process)
        try:
            results = process.read(units)
            self._free.append(process)
            return results
        finally:
            self._busy.discard(process)
