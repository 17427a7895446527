from datetime import date

import pytest

from imr_llm.llm.answers import support


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("on 10/20/2016.", [date(2016, 10, 20)]),
        ("10-20-16", [date(2016, 10, 20)]),
        ("2/9/2002-3/25/2002", [date(2002, 2, 9), date(2002, 3, 25)]),
        ("October 20, 2016", [date(2016, 10, 20)]),
        ("Sept. 3rd, 2015", [date(2015, 9, 3)]),
        ("3/4/75", [date(1975, 3, 4)]),
        ("10/14/ 2016", [date(2016, 10, 14)]),
        ("13/45/2016", []),
        ("May 2012", []),
        ("8/10 and 4/10", []),
        ("10/20-2016", []),
    ],
)
def test_dates_in(quote, expected):
    assert list(support.dates_in(quote)) == expected


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        (60, "#60", True),
        (60, "160 tablets", False),
        (7, "7.5 mg", False),
        (6, "six visits", True),
        (2, "twice a week", True),
        (4, "2x4-6", True),
        (6, "2x4-6", True),
        (5, "05 days", True),
        (1, "a visit", False),
    ],
)
def test_says_number(value, quote, expected):
    assert support.says_number(value, quote) is expected


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        ("left", "left knee", True),
        ("right", "left knee", False),
        ("both", "bilateral knees", True),
        ("both", "left and right knees", True),
        ("both", "left knee", False),
        (None, "knee", True),
        (None, "left knee", False),
        (None, "L5-S1", True),
        ("left", "L shoulder", True),
    ],
)
def test_says_side(value, quote, expected):
    assert support.says_side(value, quote) is expected


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        ("male", "a 45 year old male", True),
        ("male", "female", False),
        ("female", "She fell", True),
        ("female", "the patient", False),
        ("male", "he told her", False),
    ],
)
def test_says_sex(value, quote, expected):
    assert support.says_sex(value, quote) is expected


@pytest.mark.parametrize(
    ("value", "heading", "expected"),
    [
        ("upheld", "MRI: Upheld", True),
        ("overturned", "MRI: Upheld", False),
        ("overturned", "Surgery upheld last year: Overturned", True),
        ("upheld", "MRI", False),
    ],
)
def test_says_decision(value, heading, expected):
    assert support.says_decision(value, heading) is expected


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        ("denied", "denied the MRI", True),
        ("denied", "was non-certified", True),
        ("denied", "recommends noncertification", True),
        ("denied", "approved the MRI", False),
        ("modified", "partially approved", True),
        ("modified", "the request was modified to #60", True),
        ("modified", "denied the MRI", False),
    ],
)
def test_says_review(value, quote, expected):
    assert support.says_review(value, quote) is expected


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        ("Facet blocks", "Section(s): Facet blocks.", True),
        ("Neck Chapter, Exercise", "ODG Neck, Exercise Chapter", True),
        ("Electrodiagnostic testing", "Electro-diagnostic testing", True),
        ("Facet blocks", "Section(s): Trigger points", False),
    ],
)
def test_says_pieces(value, quote, expected):
    assert support.says_pieces(value, quote) is expected


@pytest.mark.parametrize(
    ("code", "decision", "expected"),
    [
        ("findings_support", "overturned", True),
        ("findings_support", "upheld", False),
        ("findings_do_not_support", "upheld", True),
        ("findings_do_not_support", "overturned", False),
        ("other", "upheld", True),
        ("safety_risk", None, True),
    ],
)
def test_fits_decision(code, decision, expected):
    assert support.fits_decision(code, decision) is expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Retrospective Norco", True),
        ("(DOS 09/14/2016)", True),
        ("received on 08/06/2014", True),
        ("Norco 10/325mg #60", False),
    ],
)
def test_says_retrospective(quote, expected):
    assert support.says_retrospective(quote) is expected
