"""The one table of fields: how each is compared, whom it trusts, what it is called.

Cross-check, evals and the review view are all driven by this table; none of them names a field of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imr_llm.record.compare import Comparison
from imr_llm.record.facts import Facts, Issue


class Trust(StrEnum):
    """Whose value stands when the two readers differ.

    RULES: the rules' value stands and the field goes to a person.
    GROUNDED_LLM: the LLM's value may stand when its quote is in the letter.
    """

    RULES = "rules"
    GROUNDED_LLM = "grounded_llm"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `path` is a JSON Pointer in which `*` stands for an issue's index. `many` marks a field that is an unordered list of
    values. `critical` fields are put back to the LLM once when the readers differ. `labelled` fields stand in labels.
    """

    path: str
    label: str
    comparison: Comparison = Comparison.SAME
    trust: Trust = Trust.RULES
    many: bool = False
    critical: bool = False
    labelled: bool = True

    @property
    def of_issue(self) -> bool:
        """Whether the field belongs to an issue."""
        return self.path.startswith("/issues/*/")

    @property
    def name(self) -> str:
        """The path without its slashes and index: `case.case_number`, `issues.decision`."""
        return self.path.replace("/issues/*", "/issues").strip("/").replace("/", ".")


_SAME, _WORDS, _PARTS = Comparison.SAME, Comparison.WORDS, Comparison.PARTS

FIELDS: tuple[Field, ...] = (
    Field("/case/case_number", "case number", _WORDS, critical=True),
    Field("/case/date_assigned", "date assigned", critical=True),
    Field("/case/decision_date", "decision date", critical=True),
    Field("/case/utilization_review_date", "utilization review date", critical=True),
    Field("/case/application_received_date", "application received", critical=True),
    Field("/case/priority", "priority"),
    Field("/reviewer/board_certifications", "board certifications", _WORDS, many=True),
    Field("/reviewer/subspecialties", "subspecialties", _WORDS, many=True),
    Field("/reviewer/licensed_in", "licensed in", _WORDS, many=True),
    Field("/worker/age_years", "age in years", critical=True),
    Field("/worker/sex", "sex"),
    Field("/worker/occupation", "occupation", _WORDS, Trust.GROUNDED_LLM),
    Field("/injury/start_date", "date of injury", critical=True),
    Field("/injury/end_date", "last date of injury", critical=True),
    Field("/injury/mechanism", "how it happened", _WORDS, Trust.GROUNDED_LLM),
    Field("/diagnoses", "diagnoses", _WORDS, Trust.GROUNDED_LLM, many=True),
    Field("/issues/*/treatment", "disputed treatment", _WORDS, critical=True),
    Field("/issues/*/original_request", "original request", _WORDS, critical=True),
    Field("/issues/*/authorized_portion", "portion already authorized", _WORDS, critical=True),
    Field("/issues/*/retrospective", "retrospective"),
    Field("/issues/*/category", "category"),
    Field("/issues/*/subcategory", "subcategory"),
    Field("/issues/*/body_regions", "body regions", _PARTS, many=True),
    Field("/issues/*/medication", "medicine", _PARTS, critical=True),
    Field("/issues/*/sessions", "sessions", critical=True),
    Field("/issues/*/per_week", "times a week", critical=True),
    Field("/issues/*/weeks", "weeks", critical=True),
    Field("/issues/*/decision", "decision", critical=True),
    Field("/issues/*/claims_administrator_citations", "claims administrator's guidelines", _PARTS, many=True),
    Field("/issues/*/reviewer_citations", "reviewer's guidelines", _PARTS, many=True),
    Field("/issues/*/reasons", "reasons", trust=Trust.GROUNDED_LLM, many=True),
    Field("/issues/*/grounds", "grounds", _PARTS, many=True, labelled=False),
    Field("/issues/*/smaller_amount", "smaller amount", _WORDS, labelled=False),
    Field("/issues/*/contradiction", "contradiction", _WORDS, labelled=False),
    Field("/issues/*/components", "components", _PARTS, many=True, labelled=False),
    Field("/issues/*/safety_notice", "safety notice", _WORDS, critical=True),
    Field("/issues/*/utilization_review_decision", "utilization review decision", labelled=False),
)

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
