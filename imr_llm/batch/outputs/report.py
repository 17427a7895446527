"""The closing report of a run: what INPUT came to, what it cost, and what is left to do."""

from collections.abc import Iterator
from pathlib import Path

from imr_llm.batch.errors import RESUME
from imr_llm.batch.inputs import Source
from imr_llm.batch.ledger.ledger import Ledger, Run
from imr_llm.batch.outputs.publish import DEAD
from imr_llm.batch.queue.tally import Progress
from imr_llm.errors import ImrError, UnreadableLetterError
from imr_llm.record.facts import Frozen


class Report(Frozen):
    """What INPUT came to.

    `names`: places of INPUT. `letters`: distinct ones. `duplicates`: further names of a letter. `done`: letters with a
    record. `dead`: names in the dead-letter file: without a record, or not with one for each letter in their file.
    `waiting`: letters that another run will read. `review`: of those done, for a person to look at. `skipped`: files of
    INPUT that are no letters, by ending. Requests and tokens are those of all runs; `run` is what this one did.
    `ended`: why it stopped before its end, empty where it did not.
    """

    names: int
    letters: int
    duplicates: int
    done: int
    dead: int
    waiting: int
    review: int
    skipped: dict[str, int]
    requests: int
    prompt_tokens: int
    completion_tokens: int
    ended: str
    exit_code: int
    run: Progress


def report_of(ledger: Ledger, run: Run, progress: Progress, source: Source, ending: ImrError | None) -> Report:
    """The report of a run that is over."""
    census, spent = ledger.census(run.way), ledger.spent()
    return Report(
        names=census.names,
        letters=census.letters,
        duplicates=census.duplicates,
        done=census.done,
        dead=census.dead,
        waiting=census.waiting,
        review=census.review,
        skipped=dict(source.skipped),
        requests=spent.requests,
        prompt_tokens=spent.prompt_tokens,
        completion_tokens=spent.completion_tokens,
        ended=str(ending) if ending else "",
        exit_code=ending.exit_code if ending else UnreadableLetterError.exit_code if census.dead else 0,
        run=progress,
    )


def in_words(report: Report, output: Path, retry: str) -> Iterator[str]:
    """The report in lines."""
    run = report.run
    so_far = f" found so far (of {run.letters:,})" if run.letters and run.letters > report.names else ""
    others = f"; {report.duplicates:,} names are further names of these" if report.duplicates else ""
    yield f"{report.done:,} of {report.letters:,} letters{so_far} have a record in {output}{others}"
    if run.read:
        speed = f"{run.read / run.seconds:,.1f} letters/s" if run.seconds else ""
        money = f", {run.money:,.2f} in money" if run.money is not None else ""
        cost = f"; {run.requests:,} requests, {run.tokens:,} tokens{money}" if run.requests else ""
        yield f"this run read {run.read:,} in {run.seconds:,.1f} s ({speed}){cost}"
    else:
        yield "this run found nothing to do"
    if report.review:
        yield f"{report.review:,} ({report.review / report.done:.0%}) need a person: see needs_review in their records"
    if report.skipped:
        endings = ", ".join(f"{count:,} {ending}" for ending, count in sorted(report.skipped.items()))
        yield f"files that are no letters were left alone: {endings}"
    if report.dead:
        yield f"{report.dead:,} names are dead letters: {output / DEAD} says why; retry with: {retry}"
    if report.waiting or so_far:
        yield f"not every letter is read yet; {RESUME}"
