"""`submit` and `collect` as a whole: the lock, the ledger, what is at the provider, the letters, and the outputs."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from imr_llm.batch.cluster.shards import take_in_all
from imr_llm.batch.errors import RESUME, CapReachedError, OutputError, StoppedError
from imr_llm.batch.inputs import Source, open_input
from imr_llm.batch.ledger.ledger import LEDGER, Job, Ledger
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.ledger.recipe import WORDING, way_of
from imr_llm.batch.outputs.publish import Wanted, make_output, publish
from imr_llm.batch.outputs.report import Report, report_of
from imr_llm.batch.provider.client import Provider
from imr_llm.batch.provider.collecting import fetch, find_lost, give_up, remove_files
from imr_llm.batch.provider.files import Limits
from imr_llm.batch.provider.ledger import BatchLedger
from imr_llm.batch.provider.reading import BatchReader, Ledgers
from imr_llm.batch.provider.submission import (
    Submission,
    load_submission,
    require_ledger,
    require_submission,
    save_submission,
)
from imr_llm.batch.provider.submitting import Allowance, Submitter
from imr_llm.batch.queue.budget import NO_CAPS, Budget, Caps
from imr_llm.batch.queue.engine import Engine, Plan
from imr_llm.batch.queue.tally import Tally
from imr_llm.errors import EndpointError, ImrError
from imr_llm.llm.endpoint.cache import AnswerCache
from imr_llm.settings import Settings

# Letters that are read side by side: what is waited for is the disk, and child processes that read PDFs.
_WORKERS = 8
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What `submit` and `collect` have in common. `retry`: the command that retries what failed."""

    output: Path
    settings: Settings
    limits: Limits = Limits()  # noqa: RUF009 -- it is frozen
    caps: Caps = NO_CAPS
    tables: bool = False
    retry: str = ""


@dataclass(frozen=True, slots=True)
class Collecting:
    """How to collect.

    `resubmit`: send again what has no answer, and the next questions. `wait`: until every batch is over, looking every
    `poll` seconds. `remove`: the files of batches that are over. `give_up`: numbers of batches that are gone for good.
    """

    resubmit: bool = False
    wait: bool = False
    poll: float = 60.0
    remove: bool = False
    give_up: tuple[int, ...] = ()


def submit(order: Order, submission: Submission, tell: Tell, *, limit: int | None, retry_failed: bool) -> Report:
    """Submit the next request of every letter of INPUT that has none under way; at most `limit` letters are begun.

    A run that had to stop raises nothing: the report says why. Raises UsageError for a wrong INPUT or OUTPUT, or for
    one that another process holds, and OutputError when OUTPUT cannot be written at all.
    """
    source = open_input(submission.input, order.output)
    make_output(order.output)
    with _opened(order.output) as (ledger, batches):
        before = load_submission(ledger)
        if before is not None and batches.under_way().requests:
            before.require_same(submission)
        save_submission(ledger, submission)
        desk = _Desk(order, _job(order, submission, retry_failed=retry_failed), source, ledger, batches, tell)
        return desk.work(desk.submit(limit))


def collect(order: Order, how: Collecting, tell: Tell) -> Report:
    """Fetch what is done, read the letters on with it, and write the outputs.

    A run that had to stop raises nothing: the report says why. Raises as `submit` does, and UsageError for an OUTPUT
    that nothing was submitted from, or with other settings.
    """
    require_ledger(order.output)
    with _opened(order.output) as (ledger, batches):
        submission = require_submission(ledger)
        order = replace(order, settings=submission.complete(order.settings))
        submission.require_same(Submission.of(submission.input, submission.languages, order.settings))
        source = open_input(submission.input, order.output)
        # Whether a letter that had failed is read on is for the requests to say that it was given.
        desk = _Desk(order, _job(order, submission, retry_failed=True), source, ledger, batches, tell)
        return desk.work(desk.collect(how))


@contextmanager
def _opened(output: Path) -> Iterator[tuple[Ledger, BatchLedger]]:
    with Lock(output), Ledger(output / LEDGER) as ledger, BatchLedger(output / LEDGER) as batches:
        take_in_all(ledger)
        yield ledger, batches


def _job(order: Order, submission: Submission, *, retry_failed: bool) -> Job:
    return Job(submission.input, way_of(order.settings), submission.languages, WORDING, retry_failed)


class _Desk:
    """One call of either command."""

    def __init__(
        self, order: Order, job: Job, source: Source, ledger: Ledger, batches: BatchLedger, tell: Tell
    ) -> None:
        self._order, self._job, self._source, self._tell = order, job, source, tell
        self._ledger, self._batches = ledger, batches
        self._run = ledger.begin(job)
        self._budget = Budget(Caps(prices=order.caps.prices))
        self._tally = Tally(self._budget)
        self._refused = ""
        batches.adopt(self._run.way)

    def work(self, task: Coroutine[None, None, None]) -> Report:
        """Do it, write the outputs, and report."""
        ending: ImrError | None = None
        try:
            asyncio.run(task)
        except ImrError as error:
            ending = error
        except KeyboardInterrupt:
            ending = StoppedError(f"stopped; {RESUME}, and nothing is submitted twice")
        try:
            if not isinstance(ending, OutputError):
                self._publish()
            self._ledger.end(self._run, type(ending).__name__ if ending else "done")
        except OutputError as error:
            ending = ending or error
        return report_of(self._ledger, self._run, self._tally.progress(), self._source, ending)

    async def submit(self, limit: int | None) -> None:
        """Look for what was lost, read every letter on, and submit what it asks next."""
        async with Provider(self._order.settings, self._order.limits) as provider:
            await find_lost(self._batches, provider, self._tell)
            await self._read(provider, limit)
        self._tell_cap()

    async def collect(self, how: Collecting) -> None:
        """Look for what was lost, fetch what is done, and read the letters on."""
        refused: tuple[str, ...] = ()
        async with Provider(self._order.settings, self._order.limits) as provider:
            await find_lost(self._batches, provider, self._tell)
            while True:
                fetched = await fetch(self._batches, provider, self._tell)
                running, refused = fetched.running, refused + fetched.refused
                for number in how.give_up:
                    await give_up(self._batches, provider, number)
                how = replace(how, give_up=())
                if self._batches.letters().ready:
                    # What was refused once would be refused again and again.
                    running += await self._read(provider if how.resubmit and not refused else None, 0)
                if how.remove:
                    await remove_files(self._batches, provider, self._tell)
                if not (how.wait and running):
                    break
                self._publish()
                await asyncio.sleep(how.poll)
                self._run = self._ledger.begin(self._job)
        if refused and how.resubmit:
            raise EndpointError(f"the provider refused {', '.join(refused)}; {RESUME} once that is mended")
        self._tell_cap()

    async def _read(self, provider: Provider | None, begin: int | None) -> int:
        """Go through INPUT and read its letters on; how many batches are submitted. Raises ImrError."""
        order, cache = self._order, None
        submitter = None
        if provider is not None:
            committed = self._ledger.spent() + self._batches.heard() + self._batches.under_way()
            allowance = Allowance(order.caps, committed)
            submitter = Submitter(self._batches, provider, self._run.way, order.limits, allowance, self._tell)
        if order.settings.cache_dir is not None:
            cache = AnswerCache(order.settings.cache_dir)
        ledgers = Ledgers(self._ledger, self._batches, self._run)
        reader = BatchReader(ledgers, order.settings, order.limits, cache, self._budget, submitter, begin)
        engine = Engine(self._ledger, self._run, reader, Plan(_WORKERS), self._tally, self._budget, asyncio.Event())
        try:
            await engine.work(self._source.letters())
            if engine.ending is not None:
                raise engine.ending
            if submitter is None:
                return 0
            await submitter.finish()
            self._refused = submitter.refused
            return submitter.submitted
        finally:
            if submitter is not None:
                submitter.close()
            if cache is not None:
                cache.close()

    def _publish(self) -> None:
        wanted = Wanted(self._order.tables, bool(self._job.languages), self._order.retry)
        publish(self._ledger, self._run, self._order.output, wanted)

    def _tell_cap(self) -> None:
        if self._refused:
            raise CapReachedError(f"{self._refused}; submit the rest with a higher one, or when more is collected")
