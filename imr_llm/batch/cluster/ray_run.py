"""A run on a Ray cluster: letters are dealt to shards, Ray keeps a worker on each, and the ledger takes them in.

Ray carries the names of shards, counts and our own messages; no letter, answer or key goes through it. What it says of
a shard is not trusted: what counts is the shard's ledger, also of a worker that died.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.batch.cluster.shards import deal, take_in_all
from imr_llm.batch.cluster.worker import Count, read_shard, share_of
from imr_llm.batch.errors import (
    RESUME,
    CapReachedError,
    ClusterError,
    EndpointDownError,
    InUseError,
    OutputError,
    StoppedError,
)
from imr_llm.batch.inputs import Source
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.ledger.unit import NO_USAGE
from imr_llm.batch.opening import count, show, stop_on_signals
from imr_llm.batch.options import Options, Reporter
from imr_llm.batch.queue.budget import Budget
from imr_llm.batch.queue.engine import some
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import EndpointError, ImrError, UsageError

# Why a worker may stop. Of several reasons the first of these is the run's.
_ENDINGS = (
    OutputError,
    UsageError,
    InUseError,
    ClusterError,
    EndpointDownError,
    EndpointError,
    CapReachedError,
    StoppedError,
)
# The least that Ray takes, in bytes; hardly anything of it is used.
_OBJECT_STORE = 80 * 1024 * 1024
# Nothing is told to Ray's makers, and a cluster of this machine alone listens on its loopback address alone, which Ray
# does where it takes the machine for one that cannot be part of a cluster.
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
_LONGEST_REASON = 200


async def read_on_ray(
    options: Options, voice: Reporter, source: Source, ledger: Ledger, run: Run, tally: Tally, budget: Budget
) -> ImrError | None:
    """Read on the cluster that RAY_ADDRESS names, or on one of this machine; why it stopped before the end."""
    stopped = asyncio.Event()
    stop_on_signals(voice, tally, lambda _: stopped.set())
    tasks = [asyncio.create_task(count(source, tally)), asyncio.create_task(show(tally, voice))]
    endings: list[ImrError] = []
    try:
        await asyncio.to_thread(_admit, source, ledger, run, tally, stopped)
        shards: list[Path] = []
        if not stopped.is_set():
            shards = await asyncio.to_thread(deal, ledger, run, options.workers, options.limit)
        if shards and budget.reached:
            endings.append(CapReachedError(f"{budget.reached}; {RESUME} with a higher one"))
        elif shards:
            share = share_of(options, ledger.spent(), len(shards))
            endings += await _read_shards(_Work(shards, share, run.way), voice, tally, budget, stopped)
        taken = await asyncio.to_thread(take_in_all, ledger)
        tally.read, tally.failed, tally.review, budget.usage = taken.read, taken.failed, taken.review, taken.usage
    except ImrError as error:
        endings.append(error)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if stopped.is_set():
        endings.append(StoppedError(f"stopped by Ctrl-C; {RESUME}"))
    tally.in_flight = 0
    voice.show(tally.progress())
    return min(endings, key=_rank, default=None)


def _rank(ending: ImrError) -> int:
    return next((rank for rank, kind in enumerate(_ENDINGS) if kind in type(ending).__mro__), -1)


def _admit(source: Source, ledger: Ledger, run: Run, tally: Tally, stopped: asyncio.Event) -> None:
    """Enter all of INPUT, so that the ledger knows what must be read."""
    found = source.letters()
    while taken := some(found):
        if stopped.is_set():
            return
        tally.wanted += len(ledger.admit(run, taken))
        tally.found += len(taken)
    ledger.scanned(run)
    tally.scanned()


@dataclass(frozen=True, slots=True)
class _Work:
    """What there is to do: shards, a worker's share of what is allowed, and the key of the way to read."""

    shards: Sequence[Path]
    share: Options
    way: str


async def _read_shards(
    work: _Work, voice: Reporter, tally: Tally, budget: Budget, stopped: asyncio.Event
) -> list[ImrError]:
    """Have Ray read shards until all have come to an end; why those stopped that were not read to theirs."""
    with _cluster(len(work.shards)):
        from ray.exceptions import RayError

        # Ray has put a handler of its own in the place of ours.
        stop_on_signals(voice, tally, lambda _: stopped.set())
        try:
            board = _on_this_node(Progress).remote()
            reading = asyncio.create_task(asyncio.to_thread(_run_dataset, work, board))
            while not reading.done():
                if stopped.is_set():
                    await board.stop.remote()
                counts, lines = await board.look.remote()
                _enter(tally, budget, counts)
                for line in lines:
                    voice.tell(line)
                await asyncio.wait({reading}, timeout=voice.interval)
            return [_ending(row) for row in reading.result() if row["kind"]]
        except RayError as error:
            return [ClusterError(f"Ray has ended the run ({type(error).__name__}); {RESUME}, with what was read")]


def _run_dataset(work: _Work, board: Any) -> list[dict[str, str]]:
    """What came of each shard. A row is a shard; its letters are read from INPUT, wherever the row goes."""
    import ray.data

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    names = [{"shard": str(shard.absolute())} for shard in work.shards]
    # One shard for each actor, and no second one while it reads: each has its share of what is allowed at once.
    pool = ray.data.ActorPoolStrategy(size=len(names), max_tasks_in_flight_per_actor=1)
    dataset = ray.data.from_items(names, override_num_blocks=len(names)).map_batches(
        ShardActor, fn_constructor_args=(work.share, work.way, board), batch_size=1, num_cpus=1, compute=pool
    )
    rows: list[dict[str, str]] = dataset.take_all()
    return rows


class ShardActor:
    """A worker as Ray starts it: once for each shard, and again where it died."""

    def __init__(self, options: Options, way: str, board: Any) -> None:
        self._options, self._way, self._board = options, way, board

    async def __call__(self, rows: dict[str, Any]) -> AsyncIterator[dict[str, list[str]]]:
        """Read the shards of some rows: for each the kind and the words of why it stopped, empty where it did not."""
        for shard in map(str, rows["shard"]):

            async def report(count: Count, lines: Sequence[str], shard: str = shard) -> bool:
                stop: bool = await self._board.report.remote(shard, os.getpid(), count, lines)
                return stop

            ending = await read_shard(Path(shard), self._options, self._way, report)
            yield {"kind": [type(ending).__name__ if ending else ""], "why": [str(ending or "")]}


class Progress:
    """Where workers say how far they are, and are told to stop: an actor beside the command that started them."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], Count] = {}
        self._lines: list[str] = []
        self._stopped = False

    def report(self, shard: str, process: int, count: Count, lines: Sequence[str]) -> bool:
        """Take a report of the process that reads a shard; whether it is to begin no further letter."""
        if (shard, process) not in self._counts and any(known == shard for known, _ in self._counts):
            self._lines.append(f"a worker has died, and another goes on with its shard {Path(shard).name}")
        self._counts[shard, process] = count
        self._lines += lines
        return self._stopped

    def look(self) -> tuple[list[Count], list[str]]:
        """All counts, and the lines that came since the last look."""
        lines, self._lines = self._lines, []
        return list(self._counts.values()), lines

    def stop(self) -> None:
        """Have the workers stop."""
        self._stopped = True


def _enter(tally: Tally, budget: Budget, counts: Sequence[Count]) -> None:
    tally.read = sum(count.read for count in counts)
    tally.failed = sum(count.failed for count in counts)
    tally.review = sum(count.review for count in counts)
    tally.in_flight = sum(count.in_flight for count in counts)
    budget.usage = sum((count.usage for count in counts), NO_USAGE)


def _ending(row: dict[str, str]) -> ImrError:
    if row["kind"] == CapReachedError.__name__:
        return CapReachedError(f"a worker has spent its share of the cap; {RESUME}, and shares out what is left")
    kind = next((kind for kind in _ENDINGS if kind.__name__ == row["kind"]), ClusterError)
    return kind(row["why"])


@contextmanager
def _cluster(workers: int) -> Iterator[None]:
    """A connection to the cluster that RAY_ADDRESS names, or a cluster of this machine. Raises ClusterError."""
    address = os.environ.get("RAY_ADDRESS")
    for name, value in (_QUIET if address else _QUIET | _LOOPBACK).items():
        os.environ.setdefault(name, value)
    # It looks at them when it is imported, so nothing of it is imported before.
    import ray

    options: dict[str, Any] = {"address": address}
    if not address:
        options = {"address": "local", "num_cpus": workers, "num_gpus": 0, "include_dashboard": False}
        options["object_store_memory"] = _OBJECT_STORE
    # Ray prints what its processes say to standard output.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        try:
            ray.init(**options, log_to_driver=False, logging_level=logging.CRITICAL)
        except (ray.exceptions.RayError, OSError, RuntimeError, ValueError) as error:
            where = f"the Ray cluster at {address} cannot be reached" if address else "Ray cannot be started here"
            reason = str(error).partition("\n")[0][:_LONGEST_REASON]
            raise ClusterError(f"{where} ({type(error).__name__}: {reason}); {RESUME} once it can") from None
        try:
            yield
        finally:
            ray.shutdown()


def _on_this_node(actor: Any) -> Any:
    """An actor that needs no core and runs where the command does."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    remote: Any = ray.remote
    return remote(num_cpus=0, scheduling_strategy=here)(actor)
