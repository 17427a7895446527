"""The hand-made labels of grounds fit their cases: every treatment is there, and every quote is in its letter."""

import json
from pathlib import Path
from typing import get_args

import pytest

from imr_llm.record.codes import Reason
from imr_llm.record.reasons import explains

EVALS = Path(__file__).parents[2] / "evals"
LABELS = sorted((EVALS / "grounds").glob("*.json"))


def folded(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labelled_grounds_are_in_their_letter(path):
    label = json.loads((EVALS / "cases" / path.name).read_text("utf-8"))
    letter = folded((EVALS / "cases" / f"{path.stem}.txt").read_text("utf-8"))
    issues = json.loads(path.read_text("utf-8"))["issues"]
    assert [one["number"] for one in issues] == [one["number"] for one in label["issues"]]
    for one, case in zip(issues, label["issues"], strict=True):
        assert one["decision"] == case["decision"]
        for ground in one["grounds"]:
            assert ground["code"] in get_args(Reason)
            assert explains(ground["code"], one["decision"])
            assert folded(ground["quote"]) in letter


def test_all_cases_that_were_there_are_labelled():
    cases = {path.stem for path in (EVALS / "cases").glob("*.json")}
    # Written after the labelling.
    assert cases - {path.stem for path in LABELS} == {"written_c_13_orders_in_rationale"}
