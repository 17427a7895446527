"""The report for a terminal: plain columns, as wide as they need to be."""

from collections.abc import Iterator, Sequence

from imr_llm.evaluation.agreement import Agreement
from imr_llm.evaluation.render import words
from imr_llm.evaluation.report import Comparison, Report, Verdict
from imr_llm.evaluation.verdict import bound_words, figure
from imr_llm.record.fields import BY_PATH

# Columns from the second on hold figures, which stand to the right.
_GAP = "  "


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their headings; the first column to the left, the others to the right."""
    lines = [columns, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        _GAP.join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def render_table(report: Report) -> str:
    """The whole report, the verdict last, where a terminal leaves the eye."""
    return "\n\n".join(_parts(report)) + "\n"


def _parts(report: Report) -> Iterator[str]:
    yield "\n".join(words.heads(report.head))
    yield aligned(words.FIELD_COLUMNS, words.field_rows(report))
    yield aligned(("total", "% (95%)"), words.totals(report))
    if report.summaries:
        yield aligned(words.SUMMARY_COLUMNS, words.summary_rows(report))
    if grounds := words.grounds_line(report):
        yield grounds
    if report.readers:
        yield words.readers_line(report.readers)
        yield aligned(words.READER_COLUMNS, words.reader_rows(report))
    if report.trust:
        yield aligned(words.TRUST_COLUMNS, words.trust_rows(report))
        yield words.trust_line(report.trust)
    cost = words.cost_line(report)
    if cost:
        yield cost
    if report.comparison:
        yield _comparison(report.comparison)
    failed = [gate for gate in report.gates if not gate.passed]
    if failed:
        yield "\n".join(f"below its gate: {gate.name} {figure(gate.value)} ({bound_words(gate)})" for gate in failed)
    yield report.verdict.line


def render_comparison(comparison: Comparison, verdict: Verdict) -> str:
    """Two runs: the fields that changed, every flip, the verdict."""
    return f"{_comparison(comparison)}\n\n{verdict.line}\n"


def _comparison(comparison: Comparison) -> str:
    lines = list(words.comparison_lines(comparison))
    rows = words.change_rows(comparison)
    if rows:
        lines += ["", aligned(words.CHANGE_COLUMNS, rows), ""]
    for flip in comparison.flips:
        issue = f" issue {flip.issue}" if flip.issue else ""
        shown = f"label {words.value(flip.label)} | before {words.value(flip.before)} | after {words.value(flip.after)}"
        lines.append(f"{flip.change.replace('_', ' ')}: {flip.letter}{issue} {BY_PATH[flip.field].label}: {shown}")
    return "\n".join(lines)


def render_agreement(agreement: Agreement) -> str:
    """Two labellers, field by field."""
    rows = [
        (
            field.label,
            str(field.score.n),
            str(field.score.correct),
            words.with_interval(field.score.f1),
            words.ABSENT if field.kappa is None else f"{field.kappa:.3f}",
        )
        for field in agreement.fields
    ]
    score = agreement.micro
    rows.append(("all values", str(score.n), str(score.correct), words.with_interval(score.f1), words.ABSENT))
    head = f"{agreement.letters} letters labelled by both"
    if agreement.left_out:
        head += f"; by one only: {', '.join(agreement.left_out)}"
    return f"{head}\n\n{aligned(('field', 'values', 'alike', 'F1 (95%)', 'kappa'), rows)}\n"
