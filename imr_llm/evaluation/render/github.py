"""The report as GitHub workflow commands: annotations beside the change. They stand in a log, so no letter text."""

from collections.abc import Iterator

from imr_llm.evaluation.report import Comparison, Flip, GateResult, Report, Verdict
from imr_llm.evaluation.verdict import bound_words, figure, flip_words, forbidden

# GitHub shows ten annotations of a kind a step.
_MOST = 10
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(report: Report) -> str:
    """One command a line: an error a failed gate and a loss, a warning an accepted one, then the verdict."""
    failed = [gate for gate in report.gates if not gate.passed]
    lines = [_command("error", f"eval gate {gate.name}", _gate(gate)) for gate in failed[:_MOST]]
    lines += _flips(report.comparison)
    return "\n".join([*lines, _verdict(report.verdict)]) + "\n"


def render_comparison(comparison: Comparison, verdict: Verdict) -> str:
    """Two runs."""
    return "\n".join([*_flips(comparison), _verdict(verdict)]) + "\n"


def _flips(comparison: Comparison | None) -> Iterator[str]:
    if comparison is None:
        return
    banned = forbidden(comparison)
    lost = [flip for flip in comparison.flips if flip.change == "right_to_wrong" and flip not in banned]
    for level, flips in (("error", banned), ("warning", lost)):
        for flip in flips[:_MOST]:
            accepted = "" if flip.fails else ", which is accepted"
            yield _command(level, "eval flip", f"{flip_words(flip)} went from right to wrong{accepted}", flip)


def _gate(gate: GateResult) -> str:
    return f"{figure(gate.value)} ({bound_words(gate)})"


def _verdict(verdict: Verdict) -> str:
    return _command("error" if verdict.exit_code else "notice", "eval", verdict.line)


def _command(level: str, title: str, message: str, flip: Flip | None = None) -> str:
    """A command; of a flip with the file of its letter and the line, where the note then stands."""
    place = f"file={flip.file.translate(_PROPERTY)}," if flip and flip.file else ""
    place += f"line={flip.line}," if flip and flip.line else ""
    return f"::{level} {place}title={title.translate(_PROPERTY)}::{message.translate(_DATA)}"
