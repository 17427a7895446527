"""The headings between one rationale and the next guideline line: most often one."""

from imr_llm.letter.forms.decision_word import at_end, heading_ends
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_DECISION_ONLY = linear(rb"^\W*(?:is ?:? )?(?:upheld|overturned)\W*$")
_REMAINDER = linear(rb"remaining (?:imr[ -]eligible )?portion|^(?:the )?original request,|^leaving the original")
_WHOLE_REQUEST = linear(
    rb"(?:was|were|is) (?:the original(?:ly)? request(?:ed)?|requested)|authorized by|was authorized|authorized an"
)
_CLOSED = linear(rb"(?:necessary|necessity|appropriate|physician|certified|supported)[^.\n]{0,80}\.[\"')]? *")
_SENTENCE = linear(rb"[.?!][\"')\]]? +")
# A heading broken over a page is at most this many paragraphs.
_MOST_PARAGRAPHS = 4


def headings(clean: CleanText, region: Span, *, first: bool) -> list[Span]:
    """The headings that end a region, one for each paragraph that ends in a decision word; one where none does.

    `first`: before the first issue there is nothing else in the region.
    """
    region = trimmed(clean.text, *region)
    ends = [end for end in heading_ends(clean.lower, region) if clean.lower[region.start : end].strip()]
    # A decision word alone on its line ends the heading above it.
    ends = ends or [region.end]
    found: list[Span] = []
    bound = region.start
    for end in ends:
        span = trimmed(clean.text, bound, end)
        found.append(span if first else _heading(clean, span))
        bound = end
    return found


def _heading(clean: CleanText, region: Span) -> Span:
    """The last paragraphs of a region that are one heading."""
    start = clean.text.rfind("\n", region.start, region.end) + 1
    for _ in range(_MOST_PARAGRAPHS):
        if start <= region.start or not _goes_on(clean, Span(start, region.end)):
            break
        start = clean.text.rfind("\n", region.start, start - 1) + 1
    if start > region.start:
        return Span(start, region.end)
    return _cut(clean, region)


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without the white space at its edges."""
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    return Span(start + left, max(start + left, start + len(words.rstrip())))


def _goes_on(clean: CleanText, span: Span) -> bool:
    """Whether a heading's paragraph continues the one above it."""
    words = clean.lower[span.start : span.end]
    if _DECISION_ONLY.search(words):
        return True
    above = clean.text[: span.start].rstrip()[-1:]
    if clean.text[span.start].islower() and above not in ".:?!":
        return True
    return bool(_REMAINDER.search(words) and not _WHOLE_REQUEST.search(words))


def _cut(clean: CleanText, region: Span) -> Span:
    """The heading where nothing but a full stop parts it from the rationale before."""
    word = at_end(clean.lower, region)
    decided = word.lead if word else region.end
    start = region.start
    for pattern in (_CLOSED, _SENTENCE):
        ends = [match.end() for match in pattern.finditer(clean.lower, region.start, decided)]
        if ends:
            start = ends[-1]
            break
    return trimmed(clean.text, start, region.end)
