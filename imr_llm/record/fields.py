"""The one table of fields: how each is compared, who leads it, how it is asked for, what it is called.

Cross-check, questions to an LLM, evals and the review view are all driven by this table; none of them names a field of
its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imr_llm.record.compare import Comparison
from imr_llm.record.facts import Facts, Issue, Medication
from imr_llm.record.model import Reader


class Shape(StrEnum):
    """What a field's value is made of, and so how a quote is read off again.

    WORDS: the letter's own. DATE: a calendar date. COUNT: a whole number. RANGE: a count or two ("4-6"). FLAG: true or
    false. CODE: one of a closed list. PARTS: several of these together.
    """

    WORDS = "words"
    DATE = "date"
    COUNT = "count"
    RANGE = "range"
    FLAG = "flag"
    CODE = "code"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `path` is a JSON Pointer in which `*` stands for an issue's index. `leads`: whose value stands when the readers
    differ and both are grounded; the other's stays in the checks. `completes`: the field whose leader speaks for this
    one too, even by its silence. `asked`: its name as a fact in a question to an LLM, null where an answer has a place
    of its own for it or it is not asked for. `many` marks a field that is an unordered list of values. `critical`
    fields are put back to the LLM once when the readers differ, and to a person when they still do. `labelled` fields
    stand in labels. `explained` fields are told by the LLM's answer to why where it is believed, else by the rules;
    nobody holds one against the other.
    """

    path: str
    label: str
    comparison: Comparison = Comparison.SAME
    shape: Shape = Shape.WORDS
    asked: str | None = None
    leads: Reader = "rules"
    completes: str | None = None
    many: bool = False
    critical: bool = False
    labelled: bool = True
    explained: bool = False

    @property
    def of_issue(self) -> bool:
        """Whether the field belongs to an issue."""
        return self.path.startswith("/issues/*/")

    @property
    def name(self) -> str:
        """The path without its slashes and index: `case.case_number`, `issues.decision`."""
        return self.path.replace("/issues/*", "/issues").strip("/").replace("/", ".")


_SAME, _WORDS, _PARTS = Comparison.SAME, Comparison.WORDS, Comparison.PARTS
_TEXT, _DATE, _COUNT, _RANGE, _FLAG, _CODE, _SEVERAL = Shape

FIELDS: tuple[Field, ...] = (
    Field("/case/case_number", "case number", _WORDS, asked="case_number", critical=True),
    Field("/case/date_assigned", "date assigned", shape=_DATE, asked="date_assigned", critical=True),
    Field("/case/decision_date", "decision date", shape=_DATE, asked="decision_date", critical=True),
    Field(
        "/case/utilization_review_date",
        "utilization review date",
        shape=_DATE,
        asked="utilization_review_date",
        critical=True,
    ),
    Field(
        "/case/application_received_date",
        "application received",
        shape=_DATE,
        asked="application_received_date",
        critical=True,
    ),
    Field("/case/priority", "priority", shape=_CODE, asked="priority"),
    Field("/reviewer/board_certifications", "board certifications", _WORDS, asked="board_certification", many=True),
    Field("/reviewer/subspecialties", "subspecialties", _WORDS, asked="subspecialty", many=True),
    Field("/reviewer/licensed_in", "licensed in", _WORDS, asked="licensed_in", many=True),
    Field("/worker/age_years", "age in years", shape=_COUNT, asked="age_years", critical=True),
    Field("/worker/sex", "sex", shape=_CODE, asked="sex"),
    Field("/worker/occupation", "occupation", _WORDS, asked="occupation", leads="llm"),
    Field("/injury/start_date", "date of injury", shape=_DATE, asked="injury_start_date", critical=True),
    Field("/injury/end_date", "last date of injury", shape=_DATE, asked="injury_end_date", critical=True),
    Field("/injury/mechanism", "how it happened", _WORDS, asked="mechanism", leads="llm"),
    Field("/diagnoses", "diagnoses", _WORDS, asked="diagnosis", leads="llm", many=True),
    Field("/issues/*/treatment", "disputed treatment", _WORDS, asked="treatment", critical=True),
    Field("/issues/*/original_request", "original request", _WORDS, asked="original_request", critical=True),
    Field(
        "/issues/*/authorized_portion", "portion already authorized", _WORDS, asked="authorized_portion", critical=True
    ),
    Field("/issues/*/retrospective", "retrospective", shape=_FLAG, asked="retrospective"),
    Field("/issues/*/category", "category", shape=_CODE, leads="llm"),
    Field("/issues/*/subcategory", "subcategory", shape=_CODE, leads="llm", completes="/issues/*/category"),
    Field("/issues/*/body_regions", "body regions", _PARTS, shape=_SEVERAL, many=True),
    Field("/issues/*/medication", "medicine", _PARTS, shape=_SEVERAL, asked="medicine", critical=True),
    Field("/issues/*/sessions", "sessions", shape=_RANGE, asked="sessions", critical=True),
    Field("/issues/*/per_week", "times a week", shape=_RANGE, asked="per_week", critical=True),
    Field("/issues/*/weeks", "weeks", shape=_RANGE, asked="weeks", critical=True),
    Field("/issues/*/decision", "decision", shape=_CODE, critical=True),
    Field(
        "/issues/*/claims_administrator_citations",
        "claims administrator's guidelines",
        _PARTS,
        shape=_SEVERAL,
        many=True,
    ),
    Field("/issues/*/reviewer_citations", "reviewer's guidelines", _PARTS, shape=_SEVERAL, many=True),
    Field("/issues/*/reasons", "reasons", shape=_CODE, leads="llm", many=True),
    Field("/issues/*/grounds", "grounds", _PARTS, shape=_SEVERAL, many=True, labelled=False, explained=True),
    Field("/issues/*/smaller_amount", "smaller amount", _WORDS, labelled=False, explained=True),
    Field("/issues/*/contradiction", "contradiction", _WORDS, labelled=False, explained=True),
    Field("/issues/*/components", "components", _PARTS, shape=_SEVERAL, many=True, labelled=False),
    Field("/issues/*/safety_notice", "safety notice", _WORDS, asked="safety_notice", critical=True),
    Field(
        "/issues/*/utilization_review_decision",
        "utilization review decision",
        shape=_CODE,
        asked="utilization_review_decision",
        leads="llm",
        labelled=False,
    ),
)


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact as an LLM is asked for it; `path` as in the table, with the part of a medicine at its end."""

    field: Field
    path: str
    shape: Shape


def _asked() -> Iterator[tuple[str, AskedFact]]:
    for field in FIELDS:
        if field.asked and field.shape is Shape.PARTS:
            for part, told in Medication.model_fields.items():
                shape = Shape.COUNT if told.annotation == (int | None) else Shape.WORDS
                yield f"{field.asked}_{part}", AskedFact(field, f"{field.path}/{part}", shape)
        elif field.asked:
            yield field.asked, AskedFact(field, field.path, field.shape)


ASKED: dict[str, AskedFact] = dict(_asked())
BY_PATH: dict[str, Field] = {field.path: field for field in FIELDS}


def field_of(pointer: str) -> Field | None:
    """The row of the table that a pointer into a record belongs to; null for one that is no field."""
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "issues":
        return BY_PATH.get("/issues/*/" + parts[3]) if len(parts) > 3 else None
    return BY_PATH.get("/".join(parts[:3])) or BY_PATH.get("/".join(parts[:2]))


def value_of(holder: Facts | Issue, field: Field) -> Any:
    """The field's value in a letter's facts, or in one issue when the field belongs to issues."""
    value: Any = holder
    names = field.path.strip("/").split("/")
    for name in names[2:] if field.of_issue else names:
        value = getattr(value, name)
    return value


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value below a JSON value with its pointer; null and empty lists are not values."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{pointer}/{name}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{index}")
    elif value is not None:
        yield pointer, value
