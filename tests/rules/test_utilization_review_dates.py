from datetime import date

import pytest

from imr_llm.record.facts import Case
from imr_llm.rules.case.utilization_review_dates import read_utilization_review_date
from imr_llm.rules.text.proofs import Proofs

TOLD = (
    ("The original utilization review (12-01-2016) non-certified the request.", date(2016, 12, 1)),
    ("The original Utilization Review (UR) (10-28-2016) modified the treatment.", date(2016, 10, 28)),
    ("In a utilization review report dated November 15, 2016, a scan was refused.", date(2016, 11, 15)),
    ("A utilization review determination dated August 18, 2014 recommends noncertification.", date(2014, 8, 18)),
    ("The Utilization Review report, with a decision date of 12-16-2016, non-certified it.", date(2016, 12, 16)),
    ("The UR dated 12-30-16 non-certified the request.", date(2016, 12, 30)),
    ("The UR report of December 15, 2016 denied it.", date(2016, 12, 15)),
    ("The Utilization Review on 1-3-2017 determined non-certification.", date(2017, 1, 3)),
    ("The UR (utilization review board) denied certification on December 19, 2016; for a scan.", date(2016, 12, 19)),
    ("The utilization review determination being challenged is dated 07-11-14.", date(2014, 7, 11)),
    ("A Utilization Review letter is dated 11-29-16.", date(2016, 11, 29)),
    ("On 12-16-2016, Utilization Review (UR) non-certified the request.", date(2016, 12, 16)),
    ("On 12-19-16 the request was non-certified by utilization review.", date(2016, 12, 19)),
    ("On December 19, 2016, a request for therapy was denied by utilization review.", date(2016, 12, 19)),
    ("On 9/5/2014, the claims administrator denied the request.", date(2014, 9, 5)),
    ("In a letter of 9/5/2014 the claims administrator found a scan not medically necessary.", date(2014, 9, 5)),
    ("On 12-01-2016 a utilization reviewer issued a denial.", date(2016, 12, 1)),
    ("A prior determination dated 11/23/2016 was found not medically necessary.", date(2016, 11, 23)),
    ("The prior determination on 12/20/2016 denied the request.", date(2016, 12, 20)),
    ("Prior review dated 11/30/2016 denied the request.", date(2016, 11, 30)),
    ("The previous denial for the request below was on 12/28/2016.", date(2016, 12, 28)),
    ("A form was signed on 01/03/2017 and a prior denial was made on 01/09/2017.", date(2017, 1, 9)),
    ("The request had been previously denied on 12/21/2016.", date(2016, 12, 21)),
    ("The request for 12 visits was non-certified on 7/31/14 citing guidelines.", date(2014, 7, 31)),
    ("The 7/15/14 determination was non-certified.", date(2014, 7, 15)),
    ("The request was reviewed 12-8-2016 and non-certified.", date(2016, 12, 8)),
    # Of several reviews, the one that refused; one that granted counts only where no other is told.
    ("The UR dated 6-1-2016 approved six visits. The UR dated 12-1-2016 non-certified six more.", date(2016, 12, 1)),
    ("A utilization review report dated 12-1-2016 denied it. The UR report of 6-1-2016 certified a scan.",
     date(2016, 12, 1)),
    ("The UR report of 6-1-2016 was an approval. On 12-1-2016 the claims administrator denied it.", date(2016, 12, 1)),
    ("The UR dated 6-1-2016 was for the neck. The UR dated 6-1-2016 denied it.", date(2016, 6, 1)),
    ("The UR dated 6-1-2016 authorized two of six visits.", date(2016, 6, 1)),
    # The day of the refusal, and not that of the request or of what was read.
    ("On March 01, 2016 a request came that was received late and noncertified by Utilization Review on March 9, 2016.",
     date(2016, 3, 9)),
    ("The therapy report reviewed by Utilization Review (UR) was dated 12-01-2016. On 12-16-2016, Utilization Review"
     " (UR) non-certified it.", date(2016, 12, 16)),
)  # fmt: skip
NOT_TOLD = (
    "The progress report dated 11-17-2016 was read.",
    "The Request for Authorization was signed on 12/09/2016.",
    "In a prior IMR decision of 05-02-2016 the denial was overturned.",
    "The therapy report reviewed by Utilization Review (UR) was dated 12-01-2016.",
    "On 12-01-2016 a request was received that was non-certified by utilization review.",
    "He denied pain on 12/3/2016.",
    "His duties were modified on 12/3/2016.",
    "The utilization review denied the request.",
    "An MRI dated 12-1-2016 was reviewed.",
)
POINTER = "/case/utilization_review_date"


@pytest.mark.parametrize(("words", "expected"), TOLD)
def test_the_review_date_is_found_by_its_words(narrate, words, expected):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_utilization_review_date(letter, Case(), proofs).utilization_review_date == expected
    assert str(expected.year)[2:] in proofs.evidence[POINTER][0].quote
    assert proofs.needs_review == []


@pytest.mark.parametrize("words", NOT_TOLD)
def test_other_dates_are_not_the_reviews(narrate, words):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_utilization_review_date(letter, Case(), proofs) == Case()
    assert proofs.evidence == {}


@pytest.mark.parametrize(
    ("words", "verdicts", "doubts"),
    [
        ("The UR dated 12-1-2016 denied it.", ["agree"], 0),
        ("A UR dated 6-1-2016 approved it. The UR dated 12-1-2016 denied it.", ["agree"], 0),
        ("The UR dated 12-2-2016 denied it.", ["disagree"], 1),
        ("The note dated 12-2-2016 was read.", [], 0),
        ("The UR dated 6-1-2016 approved it.", [], 0),
    ],
)
def test_the_front_page_wins_and_a_difference_is_a_doubt(narrate, words, verdicts, doubts):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    case = Case(utilization_review_date=date(2016, 12, 1))
    assert read_utilization_review_date(letter, case, proofs) == case
    assert [check.verdict for check in proofs.checks] == verdicts
    assert [item.field for item in proofs.needs_review] == [POINTER] * doubts
    assert POINTER not in proofs.evidence


def test_two_refusals_on_different_days_are_a_doubt(narrate):
    letter = narrate("The UR dated 12-1-2016 denied it. On appeal, the UR dated 12-20-2016 non-certified it again.")
    proofs = Proofs(letter.clean)
    assert read_utilization_review_date(letter, Case(), proofs).utilization_review_date == date(2016, 12, 1)
    assert [(item.field, item.state) for item in proofs.needs_review] == [(POINTER, "disputed")]
    assert "2016-12-20" in proofs.needs_review[0].why
