from datetime import date

import pytest

from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter
from imr_llm.letter.sections import section
from imr_llm.rules.case.front_page import find_front_page, read_case, read_front_page_injury
from imr_llm.rules.text.proofs import Proofs

REST = """
HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer.
IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Naproxen: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

Decision rationale: The request is not medically necessary.
"""

AS_POSTED = """Case Number: CM16-9000123
Date Assigned: 12/05/2016 Date of Injury:  10/20/2016
Decision Date: 12/30/2016 UR Denial Date:  10/28/2016
Priority:  Standard Application
Received:
11/14/2016
"""
COLUMNS = """Case Number:
Date Assigned:
Date of Injury:
Decision Date:
UR Denial Date:
Priority:
Application Received:

CM16-9000123
12/05/2016
10/20/2016
12/30/2016
10/28/2016
Standard
11/14/2016
"""
ONE_LINE = (
    "Case Number: CM16-9000123 Date Assigned: 12/05/2016 Date of Injury: 10/20/2016 Decision Date: 12/30/2016 "
    "UR Denial Date: 10/28/2016 Priority: Standard Application Received: 11/14/2016\n"
)


def _read(front_page: str):
    letter = Letter("letter.txt", "", front_page + REST)
    ready = section(letter, clean(letter))
    page, proofs = find_front_page(ready), Proofs(ready.clean)
    return read_case(ready, page, proofs), read_front_page_injury(ready, page), proofs


@pytest.mark.parametrize("front_page", [AS_POSTED, COLUMNS, ONE_LINE, AS_POSTED.replace("\n", "\n\n")])
def test_every_layout_gives_the_same_values(front_page):
    case, injury, proofs = _read(front_page)
    assert case.case_number == "CM16-9000123"
    assert case.date_assigned == date(2016, 12, 5)
    assert case.decision_date == date(2016, 12, 30)
    assert case.utilization_review_date == date(2016, 10, 28)
    assert case.application_received_date == date(2016, 11, 14)
    assert case.priority == "standard"
    assert [dated.value for dated in injury] == [date(2016, 10, 20)]
    assert proofs.evidence["/case/decision_date"][0].quote == "12/30/2016"
    assert proofs.needs_review == []


def test_a_hole_is_a_doubt_and_takes_no_neighbours_value():
    case, injury, proofs = _read(AS_POSTED.replace("12/05/2016", ""))
    assert case.date_assigned is None
    assert [dated.value for dated in injury] == [date(2016, 10, 20)]
    assert [item.field for item in proofs.needs_review] == ["/case/date_assigned"]


def test_a_column_with_a_hole_is_not_paired_by_guess():
    case, injury, proofs = _read(COLUMNS.replace("12/05/2016\n", ""))
    assert case.case_number == "CM16-9000123"
    assert (case.date_assigned, case.decision_date, injury) == (None, None, [])
    assert "/case/decision_date" in [item.field for item in proofs.needs_review]


def test_an_impossible_date_is_not_readable():
    case, _, proofs = _read(AS_POSTED.replace("12/30/2016", "13/45/2016"))
    assert case.decision_date is None
    assert proofs.needs_review[0].state == "not_readable"


def test_a_range_of_injury_has_two_dates():
    _, injury, _ = _read(AS_POSTED.replace("10/20/2016", "01/05/2015 - 10/20/2016"))
    assert [dated.value for dated in injury] == [date(2015, 1, 5), date(2016, 10, 20)]


def test_expedited_is_a_priority():
    case, _, _ = _read(AS_POSTED.replace("Standard", "Expedited"))
    assert case.priority == "expedited"


def test_two_values_of_one_label_are_a_contradiction():
    case, _, proofs = _read("Case Number: CM16-9000123\nDecision Date: 01/01/2011\n" + AS_POSTED)
    assert case.decision_date == date(2011, 1, 1)
    assert [(item.field, item.state) for item in proofs.needs_review] == [("/case/decision_date", "disputed")]
