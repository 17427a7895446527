"""Any number of runs side by side."""

import pytest

from imr_llm.errors import UsageError
from imr_llm.evaluation.compare import compare_runs
from imr_llm.evaluation.cost import Cost
from imr_llm.evaluation.render.compared import WRITERS
from tests.evaluation.factories import DECISION, facts, issue, report

LABEL = facts()
WRONG = facts(issues=(issue(1), issue(2, decision="upheld")))
HOSTILE = "<script>alert(1)</script> | `x`"


def run(*predictions, ending="answered"):
    found = report(*((f"letter {number}", LABEL, told) for number, told in enumerate(predictions)))
    letters = tuple(one.model_copy(update={"ending": ending}) for one in found.letters)
    cost = Cost(requests=2, prompt_tokens=300, completion_tokens=20, money=0.5, seconds=3.0)
    return found.model_copy(update={"letters": letters, "cost": cost})


def test_fields_costs_and_endings_of_three_runs():
    found = compare_runs(
        [("one", run(LABEL, LABEL)), ("two", run(LABEL, WRONG)), ("three", run(WRONG, WRONG, ending="refused"))]
    )
    decision = next(row for row in found.rows if row.path == DECISION)
    assert [(cell.lost, cell.won) for cell in decision.cells] == [(0, 0), (1, 0), (2, 0)]
    assert decision.spread == pytest.approx(0.5)
    assert found.rows[-1].label == "all values"
    assert [one.answered for one in found.runs] == [2, 2, 0]
    assert found.runs[2].endings == {"refused": 2}
    assert (found.runs[0].prompt_tokens, found.runs[0].seconds, found.changed) == (300, 3.0, 2)


def test_runs_that_are_the_same_have_no_spread():
    found = compare_runs([("one", run(WRONG)), ("again", run(WRONG))])
    assert {row.spread for row in found.rows} == {0.0}
    assert found.changed == 0


def test_one_run_is_nothing_to_compare():
    with pytest.raises(UsageError, match="at least two"):
        compare_runs([("one", run(LABEL))])


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_holds_every_run_and_no_markup_of_a_name(name):
    found = compare_runs([("one", run(LABEL)), (HOSTILE, run(WRONG)), ("three", run(LABEL))])
    words = WRITERS[name](found)
    assert words == WRITERS[name](found)
    assert words.endswith("\n")
    assert "three" in words
    if name == "html":
        assert "<script" not in words
