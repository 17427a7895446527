"""Three readers side by side: the rules, the LLM, and the record that both make; and who should lead a field.

The unit of the tests is a value, labelled or stated. The table of fields says who leads; the values on which only one
reader is right say who should.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic_core import to_json

from imr_llm.evaluation.bootstrap import Ratio, clustered, ratio_of
from imr_llm.evaluation.scoring import LABELLED, Judgement, Kind, count
from imr_llm.evaluation.significance import holm, mcnemar
from imr_llm.evaluation.tally import DECIMALS, Rate, f1_part, proportion, rate
from imr_llm.record.facts import Frozen
from imr_llm.record.fields import Field
from imr_llm.record.model import Reader

# A lead is contradicted by data that noise makes no more often than this, over all fields together.
_SIGNIFICANT = 0.05
Value = tuple[str, int, str]


class Share(Frozen):
    """How many of `n` values are right."""

    right: int
    n: int
    rate: Rate


class ReaderRow(Frozen):
    """One field, or all values (`path` is then empty).

    `rules`, `llm`, `merged`: F1 of each reader with its interval. Of the values that a reader states: `agreed` by both,
    `rules_only` and `llm_only` by one. `rules_right`, `llm_right`: values on which only that reader is right; `p` is
    McNemar's of these, exact, and `p_holm` the same among all fields. `over_rules`, `over_llm`: the same p of the
    record against each reader. `data`: who should lead by p_holm, null where no difference is shown. `leads`: who does.
    """

    path: str
    label: str
    leads: Reader | None
    rules: Rate
    llm: Rate
    merged: Rate
    agreed: Share
    rules_only: Share
    llm_only: Share
    rules_right: int
    llm_right: int
    p: float
    p_holm: float
    over_rules: float
    over_llm: float
    data: Reader | None

    @property
    def contradicted(self) -> bool:
        """Whether the data say that the other reader should lead, beyond noise."""
        return self.data is not None and self.leads is not None and self.data != self.leads


class ThreeReaders(Frozen):
    """The table of three readers. `letters`: those that the LLM answered, over which all three are compared."""

    letters: int
    rows: tuple[ReaderRow, ...]

    @property
    def contradicted(self) -> tuple[ReaderRow, ...]:
        """The fields of which the other reader should lead."""
        return tuple(row for row in self.rows if row.contradicted)


@dataclass(frozen=True, slots=True)
class ReadThrice:
    """One scored letter as each reader reads it, judged."""

    rules: tuple[Judgement, ...]
    llm: tuple[Judgement, ...]
    merged: tuple[Judgement, ...]


def readers(letters: Sequence[ReadThrice]) -> ThreeReaders:
    """The table over the letters; fields that no label and no reader states are left out."""
    rows = [_row(letters, (field,), field) for field in LABELLED]
    rows = [row for row in rows if row.agreed.n or row.rules_only.n or row.llm_only.n or row.rules.value is not None]
    adjusted = holm([row.p for row in rows])
    told = [row.model_copy(update=_decided(row, value)) for row, value in zip(rows, adjusted, strict=True)]
    return ThreeReaders(letters=len(letters), rows=(*told, _row(letters, LABELLED, None)))


def _decided(row: ReaderRow, p_holm: float) -> dict[str, object]:
    better: Literal["rules", "llm"] = "llm" if row.llm_right > row.rules_right else "rules"
    return {"p_holm": round(p_holm, DECIMALS), "data": better if p_holm < _SIGNIFICANT else None}


def _row(letters: Sequence[ReadThrice], fields: Sequence[Field], field: Field | None) -> ReaderRow:
    paths = frozenset(one.path for one in fields)
    ours, theirs, both = (
        [[judgement for judgement in reading if judgement.field in paths] for reading in readings]
        for readings in (
            [one.rules for one in letters],
            [one.llm for one in letters],
            [one.merged for one in letters],
        )
    )
    agreed, rules_only, llm_only = _stated_by(ours, theirs)
    rules_right, llm_right = _right_apart(ours, theirs)
    return ReaderRow(
        path=field.path if field else "",
        label=field.label if field else "all values",
        leads=field.leads if field else None,
        rules=_f1(ours),
        llm=_f1(theirs),
        merged=_f1(both),
        agreed=agreed,
        rules_only=rules_only,
        llm_only=llm_only,
        rules_right=rules_right,
        llm_right=llm_right,
        p=round(mcnemar(rules_right, llm_right), DECIMALS),
        p_holm=1.0,
        over_rules=round(mcnemar(*_right_apart(ours, both)), DECIMALS),
        over_llm=round(mcnemar(*_right_apart(theirs, both)), DECIMALS),
        data=None,
    )


def _f1(readings: Sequence[Sequence[Judgement]]) -> Rate:
    parts: list[Ratio] = [f1_part(count(one)) for one in readings]
    return rate(ratio_of(parts) if any(part.below for part in parts) else None, clustered(parts))


def _stated_by(
    ours: Sequence[Sequence[Judgement]], theirs: Sequence[Sequence[Judgement]]
) -> tuple[Share, Share, Share]:
    """How right the values are that both readers state, and that the first or the second states alone."""
    found: tuple[list[bool], list[bool], list[bool]] = ([], [], [])
    for one, other in zip(ours, theirs, strict=True):
        left, right = _stated(one), _stated(other)
        for value in left.keys() | right.keys():
            place = 0 if value in left and value in right else 1 if value in left else 2
            found[place].append(left.get(value, False) or right.get(value, False))
    agreed, first, second = (Share(right=sum(one), n=len(one), rate=proportion(sum(one), len(one))) for one in found)
    return agreed, first, second


def _stated(judgements: Iterable[Judgement]) -> dict[Value, bool]:
    """The values that a reader states, and whether each is right. What is right is the label's, however it is spelt."""
    return {
        (it.field, it.issue, _folded(it.label if it.kind is Kind.CORRECT else it.predicted)): it.kind is Kind.CORRECT
        for it in judgements
        if it.kind is not Kind.OMITTED
    }


def _folded(value: object) -> str:
    return " ".join(to_json(value).decode().casefold().split())


def _right_apart(ours: Sequence[Sequence[Judgement]], theirs: Sequence[Sequence[Judgement]]) -> tuple[int, int]:
    """On how many values only the first reader is right, and only the second. Not to invent a value is right."""
    first = second = 0
    for one, other in zip(ours, theirs, strict=True):
        left, right = dict(_faults(one)), dict(_faults(other))
        first += sum(value not in left for value in right)
        second += sum(value not in right for value in left)
    return first, second


def _faults(judgements: Iterable[Judgement]) -> Iterator[tuple[Value, Kind]]:
    """The faults of a reading by what they are about: a labelled value by its label, an invented one by itself."""
    for it in judgements:
        if it.kind is not Kind.CORRECT:
            about = it.predicted if it.kind is Kind.INVENTED else it.label
            yield (it.field, it.issue, f"{it.kind is Kind.INVENTED}{_folded(about)}"), it.kind
