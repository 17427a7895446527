"""One worker of several: puts the letters of a shard through the queue, and reports to whoever started it.

It takes no signals, writes to no output but the shard's ledger, and may be ended and started again at any moment.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from imr_llm.batch.cluster.shards import Dealt, held
from imr_llm.batch.errors import RESUME, ClusterError, StoppedError
from imr_llm.batch.inputs import open_input
from imr_llm.batch.ledger.ledger import LEDGER, Ledger
from imr_llm.batch.ledger.unit import NO_USAGE
from imr_llm.batch.opening import Queue, open_queue
from imr_llm.batch.options import Options, job_of
from imr_llm.batch.queue.budget import Budget, Caps
from imr_llm.batch.queue.reading import fault_of_ours
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import ImrError, UsageError
from imr_llm.llm.endpoint.exchange import Usage
from imr_llm.settings import load_settings

# A letter that ends its worker every time would cost what is in flight every time.
_MOST_STARTS = 4
# Seconds between two reports.
_INTERVAL = 0.5


@dataclass(frozen=True, slots=True)
class Count:
    """What one start of a worker has come to so far."""

    read: int = 0
    failed: int = 0
    review: int = 0
    in_flight: int = 0
    usage: Usage = NO_USAGE


# Takes a count and lines for people, and says whether to begin no further letter.
Report = Callable[[Count, Sequence[str]], Awaitable[bool]]


async def read_shard(folder: Path, options: Options, way: str, report: Report) -> ImrError | None:
    """Read what a shard still wants; why it stopped before the end, null where it did not.

    `options`: with this worker's share of what is allowed. `way`: the key of the way in which letters are to be read;
    another is refused, for it would be that of another version.
    """
    try:
        return await _read_shard(folder, _with_secrets(options), way, report)
    except ImrError as error:
        return error
    except Exception as error:  # noqa: BLE001 -- its words may be a letter's, and would stand in the cluster's logs
        return ClusterError(fault_of_ours(error).why)


async def _read_shard(folder: Path, options: Options, way: str, report: Report) -> ImrError | None:
    job = replace(job_of(options), retry_failed=False)
    if job.way.key != way:
        raise UsageError("a worker has another version of imr-llm than the command: install the same one everywhere")
    with ExitStack() as opened:
        await asyncio.to_thread(opened.enter_context, held(folder))
        ledger = opened.enter_context(Ledger(folder / LEDGER))
        dealt = opened.enter_context(closing(Dealt(ledger.path)))
        run = ledger.begin(job)
        if run.number > _MOST_STARTS:
            raise ClusterError(f"a worker has died {_MOST_STARTS} times; look at its machine's memory, and {RESUME}")
        budget = Budget(options.caps, ledger.spent())
        tally = Tally(budget)
        lines: list[str] = []
        found = open_input(options.input, options.output).letters(dealt.is_named)
        async with open_queue(options, lines.append, ledger, run, tally, budget) as queue:
            reporting = asyncio.create_task(_report(queue, tally, budget, lines, report))
            try:
                await queue.engine.work(item for item in found if item.sha256 and dealt.has(item.sha256))
            finally:
                reporting.cancel()
                await asyncio.gather(reporting, return_exceptions=True)
            await report(_count(tally, budget), lines)
        if queue.engine.ending is None and (left := dealt.left()):
            raise ClusterError(
                f"a worker did not find {left:,} of its letters again: INPUT has changed, or is not readable on every "
                f"node; {RESUME}"
            )
        return queue.engine.ending


async def _report(queue: Queue, tally: Tally, budget: Budget, lines: list[str], report: Report) -> None:
    stopping = False
    while True:
        told = tuple(lines)
        lines.clear()
        if await report(_count(tally, budget), told) and not stopping:
            stopping = True
            queue.stop(StoppedError(f"stopped by Ctrl-C; {RESUME}"))
        await asyncio.sleep(_INTERVAL)


def share_of(options: Options, spent: Usage, workers: int) -> Options:
    """What one of so many workers may take of what the run may: requests, tokens, money, and letters in flight.

    `spent`: what OUTPUT has cost before. The endpoint's secrets stay behind: a worker has those of its own environment.
    """
    caps, settings = options.caps, options.settings
    tokens = None if caps.tokens is None else max(caps.tokens - spent.tokens, 0) // workers
    money = None
    if caps.money is not None and caps.prices is not None:
        money = max(caps.money - caps.prices.of(spent), 0.0) / workers
    return replace(
        options,
        input=str(Path(options.input).absolute()),
        output=options.output.absolute(),
        settings=settings and settings.model_copy(update={"api_key": None, "headers": {}}),
        engine="local",
        concurrency=max(options.concurrency // workers, 1),
        workers=1,
        rpm=options.rpm and options.rpm / workers,
        tpm=options.tpm and options.tpm / workers,
        caps=Caps(tokens, money, caps.prices),
        limit=None,
    )


def _with_secrets(options: Options) -> Options:
    if options.settings is None:
        return options
    here = load_settings()
    secrets = {"api_key": here.api_key, "headers": here.headers}
    return replace(options, settings=options.settings.model_copy(update=secrets))


def _count(tally: Tally, budget: Budget) -> Count:
    return Count(tally.read, tally.failed, tally.review, tally.in_flight, budget.usage)
