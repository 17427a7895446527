"""The queue of a run, opened with what it reads with; its signals and its progress."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from imr_llm.batch.errors import RESUME, StoppedError
from imr_llm.batch.inputs import Source
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.options import Options, Reporter
from imr_llm.batch.queue.asking import OutageAwareAsk
from imr_llm.batch.queue.budget import Budget
from imr_llm.batch.queue.engine import Engine, Plan, Reader
from imr_llm.batch.queue.llm_reader import AskingReader
from imr_llm.batch.queue.pacing import Pacer
from imr_llm.batch.queue.processes import RulesReaders
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import ImrError
from imr_llm.pipeline import open_llm

# Letters that a process takes at a time, and groups of them that wait for each process.
_TOGETHER, _AHEAD = 8, 3


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
