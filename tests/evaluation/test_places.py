"""A loss names the file of its letter and the line that the value is about."""

import pytest

from imr_llm.evaluation.build import Yardstick, report_of
from imr_llm.evaluation.cases import load_cases
from imr_llm.evaluation.render.github import render_github
from imr_llm.evaluation.render.junit import render_junit
from imr_llm.evaluation.run import Plan, read_cases
from tests.evaluation.record import CASES

NAME = "003_a2d9d1ce07a723b3"


@pytest.fixture(scope="module")
def failing():
    """One letter whose rules' reading has lost a decision, a citation and a diagnosis against an earlier run."""
    (case,) = (one for one in load_cases(CASES) if one.name == NAME)
    (read,) = read_cases([case], Plan())
    before = report_of([read], Yardstick())
    label = case.label
    issues = (
        label.issues[0].model_copy(update={"decision": "overturned", "reviewer_citations": ()}),
        *label.issues[1:],
    )
    worse = read.record.model_copy(update={"issues": issues, "diagnoses": ()})
    return report_of([type(read)(case, worse, text=read.text)], Yardstick(baseline=before))


def test_every_loss_has_its_file_and_most_a_line(failing):
    lost = [flip for flip in failing.comparison.flips if flip.fails]
    text = (CASES / f"{NAME}.txt").read_text("utf-8").splitlines()
    assert {flip.file for flip in lost} == {str(CASES / f"{NAME}.txt")}
    (decision,) = (flip for flip in lost if flip.field.endswith("/decision"))
    assert "Upheld" in text[decision.line - 1] or "hiropractic" in text[decision.line - 1]


def test_the_file_and_the_line_stand_in_junit_and_in_annotations(failing):
    (decision,) = (flip for flip in failing.comparison.flips if flip.field.endswith("/decision"))
    assert f'file="{decision.file}" line="{decision.line}"' in render_junit(failing)
    assert f"::error file={decision.file},line={decision.line},title=eval flip::decision of {NAME}" in render_github(
        failing
    )
