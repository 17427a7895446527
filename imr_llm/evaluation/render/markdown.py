"""The report as Markdown for a pull request: the verdict on top, long tables folded away."""

from collections.abc import Iterator, Sequence

from imr_llm.evaluation.render import words
from imr_llm.evaluation.report import Comparison, Report, Verdict
from imr_llm.evaluation.verdict import bound_words, figure

# GitHub takes 65,536 characters a comment; a run that broke everything has thousands of flips.
_MOST_FLIPS = 100
_SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_{}[]#|<>~$"} | {"\n": " ", "&": "&amp;", "@": "&#64;"}
)


def escaped(text: str) -> str:
    """Text as it stands, whatever it holds: no markup, no link, no mention."""
    return text.translate(_SPECIAL)


def render_markdown(report: Report) -> str:
    """The whole report."""
    return "\n\n".join(_parts(report)) + "\n"


def render_comparison(comparison: Comparison, verdict: Verdict) -> str:
    """Two runs."""
    return "\n\n".join([f"## {escaped(verdict.line)}", *_comparison(comparison)]) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield f"## {escaped(report.verdict.line)}"
    yield "\n".join(escaped(line) for line in words.heads(report.head))
    failed = [gate for gate in report.gates if not gate.passed]
    if failed:
        rows = [(gate.name, figure(gate.value), bound_words(gate)) for gate in failed]
        yield table(("below its gate", "value", "bound"), rows)
    if report.comparison:
        yield from _comparison(report.comparison)
    yield table(("total", "% (95%)"), words.totals(report))
    yield _folded("Fields", table(words.FIELD_COLUMNS, words.field_rows(report)))
    if report.summaries:
        yield _folded("Summaries", table(words.SUMMARY_COLUMNS, words.summary_rows(report)))
    if grounds := words.grounds_line(report):
        yield escaped(grounds)
    if report.readers:
        yield escaped(words.readers_line(report.readers))
        yield _folded("Three readers", table(words.READER_COLUMNS, words.reader_rows(report)))
    if report.trust:
        trusted = table(words.TRUST_COLUMNS, words.trust_rows(report))
        yield _folded("Two readers", f"{trusted}\n\n{escaped(words.trust_line(report.trust))}")
    cost = words.cost_line(report)
    if cost:
        yield escaped(cost)


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield "\n".join(escaped(line) for line in words.comparison_lines(comparison))
    rows = words.change_rows(comparison)
    if rows:
        yield table(words.CHANGE_COLUMNS, rows)
    flips = words.flip_rows(comparison)
    if flips:
        title = f"{len(flips)} flips" + (f", the first {_MOST_FLIPS}" if len(flips) > _MOST_FLIPS else "")
        yield _folded(title, table(words.FLIP_COLUMNS, flips[:_MOST_FLIPS]))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; cells stand as they are, whatever they hold."""
    lines = [columns, ["---", *["---:"] * (len(columns) - 1)]]
    return "\n".join(
        [*(f"| {' | '.join(line)} |" for line in lines), *(f"| {' | '.join(map(escaped, row))} |" for row in rows)]
    )


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escaped(title)}</summary>\n\n{body}\n\n</details>"
