import pytest

from imr_llm.record.compare import Comparison, same
from imr_llm.record.facts import BodyRegion, Citation


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("MRI of the  Cervical\nSpine", "mri of the cervical spine", True),
        ("Patient’s claim.", "Patient's claim", True),
        ("sit - stand", "sit-stand", True),
        ("degenerative disc–joint disease", "degenerative disc-joint disease", True),
        ("left knee", "right knee", False),
        ("not tolerated", "tolerated", False),
        ("Norco 10/325mg", "Norco 5/325mg", False),
        (None, None, True),
        (None, "", False),
    ],
)
def test_words_are_compared_folded(left, right, expected):
    assert same(left, right, Comparison.WORDS) is expected


def test_parts_are_compared_one_by_one():
    cited = Citation(source="MTUS", guideline="Low Back Complaints", year=2004, topic="Special Studies")
    assert same(cited, cited.model_copy(update={"topic": "special  studies"}), Comparison.PARTS)
    assert not same(cited, cited.model_copy(update={"year": 2009}), Comparison.PARTS)
    knee = BodyRegion(region="knee", side="left")
    assert not same(knee, knee.model_copy(update={"side": None}), Comparison.PARTS)
