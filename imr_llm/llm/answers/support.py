"""Whether a quote, word for word from the letter as it may be, says the value that it is given for.

"age 45" with the quote "54 year old" is grounded and wrong. Dates, numbers, sides, decisions and words are read off the
quote again; a code that only a reader can judge (a reason, a category) is left to the comparison with the rules.
"""

import re
from collections.abc import Iterator
from datetime import date

from imr_llm.letter.forms.decision_word import in_sentence
from imr_llm.llm.answers.grounding import Source
from imr_llm.record.codes import Decision, Priority, Reason, Sex, Side
from imr_llm.record.reasons import explains
from imr_llm.text.spans import Span

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2}) ?([/-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d\d)(?!\d)")
_NAMED_DATE = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? ?(\d{{4}})\b")
# Two-digit years: injuries before 1951 are not in these letters, which begin in 2013.
_PIVOT = 50
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "once": 1, "single": 1, "twice": 2,
}  # fmt: skip
_WORD = re.compile(r"\b[a-z]+\b")
_PIECE = re.compile(r"\w+")
_FEMALE = frozenset({"female", "woman", "she", "her", "hers", "herself", "ms", "mrs"})
_MALE = frozenset({"male", "man", "he", "his", "him", "himself", "mr"})
_LEFT, _RIGHT, _BOTH = frozenset({"left", "lt"}), frozenset({"right", "rt"}), frozenset({"bilateral", "both"})
_PRIORITIES: dict[Priority, frozenset[str]] = {
    "standard": frozenset({"standard", "regular"}),
    "expedited": frozenset({"expedited", "urgent"}),
}
_DECISION = re.compile(r"\b(upheld|overturned)\b")
_DECIDED = re.compile(r"\b(den(?:ied|y|ying|ial)|non-? ?certif|not certif|noncertif|failed to approve|not medically)")
_MODIFIED = re.compile(r"\b(?:modif|partial)|\bauthori[sz]ed\b")
_RETROSPECTIVE = re.compile(r"\bretro|\bdos\b|\bdates? of service|\d{1,2}[/-]\d{1,2}[/-]\d\d|\b(?:19|20)\d\d\b")


def dates_in(quote: str) -> Iterator[date]:
    """Every calendar date in a quote."""
    low = quote.lower()
    for match in _NUMERIC_DATE.finditer(low):
        yield from _date(int(match[4]), int(match[1]), int(match[3]))
    for match in _NAMED_DATE.finditer(low):
        yield from _date(int(match[3]), _MONTHS.index(match[1]) + 1, int(match[2]))


def _date(year: int, month: int, day: int) -> Iterator[date]:
    if year < 100:
        year += 2000 if year < _PIVOT else 1900
    try:
        yield date(year, month, day)
    except ValueError:  # 13/45/2016 is no date: nothing to yield
        return


def says_date(value: date, quote: str) -> bool:
    """Whether the quote holds this very date."""
    return value in dates_in(quote)


def says_number(value: int, quote: str) -> bool:
    """Whether the quote holds this number, in digits or in words up to twelve."""
    low = quote.lower()
    return str(value) in {digits.lstrip("0") or "0" for digits in _NUMBER.findall(low)} or any(
        _NUMBER_WORDS.get(word) == value for word in _WORD.findall(low)
    )


def says_words(value: str, quote: str) -> bool:
    """Whether the value stands in the quote as it is."""
    return Source(quote).ground(value).match == "exact"


def says_pieces(value: str, quote: str) -> bool:
    """Whether every word of the value is in the quote, in any order: a topic is put together from a line's parts."""
    low = quote.lower()
    return set(_PIECE.findall(value.lower())) <= {*_PIECE.findall(low), *_PIECE.findall(low.replace("-", ""))}


def says_sex(value: Sex, quote: str) -> bool:
    """Whether the quote has a word of this sex and none of the other."""
    words = set(_WORD.findall(quote.lower()))
    female, male = bool(words & _FEMALE), bool(words & _MALE)
    return (female, male) == ((True, False) if value == "female" else (False, True))


def says_priority(value: Priority, quote: str) -> bool:
    """Whether the quote names this priority."""
    return bool(_PRIORITIES[value] & set(_WORD.findall(quote.lower())))


def says_side(value: Side | None, quote: str) -> bool:
    """Whether the quote names this side; no side may be claimed where one is named, nor the other way round."""
    words = set(_WORD.findall(quote.lower()))
    left, right = bool(words & _LEFT), bool(words & _RIGHT)
    both = bool(words & _BOTH) or (left and right)
    if value is None:
        return not (left or right or both)
    # "L" alone may be a letter of a spine level, so it can say left, but it never forces a side.
    return {"left": left or "l" in words, "right": right or "r" in words, "both": both}[value]


def decision_in(heading: str) -> Decision | None:
    """The last decision word of a heading or, where it has none, what it states as a sentence."""
    found = _DECISION.findall(heading.lower())
    if found:
        return "upheld" if found[-1] == "upheld" else "overturned"
    words = heading.lower().encode("ascii", "replace")
    stated = in_sentence(words, Span(0, len(words)))
    return stated.decision if stated and stated.clear else None


def says_decision(value: str, heading: str) -> bool:
    """Whether the last decision word of a heading is this one."""
    return decision_in(heading) == value


def says_review(value: str, quote: str) -> bool:
    """Whether the quote says that the utilization review denied, or modified, the request."""
    pattern = _MODIFIED if value == "modified" else _DECIDED
    return pattern.search(quote.lower()) is not None


def says_retrospective(quote: str) -> bool:
    """Whether the quote says that the service was already given."""
    return _RETROSPECTIVE.search(quote.lower()) is not None


def fits_decision(code: Reason, decision: Decision | None) -> bool:
    """Whether a reason can stand beside a decision: the mirror images explain an overturned denial only."""
    return decision is None or explains(code, decision)
