import pytest

from imr_llm.errors import UsageError
from imr_llm.evaluation.gates import Gates, held_against, load_gates
from imr_llm.evaluation.scoring import LABELLED
from imr_llm.evaluation.summaries import SummaryResult, summary_scores
from imr_llm.evaluation.verdict import BELOW, PASS, conclude
from tests.evaluation.factories import facts, report
from tests.evaluation.record import ROOT

LABEL = facts()
SUMMARY = SummaryResult(
    language="en",
    written_by="template",
    grade=5.0,
    longest_sentence=20,
    findings=(),
    must_say=3,
    said=3,
    outcome="right",
)


def gated(gates, predicted=LABEL, summaries=(SUMMARY,)):
    found = report(("a", LABEL, predicted)).model_copy(update={"summaries": summary_scores(summaries)})
    results = held_against(gates, found)
    return results, conclude(found, results, None)


@pytest.mark.parametrize(
    ("gates", "changes", "failing"),
    [
        ({"fields": {"diagnoses": 1.0}}, {}, []),
        ({"fields": {"diagnoses": 1.0}}, {"diagnoses": ("gout",)}, ["diagnoses f1"]),
        ({"fields": {"diagnoses": 0.5}}, {"diagnoses": ("neck strain", "gout")}, []),
        ({"fields": {"worker.occupation": 0.5}}, {}, ["worker.occupation f1"]),
        ({"totals": {"micro_f1": 1.0, "whole_letters": 1.0}}, {"diagnoses": ()}, ["micro f1", "whole letters"]),
        ({"totals": {"critical_f1": 1.0, "whole_letters_critical": 1.0}}, {"diagnoses": ()}, []),
        ({"totals": {"macro_f1": 0.999}}, {"diagnoses": ()}, ["macro f1"]),
    ],
)
def test_figures(gates, changes, failing):
    results, verdict = gated(Gates.model_validate(gates), LABEL.model_copy(update=changes))
    assert [result.name for result in results if not result.passed] == failing
    assert verdict.exit_code == (BELOW if failing else PASS)
    assert verdict.line.startswith("FAIL: " if failing else "PASS: ")
    assert all(name in verdict.line for name in failing)


@pytest.mark.parametrize(
    ("gate", "changes", "failing"),
    [
        ({"verified": 1.0, "must_say": 1.0, "outcome_wrong": 0, "grade": 5.0, "longest_sentence": 20}, {}, None),
        ({"verified": 1.0}, {"findings": ("no_basis",)}, "verified"),
        ({"must_say": 1.0}, {"said": 2}, "must say"),
        ({"outcome_wrong": 0}, {"outcome": "wrong"}, "wrong outcomes"),
        ({"outcome_wrong": 0}, {"outcome": "withheld"}, None),
        ({"grade": 4.9}, {}, "hardest grade"),
        ({"longest_sentence": 19}, {}, "longest sentence"),
    ],
)
def test_summaries(gate, changes, failing):
    _, verdict = gated(
        Gates.model_validate({"summaries": {"en": gate}}), summaries=[SUMMARY.model_copy(update=changes)]
    )
    assert (verdict.exit_code == BELOW) == (failing is not None)
    assert failing is None or failing in verdict.line


def test_in_spanish_more_is_easier():
    hard, easy = (SUMMARY.model_copy(update={"language": "es", "grade": grade}) for grade in (60.0, 80.0))
    gates = Gates.model_validate({"summaries": {"es": {"grade": 70.0}}})
    assert gated(gates, summaries=[easy])[1].exit_code == PASS
    assert gated(gates, summaries=[easy, hard])[1].exit_code == BELOW


def test_a_language_without_summaries_fails():
    assert gated(Gates.model_validate({"summaries": {"es": {"grade": 70.0}}}))[1].exit_code == BELOW


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[fields]\n'issues.verdict' = 1.0", "there is no field issues.verdict"),
        ("never_flip = ['decision']", "there is no field decision"),
        ("[totals]\nmicro = 1", "totals.micro"),
        ("[totals]\nmicro_f1 = 97", "less than or equal to 1"),
        ("[totals", "not TOML"),
    ],
)
def test_a_gates_file_that_does_not_fit_is_refused(tmp_path, content, words):
    path = tmp_path / "gates.toml"
    path.write_text(content)
    with pytest.raises(UsageError, match=words):
        load_gates(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load_gates(tmp_path / "gates.toml")


@pytest.mark.parametrize("name", ["gates.toml", "gates-replay.toml"])
def test_the_committed_gates_hold_every_field_and_the_decision(name):
    gates = load_gates(ROOT / "evals" / name)
    assert set(gates.fields) == {field.name for field in LABELLED}
    assert gates.fields["issues.decision"] == 1.0
    assert "issues.decision" in gates.never_flip
    assert gates.about
