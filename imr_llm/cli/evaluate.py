"""`imr-llm eval`: how right the readings are, and what a change made better or worse."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from imr_llm.cli.page import Version
from imr_llm.errors import UsageError

if TYPE_CHECKING:
    from imr_llm.evaluation.build import Yardstick
    from imr_llm.evaluation.cost import Prices
    from imr_llm.evaluation.report import Report
    from imr_llm.evaluation.run import Asked, Read

EPILOG = "Exit codes: 0 pass, 1 a fault of ours, 2 usage, 4 the LLM endpoint failed, 100 below a gate."
CASES = Path("evals/cases")
CASSETTES = Path("evals/cassettes")
_IN_FLIGHT = 8

evaluate = typer.Typer(no_args_is_help=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class EvalFormat(StrEnum):
    """How the report is written. `baseline` is the JSON without the letters' words, to be committed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    BASELINE = "baseline"
    JUNIT = "junit"
    GITHUB = "github"
    HTML = "html"


class DiffFormat(StrEnum):
    """How a comparison is written."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"


@evaluate.callback(invoke_without_command=True, epilog=EPILOG)
def run(  # noqa: PLR0913, PLR0917  # an option each
    context: typer.Context,
    cases: Path = typer.Option(CASES, "--cases", help="Folder of letters with their labels (.json) beside them."),
    replay: bool = typer.Option(False, "--replay", help="A second reader answers from the cassettes; no sockets."),
    live: bool = typer.Option(False, "--live", help="A second reader: the endpoint that IMR_LLM_* name."),
    record: bool = typer.Option(False, "--record", help="As --live, and the exchanges are kept as cassettes."),
    cassettes: Path = typer.Option(CASSETTES, "--cassettes", help="Folder of the cassettes."),
    gates: Path | None = typer.Option(None, "--gates", help="TOML file of the least figures that pass."),
    baseline: Path | None = typer.Option(None, "--baseline", help="An earlier report (--format json) to compare with."),
    accept: Path | None = typer.Option(
        None, "--accept", help="TOML file of the losses that are accepted, with reasons."
    ),
    output_format: list[EvalFormat] = typer.Option([EvalFormat.TABLE], "--format", help="May be given several times."),
    output: list[Path] = typer.Option([], "--output", help="Write to this file; one for each --format."),
    prices: str | None = typer.Option(None, "--prices", help="Money for a million tokens, in and out: 0.15,0.6"),
    repeat: int = typer.Option(1, "--repeat", min=1, help="With --live: ask so many times, and show the spread."),
    times: Path | None = typer.Option(None, "--times", help="Write the seconds of each letter here, as JSON."),
    fitting: bool = typer.Option(
        False, "--fitting", help="With --replay: leave out letters whose recordings are stale, and score the others."
    ),
    _version: Version = False,
) -> None:
    """Read labelled letters and say how right the readings are, with 95% intervals.

    Without --replay, --live or --record the rules read alone.

    Examples:

      imr-llm eval

      imr-llm eval --gates evals/gates.toml --baseline evals/baseline-rules.json --format markdown

      imr-llm eval --replay --format html --output report.html

      imr-llm eval --cases my/letters --format json --output after.json

      imr-llm eval diff before.json after.json
    """
    if context.invoked_subcommand is not None:
        return
    _check_choice(replay=replay, live=live, record=record, repeat=repeat)
    _check_outputs(output_format, output)
    _check_place(cases)
    from imr_llm.evaluation.build import report_of
    from imr_llm.evaluation.cases import load_cases
    from imr_llm.evaluation.run import Plan, read_cases, require_answers

    held = _yardstick(gates, baseline, accept, prices)
    loaded, reader = load_cases(cases), _reader(cassettes, replay=replay, live=live, record=record)
    plan = Plan(reader, _IN_FLIGHT if live or record else 1, timed=live or record)
    reads = _fresh(read_cases(loaded, plan), output_format, output, fitting=fitting)
    require_answers(reads)
    report = report_of(reads, held, reader)
    again = [report_of(read_cases(loaded, plan), held, reader) for _ in range(repeat - 1)]
    _write_reports(report, output_format, output)
    if again:
        _write_spread([report, *again])
    if times is not None:
        _write_times(reads, times)
    raise typer.Exit(report.verdict.exit_code)


@evaluate.command(epilog=EPILOG)
def diff(
    before: Path = typer.Argument(..., metavar="BEFORE", help="A report written with --format json."),
    after: Path = typer.Argument(..., metavar="AFTER", help="Another one."),
    output_format: DiffFormat = typer.Option(DiffFormat.TABLE, "--format", help="How the comparison is written."),
    accept: Path | None = typer.Option(
        None, "--accept", help="TOML file of the losses that are accepted, with reasons."
    ),
    output: Path | None = typer.Option(None, "--output", help="Write to this file instead of standard output."),
) -> None:
    """Compare two reports: every flip, per field, and whether the difference is more than noise.

    A value that went from right to wrong, and that --accept does not name, ends with exit code 100.

    Example:

      imr-llm eval diff before.json after.json
    """
    from imr_llm.evaluation.accepted import load_accepted
    from imr_llm.evaluation.diff import compare
    from imr_llm.evaluation.render import comparison as render
    from imr_llm.evaluation.report import load_report
    from imr_llm.evaluation.verdict import conclude

    accepted = load_accepted(accept) if accept else ()
    found = compare(load_report(before), load_report(after), accepted)
    verdict = conclude(None, (), found)
    _write(render.WRITERS[output_format.value](found, verdict), output)
    if output:
        typer.echo(verdict.line, err=True)
    raise typer.Exit(verdict.exit_code)


class CompareFormat(StrEnum):
    """How runs side by side are written."""

    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


@evaluate.command(epilog=EPILOG)
def compare(
    reports: list[Path] = typer.Argument(..., metavar="REPORT...", help="Reports written with --format json."),
    output_format: CompareFormat = typer.Option(CompareFormat.TABLE, "--format", help="How it is written."),
    output: Path | None = typer.Option(None, "--output", help="Write to this file instead of standard output."),
) -> None:
    """Put any number of runs side by side: two models, two prompts. Tests are paired, against the first.

    Examples:

      imr-llm eval compare one-model.json another.json

      imr-llm eval compare prompt-3.json prompt-4.json --format html --output compared.html
    """
    from imr_llm.evaluation.compare import compare_runs
    from imr_llm.evaluation.render.compared import WRITERS
    from imr_llm.evaluation.report import load_report

    found = compare_runs([(path.stem, load_report(path)) for path in reports])
    _write(WRITERS[output_format.value](found), output)


@evaluate.command(epilog=EPILOG)
def label(
    letter: Path = typer.Argument(..., metavar="PATH", help="The letter (.txt, .pdf) to draft a label for."),
) -> None:
    """Draft a label from the rules beside a letter, for a person to correct. Until then no eval takes it.

    Example:

      imr-llm eval label evals/cases/new_letter.txt
    """
    from imr_llm.evaluation.labels import write_draft

    path = write_draft(letter)
    typer.echo(f'{path}: a draft; correct it against the letter, then take out its "status"', err=True)


class Decided(StrEnum):
    """The decision whose reasons are looked for."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


@evaluate.command(epilog=EPILOG)
def explain(
    sentence: str = typer.Argument(..., metavar="SENTENCE", help="One or more sentences of a rationale."),
    decision: Decided = typer.Option(Decided.UPHELD, "--decision", help="Whose reasons are looked for."),
) -> None:
    """Show what the grammar of reasons sees in a sentence: who speaks, meanings, patterns, codes, the ground.

    Example:

      imr-llm eval explain "There is no documentation of functional improvement with the prior visits."
    """
    from imr_llm.rules.reasons.explain import explain as explained

    for line in explained(sentence, decision.value):
        typer.echo(line)


@evaluate.command(epilog=EPILOG)
def agreement(
    first: Path = typer.Argument(..., metavar="FOLDER", help="One person's labels."),
    second: Path = typer.Argument(..., metavar="FOLDER", help="Another person's labels of the same letters."),
) -> None:
    """Say how far two people's labels agree: F1 a field, and Cohen's kappa for codes.

    Example:

      imr-llm eval agreement labels/first labels/second
    """
    from imr_llm.evaluation.agreement import agreement as agree
    from imr_llm.evaluation.render.table import render_agreement

    typer.echo(render_agreement(agree(first, second)), nl=False)


def _write_reports(report: Report, formats: list[EvalFormat], outputs: list[Path]) -> None:
    """Each format to its file, and the verdict on standard error; or the one to standard output."""
    for place, wanted in enumerate(formats):
        _write(_rendered(report, wanted), outputs[place] if outputs else None)
    if outputs:
        typer.echo(report.verdict.line, err=True)


def _fresh(reads: Sequence[Read], formats: list[EvalFormat], outputs: list[Path], *, fitting: bool) -> tuple[Read, ...]:
    """The letters whose recordings fit. Raises UsageError where some do not, unless those are to be left out."""
    from imr_llm.evaluation.run import stale_words

    stale = stale_words(reads)
    fresh = tuple(read for read in reads if not read.stale)
    if stale and not (fitting and fresh):
        _write_stale(reads, formats, outputs)
        raise UsageError(stale)
    if stale:
        typer.echo(f"imr-llm: {stale.partition('; record anew')[0]}; these letters are left out", err=True)
    return fresh


def _write_stale(reads: Sequence[Read], formats: list[EvalFormat], outputs: list[Path]) -> None:
    """JUnit with the stale recordings, where it was asked for: whoever collects it sees which and why."""
    from imr_llm.evaluation.render.junit import render_stale

    for place, wanted in enumerate(formats):
        if wanted is EvalFormat.JUNIT:
            _write(render_stale(reads), outputs[place] if outputs else None)


def _check_choice(*, replay: bool, live: bool, record: bool, repeat: int) -> None:
    if replay + live + record > 1:
        raise UsageError("choose one of --replay, --live and --record")
    if repeat > 1 and not live:
        raise UsageError("--repeat asks a model again, so it goes with --live")


def _check_place(cases: Path) -> None:
    if cases == CASES and not cases.is_dir():
        raise UsageError(f"there is no folder {CASES} here: give --cases FOLDER, or run this in a clone, which has it")


def _check_outputs(formats: list[EvalFormat], outputs: list[Path]) -> None:
    if outputs and len(outputs) != len(formats):
        raise UsageError("give one --output for each --format, or none")
    if len(formats) > 1 and not outputs:
        raise UsageError("several formats need an --output each")


def _yardstick(gates: Path | None, baseline: Path | None, accept: Path | None, prices: str | None) -> Yardstick:
    from imr_llm.evaluation.accepted import load_accepted
    from imr_llm.evaluation.build import Yardstick
    from imr_llm.evaluation.gates import load_gates
    from imr_llm.evaluation.report import load_report

    return Yardstick(
        gates=load_gates(gates) if gates else None,
        accepted=load_accepted(accept) if accept else (),
        baseline=load_report(baseline) if baseline else None,
        prices=_prices(prices),
    )


def _reader(cassettes: Path, *, replay: bool, live: bool, record: bool) -> Asked | None:
    if replay:
        from imr_llm.evaluation.tape import Replay

        return Replay(cassettes)
    if not (live or record):
        return None
    from datetime import UTC, datetime

    from imr_llm.evaluation.recorder import Live, Recorder
    from imr_llm.settings import load_settings

    today = datetime.now(UTC).date().isoformat()
    return Recorder(cassettes, load_settings(), today) if record else Live(load_settings(), today)


def _prices(words: str | None) -> Prices | None:
    if words is None:
        return None
    from imr_llm.evaluation.cost import Prices

    try:
        prompt, completion = (float(part) for part in words.split(","))
    except ValueError:
        raise UsageError("--prices takes two numbers, such as 0.15,0.6") from None
    return Prices(prompt=prompt, completion=completion)


def _rendered(report: Report, wanted: EvalFormat) -> str:
    from imr_llm.evaluation.render.github import render_github
    from imr_llm.evaluation.render.html import render_html
    from imr_llm.evaluation.render.junit import render_junit
    from imr_llm.evaluation.render.markdown import render_markdown
    from imr_llm.evaluation.render.table import render_table

    match wanted:
        case EvalFormat.TABLE:
            return render_table(report)
        case EvalFormat.MARKDOWN:
            return render_markdown(report)
        case EvalFormat.JUNIT:
            return render_junit(report)
        case EvalFormat.GITHUB:
            return render_github(report)
        case EvalFormat.HTML:
            return render_html(report)
        case EvalFormat.JSON:
            return report.to_json()
        case EvalFormat.BASELINE:
            return report.to_baseline()


def _write(words: str, path: Path | None) -> None:
    if path is None:
        typer.echo(words, nl=False)
        return
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def _write_spread(reports: list[Report]) -> None:
    """How far one model's answers to the same questions differ, on standard error beside the report."""
    from imr_llm.evaluation.compare import compare_runs
    from imr_llm.evaluation.render.compared import render_table

    found = compare_runs([(f"run {number}", report) for number, report in enumerate(reports, start=1)])
    typer.echo(render_table(found), err=True)


def _write_times(reads: tuple[Read, ...], path: Path) -> None:
    """The seconds of every letter: they differ from run to run, so they stand in no report."""
    import json

    seconds = {read.case.name: round(read.seconds, 6) for read in reads}
    _write(json.dumps({"total": round(sum(seconds.values()), 6), "letters": seconds}, indent=1) + "\n", path)
