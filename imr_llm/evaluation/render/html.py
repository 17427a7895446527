"""The report as one HTML page that needs nothing else: no script, no picture, no network."""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from imr_llm.evaluation.render import words
from imr_llm.evaluation.render.letter_html import letter_section
from imr_llm.evaluation.render.markup import Markup, joined, table, tag
from imr_llm.evaluation.report import Comparison, LetterResult, Report
from imr_llm.evaluation.scoring import Kind
from imr_llm.evaluation.tally import Score
from imr_llm.evaluation.verdict import bound_words, figure
from imr_llm.record.fields import BY_PATH

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BAR = 140


def render_html(report: Report) -> str:
    """The whole report: verdict, figures, then the letters, those with errors first."""
    return page(f"imr-llm eval: {report.verdict.line}", _parts(report))


def page(title: str, parts: Iterable[Markup]) -> str:
    """One HTML page that needs nothing else."""
    style = files("imr_llm.evaluation.render").joinpath("page.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        tag("style", Markup(style)),
    )
    body = tag("body", tag("main", *parts))
    return "<!DOCTYPE html>\n" + tag("html", head, body, lang="en") + "\n"


def _parts(report: Report) -> Iterator[Markup]:
    yield tag("h1", "imr-llm eval")
    state = "failed" if report.verdict.exit_code else "passed"
    yield tag("p", tag("strong", report.verdict.line), class_=f"verdict {state}")
    yield tag("p", " ".join(words.heads(report.head)))
    yield tag(
        "nav",
        tag("a", "Fields", href="#fields"),
        tag("a", "Summaries", href="#summaries"),
        tag("a", "Letters", href="#letters"),
        aria_label="Parts of this page",
    )
    failed = [gate for gate in report.gates if not gate.passed]
    if failed:
        rows = [(gate.name, figure(gate.value), bound_words(gate)) for gate in failed]
        yield table("Below their gates", ("gate", "value", "bound"), rows)
    if report.comparison:
        yield from _comparison(report.comparison)
    yield table("Totals in per cent", ("total", "% (95%)"), words.totals(report))
    yield tag("h2", "Fields", id="fields")
    yield _fields(report)
    yield from _summaries_and_trust(report)
    yield tag("h2", "Letters, those with errors first", id="letters")
    yield _legend()
    for place, letter in enumerate(sorted(report.letters, key=_faults)):
        yield letter_section(letter, place, opened=place == 0)


def _faults(letter: LetterResult) -> tuple[bool, int, int, str]:
    """Unreadable first, then by errors in critical fields, then by all errors, then by name."""
    wrong = [it for it in letter.judgements if it.kind is not Kind.CORRECT]
    critical = sum(BY_PATH[it.field].critical for it in wrong)
    return letter.state != "unreadable", -critical, -len(wrong), letter.name


def _fields(report: Report) -> Markup:
    rows = [
        (row[0], bar(field.score), *row[1:])
        for row, field in zip(words.field_rows(report), report.tally.fields, strict=False)
    ]
    totals = [
        (row[0], bar(score), *row[1:])
        for row, score in zip(words.field_rows(report)[-2:], (report.tally.micro, report.tally.critical), strict=True)
    ]
    columns = (words.FIELD_COLUMNS[0], "F1, 0 to 100, with its interval", *words.FIELD_COLUMNS[1:])
    return table("Every field, in per cent", columns, [*rows, *totals])


def bar(score: Score) -> Markup:
    """F1 as a bar with its interval as a line over it; the figures stand beside it for who does not see it."""
    rate = score.f1
    if rate.value is None:
        return joined([words.ABSENT])
    return tag(
        "svg",
        tag("rect", x=0, y=3, width=_BAR, height=10, class_="ground"),
        tag("rect", x=0, y=3, width=round(_BAR * rate.value, 2), height=10, class_="value"),
        tag("line", x1=round(_BAR * rate.low, 2), x2=round(_BAR * rate.high, 2), y1=8, y2=8, class_="interval"),
        tag("line", x1=round(_BAR * rate.low, 2), x2=round(_BAR * rate.low, 2), y1=2, y2=14, class_="interval"),
        viewBox=f"0 0 {_BAR} 16",
        width=_BAR,
        height=16,
        aria_hidden="true",
    )


def _summaries_and_trust(report: Report) -> Iterator[Markup]:
    yield tag("h2", "Summaries", id="summaries")
    if report.summaries:
        yield table("Summaries", words.SUMMARY_COLUMNS, words.summary_rows(report))
    else:
        yield tag("p", "No summary was written.")
    if grounds := words.grounds_line(report):
        yield tag("p", grounds)
    if report.readers:
        yield tag("h2", "Three readers")
        yield tag("p", words.readers_line(report.readers))
        yield table("The rules, the LLM, and the record of both", words.READER_COLUMNS, words.reader_rows(report))
    if report.trust:
        yield tag("h2", "Two readers: does agreement mean right?")
        yield table(
            "Fields by what the two readers make of them, surest first", words.TRUST_COLUMNS, words.trust_rows(report)
        )
        yield tag("p", words.trust_line(report.trust))
    cost = words.cost_line(report)
    if cost:
        yield tag("p", cost)


def _comparison(comparison: Comparison) -> Iterator[Markup]:
    yield tag("h2", "Against the earlier run")
    yield tag("p", " ".join(words.comparison_lines(comparison)))
    rows = words.change_rows(comparison)
    if rows:
        yield table("Fields that changed", words.CHANGE_COLUMNS, rows)
    flips = words.flip_rows(comparison)
    if flips:
        yield table("Every flip", words.FLIP_COLUMNS, flips, "values")


def _legend() -> Markup:
    return tag(
        "p",
        "In the text: ",
        tag("mark", "proof of a right value", class_="right"),
        " ",
        tag("mark", "proof of a wrong value", class_="wrong"),
        " ",
        tag("mark", "a part of the letter, or a value that is not labelled", class_="other"),
        ". A value in the table leads to its place in the text.",
    )
