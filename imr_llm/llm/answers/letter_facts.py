"""The facts about the whole letter, from an answer to what is believed of it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from imr_llm.llm.answers.grounded import Grounder
from imr_llm.llm.answers.support import says_date, says_number, says_priority, says_sex
from imr_llm.llm.questions.responses import LetterFact
from imr_llm.record.codes import Priority, Sex
from imr_llm.record.facts import Facts
from imr_llm.record.fields import ASKED, AskedFact, Shape

_AGE = re.compile(r"[1-9]\d?")
# What belongs to no issue, wherever the form prints it; a story tells the rest.
_APART = frozenset({"board_certification", "subspecialty", "licensed_in", "case_number", "priority"})


def ground_letter(facts: Iterable[LetterFact], grounder: Grounder) -> Facts:
    """What is believed of the letter's own facts."""
    held: dict[str, dict[str, Any]] = {}
    for fact in facts:
        asked = ASKED[fact.field]
        holder, _, name = asked.path.strip("/").partition("/")
        values = held.setdefault(holder, {})
        if asked.field.many:
            told = values.setdefault(name, [])
            words = grounder.words(f"{asked.path}/{len(told)}", fact.value, fact.quote, _within(fact, grounder))
            if words is not None:
                told.append(words)
        elif name in values:
            grounder.refuse(asked.path, fact.value, "it is given twice")
        elif (value := _single(fact, asked, grounder)) is not None:
            values[name] = value
    # A field that stands at the top of a record has no holder, and no name within one.
    return Facts.model_validate({holder: values.get("", values) for holder, values in held.items()})


def _within(fact: LetterFact, grounder: Grounder) -> tuple[Any, ...]:
    return grounder.parts.apart if fact.field in _APART else grounder.parts.told


def _single(fact: LetterFact, asked: AskedFact, grounder: Grounder) -> Any:
    """The value of a field that has one, or null when it is not believed."""
    within = _within(fact, grounder)
    if asked.shape is Shape.WORDS:
        return grounder.words(asked.path, fact.value, fact.quote, within)
    value: Any
    if asked.shape is Shape.DATE:
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
    return value if grounder.fact(asked.path, fact.value, fact.quote, within, said=said) else None


def date_of(words: str) -> date | None:
    """An ISO date, or null for anything else."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
