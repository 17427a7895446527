"""The narrative: its parts, and what stands before a place in it."""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText, SectionedLetter
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentence_start
from imr_llm.text.spans import Span

# Every case summary opens with the same sentence, which says nothing of the case; that of 2013 says whence it came.
_STANDING = linear(rb"case summary based on[^:\n]{0,120}: ?\n?|the following case summary was taken [^.\n]{0,140}\.\s*")
# How far back words can tell what stands at a place, in characters.
_BEFORE = 150


def case_summary(letter: SectionedLetter) -> Span | None:
    """The words of the clinical case summary, without the standing sentence before them."""
    span = letter.sections.case_summary
    if span is None:
        return None
    opening = _STANDING.search(letter.clean.lower, span.start, min(span.start + 200, span.end))
    return Span(opening.end() if opening else span.start, span.end)


def rationales(letter: SectionedLetter) -> Iterator[Span]:
    """The rationales, in the order of the issues."""
    for issue in letter.sections.issues:
        if issue.rationale:
            yield issue.rationale


def words_before(clean: CleanText, position: int, limit: int) -> bytes:
    """The lower-case words of a sentence before a place in it, as far as they can tell what stands there."""
    start = sentence_start(clean, position, max(limit, position - _BEFORE))
    return clean.lower[start:position].lstrip()
