"""Whether a quote stands in a letter, and where: exact, close, or absent.

A quote that was altered must never find a place. Looser matching (a similarity score alone) accepts a dropped "not"
or 90 for 60, as those change a long quote hardly at all. Here every word, number and sign must be the same, in the same
order; `close` forgives only what carries no fact: punctuation, hyphens between words, and the articles "the" and "an".
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from imr_llm.record.model import Match
from imr_llm.text.spans import Span

_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u00a0\u2028\u2029", " ")
)
_BLANKS = "\n\t\r\f\v"
# A blank after a hyphen is where a line broke ("self- directed"); a blank before it alone may be a minus sign.
_BROKEN = re.compile(r"- +")
_WIDE = re.compile(r" *- +| {2,}")
_EDGE = " .,;:\"'()[]"
# What carries a fact: numbers, words, signs. A dash that joins two words is none of these; between two numbers it is a
# range, and before a number a minus.
_TELLING = re.compile(
    r"\d+(?:[.,/:]\d+)*|\.\d+|[^\W\d_]+(?:'[^\W\d_]+)?|[^\w\s.,;:\"'()\[\]-]"
    r"|(?<![^\W_])-|-(?![^\W_])|(?<=\d)-(?=\d)"
)
_ARTICLES = frozenset({"the", "an"})
_JOINERS = frozenset(".,/:-")
# One date of "2/9/2002-3/25/2002" is no part of a number.
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")
_DATE_LENGTH = 10
_SIGNED = frozenset("-<>+\u2264\u2265\u00b1~")
_APART = "\x1f"
# The same telling words in a thicket of punctuation are no quote.
_SIMILAR = 85.0
# Longer quotes are found word for word or not at all.
_LONGEST = 2_000
_CLAUSE_END = re.compile(r"[.;:,()\n]")
_TURNING = re.compile(
    r"\b(?:no|not|never|without|nor|neither|none|cannot|lacks?|lacking|denies|absen(?:t|ce)|"
    r"insufficient|negative|ruled?|r/o|exclude[sd]?|unclear|\w+n't)\b"
)
_TURNING_REACH = 5


@dataclass(frozen=True, slots=True)
class Grounded:
    """Where a quote stands: every place, as spans of the text that was searched. No place means `absent`."""

    match: Match
    spans: tuple[Span, ...] = ()


_ABSENT = Grounded("absent")


class Source:
    """A text prepared once, in which many quotes are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded, self._runs, self._origins = _fold(text)

    def ground(self, quote: str) -> Grounded:
        """Every place of a quote: word for word if there is one, else with the forgiven differences."""
        folded = _strip(_fold(quote)[0])
        if not any(map(str.isalnum, folded)):
            return _ABSENT
        exact = tuple(self._exact(folded))
        if exact:
            return Grounded("exact", exact)
        if len(folded) > min(_LONGEST, len(self._folded)):
            return _ABSENT
        close = tuple(self._close(folded))
        return Grounded("close", close) if close else _ABSENT

    def _exact(self, folded: str) -> Iterator[Span]:
        place = self._folded.find(folded)
        while place >= 0:
            end = place + len(folded)
            if not _cuts(self._folded, place, end):
                yield self._span(place, end)
            place = self._folded.find(folded, end)

    def _close(self, folded: str) -> Iterator[Span]:
        words = _telling(folded)
        if not words:
            return
        sought = _APART + _APART.join(words) + _APART
        place = self._joined.find(sought)
        while place >= 0:
            first = self._joined.count(_APART, 0, place)
            start, end = self._places[first][0], self._places[first + len(words) - 1][1]
            like = fuzz.ratio(folded, self._folded[start:end]) >= _SIMILAR
            if like and not _cuts(self._folded, start, end):
                yield self._span(start, end)
            place = self._joined.find(sought, place + len(sought) - 1)

    @cached_property
    def _joined(self) -> str:
        """The telling words, each between two marks."""
        return _APART + _APART.join(_telling(self._folded)) + _APART

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each telling word stands in the folded text."""
        return [match.span() for match in _TELLING.finditer(self._folded) if match[0] not in _ARTICLES]

    def _span(self, start: int, end: int) -> Span:
        return Span(self._origin(start), self._origin(end - 1) + 1)

    def _origin(self, position: int) -> int:
        run = bisect_right(self._runs, position) - 1
        return self._origins[run] + position - self._runs[run]


def ground(quote: str, text: str) -> Grounded:
    """Where a quote stands in a text. For many quotes of one text, prepare a `Source` once."""
    return Source(text).ground(quote)


def turned(text: str, span: Span) -> bool:
    """Whether the words just before a span turn it round, so that quoting it alone says the opposite.

    "medically necessary" is a faithful copy from "is not medically necessary" and proves nothing. Five words of the
    same clause are looked at.
    """
    before = _CLAUSE_END.split(text[max(0, span.start - 60) : span.start].lower())[-1]
    return _TURNING.search(" ".join(before.split()[-_TURNING_REACH:])) is not None


def _fold(text: str) -> tuple[str, list[int], list[int]]:
    """A text as compared, and for each run of characters where it begins in it and in the original."""
    low = text.lower()
    if not low.isascii():
        if len(low) != len(text):
            low = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
        low = low.translate(_SIGNS)
    for blank in _BLANKS:
        low = low.replace(blank, " ")
    if "  " not in low and "- " not in low:
        return low, [0], [0]
    pieces, runs, origins, length, done = [], [0], [0], 0, 0
    for match in (_WIDE if "  " in low else _BROKEN).finditer(low):
        start, end = match.span()
        if start and low[start] == "-" and low[start - 1] == " ":
            start -= 1
        joins = low[start - 1 : start].isalnum() and low[end : end + 1].isalnum()
        kept = low[done:start] + (" " if "-" not in match[0] else "-" if joins else low[start:end].rstrip() + " ")
        pieces.append(kept)
        length += len(kept)
        done = end
        runs.append(length)
        origins.append(done)
    pieces.append(low[done:])
    return "".join(pieces), runs, origins


def _strip(folded: str) -> str:
    """A quote without punctuation at its edges; the point of ".5 mg" is part of the number."""
    stripped = folded.strip(_EDGE)
    at = folded.find(stripped) if stripped else 0
    return f".{stripped}" if at and stripped[0].isdigit() and folded[at - 1] == "." else stripped


def _telling(folded: str) -> list[str]:
    return [word for word in _TELLING.findall(folded) if word not in _ARTICLES]


def _cuts(folded: str, start: int, end: int) -> bool:
    """Whether a range begins or ends within a word or number: 60 in 160, 5 in 7.5, 3 in 2-3, L4 in L4-5, 80 in 80%."""
    first, last = folded[start], folded[end - 1]
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if (first.isalnum() and before.isalnum()) or (last.isalnum() and after.isalnum()):
        return True
    if first.isdigit() and before and not (before == "-" and _DATE.match(folded, start)):
        earlier = folded[start - 2 : start - 1] if start > 1 else ""
        if (before in _JOINERS and earlier.isdigit()) or (before in _SIGNED and not earlier.isalnum()):
            return True
        if before == "." and not earlier.isalpha() and earlier != ")":
            return True
    later = folded[end + 1 : end + 2]
    if after == "-" and any(_DATE.fullmatch(folded, end - length, end) for length in range(6, _DATE_LENGTH + 1)):
        return False
    return last.isdigit() and (after == "%" or (after in _JOINERS and later.isdigit()))
