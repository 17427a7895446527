"""Three readers side by side: who is right where they differ, and who should lead."""

import pytest

from imr_llm.evaluation.gates import Gates, held_against
from imr_llm.evaluation.readers import ReadThrice, readers
from imr_llm.evaluation.scoring import judge
from imr_llm.evaluation.trust import Trusted, trust
from tests.evaluation.factories import DECISION, facts, issue, report

LABEL = facts()
# The rules miss a diagnosis and invent one, and say the wrong code.
RULES = facts(diagnoses=("low back pain", "gout"), issues=(issue(1, reasons=("safety_risk",)), LABEL.issues[1]))
LLM = facts(issues=(LABEL.issues[0], issue(2, decision="upheld")))


def read(rules=RULES, llm=LLM, merged=LABEL):
    return ReadThrice(*(judge(LABEL, told) for told in (rules, llm, merged)))


def row(found, path):
    return next(one for one in found.rows if one.path == path)


def counts(share):
    return share.right, share.n


def test_what_both_state_and_what_one_states_alone():
    diagnoses = row(readers([read()]), "/diagnoses")
    assert counts(diagnoses.agreed) == (1, 1)
    assert counts(diagnoses.rules_only) == (0, 1)
    assert counts(diagnoses.llm_only) == (1, 1)
    # "neck strain" is missed and "gout" invented by the rules: the LLM is right about both.
    assert (diagnoses.rules_right, diagnoses.llm_right) == (0, 2)


def test_spellings_that_are_both_right_agree():
    llm = facts(diagnoses=("low back pain", "Neck strain."))
    diagnoses = row(readers([read(llm=llm)]), "/diagnoses")
    assert counts(diagnoses.agreed) == (2, 2) or counts(diagnoses.llm_only) == (1, 1)
    same = row(readers([read(rules=LABEL, llm=llm)]), "/diagnoses")
    assert counts(same.agreed) == (2, 2)


def test_the_record_is_held_against_each_reader():
    found = readers([read() for _ in range(10)])
    every = found.rows[-1]
    assert every.path == ""
    assert every.leads is every.data is None
    assert every.merged.value == 1.0
    assert every.over_rules < 0.05
    assert every.over_llm < 0.05
    assert found.letters == 10


@pytest.mark.parametrize(("letters", "data"), [(2, None), (10, "rules")])
def test_the_data_choose_a_lead_beyond_noise_only(letters, data):
    found = readers([read() for _ in range(letters)])
    decision = row(found, DECISION)
    assert (decision.leads, decision.data, decision.contradicted) == ("rules", data, False)
    assert row(found, "/diagnoses").data == (None if letters == 2 else "llm")


def test_a_lead_that_the_data_contradict_is_named_and_fails_its_gate():
    # The LLM is right about a field that the rules lead.
    llm = facts()
    rules = facts(issues=(LABEL.issues[0], issue(2, decision="upheld")))
    found = readers([read(rules, llm, rules) for _ in range(10)])
    assert [one.path for one in found.contradicted] == [DECISION]
    run = report(("a", LABEL, rules)).model_copy(
        update={
            "readers": found,
            "trust": trust(
                [Trusted(field=DECISION, standing="agreed", reviewed=False, right=True)], [True, False, False]
            ),
        }
    )
    gates = Gates.model_validate(
        {"second_reader": {"contradicted_leads": 0, "letters_sent": 0.4, "micro_f1": 0.99, "agreement": 1.0}}
    )
    told = {gate.name: gate.passed for gate in held_against(gates, run)}
    assert told == {
        "fields that the other reader should lead": False,
        "letters sent to a person": True,
        "second reader micro f1": True,
        "second reader agreement": True,
    }


def test_gates_of_the_second_reader_are_not_held_against_rules_alone():
    gates = Gates.model_validate({"second_reader": {"answered": 1.0}})
    assert held_against(gates, report(("a", LABEL, LABEL))) == ()


def test_letters_that_were_not_answered_fail_their_gate():
    run = report(("a", LABEL, LABEL), ("b", LABEL, LABEL))
    letters = [
        one.model_copy(update={"ending": ending})
        for one, ending in zip(run.letters, ("answered", "refused"), strict=True)
    ]
    run = run.model_copy(update={"letters": tuple(letters), "readers": readers([read()]), "trust": trust([], [])})
    (gate,) = held_against(Gates.model_validate({"second_reader": {"answered": 0.9}}), run)
    assert (gate.name, gate.value, gate.passed) == ("second reader answered", 0.5, False)
