import pytest

from imr_llm.record.codes import Reason
from imr_llm.record.facts import Ground
from tests.summary.factories import RECORDS, issue, record, texts, write

NEEDED = [
    # (reason, what a new request should show)
    ("conservative_care_not_tried", "A new request should show which simpler care you tried, and how it went."),
    ("prior_treatment_no_benefit", "A new request should show how earlier care helped you."),
    ("depends_on_denied_treatment", "It goes with another treatment, so that one comes first."),
    # Where the code says nothing certain, nothing is promised.
    ("not_recommended_by_guideline", "Ask your doctor which new facts could change this."),
    ("request_unclear", "Ask your doctor which new facts could change this."),
    ("exceeds_guideline_amount", "Ask your doctor which new facts could change this."),
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
    assert "The reviewer could not tell this: “what the patient does at home all week long.”" in second
    assert "A plain mistake of fact can be a reason to appeal." in second
    assert "The exam found no weakness." in texts(told, "treatment-3")
    assert "It has 2 parts: MRI scan and therapy “Zorbing”." in texts(told, "treatment-3")


def test_what_was_missing_is_told_once_as_a_thing_a_question_or_a_clause() -> None:
    told = write(RECORDS["grounds"], "en")
    assert (
        texts(told, "treatment-1")[1]
        == "The reviewer did not find a CURES report, the state's list of strong medicines that you got."
    )
    told = write(RECORDS["what was missing"], "en")
    assert texts(told, "treatment-1")[1:] == [
        "The reviewer did not find this: “X-ray report.”",
        "The reviewer found nothing to show that “the knee has given way.”",
    ]
    assert texts(told, "treatment-2")[2] == "The reviewer did not find this: “swollen joint.”"


@pytest.mark.parametrize("needed", ["it was unclear", "the need", "use for electrodes", "rationale", "clear rationale"])
def test_words_that_tell_nothing_are_not_told_as_missing(needed: str) -> None:
    told = texts(write(record(issue(grounds=(Ground(quote=needed, needed=needed),))), "en"), "treatment-1")
    assert not any("did not find" in sentence or "nothing to show" in sentence for sentence in told)


def test_care_that_was_given_already_needs_no_new_request() -> None:
    told = " ".join(texts(write(RECORDS["upheld, already given"], "en"), "treatment-1"))
    assert "new request" not in told
    assert "new facts" not in told
