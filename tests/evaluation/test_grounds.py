"""Grounds against labelled grounds: the same sentence, the same code."""

import json

import pytest

from imr_llm.errors import UsageError
from imr_llm.evaluation.gates import Gates, held_against
from imr_llm.evaluation.grounds import GroundsLabel, grounds_score, hold, load_grounds
from imr_llm.record.facts import Facts, Ground
from tests.evaluation.factories import facts, issue, report

RATIONALE = (
    "Guidelines recommend ten visits. The patient had 14 visits by 3/2/2016. There is no\ndocumentation of functional "
    "gain from them. Therefore the request is not medically necessary."
)
LABEL = GroundsLabel.model_validate(
    {
        "issues": [
            {
                "number": 1,
                "grounds": [
                    {"code": "exceeds_guideline_amount", "quote": "The patient had 14 visits"},
                    {"code": "prior_treatment_no_benefit", "quote": "no documentation of functional gain"},
                ],
            }
        ]
    }
)


def told(*grounds: Ground) -> Facts:
    return facts(issues=(issue(1, rationale=RATIONALE, grounds=grounds),))


def ground(quote, code=None):
    return Ground(quote=quote, code=code)


def test_a_ground_that_quotes_a_labelled_sentence_is_proven_and_covers_it():
    held = hold(LABEL, told(ground("had 14 visits by 3/2/2016", "exceeds_guideline_amount")))
    assert (held.told, held.proven, held.labelled, held.covered) == (1, 1, 2, 1)
    assert (held.coded, held.code_right, held.uncoded, held.bare) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("given", "proven", "right"),
    [
        (ground("Guidelines recommend ten visits", "exceeds_guideline_amount"), 0, 0),
        (ground("There is no documentation of functional gain from them", "safety_risk"), 1, 0),
        (ground("There is no documentation of functional gain from them"), 1, 0),
        (ground("words that the letter does not have", "safety_risk"), 0, 0),
    ],
)
def test_a_recital_a_wrong_code_and_foreign_words(given, proven, right):
    held = hold(LABEL, told(given))
    assert (held.proven, held.code_right) == (proven, right)


def test_the_score_over_letters():
    whole = told(
        ground("The patient had 14 visits", "exceeds_guideline_amount"),
        ground("no documentation of functional gain", "prior_treatment_no_benefit"),
    )
    score = grounds_score([hold(LABEL, whole), hold(LABEL, told())])
    assert (score.letters, score.told, score.labelled, score.bare) == (2, 2, 4, 1)
    assert (score.proven.value, score.covered.value, score.code.value) == (1.0, 0.5, 1.0)


def test_gates_hold_grounds_and_fail_where_none_were_scored():
    gates = Gates.model_validate({"grounds": {"proven": 0.9, "covered": 0.9}})
    scored = report(("a", facts(), facts())).model_copy(
        update={"grounds": grounds_score([hold(LABEL, told(ground("The patient had 14 visits")))])}
    )
    assert [gate.passed for gate in held_against(gates, scored)] == [True, False]
    assert [gate.passed for gate in held_against(gates, report(("a", facts(), facts())))] == [False, False]


def test_labels_stand_beside_the_folder_of_cases(tmp_path):
    case = tmp_path / "cases" / "one.txt"
    assert load_grounds(case) is None
    (tmp_path / "grounds").mkdir()
    path = tmp_path / "grounds" / "one.json"
    path.write_text(json.dumps(LABEL.model_dump()))
    assert load_grounds(case) == LABEL
    path.write_text('{"issues": [{"number": 1, "grounds": [{"code": "no such code", "quote": "x"}]}]}')
    with pytest.raises(UsageError, match="issues/0/grounds/0/code"):
        load_grounds(case)
    path.write_text("no JSON")
    with pytest.raises(UsageError, match="not JSON"):
        load_grounds(case)
