"""The worker queue: letters in at one end, durable rows out at the other, and nothing waits for the slowest.

One task goes through INPUT, no further ahead than the queue is long. So many workers each take what is next, have it
read, and take no more until its rows are durable: what is paid for and not durable is never more than what is in
flight. One task commits what has come, all of it at a time.
"""

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from imr_llm.batch.errors import RESUME, CapReachedError, InputError, OutputError
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.ledger.unit import InputItem, ItemResult, WorkItem
from imr_llm.batch.queue.budget import Budget
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import ImrError

# What is found at a time: letters, and bytes.
_FOUND, _FOUND_BYTES = 64, 4 * 1024 * 1024
# Seconds for which results are gathered before they are committed together.
_GATHER = 0.004
# No letter is begun with less room than this on OUTPUT's disk, so that what is in flight can still be written.
_ROOM = 4 * 1024 * 1024


class Reader(Protocol):
    """What reads letters: processes, or an LLM."""

    async def read(self, units: Sequence[WorkItem], /) -> Sequence[ItemResult]:
        """What the letters come to, in their order. Raises ImrError when the run, not a letter, has to end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`workers`: how many are at work at once. `together`: letters that one takes at a time. `limit`: to be read."""

    workers: int
    together: int = 1
    limit: int | None = None


class Engine:
    """One run of the queue. `ending`: why it stopped before its end, null while it has not."""

    def __init__(
        self,
        ledger: Ledger,
        run: Run,
        reader: Reader,
        plan: Plan,
        tally: Tally,
        budget: Budget,
        stopped: asyncio.Event,
    ) -> None:
        """`stopped` is set once no further letter is begun."""
        self.ending: ImrError | None = None
        self._ledger, self._run, self._reader, self._plan = ledger, run, reader, plan
        self._tally, self._budget = tally, budget
        self._stopped = stopped
        self._queue: asyncio.Queue[tuple[WorkItem, ...] | None] = asyncio.Queue(plan.workers)
        self._results: list[tuple[Sequence[ItemResult], asyncio.Future[None]]] = []
        self._came = asyncio.Event()
        self._over = False

    def stop(self, why: ImrError) -> None:
        """Begin no further letter. The first reason stands."""
        if self.ending is None:
            self.ending = why
            self._stopped.set()

    async def work(self, found: Iterator[InputItem]) -> None:
        """Go through INPUT until its end, or until the run is stopped."""
        async with asyncio.TaskGroup() as both:
            writer = both.create_task(self._write())
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._feed(found))
                for _ in range(self._plan.workers):
                    tasks.create_task(self._work())
            self._over = True
            self._came.set()
            await writer

    async def _feed(self, found: Iterator[InputItem]) -> None:
        left = self._plan.limit
        try:
            while not self._stopped.is_set() and left != 0:
                taken, units = await asyncio.to_thread(self._admit, found)
                if not taken:
                    await asyncio.to_thread(self._ledger.scanned, self._run)
                    self._tally.scanned()
                    break
                self._tally.found += taken
                if left is not None:
                    units = units[:left]
                    left -= len(units)
                self._tally.wanted += len(units)
                for group in _groups(units, self._plan.together):
                    await self._queue.put(group)
        except ImrError as error:
            self.stop(error)
        except OSError as error:
            why = error.strerror or type(error).__name__
            self.stop(InputError(f"INPUT cannot be gone through any further ({why}); {RESUME} once it can"))
        for _ in range(self._plan.workers):
            await self._queue.put(None)

    def _admit(self, found: Iterator[InputItem]) -> tuple[int, list[WorkItem]]:
        """The next letters of INPUT: how many were found, and what must be read of them."""
        taken = some(found)
        return len(taken), self._ledger.admit(self._run, taken) if taken else []

    async def _work(self) -> None:
        while (units := await self._queue.get()) is not None:
            if reached := self._budget.reached:
                self.stop(CapReachedError(f"{reached}; {RESUME} with a higher one"))
            if self._stopped.is_set():
                continue
            self._tally.in_flight += len(units)
            try:
                results = await self._reader.read(units)
                await self._durable(results)
                self._tally.finished(results)
            except ImrError as error:
                self.stop(error)
            finally:
                self._tally.in_flight -= len(units)

    async def _durable(self, results: Sequence[ItemResult]) -> None:
        written = asyncio.get_running_loop().create_future()
        self._results.append((results, written))
        self._came.set()
        await written

    async def _write(self) -> None:
        """Commit results as they come; whoever brought them waits until they are durable."""
        while not (self._over and not self._results):
            await self._came.wait()
            await asyncio.sleep(_GATHER)
            self._came.clear()
            batch, self._results = self._results, []
            if not batch:
                continue
            try:
                await asyncio.to_thread(self._commit, [result for results, _ in batch for result in results])
            except ImrError as error:
                for _, written in batch:
                    # Whoever waited may have been cancelled meanwhile.
                    if not written.done():
                        written.set_exception(error)
            else:
                for _, written in batch:
                    if not written.done():
                        written.set_result(None)

    def _commit(self, results: Sequence[ItemResult]) -> None:
        self._ledger.finish(self._run, results)
        folder = self._ledger.path.parent
        try:
            room = shutil.disk_usage(folder).free
        except OSError:
            raise OutputError(f"{folder} is gone; give another OUTPUT, or put it back and {RESUME}") from None
        if room < _ROOM:
            raise OutputError(f"{folder}: the disk is full; free some space, {RESUME}")


def some(found: Iterator[InputItem]) -> list[InputItem]:
    """The next letters of INPUT, as many as are held at a time; none at its end."""
    taken: list[InputItem] = []
    size = 0
    for item in islice(found, _FOUND):
        taken.append(item)
        size += len(item.data)
        if size > _FOUND_BYTES:
            break
    return taken


def _groups(units: Sequence[WorkItem], together: int) -> Iterator[tuple[WorkItem, ...]]:
    """Letters as workers take them: quick ones together, and each slow one alone, so that none waits behind it."""
    group: list[WorkItem] = []
    for unit in units:
        if unit.is_slow:
            yield (unit,)
            continue
        group.append(unit)
        if len(group) == together:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)
