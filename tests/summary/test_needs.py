import pytest

from imr_llm.record.codes import Reason
from tests.summary.factories import RECORDS, issue, record, texts, write

NEEDED = [
    # (reason, what a new request should show)
    ("conservative_care_not_tried", "A new request should show which simpler care you tried, and how it went."),
    ("prior_treatment_no_benefit", "A new request should show how earlier care helped you."),
    ("depends_on_denied_treatment", "Your doctor can ask for it together with the main treatment."),
    # Where the code says nothing certain, nothing is promised.
    ("not_recommended_by_guideline", "Ask your doctor which new facts could change this."),
    ("request_unclear", "Ask your doctor which new facts could change this."),
]


@pytest.mark.parametrize(("reason", "expected"), NEEDED)
def test_what_a_new_request_would_have_to_show(reason: Reason, expected: str) -> None:
    assert expected in texts(write(record(issue(reasons=(reason,))), "en"), "treatment-1")


def test_what_the_reviewer_missed_is_told_in_everyday_words_or_in_the_letter_s() -> None:
    told = write(RECORDS["grounds"], "en")
    cures = "A new request should show a CURES report, the state's list of strong medicines that you got."
    assert cures in texts(told, "treatment-1")
    second = texts(told, "treatment-2")
    assert "The reviewer would accept less: “3 to 4 more visits.”" in second
    assert "The reviewer did not find this: “what the patient does at home all week long.”" in second
    assert "A plain mistake of fact can be a reason to appeal." in second
    assert "The exam found no weakness." in texts(told, "treatment-3")
    assert "It has 2 parts: MRI scan and therapy “Zorbing”." in texts(told, "treatment-3")


def test_care_that_was_given_already_needs_no_new_request() -> None:
    told = " ".join(texts(write(RECORDS["upheld, already given"], "en"), "treatment-1"))
    assert "new request" not in told
    assert "new facts" not in told
