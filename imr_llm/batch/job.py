"""A whole batch run: the lock, the ledger, the queue, and the outputs, in that order."""

import asyncio
from collections.abc import Callable, Coroutine

from imr_llm.batch.cluster.shards import take_in_all
from imr_llm.batch.errors import RESUME, OutputError, StoppedError
from imr_llm.batch.inputs import Source, open_input
from imr_llm.batch.ledger.ledger import LEDGER, Ledger, Run
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.opening import count, open_queue, show, stop_on_signals
from imr_llm.batch.options import Options, Reporter, job_of
from imr_llm.batch.outputs.publish import Wanted, make_output, publish
from imr_llm.batch.outputs.report import Report, report_of
from imr_llm.batch.provider.ledger import require_none_waiting
from imr_llm.batch.queue.budget import Budget
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import ImrError
from imr_llm.machine import RAY


def run_batch(options: Options, voice: Reporter) -> Report:
    """Read what INPUT holds and OUTPUT does not, write the outputs, and report.

    A run that had to stop raises nothing: the report says why. Raises UsageError for a wrong INPUT or OUTPUT,
    InUseError for an OUTPUT that another process holds, and OutputError when it cannot be written at all.
    """
    source = open_input(options.input, options.output)
    reading = _reading(options)
    make_output(options.output)
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


def _reading(options: Options) -> Callable[..., Coroutine[None, None, ImrError | None]]:
    """How INPUT is read; what comes of it is why that stopped before the end. Raises UsageError without Ray."""
    if options.engine == "ray":
        RAY.require()
        from imr_llm.batch.cluster.ray_run import read_on_ray

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
