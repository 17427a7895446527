"""The decision, in one place: the word that a heading ends with, the sentence that states it, and what blurs them.

"Upheld" and "Overturned" are the only two words (the Division's letters since 2014). The letters of 2013 say it in a
sentence: "... is not medically necessary and appropriate". Anything that qualifies either ("partially Overturned",
"Upheld / Overturned", "is medically necessary for six visits only") is no decision that a program may read.
"""

from typing import Literal, NamedTuple

from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# The word at the end, with the punctuation and the "is" that lead to it and any marks around it.
_END = linear(rb"((?:\b(?:is|are|was|were) ?)?[:;.,=>|*?-]*[ \n]*[\"'(\[*]*)\b(upheld|overturned)\b[ \n.,;:!\"')\]*]*$")
_WORD = linear(rb"\b(?:upheld|overturned)\b")
# What stands right before the word and takes its plain meaning away.
_QUALIFIED = linear(
    rb"(?:\b(?:no|not|non|never|partial|partially|part|in part|neither|nor|and|or|but|then|formerly|previously|to)"
    rb"|upheld|overturned|/|>|&|\+)[ ,-]*[\"'(\[*]*$"
    # These do so from before a colon too: "no longer: Upheld", "modified - Overturned".
    rb"|\b(?:no longer|modified|in part|partial(?:ly)?)[ \n:;.,=>|*?\"'(\[-]*$"
)
# What parts a heading from its decision: a sign, a verb or a new line. Other words qualify it ("no longer Upheld").
_PARTED = linear(rb"[:;.,=>|-]|\b(?:is|are|was|were)\b|\n")
# A paragraph that ends like a heading: the word after a colon, dash or equals sign, or alone.
_LIKE_A_HEADING = linear(rb"(?:(?:^|\n)[ *\"'(\[]*|[:;=>|-][ *\"'(\[]*)(?:upheld|overturned)[ .!\"')\]*]*(?:\n|$)")
# Enough to hold the word with everything that may stand around it.
_REACH = 40

# The sentence, with the blanks that these letters lose: "is notmedically necessary".
_STATED = linear(
    rb"[ ,]*\b((?:(?:is|are|was|were)(?: ?not)?|(?:not )?to be) ?(?:(?:hereby |therefore )?(?:found|deemed|considered"
    rb"|determined|felt)(?: to be)? )?(?:not|non)?[ -]?medically ?necessary\b(?: ?(?:and|or|&|/) ?(?:medically )?"
    rb"appropriate\b)?)"
)
_NEGATED = linear(rb"not|\bnon")
# What may follow the words of a decision and changes nothing.
HARMLESS = linear(
    rb"[ ,]*(?:(?:at this time|at the present time|currently|in this case|for this (?:patient|employee|injured worker"
    rb"|worker|claimant|applicant)|based on the (?:records|documentation) (?:provided|reviewed))[ ,]*)?[ .:;\"')\]*]*"
)
# What before it takes its plain meaning away, or says that it is asked and not answered.
_BLURRED = linear(
    rb"\b(?:whether|if|unless|neither|nor|cannot|(?:could|did|does|do|has|have|had) not|partially|in part|no longer"
    rb"|modified to|not (?:certain|clear|shown|established)|(?:half|an? (?:part|portion)) of|\d+ of (?:the|these))\b"
    # "The remaining portion of the request" is a split request, decided as it stands.
    rb"|^\W*(?:\d{1,2}\W+)?(?:part|portion) of\b"
    rb"|^\W*(?:\d{1,2}\W+)?(?:none|no|not)\b|\?|\b(?:is|are|was|were) ?/ ?$"
    # "is not shown to be", "fails to be".
    rb"|(?:\bnot|n't|\b(?:fail(?:s|ed)?|never|hardly|barely)) (?:[a-z]+ ){0,3}$"
)


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
    led, after = match.group(1), lower[begin + end : span.end]
    parted = lead == span.start or _PARTED.search(led) is not None
    # "[deleted: Upheld]" is closed behind the word, and opened before what leads to it.
    whole = all(after.count(close) <= led.count(opened) for opened, close in ((b"(", b")"), (b"[", b"]")))
    return DecisionWord(
        "upheld" if match.group(2) == b"upheld" else "overturned",
        lead,
        Span(begin + start, begin + end),
        clear=parted and whole and _QUALIFIED.search(lower[max(span.start, lead - 20) : begin + start]) is None,
    )


def in_sentence(lower: bytes, span: Span) -> DecisionWord | None:
    """The decision that a span states as a sentence; `lead` is where the words before its verb end.

    It is clear only as the end of the span, said once and by nobody else.
    """
    words = lower[span.start : span.end]
    found = list(_STATED.finditer(words)) if b"necessary" in words else []
    if not found:
        return None
    last = found[-1]
    before, after = lower[span.start : span.start + last.start(1)], lower[span.start + last.end() : span.end]
    return DecisionWord(
        "upheld" if _NEGATED.search(last.group(1)) else "overturned",
        span.start + last.start(),
        Span(span.start + last.start(1), span.start + last.end(1)),
        clear=len(found) == 1
        and HARMLESS.fullmatch(after) is not None
        and _BLURRED.search(before) is None
        and len(_NEGATED.findall(last.group(1))) < 2,
    )


def count(lower: bytes, span: Span) -> int:
    """How often either word stands in a span."""
    return sum(1 for _ in _WORD.finditer(lower, *span))


def heading_ends(lower: bytes, span: Span) -> list[int]:
    """Where paragraphs end that end like a heading; each should be the heading of an issue."""
    part = lower[span.start : span.end]
    found: list[int] = []
    # The line end behind one is the line end before the next, so both must find it.
    position = 0
    while position < len(part) and (match := _LIKE_A_HEADING.search(part, position)):
        position = match.end() - (match.group()[-1:] == b"\n")
        found.append(span.start + position)
    return found
