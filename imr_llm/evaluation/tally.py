"""From judged letters to figures: per field, over all values, over all fields, and whole letters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from imr_llm.evaluation.bootstrap import Ratio, accelerated, clustered, draws, leave_one_out, ratio_of
from imr_llm.evaluation.intervals import Interval, shown, wilson
from imr_llm.evaluation.scoring import LABELLED, Counts, Judgement, Kind, count
from imr_llm.record.facts import Frozen
from imr_llm.record.fields import Field

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """One scored letter: its judgements, and how many aligned issues (labelled, predicted or both) it has."""

    name: str
    judgements: tuple[Judgement, ...]
    issues: int


class Rate(Frozen):
    """A share with its 95% interval. `value` is null where there is nothing to take a share of."""

    value: float | None
    low: float
    high: float


class Score(Frozen):
    """The figures of one field, or of several together.

    `n` = correct + omitted + invented + mismatched. Precision, recall and exact rate have Wilson intervals, F1 a
    letter-clustered bootstrap. `exact`: the places (a letter, or an issue) in which the field has nothing wrong, right
    silence included. `raw_f1` compares without any folding. `letters`: letters with something to judge; `shows`: what
    share of letters the count `letters_right` of `letters` shows at least, in per cent.
    """

    n: int
    correct: int
    omitted: int
    invented: int
    mismatched: int
    precision: Rate
    recall: Rate
    f1: Rate
    raw_correct: int
    raw_f1: Rate
    places: int
    places_right: int
    exact: Rate
    letters: int
    letters_right: int
    shows: int


class FieldScore(Frozen):
    """One row of the table: a field's path, its name for people, and its figures."""

    path: str
    name: str
    label: str
    critical: bool
    score: Score


class Tally(Frozen):
    """All figures. `micro` is over all values, `critical` over those of critical fields, `macro` the mean over fields.

    `whole_letters`: letters without any fault; `whole_letters_critical`: without one in a critical field.
    """

    fields: tuple[FieldScore, ...]
    micro: Score
    critical: Score
    macro_f1: Rate
    macro_raw_f1: Rate
    whole_letters: Rate
    whole_letters_right: int
    whole_letters_critical: Rate
    whole_letters_critical_right: int
    letters: int


def tally(letters: Sequence[Judged]) -> Tally:
    """The figures of the scored letters; their order changes nothing."""
    letters = sorted(letters, key=lambda letter: letter.name)
    fields = tuple(
        FieldScore(path=row.path, name=row.name, label=row.label, critical=row.critical, score=_score(letters, (row,)))
        for row in LABELLED
    )
    critical = tuple(row for row in LABELLED if row.critical)
    whole = _whole(letters, LABELLED)
    whole_critical = _whole(letters, critical)
    return Tally(
        fields=fields,
        micro=_score(letters, LABELLED),
        critical=_score(letters, critical),
        macro_f1=_macro(letters, f1_part),
        macro_raw_f1=_macro(letters, raw_part),
        whole_letters=proportion(whole, len(letters)),
        whole_letters_right=whole,
        whole_letters_critical=proportion(whole_critical, len(letters)),
        whole_letters_critical_right=whole_critical,
        letters=len(letters),
    )


def of_fields(letter: Judged, paths: frozenset[str]) -> list[Judgement]:
    """The judgements of some fields."""
    return [judgement for judgement in letter.judgements if judgement.field in paths]


def f1_part(counts: Counts) -> Ratio:
    """A letter's share of F1: 2 correct over labelled plus predicted."""
    return Ratio(2 * counts.correct, counts.labelled + counts.predicted)


def raw_part(counts: Counts) -> Ratio:
    """The same where only what is identical counts as correct."""
    return Ratio(2 * counts.raw, counts.labelled + counts.predicted)


def proportion(right: int, total: int) -> Rate:
    """A share with its Wilson interval."""
    return rate(right / total if total else None, wilson(right, total))


def rate(value: float | None, interval: Interval) -> Rate:
    """A rate rounded so that it is written alike on every machine."""
    return Rate(
        value=None if value is None else round(value, DECIMALS),
        low=round(interval.low, DECIMALS),
        high=round(interval.high, DECIMALS),
    )


def _score(letters: Sequence[Judged], fields: Iterable[Field]) -> Score:
    rows = tuple(fields)
    paths = frozenset(row.path for row in rows)
    found = [of_fields(letter, paths) for letter in letters]
    counts = [count(judgements) for judgements in found]
    total = count([judgement for judgements in found for judgement in judgements])
    right = sum(one.n == one.correct for one in counts if one.n)
    spoken = sum(one.n > 0 for one in counts)
    wrong_places = sum(len({(it.field, it.row) for it in one if it.kind is not Kind.CORRECT}) for one in found)
    places = sum(letter.issues if row.of_issue else 1 for letter in letters for row in rows)
    return Score(
        n=total.n,
        correct=total.correct,
        omitted=total.omitted,
        invented=total.invented,
        mismatched=total.mismatched,
        precision=proportion(total.correct, total.predicted),
        recall=proportion(total.correct, total.labelled),
        f1=_ratio([f1_part(one) for one in counts]),
        raw_correct=total.raw,
        raw_f1=_ratio([raw_part(one) for one in counts]),
        places=places,
        places_right=places - wrong_places,
        exact=proportion(places - wrong_places, places),
        letters=spoken,
        letters_right=right,
        shows=shown(right, spoken),
    )


def _ratio(parts: Sequence[Ratio]) -> Rate:
    return rate(ratio_of(parts) if any(part.below for part in parts) else None, clustered(parts))


def _whole(letters: Sequence[Judged], fields: Sequence[Field]) -> int:
    paths = frozenset(field.path for field in fields)
    return sum(all(it.kind is Kind.CORRECT for it in of_fields(letter, paths)) for letter in letters)


def _macro(letters: Sequence[Judged], part: Callable[[Counts], Ratio]) -> Rate:
    """The mean F1 over the fields that have values. In a draw of letters without a field, the field is left out."""
    columns = []
    for field in LABELLED:
        parts = [part(count(of_fields(letter, frozenset({field.path})))) for letter in letters]
        if any(one.below for one in parts):
            columns.append(([one.above for one in parts], [one.below for one in parts]))
    if not columns:
        return rate(None, Interval(0.0, 1.0))
    estimate = _mean([sum(above) / sum(below) for above, below in columns])
    if estimate in (0.0, 1.0) or len(letters) < 2:
        return rate(estimate, wilson(len(letters) * round(estimate), len(letters)))
    replicas = []
    for pick in draws(len(letters)):
        sums = [(sum(pick(above)), sum(pick(below))) for above, below in columns]
        replicas.append(_mean([above / below for above, below in sums if below]))
    without = [leave_one_out(above, below) for above, below in columns]
    jackknife = [_mean([column[place] for column in without]) for place in range(len(letters))]
    return rate(estimate, accelerated(replicas, estimate, jackknife))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0
