"""Two runs held against each other, value by value: what flipped, and whether the difference is more than noise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic_core import to_json

from imr_llm.evaluation.accepted import Lost, is_accepted
from imr_llm.evaluation.bootstrap import Ratio, accelerated, draws, leave_one_out, ratio_of
from imr_llm.evaluation.gates import Gates, paths_of
from imr_llm.evaluation.intervals import Interval
from imr_llm.evaluation.report import Change, Comparison, FieldChange, Flip, Head, LetterResult, Report
from imr_llm.evaluation.scoring import LABELLED, Judgement, Kind, count
from imr_llm.evaluation.significance import holm, mcnemar
from imr_llm.evaluation.tally import DECIMALS, Judged, Rate, f1_part, of_fields, rate
from imr_llm.record.fields import Field

Key = tuple[str, str, int, str, int]


@dataclass(frozen=True, slots=True)
class _Both:
    """One letter in both runs."""

    name: str
    before: Judged
    after: Judged


def compare(
    before: Report, after: Report, accepted: Sequence[Lost] = (), never_flip: tuple[str, ...] = Gates().never_flip
) -> Comparison:
    """What changed between two runs, over the letters that are in both with the same label.

    `left_out` names the others. A value is right when it was judged correct; a value that neither the label nor one of
    the runs states is right in that run. Order changes nothing. A value that went from right to wrong fails unless it
    is among the `accepted`, and always where its field is one of `never_flip`.
    """
    pairs, left_out = _pairs(before.letters, after.letters)
    never = paths_of(never_flip)
    flips = [
        flip.model_copy(update={"fails": flip.field in never or not is_accepted(flip, accepted)})
        if flip.change == "right_to_wrong"
        else flip
        for pair in pairs
        for flip in _flips(pair)
    ]
    changes = [_field_change(field, pairs, flips) for field in LABELLED]
    adjusted = holm([change.p for change in changes])
    fields = tuple(
        change.model_copy(update={"p": round(change.p, DECIMALS), "p_holm": round(value, DECIMALS)})
        for change, value in zip(changes, adjusted, strict=True)
    )
    return Comparison(
        before=titled(before.head),
        after=titled(after.head),
        letters=len(pairs),
        left_out=tuple(left_out),
        fields=fields,
        micro_difference=_difference(pairs, LABELLED),
        flips=tuple(flips),
    )


def titled(head: Head) -> str:
    """A run in a few words."""
    by = f", answered by {'; '.join(head.answered_by)}" if head.answered_by else ""
    return f"imr_llm {head.imr_llm} rules {head.rules} ({head.readers}{by})"


def _pairs(before: Sequence[LetterResult], after: Sequence[LetterResult]) -> tuple[list[_Both], list[str]]:
    ours, theirs = ({letter.name: letter for letter in letters} for letters in (before, after))
    pairs, left_out = [], []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if one and other and one.label_sha256 and one.label_sha256 == other.label_sha256:
            judged = (Judged(name, letter.judgements, letter.issues) for letter in (one, other))
            pairs.append(_Both(name, *judged))
        elif (one and one.label_sha256) or (other and other.label_sha256):
            left_out.append(name)
    return pairs, left_out


def _flips(pair: _Both) -> Iterable[Flip]:
    before, after = _keyed(pair.name, pair.before.judgements), _keyed(pair.name, pair.after.judgements)
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        was, is_now = _is_right(one), _is_right(other)
        if was == is_now:
            continue
        known = one or other
        change: Change = "right_to_wrong" if was else "wrong_to_right"
        yield Flip(
            letter=pair.name,
            field=key[1],
            issue=key[2],
            change=change,
            label=known.label if known else None,
            before=_said(one),
            after=_said(other),
        )


def _keyed(letter: str, judgements: Sequence[Judgement]) -> dict[Key, Judgement]:
    """Judgements by what they are about: a labelled value by its label, an invented one by itself."""
    seen: Counter[tuple[str, int, str]] = Counter()
    found: dict[Key, Judgement] = {}
    for judgement in judgements:
        invented = judgement.kind is Kind.INVENTED
        words = to_json(judgement.predicted if invented else judgement.label).decode()
        value = (judgement.field, judgement.issue, f"{'invented' if invented else 'labelled'} {words}")
        found[letter, *value, seen[value]] = judgement
        seen[value] += 1
    return found


def _is_right(judgement: Judgement | None) -> bool:
    # A key that one run lacks is a value that only the other invented.
    return judgement is None or judgement.kind is Kind.CORRECT


def _said(judgement: Judgement | None) -> object:
    if judgement is None:
        return None
    return judgement.label if judgement.identical else judgement.predicted


def _field_change(field: Field, pairs: Sequence[_Both], flips: Sequence[Flip]) -> FieldChange:
    changes = Counter(flip.change for flip in flips if flip.field == field.path)
    before, after = _parts(pairs, (field,))
    return FieldChange(
        path=field.path,
        label=field.label,
        values=sum(count(of_fields(pair.after, frozenset({field.path}))).n for pair in pairs),
        lost=changes["right_to_wrong"],
        won=changes["wrong_to_right"],
        p=mcnemar(changes["right_to_wrong"], changes["wrong_to_right"]),
        p_holm=1.0,
        before=_rounded(before),
        after=_rounded(after),
        difference=_difference(pairs, (field,)),
    )


def _rounded(parts: Sequence[Ratio]) -> float | None:
    return round(ratio_of(parts), DECIMALS) if any(part.below for part in parts) else None


def _parts(pairs: Sequence[_Both], fields: Sequence[Field]) -> tuple[list[Ratio], list[Ratio]]:
    paths = frozenset(field.path for field in fields)
    return (
        [f1_part(count(of_fields(pair.before, paths))) for pair in pairs],
        [f1_part(count(of_fields(pair.after, paths))) for pair in pairs],
    )


def _difference(pairs: Sequence[_Both], fields: Sequence[Field]) -> Rate:
    """After minus before in F1, with the interval of a bootstrap that draws whole letters, the same for both runs."""
    before, after = _parts(pairs, fields)
    kept = [(one, other) for one, other in zip(before, after, strict=True) if one.below or other.below]
    if not kept:
        return Rate(value=None, low=0.0, high=0.0)
    columns = [[part.above for part, _ in kept], [part.below for part, _ in kept]]
    columns += [[part.above for _, part in kept], [part.below for _, part in kept]]
    estimate = _gap(*(sum(column) for column in columns))
    if before == after:
        return rate(0.0, Interval(0.0, 0.0))
    if len(kept) == 1:
        return rate(estimate, Interval(-1.0, 1.0))
    replicas = [_gap(*(sum(pick(column)) for column in columns)) for pick in draws(len(kept))]
    jackknife = [
        after_one - before_one
        for before_one, after_one in zip(
            leave_one_out(columns[0], columns[1]), leave_one_out(columns[2], columns[3]), strict=True
        )
    ]
    return rate(estimate, accelerated(replicas, estimate, jackknife))


def _gap(above: float, below: float, above_after: float, below_after: float) -> float:
    before = above / below if below else 1.0
    return (above_after / below_after if below_after else 1.0) - before
