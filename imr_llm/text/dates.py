"""Dates as the letters write them: 10/20/2016, 10-20-16, 10/14/ 2016, October 20, 2016."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH_NUMBERS = {month[:3].encode(): number for number, month in enumerate(_MONTHS, start=1)}
_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in _MONTHS) + r"|sept)\.?"
# Numbers with one kind of separator ("6/10 - 12 weeks" is no date), or a month's name. A blank may follow a separator
# where a line broke.
DATE = (
    r"(?:\b\d{1,2} ?(?:/ ?\d{1,2} ?/|- ?\d{1,2} ?-) ?(?:(?:19|20)\d\d|\d\d)\b"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?(?:19|20)\d\d\b)"
)
_DATE = linear(DATE.encode())
# Two-digit years of an injury lie in the past century when they are later than this one (the letters begin in 2013).
_PIVOT = 50


class DatedSpan(NamedTuple):
    """A date with its place in the cleaned text."""

    value: date
    span: Span


def find_dates(lower: bytes, span: Span) -> Iterator[DatedSpan]:
    """Every real calendar date in a span, in order; `13/45/2016` is none."""
    for match in _DATE.finditer(lower, span.start, span.end):
        place = Span(*match.span())
        found = _date(lower[place.start : place.end])
        if found:
            yield DatedSpan(found, place)


def first_date(lower: bytes, span: Span) -> DatedSpan | None:
    """The first date in a span."""
    return next(find_dates(lower, span), None)


def _date(words: bytes) -> date | None:
    """The date that matched words name. Taken apart here, since groups cost more than the match."""
    if words[0] < ord("a"):
        month, day, year = (int(part) for part in words.replace(b"-", b"/").split(b"/"))
    else:
        # The year is the last four digits; a blank before it may be missing.
        month, year = _MONTH_NUMBERS[words[:3]], int(words[-4:])
        day = int(words[:-4].split()[1].rstrip(b",stndrh"))
    if year < 100:
        year += 2000 if year < _PIVOT else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None
