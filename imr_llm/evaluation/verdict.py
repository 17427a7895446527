"""What a run comes to: the verdict line and the exit code, from one place so that they never disagree."""

from collections import Counter
from collections.abc import Iterator, Sequence

from imr_llm.evaluation.report import Comparison, Flip, GateResult, Report, Verdict
from imr_llm.record.fields import BY_PATH

PASS, BELOW = 0, 100
_MOST_NAMED = 3


def conclude(
    report: Report | None,
    gates: Sequence[GateResult],
    comparison: Comparison | None,
) -> Verdict:
    """The verdict of a run (`report`) or of a comparison of two alone.

    It fails (exit code 100) for a gate that is not reached and for a value that went from right to wrong and that
    nobody accepts. Crashes and usage faults are exceptions, which end with 1 and 2.
    """
    failed = [gate for gate in gates if not gate.passed]
    lost = forbidden(comparison)
    words = [*_unanswered(report), *_losses(lost)]
    words += [f"{gate.name} {figure(gate.value)} ({bound_words(gate)})" for gate in failed]
    if words:
        more = f"; and {len(words) - _MOST_NAMED} more" if len(words) > _MOST_NAMED else ""
        return Verdict(line=f"FAIL: {'; '.join(words[:_MOST_NAMED])}{more}", exit_code=BELOW)
    return Verdict(line=f"PASS: {'; '.join(_passed(report, gates, comparison))}", exit_code=PASS)


def _unanswered(report: Report | None) -> Iterator[str]:
    """The letters that the second reader gave no answer for: what was scored of them is the rules' alone."""
    endings = Counter(letter.ending for letter in report.letters) if report else Counter[str | None]()
    missing = {ending: times for ending, times in endings.items() if ending not in (None, "answered")}
    if missing:
        told = ", ".join(f"{times} {ending}" for ending, times in sorted(missing.items(), key=str))
        yield f"{sum(missing.values())} of {endings.total()} letters had no answer ({told})"


def forbidden(comparison: Comparison | None) -> list[Flip]:
    """The flips that fail a run."""
    return [flip for flip in comparison.flips if flip.fails] if comparison else []


def _losses(lost: Sequence[Flip]) -> Iterator[str]:
    """The forbidden flips in words, a field at a time."""
    for path, times in Counter(flip.field for flip in lost).items():
        if times == 1:
            yield f"{next(flip_words(flip) for flip in lost if flip.field == path)} went from right to wrong"
        else:
            yield f"{times} values of {BY_PATH[path].label} went from right to wrong"


def flip_words(flip: Flip) -> str:
    """Which value flipped, in words and without the letter's."""
    issue = f", issue {flip.issue}," if flip.issue else ""
    return f"{BY_PATH[flip.field].label} of {flip.letter}{issue}"


def bound_words(gate: GateResult) -> str:
    """A gate's bound in words."""
    return f"{'at most' if gate.at_most else 'at least'} {gate.bound:g}"


def _passed(report: Report | None, gates: Sequence[GateResult], comparison: Comparison | None) -> list[str]:
    words = []
    if report is not None:
        letters = f"{report.head.scored} letter{'' if report.head.scored == 1 else 's'} scored"
        words.append(f"{letters}, micro F1 {figure(report.tally.micro.f1.value)}")
        words.append(f"{len(gates)} gates reached" if gates else "no gates were given")
    if comparison is not None:
        lost = sum(flip.change == "right_to_wrong" for flip in comparison.flips)
        words.append(f"{lost} lost and {len(comparison.flips) - lost} won against the earlier run")
    return words


def figure(value: float | None) -> str:
    """A figure in at most four decimals."""
    return "not there" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
