import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.text.dates import DATE, find_dates, first_date
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

DATES = (
    ("seen on 10/20/2016 for pain", date(2016, 10, 20)),
    ("seen on 10-20-2016.", date(2016, 10, 20)),
    ("seen on 1-5-17, denied", date(2017, 1, 5)),
    ("a claim from 10/14/ 2016", date(2016, 10, 14)),
    ("on 12- 19-16 he", date(2016, 12, 19)),
    ("hurt on 6/6/98", date(1998, 6, 6)),
    ("hurt on 6/6/06", date(2006, 6, 6)),
    ("of october 20, 2016", date(2016, 10, 20)),
    ("of november 7,1998", date(1998, 11, 7)),
    ("of sept. 5, 2016", date(2016, 9, 5)),
    ("of sep 5 2016", date(2016, 9, 5)),
    ("of may 1st, 2015", date(2015, 5, 1)),
    ("of march 23rd, 2015", date(2015, 3, 23)),
    ("on 2-29-12", date(2012, 2, 29)),
)
NO_DATES = (
    "13/45/2016",
    "2-29-13",
    "pain 6/10 - 12 weeks of care",
    "norco 10/325 mg",
    "may 2012",
    "levels l3-4-5",
    "2016-10-20-1",
    "on 10/20",
    "april 31, 2016",
)


@pytest.mark.parametrize(("words", "expected"), DATES)
def test_a_date_is_read_however_it_is_written(words, expected):
    lower = words.encode()
    found = first_date(lower, Span(0, len(lower)))
    assert found is not None
    assert found.value == expected
    assert str(expected.year)[2:] in words[slice(*found.span)]


@pytest.mark.parametrize("words", NO_DATES)
def test_what_is_no_calendar_date_is_not_read(words):
    assert first_date(words.encode(), Span(0, len(words))) is None


def test_every_date_of_a_range_is_read_in_order_and_within_the_span():
    words = b"from 2/9/2002-3/25/2002 and 4/4/2004"
    assert [found.value for found in find_dates(words, Span(0, 24))] == [date(2002, 2, 9), date(2002, 3, 25)]


@given(st.dates(date(1951, 1, 1), date(2049, 12, 31)), st.sampled_from(["/", "-", "/ "]), st.booleans())
def test_a_numeric_date_comes_back(day, separator, short):
    year = f"{day.year % 100:02d}" if short else str(day.year)
    words = f"on {day.month}{separator}{day.day}{separator}{year}.".encode()
    found = first_date(words, Span(0, len(words)))
    assert found is not None
    assert found.value == day


@given(st.text(alphabet="0123456789/- ,.abcdefghijmnoprstuvy", max_size=60))
def test_re2_finds_what_re_finds(words):
    lower = words.encode()
    fast = [match.span() for match in linear(DATE.encode()).finditer(lower)]
    assert fast == [match.span() for match in re.compile(DATE.encode()).finditer(lower)]
