"""`imr-llm batch submit`, `status` and `collect`: letters through a provider's batch endpoint."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imr_llm.cli.batch import (
    Input,
    MaxCost,
    MaxTokens,
    Output,
    Parquet,
    PriceIn,
    PriceOut,
    RetryFailed,
    Summaries,
    caps_of,
    languages_of,
    prices_of,
    tables_wanted,
)
from imr_llm.cli.reading import Redact
from imr_llm.errors import EndpointError

if TYPE_CHECKING:
    from imr_llm.batch.outputs.report import Report
    from imr_llm.batch.provider.files import Limits
    from imr_llm.batch.queue.budget import Prices

EPILOG = (
    "Exit codes: 0 done so far, 1 a fault of ours or OUTPUT cannot be written, 2 usage, or OUTPUT is in use, 3 done so "
    "far and some letters are dead letters, 4 the provider failed, 5 a cap is reached, 130 stopped by Ctrl-C. After "
    "each of them the same command goes on, and nothing is submitted twice."
)
PriceShare = Annotated[
    float,
    typer.Option("--price-share", min=0, help="What batches cost of these prices: 0.5 where they are half the price."),
]
Begin = Annotated[int | None, typer.Option("--limit", min=0, help="Begin at most so many letters.")]
FileRequests = Annotated[int | None, typer.Option("--file-requests", min=1, max=50_000, help="Requests in one file.")]
FileBytes = Annotated[int | None, typer.Option("--file-bytes", min=1, max=200_000_000, help="Bytes in one file.")]
Resubmit = Annotated[
    bool, typer.Option("--resubmit", help="Send what was not answered again, and the next questions of letters.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Go on until no batch is under way.")]
Poll = Annotated[float, typer.Option("--poll", min=1, help="Seconds between two looks at the batches.")]
Delete = Annotated[bool, typer.Option("--delete", help="Remove the provider's files of batches that are over.")]
GiveUp = Annotated[
    list[int] | None, typer.Option("--give-up", help="Number of a batch that is gone: its requests are sent again.")
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


def submit(  # noqa: PLR0913, PLR0917 -- a command has a parameter for each of its options
    source: Input,
    output: Output,
    redact: Redact = None,
    summaries: Summaries = "",
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    price_share: PriceShare = 1.0,
    limit: Begin = None,
    retry_failed: RetryFailed = False,
    parquet: Parquet = None,
    file_requests: FileRequests = None,
    file_bytes: FileBytes = None,
) -> None:
    """Submit what letters ask to the provider's batch endpoint (the Batch API of IMR_LLM_BASE_URL), and stop.

    A letter that is under way or done is not submitted again, however often this is run. Under --max-tokens and
    --max-cost a request counts at the most that it can cost until its answer is there.

    Examples:

      imr-llm batch submit letters/ out/

      imr-llm batch submit letters.zip out/ --max-cost 40 --price-in 0.15 --price-out 0.60 --price-share 0.5
    """
    from imr_llm.batch.provider import job
    from imr_llm.batch.provider.submission import Submission
    from imr_llm.settings import load_settings

    settings = load_settings() if redact is None else load_settings(redact=redact)
    submission = Submission.of(source, languages_of(summaries), settings)
    prices = _prices(price_in, price_out, price_share)
    order = job.Order(
        output=output,
        settings=settings,
        limits=_limits(file_requests, file_bytes),
        caps=caps_of(max_tokens, max_cost, prices),
        tables=tables_wanted(parquet),
        retry=_retry(source, output),
    )
    report = job.submit(order, submission, _tell, limit=limit, retry_failed=retry_failed)
    _end(report, output)


def collect(  # noqa: PLR0913, PLR0917 -- a command has a parameter for each of its options
    output: Output,
    resubmit: Resubmit = False,
    wait: Wait = False,
    poll: Poll = 60.0,
    delete: Delete = False,
    give_up: GiveUp = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    price_share: PriceShare = 1.0,
    parquet: Parquet = None,
    file_requests: FileRequests = None,
    file_bytes: FileBytes = None,
) -> None:
    """Fetch the batches that are over, whole or in part, and write the records of the letters that they settle.

    INPUT must be where it was. A letter may need several rounds: its doubts, an answer that does not fit and one that
    was cut off are asked again in the next. With --resubmit those are sent, and whatever came back without an answer.

    Examples:

      imr-llm batch collect out/

      imr-llm batch collect out/ --resubmit --wait --delete
    """
    from imr_llm.batch.provider import job
    from imr_llm.batch.provider.submission import submitted_input
    from imr_llm.settings import load_settings

    prices = _prices(price_in, price_out, price_share)
    order = job.Order(
        output=output,
        settings=load_settings(),
        limits=_limits(file_requests, file_bytes),
        caps=caps_of(max_tokens, max_cost, prices),
        tables=tables_wanted(parquet),
        retry=_retry(submitted_input(output), output),
    )
    how = job.Collecting(resubmit=resubmit, wait=wait, poll=poll, remove=delete, give_up=tuple(give_up or ()))
    _end(job.collect(order, how, _tell), output)


def status(
    output: Output,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    price_share: PriceShare = 1.0,
    as_json: AsJson = False,
) -> None:
    """Print how the batches stand at the provider, what is missing, and what it has cost. Changes nothing.

    Example:

      imr-llm batch status out/
    """
    import asyncio

    from imr_llm.batch.provider.standing import in_words, standing
    from imr_llm.settings import load_settings

    found = asyncio.run(standing(output, load_settings(), _prices(price_in, price_out, price_share)))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        for line in in_words(found, output):
            typer.echo(line)
    if found.problem:
        raise typer.Exit(EndpointError.exit_code)


def _prices(price_in: float | None, price_out: float | None, share: float) -> Prices | None:
    from imr_llm.batch.queue.budget import Prices

    prices = prices_of(price_in, price_out)
    return prices and Prices(prices.prompt * share, prices.completion * share)


def _limits(requests: int | None, size: int | None) -> Limits:
    from imr_llm.batch.provider.files import MOST_BYTES, MOST_REQUESTS, Limits

    return Limits(requests or MOST_REQUESTS, size or MOST_BYTES)


def _retry(source: str, output: Path) -> str:
    """The command that begins again what failed."""
    return shlex.join(["imr-llm", "batch", "submit", source, str(output), "--retry-failed"])


def _tell(line: str) -> None:
    typer.echo(f"imr-llm: {line}", err=True)


def _end(report: Report, output: Path) -> None:
    if report.ended:
        _tell(report.ended)
    _tell(f"{report.done:,} of {report.letters:,} letters have a record in {output}; {report.waiting:,} wait")
    if report.dead:
        _tell(f"{report.dead:,} names have no record: dead-letters.jsonl says why, and how to retry")
    if report.waiting:
        _tell(f"how they stand: {shlex.join(['imr-llm', 'batch', 'status', str(output)])}")
    if report.exit_code:
        raise typer.Exit(report.exit_code)
