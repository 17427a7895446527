import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.errors import UsageError
from imr_llm.evaluation.accepted import Lost, load_accepted
from imr_llm.evaluation.diff import compare
from imr_llm.evaluation.render.comparison import WRITERS
from imr_llm.evaluation.report import Report, load_report
from imr_llm.evaluation.verdict import BELOW, PASS, conclude, forbidden
from tests.evaluation.factories import DECISION, facts, issue, report, report_of, rich_facts, seeded, shuffled

LABEL = facts()
WRONG = facts(issues=(issue(1), issue(2, decision="upheld")))
UNSURE = facts(diagnoses=("low back pain", "gout", "asthma"))


def change(found, path):
    return next(field for field in found.fields if field.path == path)


def run(*predictions):
    return report(*((f"letter {number}", LABEL, told) for number, told in enumerate(predictions)))


def test_identical_runs_have_p_1_and_pass():
    before = run(WRONG, UNSURE)
    found = compare(before, before)
    assert found.flips == ()
    assert {field.p for field in found.fields} == {field.p_holm for field in found.fields} == {1.0}
    assert (found.micro_difference.value, found.micro_difference.low, found.micro_difference.high) == (0.0, 0.0, 0.0)
    assert conclude(None, (), found).exit_code == PASS


def test_a_lost_decision_fails():
    found = compare(run(LABEL, LABEL), run(LABEL, WRONG))
    (flip,) = found.flips
    assert (flip.letter, flip.field, flip.issue, flip.change) == ("letter 1", DECISION, 2, "right_to_wrong")
    assert (flip.label, flip.before, flip.after) == ("overturned", "overturned", "upheld")
    assert (change(found, DECISION).lost, change(found, DECISION).won) == (1, 0)
    assert found.micro_difference.value < 0
    verdict = conclude(None, (), found)
    assert verdict.exit_code == BELOW
    assert verdict.line == "FAIL: decision of letter 1, issue 2, went from right to wrong"


def test_many_lost_decisions_are_counted():
    verdict = conclude(None, (), compare(run(LABEL, LABEL), run(WRONG, WRONG)))
    assert verdict.line == "FAIL: 2 values of decision went from right to wrong"


def test_a_won_decision_passes():
    found = compare(run(LABEL, WRONG), run(LABEL, LABEL))
    assert [flip.change for flip in found.flips] == ["wrong_to_right"]
    assert conclude(None, (), found).exit_code == PASS


def lost(field="diagnoses", letter="letter 0", issue=0):
    return Lost(letter=letter, field=field, issue=issue, reason="the label is in doubt")


def test_a_loss_fails_unless_it_is_accepted_by_name():
    found = compare(run(LABEL), run(UNSURE), [lost()])
    assert {flip.change for flip in found.flips} == {"right_to_wrong"}
    assert {(flip.label, flip.after) for flip in found.flips} == {
        ("neck strain", None),
        (None, "gout"),
        (None, "asthma"),
    }
    assert conclude(None, (), found).exit_code == PASS
    for accepted in ((), [lost("worker.sex")], [lost(letter="letter 1")], [lost(issue=1)]):
        failing = compare(run(LABEL), run(UNSURE), accepted)
        assert conclude(None, (), failing).exit_code == BELOW
        assert len(forbidden(failing)) == 3


def test_what_may_never_flip_cannot_be_accepted():
    found = compare(run(LABEL, LABEL), run(LABEL, WRONG), [lost("issues.decision", "letter 1", 2)])
    assert conclude(None, (), found).exit_code == BELOW


ACCEPTED = """
[[lost]]
letter = "letter 0"
field = "issues.reasons"
issue = 2
reason = "the second sentence may be a recital"
"""


def test_accepted_losses_are_read_from_a_file(tmp_path):
    path = tmp_path / "accepted.toml"
    path.write_text(ACCEPTED)
    assert [(one.letter, one.field, one.issue) for one in load_accepted(path)] == [("letter 0", "issues.reasons", 2)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"the second sentence may be a recital"', '"no"', "lost.0.reason: String should have at least 10"),
        ("issues.reasons", "reasons", "there is no field reasons"),
        ("[[lost]]", "[[lost]", "this is not TOML"),
    ],
)
def test_a_faulty_file_of_accepted_losses_is_named(tmp_path, before, after, told):
    path = tmp_path / "accepted.toml"
    path.write_text(ACCEPTED.replace(before, after))
    with pytest.raises(UsageError, match=told):
        load_accepted(path)


def test_mcnemar_and_holm_over_all_fields():
    found = compare(run(*[LABEL] * 8), run(*[WRONG] * 8))
    decision = change(found, DECISION)
    assert decision.p == pytest.approx(2 / 2**8, abs=1e-6)
    assert decision.p_holm == pytest.approx(min(1, len(found.fields) * 2 / 2**8), abs=1e-6)
    assert change(found, "/diagnoses").p_holm == 1.0
    assert decision.difference.value == pytest.approx(decision.after - decision.before)


def test_a_changed_label_is_left_out():
    other = report(("letter 0", facts(diagnoses=()), LABEL), ("letter 1", LABEL, LABEL), ("new", LABEL, LABEL))
    found = compare(run(LABEL, LABEL), other)
    assert (found.letters, found.left_out) == (1, ("letter 0", "new"))
    assert found.flips == ()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_order_makes_no_difference(seed):
    generator = seeded(seed)
    label, before, after = (rich_facts(generator) for _ in range(3))
    one = compare(report(("a", label, before)), report(("a", label, after)))
    other = compare(report(("a", label, shuffled(before, generator))), report(("a", label, shuffled(after, generator))))
    assert one == other
    back = compare(report(("a", label, after)), report(("a", label, before)))
    assert len(back.flips) == len(one.flips)
    assert [field.p for field in back.fields] == [field.p for field in one.fields]


def test_a_baseline_compares_as_the_whole_report(tmp_path):
    before, after = run(LABEL, WRONG, UNSURE), run(WRONG, LABEL, LABEL)
    path = tmp_path / "baseline.json"
    path.write_text(before.to_baseline())
    kept = load_report(path)
    assert compare(kept, after) == compare(before, after)
    assert kept.tally == before.tally
    assert Report.model_validate_json(before.to_json()) == before


@pytest.mark.parametrize("name", WRITERS)
def test_writers(name):
    before, after = run(LABEL, WRONG), run(WRONG, LABEL)
    found = compare(before, after)
    verdict = conclude(None, (), found)
    words = WRITERS[name](found, verdict)
    assert words == WRITERS[name](compare(before, after), verdict)
    assert words.endswith("\n")
    assert "decision of letter 0, issue 2, went from right to wrong" in words


def test_no_letters_in_common():
    found = compare(report_of(()), run(LABEL))
    assert (found.letters, found.left_out, found.micro_difference.value) == (0, ("letter 0",), None)
