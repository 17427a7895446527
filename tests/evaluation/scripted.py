"""The script that answers the committed eval cassettes: no model, but the labels told back with errors on purpose.

A perfect reader would never differ from the rules, and the figures on trust would be empty. So every fourth case is
answered rightly, and the others err in one way each: a decision turned round, a date taken from another place of the
letter, an invented diagnosis with the last issue's reasons left out. A second question gets no answer to its doubts.
Why is told by a large language model that was answered prompt by prompt without an API on 2026-11-30: its answers are
kept in the cassettes and given again while the question is the same; a question of another wording is told nothing.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from imr_llm.evaluation.tape import Cassette, key_of
from imr_llm.llm.answers.reader import body_of, mark_of
from imr_llm.llm.questions.responses import GroundsAnswer, LetterAnswer, LetterFact, RecheckAnswer
from imr_llm.llm.redaction.redact import redact
from tests.llm.loopback import Body
from tests.llm.perfect import STEMS, Perfect, letter_of

SCRIPT = (
    "tests/evaluation/scripted.py, a script on the loopback that errs on purpose; why: a large language model, "
    "answered prompt by prompt without an API, 2026-11-30"
)
CASSETTES = Path(__file__).resolve().parents[2] / "evals" / "cassettes"
_STEM_OF_MARK = {mark_of(body_of(redact(letter_of(stem).clean))): stem for stem in STEMS}


def answer(body: Body) -> str:
    """The answer to a request, which names its letter by the mark around it."""
    name = body["response_format"]["json_schema"]["name"]
    if name == GroundsAnswer.__name__:
        return json.dumps(_told_before().get(key_of(json.dumps(body).encode()), {"issues": []}))
    if name == RecheckAnswer.__name__:
        return json.dumps({"settled": []})
    words = json.dumps(body["messages"])
    stem = next(stem for mark, stem in _STEM_OF_MARK.items() if mark in words)
    told = Perfect(stem).answer()
    err = (_right, _turned, _misdated, _invented)[STEMS.index(stem) % 4]
    return err(told).model_dump_json()


@cache
def _told_before() -> dict[str, Any]:
    """The answers in the committed cassettes, by the key of their request."""
    tapes = (Cassette.model_validate_json(path.read_bytes()) for path in CASSETTES.glob("*.json"))
    return {exchange.key: exchange.answer for tape in tapes for exchange in tape.exchanges}


def _right(told: LetterAnswer) -> LetterAnswer:
    return told


def _turned(told: LetterAnswer) -> LetterAnswer:
    first, *others = told.issues
    wrong: Any = {"upheld": "overturned", "overturned": "upheld"}[first.decision]
    return told.model_copy(update={"issues": [first.model_copy(update={"decision": wrong}), *others]})


def _misdated(told: LetterAnswer) -> LetterAnswer:
    dates = {fact.field: fact for fact in told.facts if fact.field.endswith("date")}
    other = dates.get("utilization_review_date")
    if other is None:
        return told
    facts = [
        fact.model_copy(update={"value": other.value, "quote": other.quote})
        if fact.field == "injury_start_date"
        else fact
        for fact in told.facts
    ]
    return told.model_copy(update={"facts": facts})


def _invented(told: LetterAnswer) -> LetterAnswer:
    invented = LetterFact.model_validate(
        {"field": "diagnosis", "value": "diabetes", "quote": "diagnosed with diabetes"}
    )
    *others, last = told.issues
    issues = [*others, last.model_copy(update={"reasons": []})]
    return LetterAnswer(facts=[*told.facts, invented], issues=issues)
