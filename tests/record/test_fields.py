from imr_llm.record.facts import Facts, Issue
from imr_llm.record.fields import FIELDS, field_of, leaves, value_of

NOT_COMPARED = {"number", "heading", "rationale"}


def _paths(model: type, prefix: str) -> set[str]:
    return {f"{prefix}/{name}" for name in model.model_fields}


def test_every_fact_stands_in_the_table_exactly_once():
    groups = {"case", "reviewer", "worker", "injury"}
    expected = {"/diagnoses"} | {f"/issues/*/{name}" for name in Issue.model_fields if name not in NOT_COMPARED}
    for group in groups:
        expected |= _paths(Facts.model_fields[group].annotation, f"/{group}")
    assert {field.path for field in FIELDS} == expected
    assert len(FIELDS) == len(expected)


def test_lists_are_marked_as_many():
    facts, issue = Facts(), Issue(number=1)
    for field in FIELDS:
        value = value_of(issue if field.of_issue else facts, field)
        assert field.many == isinstance(value, tuple), field.path


def test_pointers_find_their_field():
    assert field_of("/issues/12/claims_administrator_citations/3/year").label == "claims administrator's guidelines"
    assert field_of("/diagnoses/4").path == "/diagnoses"
    assert field_of("/case/case_number").path == "/case/case_number"
    assert field_of("/reviewer/licensed_in/2").path == "/reviewer/licensed_in"
    assert field_of("") is None
    assert field_of("/issues/0") is None
    assert field_of("/letter/id") is None


def test_leaves_are_the_plain_values_with_their_pointers():
    value = {"a": None, "b": [], "c": [{"d": 1}, "e"], "f": False}
    assert list(leaves(value)) == [("/c/0/d", 1), ("/c/1", "e"), ("/f", False)]
