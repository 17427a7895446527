"""Does agreement mean right? Accuracy of what two readers agree on, of what they dispute, and what a person must see.

The unit is a field of a letter or of an issue; it is right when nothing in it was judged otherwise.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from imr_llm.evaluation.scoring import Judgement, Kind
from imr_llm.evaluation.tally import DECIMALS, Rate, proportion
from imr_llm.record.facts import Frozen
from imr_llm.record.model import Check, LetterRecord


class Standing(StrEnum):
    """What the two readers make of a field, from the surest to the least sure.

    AGREED: both say the same. ONE_READER: only one of them states it, and nothing speaks against it. DISPUTED: they
    differ, or the LLM's words are not in the letter. REVIEW: it is sent to a person for another reason. SILENT: the
    label states it and the record does not.
    """

    AGREED = "agreed"
    ONE_READER = "one reader only"
    DISPUTED = "disputed"
    REVIEW = "for a person to check"
    SILENT = "found by neither"


class Trusted(Frozen):
    """One field of one letter with its standing, and whether the record is right about it."""

    field: str
    standing: Standing
    reviewed: bool
    right: bool


class TrustRow(Frozen):
    """The fields of one standing."""

    standing: Standing
    fields: int
    right: int
    accuracy: Rate


class CurvePoint(Frozen):
    """Were everything down to this standing taken unseen: which share of fields that is, and how many are right."""

    down_to: Standing
    coverage: float
    accuracy: Rate


class Trust(Frozen):
    """`reviewed`: the share of fields sent to a person; `wrong_reviewed`: the same of the wrong fields.

    `letters_sent`: the share of the letters without a wrong critical value that hold something for a person.
    """

    fields: int
    rows: tuple[TrustRow, ...]
    curve: tuple[CurvePoint, ...]
    reviewed: Rate
    wrong_reviewed: Rate
    letters_sent: Rate


_CHECKED = {"agree": Standing.AGREED, "disagree": Standing.DISPUTED, "ungrounded": Standing.DISPUTED}


def trusted(record: LetterRecord, judgements: Iterable[Judgement]) -> tuple[Trusted, ...]:
    """The standing of every field of a record that was judged."""
    verdicts = [check for check in record.checks if check.against == "llm"]
    doubted = record.doubted
    places: dict[tuple[str, int], list[Judgement]] = {}
    for judgement in judgements:
        places.setdefault((judgement.field, judgement.row), []).append(judgement)
    return tuple(_trusted(found, verdicts, doubted) for found in places.values())


def _trusted(found: Sequence[Judgement], checks: Sequence[Check], doubted: frozenset[str]) -> Trusted:
    pointer = next((_of_field(judgement) for judgement in found if judgement.pointer), None)
    reviewed = pointer is not None and any(_covers(item, pointer) for item in doubted)
    if pointer is None:
        standing = Standing.SILENT
    else:
        verdicts = {_CHECKED.get(check.verdict, Standing.ONE_READER) for check in checks if check.field == pointer}
        # A field whose parts fare differently is as sure as the least sure of them.
        order = (Standing.DISPUTED, Standing.ONE_READER, Standing.AGREED)
        standing = next((each for each in order if each in verdicts), Standing.ONE_READER)
        if reviewed and standing is not Standing.DISPUTED:
            standing = Standing.REVIEW
    right = all(judgement.kind is Kind.CORRECT for judgement in found)
    return Trusted(field=found[0].field, standing=standing, reviewed=reviewed, right=right)


def _of_field(judgement: Judgement) -> str:
    """The pointer of the field that a judged value belongs to: that of a list's entry without its place in the list."""
    pointer = judgement.pointer or ""
    return "/".join(pointer.split("/")[: judgement.field.count("/") + 1])


def _covers(item: str, pointer: str) -> bool:
    """Whether a note for a person concerns a field: the field itself, a part of it, or the whole issue."""
    return item == pointer or item.startswith(f"{pointer}/") or (item != "" and pointer.startswith(f"{item}/"))


def trust(fields: Sequence[Trusted], sent: Sequence[bool]) -> Trust:
    """The table and the curve of all fields of all letters.

    `sent`: of each letter without a wrong critical value, whether it holds something for a person.
    """
    rows = []
    for standing in Standing:
        some = [it for it in fields if it.standing is standing]
        right = sum(it.right for it in some)
        rows.append(TrustRow(standing=standing, fields=len(some), right=right, accuracy=proportion(right, len(some))))
    curve, taken, right = [], 0, 0
    for row in rows[:-1]:
        taken, right = taken + row.fields, right + row.right
        coverage = round(taken / len(fields), DECIMALS) if fields else 0.0
        curve.append(CurvePoint(down_to=row.standing, coverage=coverage, accuracy=proportion(right, taken)))
    wrong = [it for it in fields if not it.right]
    reviewed = sum(it.reviewed for it in fields)
    return Trust(
        fields=len(fields),
        rows=tuple(rows),
        curve=tuple(curve),
        reviewed=proportion(reviewed, len(fields)),
        wrong_reviewed=proportion(sum(it.reviewed for it in wrong), len(wrong)),
        letters_sent=proportion(sum(sent), len(sent)),
    )
