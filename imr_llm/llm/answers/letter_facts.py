"""The facts about the whole letter, from an answer to what is believed of it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from imr_llm.llm.answers.grounded import Grounder
from imr_llm.llm.answers.support import says_date, says_number, says_priority, says_sex
from imr_llm.llm.questions.responses import LetterFact
from imr_llm.record.codes import Priority, Sex
from imr_llm.record.facts import Case, Facts, Injury, Reviewer, Worker

# Where each field of an answer goes in a record.
LETTER_POINTERS: dict[str, str] = {
    "case_number": "/case/case_number",
    "date_assigned": "/case/date_assigned",
    "decision_date": "/case/decision_date",
    "utilization_review_date": "/case/utilization_review_date",
    "application_received_date": "/case/application_received_date",
    "priority": "/case/priority",
    "board_certification": "/reviewer/board_certifications",
    "subspecialty": "/reviewer/subspecialties",
    "licensed_in": "/reviewer/licensed_in",
    "age_years": "/worker/age_years",
    "sex": "/worker/sex",
    "occupation": "/worker/occupation",
    "injury_start_date": "/injury/start_date",
    "injury_end_date": "/injury/end_date",
    "mechanism": "/injury/mechanism",
    "diagnosis": "/diagnoses",
}
_MANY = frozenset({"board_certification", "subspecialty", "licensed_in", "diagnosis"})
_DATES = frozenset(
    {"date_assigned", "decision_date", "utilization_review_date", "application_received_date"}
    | {"injury_start_date", "injury_end_date"}
)
_AGE = re.compile(r"[1-9]\d?")


def ground_letter(facts: Iterable[LetterFact], hearing: Grounder) -> Facts:
    """What is believed of the letter's own facts."""
    single: dict[str, Any] = {}
    many: dict[str, list[str]] = {name: [] for name in _MANY}
    for fact in facts:
        pointer = LETTER_POINTERS[fact.field]
        if fact.field in _MANY:
            values = many[fact.field]
            words = hearing.words(f"{pointer}/{len(values)}", fact.value, fact.quote, _within(fact, hearing))
            if words is not None:
                values.append(words)
        elif fact.field in single:
            hearing.refuse(pointer, fact.value, "it is given twice")
        elif (value := _single(fact, pointer, hearing)) is not None:
            single[fact.field] = value
    return Facts(
        case=Case(**{name: single.get(name) for name in Case.model_fields}),
        reviewer=Reviewer(
            board_certifications=tuple(many["board_certification"]),
            subspecialties=tuple(many["subspecialty"]),
            licensed_in=tuple(many["licensed_in"]),
        ),
        worker=Worker(**{name: single.get(name) for name in Worker.model_fields}),
        injury=Injury(
            start_date=single.get("injury_start_date"),
            end_date=single.get("injury_end_date"),
            mechanism=single.get("mechanism"),
        ),
        diagnoses=tuple(many["diagnosis"]),
    )


def _within(fact: LetterFact, hearing: Grounder) -> tuple[Any, ...]:
    if fact.field in ("board_certification", "subspecialty", "licensed_in", "case_number", "priority"):
        return hearing.parts.apart
    return hearing.parts.told


def _single(fact: LetterFact, pointer: str, hearing: Grounder) -> Any:
    """The value of a field that has one, or null when it is not believed."""
    within = _within(fact, hearing)
    if fact.field in ("case_number", "occupation", "mechanism"):
        return hearing.words(pointer, fact.value, fact.quote, within)
    value: Any
    if fact.field in _DATES:
        value = date_of(fact.value)
        said = value is not None and says_date(value, fact.quote)
    elif fact.field == "age_years":
        value = int(fact.value) if _AGE.fullmatch(fact.value) else None
        said = value is not None and says_number(value, fact.quote)
    elif fact.field == "sex":
        value = fact.value if fact.value in get_args(Sex) else None
        said = value is not None and says_sex(value, fact.quote)
    else:
        value = fact.value if fact.value in get_args(Priority) else None
        said = value is not None and says_priority(value, fact.quote)
    return value if hearing.fact(pointer, fact.value, fact.quote, within, said=said) else None


def date_of(words: str) -> date | None:
    """An ISO date, or null for anything else."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
