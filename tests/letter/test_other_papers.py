"""Papers that are no determination: each is named, and its reader told what to do."""

import pytest

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract

PAPERS = [
    (
        "utilization_review",
        "ACME INSURANCE\nUtilization Review Decision\nDate: 3/3/2015\nRequest: MRI of the lumbar "
        "spine\nNon-certified. You may request Independent Medical Review with the attached form "
        "within 30 days.",
    ),
    (
        "utilization_review",
        "NOTICE OF NON-CERTIFICATION\nThe request for 12 visits of therapy is denied.\nYou have "
        "the right to apply for an Independent Medical Review.",
    ),
    ("delay_letter", "ACME INSURANCE\nNotice of Delay\nThe decision on your treatment is delayed.\n"),
    (
        "assignment_notice",
        "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nNotice of Assignment and "
        "Request for Information\nYour case was assigned to an Independent Medical Review.\n",
    ),
    (
        "termination_notice",
        "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nNotice of Termination of "
        "Independent Medical Review\nThe claims administrator has authorized the disputed "
        "treatment.\n",
    ),
    (
        "ineligible_application",
        "State of California\nDivision of Workers' Compensation\nDear Worker,\nYour application "
        "for Independent Medical Review is not eligible for review because it came late.\n",
    ),
    (
        "bill_review",
        "MAXIMUS FEDERAL SERVICES, INC.\nINDEPENDENT BILL REVIEW FINAL DETERMINATION OVERTURNED\n"
        "The Claims Administrator is required to reimburse the Provider.\n",
    ),
    (
        "health_plan_review",
        "Department of Managed Health Care\nIndependent Medical Review Findings\nYour health "
        "plan's denial was reviewed.\n",
    ),
    (
        "medical_legal_report",
        "PANEL QUALIFIED MEDICAL EVALUATION\nJane Roe, M.D.\nThe applicant was examined. "
        "Independent medical review was spoken of.\n",
    ),
    (
        "appeals_board_order",
        "WORKERS' COMPENSATION APPEALS BOARD\nSTATE OF CALIFORNIA\nOpinion and Decision After "
        "Reconsideration\nThe IMR determination is discussed.\n",
    ),
    (
        "cover_page",
        "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review\nIMR Case Number: "
        "CM13-9000999\nFinal Determination: UPHOLD. This means we decided that none of the "
        "disputed items/services are medically necessary and appropriate. A detailed explanation "
        "of the decision is provided later in this letter.\n",
    ),
]


@pytest.mark.parametrize(("fault", "text"), PAPERS)
def test_another_paper_is_named(fault, text):
    with pytest.raises(UnreadableLetterError) as caught:
        extract(Letter("paper.txt", "0" * 64, text))
    assert caught.value.fault is LetterFault(fault)
    assert caught.value.exit_code == 3


def test_what_says_nothing_of_itself_is_no_letter():
    with pytest.raises(UnreadableLetterError) as caught:
        extract(Letter("paper.txt", "0" * 64, "Dear neighbour, the cake is ready.\n"))
    assert caught.value.fault is LetterFault.NOT_A_LETTER
