"""Two people's labels of the same letters: how far they agree, field by field.

F1 is symmetric: it is the same whoever of the two is taken for the reference. Cohen's kappa takes out the agreement of
chance. It is given for single codes (over aligned issues and letters), and for lists of codes over the presence of
every code that either of them used; for words, numbers and dates, whose chance agreement is nil, it has no meaning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.errors import UsageError
from imr_llm.evaluation.alignment import align
from imr_llm.evaluation.cases import read_label
from imr_llm.evaluation.scoring import LABELLED, judge
from imr_llm.evaluation.significance import kappa
from imr_llm.evaluation.tally import DECIMALS, Judged, Score, tally
from imr_llm.record.compare import Comparison
from imr_llm.record.facts import Facts, Frozen
from imr_llm.record.fields import Field, value_of


class FieldAgreement(Frozen):
    """One field. `kappa` is null where it has no meaning."""

    path: str
    label: str
    score: Score
    kappa: float | None


class Agreement(Frozen):
    """Two folders of labels, over the letters that both have."""

    letters: int
    left_out: tuple[str, ...]
    micro: Score
    fields: tuple[FieldAgreement, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    left: Facts
    right: Facts


def agreement(left: Path, right: Path) -> Agreement:
    """The agreement of two folders of label files. Raises UsageError when they have no letter in common."""
    ours, theirs = ({path.stem: path for path in folder.glob("*.json")} for folder in (left, right))
    both = sorted(ours.keys() & theirs.keys())
    if not both:
        raise UsageError(f"{left} and {right} have no label of the same name")
    pairs = [_Pair(name, read_label(ours[name]), read_label(theirs[name])) for name in both]
    figures = tally([_judged(pair) for pair in pairs])
    return Agreement(
        letters=len(pairs),
        left_out=tuple(sorted(ours.keys() ^ theirs.keys())),
        micro=figures.micro,
        fields=tuple(
            FieldAgreement(path=row.path, label=row.label, score=row.score, kappa=_kappa(field, pairs))
            for row, field in zip(figures.fields, LABELLED, strict=True)
        ),
    )


def _judged(pair: _Pair) -> Judged:
    return Judged(pair.name, judge(pair.left, pair.right), len(align(pair.left.issues, pair.right.issues)))


def _kappa(field: Field, pairs: Sequence[_Pair]) -> float | None:
    if field.comparison is not Comparison.SAME:
        return None
    values = [both for pair in pairs for both in _values(field, pair)]
    if field.many:
        cells = list(_cells(values))
        found = (
            kappa(cells) if all(isinstance(code, str) for both in values for part in both for code in part) else None
        )
    elif all(value is None or isinstance(value, str | bool) for both in values for value in both):
        found = kappa(values)
    else:
        return None
    return None if found is None else round(found, DECIMALS)


def _values(field: Field, pair: _Pair) -> Iterator[tuple[Any, Any]]:
    if not field.of_issue:
        yield value_of(pair.left, field), value_of(pair.right, field)
        return
    for one, other in align(pair.left.issues, pair.right.issues):
        if one is not None and other is not None:
            yield value_of(pair.left.issues[one], field), value_of(pair.right.issues[other], field)


def _cells(values: Sequence[tuple[Any, Any]]) -> Iterator[tuple[bool, bool]]:
    codes = {code for both in values for part in both for code in part}
    for left, right in values:
        yield from ((code in left, code in right) for code in sorted(codes))
