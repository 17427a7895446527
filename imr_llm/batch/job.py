"""A whole batch run: the lock, the ledger, the queue, and the outputs, in that order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from imr_llm.batch.cluster.shards import take_in_all
from imr_llm.batch.errors import RESUME, OutputError, StoppedError
from imr_llm.batch.inputs import Source, open_input
from imr_llm.batch.ledger.ledger import LEDGER, Job, Ledger, Run
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.ledger.recipe import way_of, wording_of
from imr_llm.batch.outputs.publish import Wanted, publish
from imr_llm.batch.outputs.report import Report, report_of
from imr_llm.batch.provider.ledger import require_none_waiting
from imr_llm.batch.queue.asking import OutageAwareAsk
from imr_llm.batch.queue.budget import NO_CAPS, Budget, Caps
from imr_llm.batch.queue.engine import Engine, Plan, Reader
from imr_llm.batch.queue.llm_reader import AskingReader
from imr_llm.batch.queue.pacing import Pacer
from imr_llm.batch.queue.processes import RulesReaders
from imr_llm.batch.queue.tally import Progress, Tally
from imr_llm.errors import ImrError, UsageError
from imr_llm.pipeline import open_llm
from imr_llm.settings import Settings
from imr_llm.summary.model import Language

# Letters that a process takes at a time, and groups of them that wait for each process.
_TOGETHER, _AHEAD = 8, 3


@dataclass(frozen=True, slots=True)
class Options:
    """What a batch run is asked for.

    `settings`: of the LLM, null for the rules alone. `concurrency`: letters in flight with an LLM; `workers`: processes
    without one, or workers of the cluster. `engine`: this machine, or a Ray cluster. `split`: a file with several
    letters is taken apart. `patience`: seconds without an answer after which the run ends. `tables`: whether the
    Parquet tables are written. `retry`: the command that retries what failed.
    """

    input: str
    output: Path
    settings: Settings | None = None
    languages: tuple[Language, ...] = ()
    concurrency: int = 32
    workers: int = 1
    engine: Literal["local", "ray"] = "local"
    rpm: float | None = None
    tpm: float | None = None
    caps: Caps = NO_CAPS
    limit: int | None = None
    retry_failed: bool = False
    split: bool = False
    tables: bool = False
    patience: float = 600.0
    retry: str = ""


@dataclass(frozen=True, slots=True)
class Reporter:
    """How a run speaks: `tell` a line, `show` its progress, every `interval` seconds, and `close` before an exit."""

    tell: Callable[[str], None]
    show: Callable[[Progress], None]
    close: Callable[[], None]
    interval: float = 0.5


def run_batch(options: Options, voice: Reporter) -> Report:
    """Read what INPUT holds and OUTPUT does not, write the outputs, and report.

    A run that had to stop raises nothing: the report says why. Raises UsageError for a wrong INPUT or OUTPUT,
    InUseError for an OUTPUT that another process holds, and OutputError when it cannot be written at all.
    """
    source = open_input(options.input, options.output)
    reading = _reading(options)
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{options.output} cannot be made a folder ({error.strerror}); give another OUTPUT") from None
    with Lock(options.output), Ledger(options.output / LEDGER) as ledger:
        if options.settings is not None:
            require_none_waiting(ledger.path)
        take_in_all(ledger)
        run = ledger.begin(job_of(options))
        budget = Budget(options.caps, ledger.spent())
        tally = Tally(budget)
        ending = asyncio.run(reading(options, voice, source, ledger, run, tally, budget))
        try:
            if not isinstance(ending, OutputError):
                wanted = Wanted(options.tables, bool(options.languages), options.retry)
                publish(ledger, run, options.output, wanted)
            ledger.end(run, type(ending).__name__ if ending else "done")
        except OutputError as error:
            ending = ending or error
        except KeyboardInterrupt:
            ending = StoppedError(f"stopped while the outputs were written; {RESUME}")
        return report_of(ledger, run, tally.progress(), source, ending)


def job_of(options: Options) -> Job:
    """What the ledger is told of a run."""
    way, wording = way_of(options.settings, split=options.split), wording_of(options.settings)
    return Job(options.input, way, options.languages, wording, options.retry_failed)


def _reading(options: Options) -> Callable[..., Coroutine[None, None, ImrError | None]]:
    """How INPUT is read; what comes of it is why that stopped before the end. Raises UsageError without Ray."""
    if options.engine == "ray":
        from imr_llm.batch.cluster.ray_run import read_on_ray, require_ray

        require_ray()
        return read_on_ray
    return _read


async def _read(
    options: Options, voice: Reporter, source: Source, ledger: Ledger, run: Run, tally: Tally, budget: Budget
) -> ImrError | None:
    """Run the queue on this machine."""
    async with open_queue(options, voice.tell, ledger, run, tally, budget) as queue:
        stop_on_signals(voice, tally, queue.stop)
        counting = asyncio.create_task(count(source, tally))
        showing = asyncio.create_task(show(tally, voice))
        try:
            await queue.engine.work(source.letters())
        finally:
            showing.cancel()
            counting.cancel()
            await asyncio.gather(showing, counting, return_exceptions=True)
        voice.show(tally.progress())
        return queue.engine.ending


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue that letters can be put through."""

    engine: Engine
    pacer: Pacer

    def stop(self, why: ImrError) -> None:
        """Finish what is in flight, and begin nothing more."""
        self.engine.stop(why)
        self.pacer.stop()


@asynccontextmanager
async def open_queue(
    options: Options, tell: Callable[[str], None], ledger: Ledger, run: Run, tally: Tally, budget: Budget
) -> AsyncIterator[Queue]:
    """The queue of a run, with processes or an endpoint to read with; closed at the end."""
    pacer = Pacer(options.rpm, options.tpm)
    stopped = asyncio.Event()
    async with AsyncExitStack() as opened:
        reader: Reader
        if options.settings is None:
            reader = await opened.enter_async_context(RulesReaders(options.workers))
            plan = Plan(_AHEAD * options.workers, _TOGETHER, options.limit)
        else:
            second = await opened.enter_async_context(open_llm(options.settings, pacer))
            steady = OutageAwareAsk(second.ask, budget, stopped, tell, options.patience)
            reader = AskingReader(ledger, run, second, steady, stopped)
            plan = Plan(options.concurrency, 1, options.limit)
        yield Queue(Engine(ledger, run, reader, plan, tally, budget, stopped), pacer)


def stop_on_signals(voice: Reporter, tally: Tally, stop: Callable[[ImrError], None]) -> None:
    """Let Ctrl-C stop a run gently, and a second one at once."""
    stopping = False

    def interrupt() -> None:
        nonlocal stopping
        if stopping:
            # What is durable stays; the system frees the rest.
            voice.tell(f"ended at once; {RESUME}")
            voice.close()
            os._exit(StoppedError.exit_code)
        stopping = True
        voice.tell(f"finishing the {tally.in_flight} letters in flight; Ctrl-C again ends at once, and {RESUME}")
        stop(StoppedError(f"stopped by Ctrl-C; {RESUME}"))

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)


async def count(source: Source, tally: Tally) -> None:
    """How many letters there are, for the time that is left; the reading does not wait for it."""
    letters = await asyncio.to_thread(source.count)
    if tally.letters is None:
        tally.letters = letters


async def show(tally: Tally, voice: Reporter) -> None:
    """Show where a run is, again and again."""
    while True:
        voice.show(tally.progress())
        await asyncio.sleep(voice.interval)
