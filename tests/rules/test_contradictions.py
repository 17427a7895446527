"""A rationale that speaks of another part of the body, or the other side, than the heading; and those that do not."""

import pytest

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter
from imr_llm.rules.reasons.contradictions import read_contradiction
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span

DENIED = "is not medically necessary."


def told(heading: str, rationale: str) -> str | None:
    text = clean(Letter("written.txt", "", f"{heading}\n\n{rationale}"))
    treatment, whole = Span(0, len(heading)), Span(len(heading) + 2, len(text.text))
    issue = IssueText(text, IssueSection(treatment, None, None, whole), treatment, "upheld", "/issues/0", Proofs(text))
    found = read_contradiction(issue)
    assert (found is not None) == ("/issues/0/contradiction" in issue.proofs.evidence)
    return found


@pytest.mark.parametrize(
    ("heading", "rationale", "named"),
    [
        ("MRI of the left knee", f"Therefore, the request for MRI of the right knee {DENIED}", "right knee"),
        ("MRI of the left shoulder", f"As such, the request for an MRI of the lumbar spine {DENIED}", "lumbar spine"),
        (
            "MRI Thoracic Spine",
            f"There is no discussion of a cervical MRI in the records. The request {DENIED}",
            "cervical MRI",
        ),
        (
            "MRI of the shoulder",
            f"The hip findings do not warrant an MRI of the hip at this time. The request {DENIED}",
            "MRI of the hip",
        ),
        ("Injection of the elbow", f"Therefore, the injection of the knee {DENIED}", "knee"),
    ],
)
def test_another_part_or_side_is_told(heading: str, rationale: str, named: str) -> None:
    found = told(heading, rationale)
    assert found is not None
    assert heading in found
    assert named in found


@pytest.mark.parametrize(
    ("heading", "rationale"),
    [
        # The same part in other words, a part of it, or one that pain and nerves run to.
        ("MRI of the lumbar spine", f"Therefore, the request for MRI of the low back {DENIED}"),
        ("EMG of the right upper extremity", f"There is no need for an EMG of the wrist. The request {DENIED}"),
        ("MRI of the lumbar spine", f"No leg deficits warrant an MRI. Therefore, the request for MRI, L4-S1 {DENIED}"),
        ("Lumbar epidural injection", f"The straight leg raise does not support an injection. The request {DENIED}"),
        # Another part was examined or treated before; only what is decided on counts.
        (
            "MRI of the left knee",
            f"He had an MRI of the right knee. The hip is normal. The MRI of the left knee {DENIED}",
        ),
        ("MRI of both knees", f"Therefore, the request for MRI of the right knee {DENIED}"),
        # No part is named, in one place or the other.
        ("Norco 10/325mg #60", f"Therefore, the request for Norco for the left knee {DENIED}"),
        ("MRI of the left knee", f"Therefore, the request {DENIED}"),
    ],
)
def test_what_is_no_contradiction(heading: str, rationale: str) -> None:
    assert told(heading, rationale) is None
