"""Prediction against label, value by value. The table of fields says how each field is compared."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from rapidfuzz import fuzz

from imr_llm.evaluation.alignment import Pair, align, pair_up
from imr_llm.record.compare import Comparison, fold, key
from imr_llm.record.facts import Facts, Frozen, Issue
from imr_llm.record.fields import FIELDS, Field, value_of

LABELLED = tuple(field for field in FIELDS if field.labelled)
# Two list entries less alike than this (of 100) are one left out and one made up, not one got wrong.
_LEAST_LIKENESS = 60.0


class Kind(StrEnum):
    """What became of one value.

    CORRECT: labelled and predicted alike. OMITTED: labelled, not predicted. INVENTED: predicted, not labelled.
    MISMATCHED: labelled and predicted, and different.
    """

    CORRECT = "correct"
    OMITTED = "omitted"
    INVENTED = "invented"
    MISMATCHED = "mismatched"


class Judgement(Frozen):
    """One value judged. Values are plain JSON.

    `row` counts the aligned issues from 1, and is 0 for a fact of the letter; `issue` is the number in the label (in
    the prediction, for an invented one). `identical`: the same before any folding. `pointer`: where the predicted value
    stands in the record, null when nothing was predicted.
    """

    field: str
    row: int = 0
    issue: int = 0
    kind: Kind
    label: Any = None
    predicted: Any = None
    identical: bool = False
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of the letter, or of one aligned issue. `pointer` is the predicted field's, if there is such an issue."""

    field: Field
    row: int
    issue: int
    pointer: str | None

    def judged(self, kind: Kind, label: Any, predicted: Any, entry: int | None = None) -> Judgement:
        at = None if predicted is None else self.pointer
        return Judgement(
            field=self.field.path,
            row=self.row,
            issue=self.issue,
            kind=kind,
            label=to_jsonable_python(label),
            predicted=to_jsonable_python(predicted),
            identical=label == predicted,
            pointer=at if at is None or entry is None else f"{at}/{entry}",
        )


def judge(label: Facts, predicted: Facts) -> tuple[Judgement, ...]:
    """Every value of a letter, judged. Empty on both sides is nothing to judge."""
    return tuple(_judge(label, predicted, align(label.issues, predicted.issues)))


def _judge(label: Facts, predicted: Facts, pairs: Sequence[Pair]) -> Iterator[Judgement]:
    for field in LABELLED:
        if not field.of_issue:
            place = _Place(field, 0, 0, field.path)
            yield from _judge_field(place, value_of(label, field), value_of(predicted, field))
    for row, (left, right) in enumerate(pairs, start=1):
        ours = None if left is None else label.issues[left]
        theirs = None if right is None else predicted.issues[right]
        number = (ours or theirs or Issue(number=0)).number
        for field in LABELLED:
            if field.of_issue:
                place = _Place(field, row, number, None if right is None else field.path.replace("*", str(right)))
                yield from _judge_field(place, _value(ours, field), _value(theirs, field))


def _value(issue: Issue | None, field: Field) -> Any:
    if issue is None:
        return () if field.many else None
    return value_of(issue, field)


def _judge_field(place: _Place, label: Any, predicted: Any) -> Iterator[Judgement]:
    if place.field.many:
        yield from _judge_list(place, label, predicted)
        return
    # False is the unmarked case ("retrospective"): to say nothing of it is no answer that could be counted as right.
    label, predicted = (None if value is False else value for value in (label, predicted))
    if label is None and predicted is None:
        return
    if label is None:
        kind = Kind.INVENTED
    elif predicted is None:
        kind = Kind.OMITTED
    else:
        comparison = place.field.comparison
        kind = Kind.CORRECT if key(label, comparison) == key(predicted, comparison) else Kind.MISMATCHED
    yield place.judged(kind, label, predicted)


def _judge_list(place: _Place, label: tuple[Any, ...], predicted: tuple[Any, ...]) -> Iterator[Judgement]:
    """Values of a list have no order; each is matched at most once: those alike first, then those most nearly so."""
    spare: dict[Any, list[int]] = {}
    for entry in sorted(range(len(predicted)), key=lambda entry: _spelling(predicted[entry])):
        spare.setdefault(key(predicted[entry], place.field.comparison), []).append(entry)
    missed = []
    for value in sorted(label, key=_spelling):
        entries = spare.get(key(value, place.field.comparison))
        if entries:
            # Of several that fold alike, the one that is spelt alike.
            entry = next((entry for entry in entries if predicted[entry] == value), entries[0])
            entries.remove(entry)
            yield place.judged(Kind.CORRECT, value, predicted[entry], entry)
        else:
            missed.append(value)
    extra = [entry for entries in spare.values() for entry in entries]
    near = _nearness if place.field.comparison is not Comparison.SAME else _never
    for left, right in pair_up(missed, [predicted[entry] for entry in extra], near):
        if right is None:
            yield place.judged(Kind.OMITTED, missed[left or 0], None)
        elif left is None:
            yield place.judged(Kind.INVENTED, None, predicted[extra[right]], extra[right])
        else:
            yield place.judged(Kind.MISMATCHED, missed[left], predicted[extra[right]], extra[right])


def _spelling(value: Any) -> str:
    if isinstance(value, BaseModel):
        return " ".join(str(part) for _, part in value if part is not None)
    return str(value)


def _nearness(left: Any, right: Any) -> float:
    score = fuzz.ratio(fold(_spelling(left)), fold(_spelling(right)))
    return score if score >= _LEAST_LIKENESS else 0.0


def _never(_left: Any, _right: Any) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many values of each kind. `raw` counts the correct ones that are identical before any folding."""

    correct: int = 0
    omitted: int = 0
    invented: int = 0
    mismatched: int = 0
    raw: int = 0

    @property
    def n(self) -> int:
        """All values: labelled, predicted, or both."""
        return self.correct + self.omitted + self.invented + self.mismatched

    @property
    def predicted(self) -> int:
        """Values that the reading states."""
        return self.correct + self.invented + self.mismatched

    @property
    def labelled(self) -> int:
        """Values that the label states."""
        return self.correct + self.omitted + self.mismatched


def count(judgements: Sequence[Judgement]) -> Counts:
    """The judgements of any part, counted."""
    kinds = Counter(judgement.kind for judgement in judgements)
    raw = sum(judgement.identical for judgement in judgements if judgement.kind is Kind.CORRECT)
    return Counts(kinds[Kind.CORRECT], kinds[Kind.OMITTED], kinds[Kind.INVENTED], kinds[Kind.MISMATCHED], raw)
