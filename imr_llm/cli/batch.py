"""`imr-llm batch`: many letters in, records and tables out; whatever happens, the same command goes on."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer
from typer.core import TyperGroup

from imr_llm.cli.letters import Split
from imr_llm.cli.page import Version
from imr_llm.cli.reading import Llm, Redact, Today
from imr_llm.errors import UsageError
from imr_llm.machine import PARQUET

if TYPE_CHECKING:
    from imr_llm.batch.options import Options
    from imr_llm.batch.queue.budget import Caps, Prices
    from imr_llm.settings import Settings
    from imr_llm.summary.model import Language

EPILOG = (
    "Exit codes: 0 every letter has its record (or --limit were read), 1 a fault of ours or OUTPUT cannot be written, "
    "2 usage, or OUTPUT is in use, 3 the run is over and some letters are dead letters, 4 the LLM endpoint failed, "
    "5 a cap is reached, 130 stopped by Ctrl-C. After 1, 4, 5 and 130 the same command goes on where it stopped."
)
_RUN = "run"
_OF_THE_GROUP = ("--help", "--version")

Input = Annotated[
    str,
    typer.Argument(
        metavar="INPUT", help="A folder, a glob in quotation marks, JSONL (id, text or path), Parquet, zip or tar."
    ),
]
Output = Annotated[Path, typer.Argument(metavar="OUTPUT", help="A folder of its own; made when it is not there.")]
Summaries = Annotated[str, typer.Option("--summaries", help="Summaries too, in these languages: en, es or en,es.")]
Concurrency = Annotated[int, typer.Option("--concurrency", min=1, help="Letters in flight with an LLM.")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, help="Processes without one, or workers of a cluster. [default: the cores]"),
]
EngineName = Annotated[
    Literal["local", "ray"], typer.Option("--engine", help="This machine, or --workers on a Ray cluster (RAY_ADDRESS).")
]
Rpm = Annotated[float | None, typer.Option("--rpm", min=0.1, help="Requests a minute that the endpoint allows.")]
Tpm = Annotated[float | None, typer.Option("--tpm", min=1, help="Tokens a minute that it allows.")]
MaxTokens = Annotated[int | None, typer.Option("--max-tokens", min=1, help="Tokens that OUTPUT may cost in all.")]
MaxCost = Annotated[float | None, typer.Option("--max-cost", min=0, help="Money that OUTPUT may cost in all.")]
PriceIn = Annotated[float | None, typer.Option("--price-in", min=0, help="Money for a million tokens sent.")]
PriceOut = Annotated[float | None, typer.Option("--price-out", min=0, help="Money for a million tokens answered.")]
Limit = Annotated[int | None, typer.Option("--limit", min=0, help="Read at most so many letters in this run.")]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Read again what failed before.")]
Patience = Annotated[float, typer.Option("--patience", min=0, help="Seconds to wait for an endpoint that is down.")]
Parquet = Annotated[
    bool | None,
    typer.Option("--parquet/--no-parquet", help="Tables too. [default: with the extra parquet]", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count and estimate; send nothing, write nothing.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but what went wrong.")]
JsonProgress = Annotated[bool, typer.Option("--json-progress", help="Progress as JSON, one object a line.")]


class DefaultsToRun(TyperGroup):
    """`imr-llm batch INPUT OUTPUT` is `imr-llm batch run INPUT OUTPUT`; other commands go by their names.

    What the group itself is asked, it answers: its help page lists the commands.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command's name before what is none."""
        if args and args[0] not in (*self.commands, *_OF_THE_GROUP):
            args = [_RUN, *args]
        return super().parse_args(ctx, args)


batch = typer.Typer(cls=DefaultsToRun, no_args_is_help=True)


@batch.callback(epilog=EPILOG)
def _batch(version: Version = False) -> None:
    """Read many letters: resumes after anything, and pays for no letter twice.

    `imr-llm batch INPUT OUTPUT` is short for `imr-llm batch run INPUT OUTPUT`, whose options
    `imr-llm batch run --help` lists.

    Example:

      imr-llm batch letters/ out/
    """


@batch.command(_RUN, epilog=EPILOG)
def run(  # noqa: PLR0913, PLR0917 -- a command has a parameter for each of its options
    source: Input,
    output: Output,
    llm: Llm = None,
    redact: Redact = None,
    summaries: Summaries = "",
    concurrency: Concurrency = 32,
    workers: Workers = None,
    engine: EngineName = "local",
    rpm: Rpm = None,
    tpm: Tpm = None,
    max_tokens: MaxTokens = None,
    max_cost: MaxCost = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    limit: Limit = None,
    retry_failed: RetryFailed = False,
    split: Split = False,
    patience: Patience = 600.0,
    parquet: Parquet = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    json_progress: JsonProgress = False,
    today: Today = None,
) -> None:
    """Read many letters: records.jsonl, tables, summaries, and a ledger from which any run goes on.

    Whatever ends it, run the same command again. dead-letters.jsonl says what could not be read, and why.
    Through a provider's batch endpoint: imr-llm batch submit, status, collect. A folder of such a name is ./submit.

    Example:

      imr-llm batch letters.tar.gz out/ --llm --max-cost 40 --price-in 0.15 --price-out 0.60 --summaries en,es
    """
    from imr_llm.batch.options import Options

    caps = caps_of(max_tokens, max_cost, prices_of(price_in, price_out))
    settings, languages = _settings(llm, redact), languages_of(summaries)
    if dry_run:
        return _print_estimate(source, output, settings, caps.prices, split=split)
    options = Options(
        input=source,
        output=output,
        settings=settings,
        languages=languages,
        concurrency=concurrency,
        workers=workers or os.cpu_count() or 1,
        engine=engine,
        rpm=rpm,
        tpm=tpm,
        caps=caps,
        limit=limit,
        retry_failed=retry_failed,
        split=split,
        tables=tables_wanted(parquet),
        patience=patience,
        retry=_retry(sys.argv[1:]),
        today=today.date() if today else None,
    )
    return _run(options, quiet=quiet, as_json=json_progress)


def _run(options: Options, *, quiet: bool, as_json: bool) -> None:
    from imr_llm.batch.job import run_batch
    from imr_llm.batch.outputs.report import in_words
    from imr_llm.batch.outputs.screen import Screen

    with Screen(quiet=quiet, as_json=as_json) as screen:
        report = run_batch(options, screen.voice)
    if report.ended:
        screen.tell(report.ended)
    if as_json and not quiet:
        typer.echo(report.model_dump_json(), err=True)
    elif not quiet:
        for line in in_words(report, options.output, options.retry):
            typer.echo(line, err=True)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _print_estimate(
    source: str,
    output: Path,
    settings: Settings | None,
    prices: Prices | None,
    *,
    split: bool,
) -> None:
    from imr_llm.batch.inputs import open_input
    from imr_llm.batch.outputs.estimate import estimate

    found = estimate(open_input(source, output), output, settings, prices, split=split)
    typer.echo(found.model_dump_json(indent=2))


def _settings(llm: bool | None, redact: bool | None) -> Settings | None:
    """The LLM's settings, or null for the rules alone."""
    from imr_llm.settings import load_settings

    settings = load_settings() if redact is None else load_settings(redact=redact)
    if not settings.asks(llm):
        return None
    settings.required_model()
    return settings


def prices_of(price_in: float | None, price_out: float | None) -> Prices | None:
    """Prices as options give them. Raises UsageError for one without the other."""
    from imr_llm.batch.queue.budget import Prices

    if price_in is None and price_out is None:
        return None
    if price_in is None or price_out is None:
        raise UsageError("--price-in and --price-out go together: money for a million tokens")
    return Prices(price_in, price_out)


def caps_of(max_tokens: int | None, max_cost: float | None, prices: Prices | None) -> Caps:
    """Caps as options give them. Raises UsageError for money without prices."""
    from imr_llm.batch.queue.budget import Caps

    if max_cost is not None and prices is None:
        raise UsageError("--max-cost needs --price-in and --price-out: money for a million tokens")
    return Caps(max_tokens, max_cost, prices)


def languages_of(words: str) -> tuple[Language, ...]:
    """The languages that `--summaries` names. Raises UsageError for one that is none."""
    from imr_llm.summary.model import Language

    known: tuple[Language, ...] = get_args(Language)
    given = [word.strip() for word in words.split(",") if word.strip()]
    if unknown := [word for word in given if word not in known]:
        raise UsageError(f"--summaries: {unknown[0]} is no language of a summary; write en, es or en,es")
    return tuple(language for language in known if language in given)


def tables_wanted(wanted: bool | None) -> bool:
    """Whether the tables are written. Raises UsageError when they are asked for and cannot be."""
    if wanted:
        PARQUET.require()
    return PARQUET.is_here() if wanted is None else wanted


def _retry(arguments: list[str]) -> str:
    """The command that reads again what failed."""
    return shlex.join(["imr-llm", *arguments, *([] if "--retry-failed" in arguments else ["--retry-failed"])])
