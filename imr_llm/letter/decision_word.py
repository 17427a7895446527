"""The decision word, in one place: how a heading ends with it, and what makes it unreadable.

"Upheld" and "Overturned" are the only two (the Division's letters of every year). Anything that qualifies the word
("not Upheld", "partially Overturned", "Upheld / Overturned") is no decision that a program may read.
"""

from typing import Literal, NamedTuple

import re2

from imr_llm.letter.model import Span

# The word at the end, with the punctuation and the "is" that lead to it and any marks around it.
_END = re2.compile(
    rb"((?:\b(?:is|are|was|were) ?)?[:;.,=>|*?-]*[ \n]*[\"'(\[*]*)\b(upheld|overturned)\b[ \n.,;:!\"')\]*]*$"
)
_WORD = re2.compile(rb"\b(?:upheld|overturned)\b")
# What stands right before the word and takes its plain meaning away.
_QUALIFIED = re2.compile(
    rb"(?:\b(?:not|non|never|partial|partially|part|in part|neither|nor|and|or|but|then|formerly|previously|to)"
    rb"|upheld|overturned|/|>|&|\+)[ -]*[\"'(\[*]*$"
)
# A paragraph that ends like a heading: the word after a colon, dash or equals sign, or alone.
_LIKE_A_HEADING = re2.compile(rb"(?:(?:^|\n)[ *\"'(\[]*|[:;=>|-][ *\"'(\[]*)(?:upheld|overturned)[ .!\"')\]*]*(?:\n|$)")
# Enough to hold the word with everything that may stand around it.
_REACH = 40


class DecisionWord(NamedTuple):
    """The word at the end of a heading. `lead`: where what leads to it begins; `clear`: nothing qualifies it."""

    decision: Literal["upheld", "overturned"]
    lead: int
    word: Span
    clear: bool


def at_end(lower: bytes, span: Span) -> DecisionWord | None:
    """The decision word that a span of lower-case text ends with."""
    begin = max(span.start, span.end - _REACH)
    # An anchor matches at the end of what is searched, not of a range of it: hence the slice.
    match = _END.search(lower[begin : span.end])
    if match is None:
        return None
    start, end = match.span(2)
    lead = begin + match.start()
    return DecisionWord(
        "upheld" if match.group(2) == b"upheld" else "overturned",
        lead,
        Span(begin + start, begin + end),
        clear=_QUALIFIED.search(lower[max(span.start, lead - 20) : begin + start]) is None,
    )


def count(lower: bytes, span: Span) -> int:
    """How often either word stands in a span."""
    return sum(1 for _ in _WORD.finditer(lower, *span))


def heading_ends(lower: bytes, span: Span) -> list[int]:
    """Where paragraphs end that end like a heading; each should be the heading of an issue."""
    part = lower[span.start : span.end]
    return [span.start + match.end() - (match.group()[-1:] == b"\n") for match in _LIKE_A_HEADING.finditer(part)]
