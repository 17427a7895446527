"""Whatever takes back, turns round or leaves out a decision: no outcome is told, and the doubt says where."""

import pytest

from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract

LETTER = """Case Number: CM17-9000999
Date Assigned: 01/05/2017 Date of Injury: 03/01/2016
Decision Date: 01/30/2017 UR Denial Date: 12/15/2016
Priority: Standard Application
Received: 01/02/2017

HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer.
The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Family Practice

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the case file, including all
medical records:

The injured worker is a 40 year old male who hurt his knee on 3-1-2016. Diagnoses include knee sprain.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

{above}Physical therapy 12 visits, left knee: {word}

Claims Administrator guideline: Decision based on MTUS Knee Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004, Section(s): Physical Methods.

Decision rationale: The worker has a knee sprain. No therapy notes were sent with the request. {closing}
{behind}"""
NO, YES = "The request is not medically necessary.", "The request is medically necessary."


def letter(word: str = "Upheld", closing: str = NO, above: str = "", behind: str = "", top: str = "") -> str:
    return top + LETTER.format(word=word, closing=closing, above=above, behind=behind)


def outcome(text: str) -> str | None:
    return extract(Letter("letter.txt", "0" * 64, text)).outcome


def test_the_letter_itself_is_told():
    assert outcome(letter()) == "upheld"
    assert outcome(letter("Overturned", YES)) == "overturned"


@pytest.mark.parametrize(
    "words",
    [
        "VOID - SUPERSEDED BY THE DETERMINATION DATED 02/15/2017\n\n",
        "*** AMENDED ***\n\n",
        "Corrected Final Determination\n\n",
        "RESCINDED\n\n",
        "This determination has been vacated.\n\n",
        "Our letter of January 30, 2017 was withdrawn.\n\n",
        "The final determination is hereby set aside.\n\n",
        "This letter replaces our determination of January 3, 2017.\n\n",
        "Please disregard the determination that you received before.\n\n",
        "DRAFT - not for release\n\n",
    ],
)
def test_a_letter_that_says_that_it_does_not_count_has_no_outcome(words):
    assert outcome(letter(top=words)) is None


@pytest.mark.parametrize(
    "behind",
    [
        "\nBy this amendment the Administrative Director overturns the denial of all items.\n",
        "\nThis determination was rescinded on February 10, 2017.\n",
        "\nThe above decision has been superseded.\n",
    ],
)
def test_so_has_one_that_says_it_at_its_end(behind):
    assert outcome(letter(behind=behind)) is None


@pytest.mark.parametrize(
    "legend",
    [
        "In this letter, Upheld means that the treatment is approved.\n\n",
        '"Overturned" means: the request stays denied.\n\n',
        "Upheld = authorized by the reviewer\n\n",
    ],
)
def test_a_legend_that_swaps_the_words_has_no_outcome(legend):
    assert outcome(letter(top=legend)) is None


@pytest.mark.parametrize(
    "legend",
    [
        "Upheld means that the denial stays and the treatment is not approved.\n\n",
        "Overturned means that the denial was wrong and the treatment is approved.\n\n",
    ],
)
def test_a_legend_that_says_what_the_words_mean_is_none(legend):
    assert outcome(letter(top=legend)) == "upheld"


@pytest.mark.parametrize(
    "above",
    [
        "The following request was NOT:\n\n",
        "WITHDRAWN\n\n",
        "WITHDRAWN - ",
        "Dismissed: ",
        "The opposite of what follows:\n\n",
    ],
)
def test_words_above_a_heading_that_turn_it_round_are_a_doubt(above):
    assert outcome(letter(above=above)) is None


@pytest.mark.parametrize(
    ("word", "closing"),
    [
        ("Upheld", "The request is medicaly necessary."),
        ("Upheld", "The therapy is plainly supported, and the claims administrator was wrong to refuse it."),
        ("Upheld", "So it goes."),
        ("Overturned", "The request is medically necessary for six of the twelve visits; the other six are not."),
        ("Overturned", "The request is medically necessary in part."),
        ("Overturned", "The reviewer grants four of the twelve visits. The request is medically necessary."),
        ("Overturned", "The request is not supported."),
    ],
)
def test_reasons_that_close_otherwise_or_in_unknown_words_are_a_doubt(word, closing):
    assert outcome(letter(word, closing)) is None


@pytest.mark.parametrize(
    "cover",
    [
        "Dear worker, the expert reviewer has overturned the denial.\n\n",
        "Determination: Overturned\n\n",
        "Decision: APPROVED\n\n",
        "We have reversed the decision of the utilization review.\n\n",
        "Final Determination: PARTIALLY OVERTURNED\n\n",
    ],
)
def test_a_cover_that_announces_another_outcome_is_a_doubt(cover):
    assert outcome(letter(top=cover)) is None


def test_reasons_that_end_with_another_medicine_are_a_doubt():
    text = letter().replace("Physical therapy 12 visits, left knee", "Pantoprazole 20mg #60")
    assert outcome(text) == "upheld"
    assert (
        outcome(text.replace(NO, "Therefore, the request for Flurbiprofen cream is not medically necessary.")) is None
    )


def lost_letter(summary: str = "", reasons: str = NO) -> str:
    """The letter with more told in its case summary, or with other reasons."""
    return letter(closing=reasons).replace(
        "Diagnoses include knee sprain.", f"Diagnoses include knee sprain. {summary}"
    )


def doubts(text: str) -> str:
    return " ".join(item.why for item in extract(Letter("letter.txt", "0" * 64, text)).needs_review)


def test_what_utilization_review_refused_and_the_letter_does_not_decide_is_a_doubt():
    refused = "Utilization review denied the request for physical therapy and {}."
    assert outcome(lost_letter(refused.format("12 visits of physical therapy"))) == "upheld"
    for other in ("Norco 10/325mg", "an MRI of the left knee", "a knee brace"):
        text = lost_letter(refused.format(other))
        assert outcome(text) is None
        assert "case summary" in doubts(text)


@pytest.mark.parametrize(
    "told",
    [
        "Utilization review denied the request for physical therapy and approved an MRI of the left knee.",
        "Utilization review denied physical therapy because an MRI of the knee showed nothing.",
        "The worker takes Norco. Utilization review denied the request for physical therapy.",
    ],
)
def test_what_was_approved_or_is_a_ground_is_not_in_dispute(told):
    assert outcome(lost_letter(told)) == "upheld"


def test_reasons_that_close_twice_are_a_doubt():
    between = "He also asked for a brace. The guideline speaks of braces for instability. None was found."
    assert outcome(lost_letter(reasons=f"{NO} {between} Therefore, the request is not medically necessary.")) is None
    assert outcome(lost_letter(reasons=f"{NO} Therefore, the request is not medically necessary.")) == "upheld"


@pytest.mark.parametrize("line", ["(in part)", "NOT", "- withdrawn", "(see amendment)"])
def test_words_between_a_heading_and_its_guidelines_are_a_doubt(line):
    assert outcome(letter("Upheld\n" + line)) is None


@pytest.mark.parametrize(
    "cover",
    [
        "RESULT OF YOUR REVIEW: OVERTURNED",
        "All of the disputed treatments were overturned.",
        "As a result, your claims administrator must provide the treatment.",
    ],
)
def test_a_cover_that_speaks_of_another_outcome_is_a_doubt(cover):
    assert outcome(letter(top=f"{cover}\n\n")) is None
    assert outcome(letter("Overturned", YES, top=f"{cover}\n\n")) == "overturned"
