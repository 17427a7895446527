"""The net below the splitter: what every issue has and one has not, and signs that an issue was lost.

It counts by itself, without the splitter's help: a paragraph that ends like a heading and is none, a heading that
begins in the middle, a rationale that ends in one. An issue that is lost in silence can turn a letter's outcome around.
"""

from collections.abc import Iterator

from imr_llm.letter.forms.decision_word import heading_ends, in_sentence
from imr_llm.letter.model import CleanText, IssueSection, SectionFault
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_FINISHED = linear(rb"(?:[.?!\"')\]*]|necessary|appropriate|necessity)\s*$")
# How a heading begins that has lost its beginning; a split request's remainder may begin like this.
_CUT = linear(rb"^\W*(?:and|or|for|of|with|to|in|on|at|by|from|per|as|is|are|was|were|therefore|however|thus|then)\b")
_SPLIT = linear(rb"original request")
# A numbered paragraph that states a decision, where headings are such sentences.
_STATED = linear(
    rb"(?:^|\n)\(?\d{1,2}[.)] ?[^\n]*medically ?necessary(?: ?(?:and|or|&) ?(?:medically )?appropriate)?[. ]*"
)
# Words of a rationale, which no heading has.
_RATIONALE = linear(rb"\b(?:therefore|however|medically necessary|medical necessity)\b|guidelines? (?:state|recommend)")
# So far back from its end is a rationale looked at.
_TAIL = 40


def doubts_of(
    clean: CleanText,
    issues: tuple[IssueSection, ...],
    suspicions: list[SectionFault],
    parts: tuple[str, ...] = ("claims_administrator_guideline", "reviewer_guideline", "rationale"),
) -> Iterator[SectionFault]:
    """Every fault of the parts of a letter, the suspicious ones first; `parts` are those that the form has."""
    yield from suspicions
    if not issues:
        yield SectionFault(ISSUES, "missing", "the part with the decisions is not in the text")
        return
    yield from _lost_headings(clean, issues)
    last = issues[-1]
    # A list of decisions that stands twice is whole, whatever follows it.
    if not last.restatements and (last.rationale is None or last.rationale.start == last.rationale.end):
        why = "the letter ends before the reasons for its last treatment; further treatments may have followed"
        yield SectionFault(ISSUES, "missing", why)
    for index, issue in enumerate(issues):
        yield from _missing_parts(index, issue, parts)
        yield from _unfinished(clean, issues, index)
        if issue.decided_by != "rationale" and _is_cut(clean, issue.heading):
            why = "the heading looks cut off or mixed with other words"
            yield SectionFault(f"/issues/{index}/treatment", "suspicious", why)


def _lost_headings(clean: CleanText, issues: tuple[IssueSection, ...]) -> Iterator[SectionFault]:
    known = {_bare_end(clean, issue.heading.end) for issue in issues}
    rest = Span(issues[0].heading.start, len(clean.text))
    ends = heading_ends(clean.lower, rest)
    if issues[0].decided_by == "sentence":
        known |= {_bare_end(clean, place.end) for issue in issues for place in issue.restatements}
        ends += [rest.start + match.end() for match in _STATED.finditer(clean.lower[slice(*rest)])]
    if any(_bare_end(clean, end) not in known for end in ends):
        why = "a line that reads like a decision stands outside the headings; a treatment may be missing"
        yield SectionFault(ISSUES, "suspicious", why)
    bare = [issue for issue in issues if issue.rationale is None and issue.reviewer_guideline is None]
    # What a list of decisions states twice is no heading without its parts: the letter breaks off before them.
    if any(not issue.restatements for issue in bare):
        why = "a decision stands without guidelines and reasons of its own"
        yield SectionFault(ISSUES, "suspicious", why)


def _bare_end(clean: CleanText, end: int) -> int:
    """The end of the last word before a place."""
    while end > 0 and not clean.text[end - 1].isalnum():
        end -= 1
    return end


def _missing_parts(index: int, issue: IssueSection, parts: tuple[str, ...]) -> Iterator[SectionFault]:
    for part in parts:
        span: Span | None = getattr(issue, part)
        if span is None or span.start == span.end:
            where = f"/issues/{index}/{part.replace('guideline', 'citations')}"
            yield SectionFault(where, "missing", "the letter ends or breaks off before this part")


def _unfinished(clean: CleanText, issues: tuple[IssueSection, ...], index: int) -> Iterator[SectionFault]:
    rationale = issues[index].rationale
    if rationale is None or rationale.start == rationale.end:
        return
    if _FINISHED.search(clean.lower[max(rationale.start, rationale.end - _TAIL) : rationale.end]):
        return
    why = "this part ends in the middle of a sentence; more may have followed"
    yield SectionFault(f"/issues/{index}/rationale", "missing", why)
    if index + 1 == len(issues):
        why = "the letter ends in the middle of a sentence; further treatments may have followed"
        yield SectionFault(ISSUES, "missing", why)
    else:
        why = "the words before this heading break off; some of them may belong to it"
        yield SectionFault(f"/issues/{index + 1}/treatment", "suspicious", why)


def _is_cut(clean: CleanText, heading: Span) -> bool:
    stated = in_sentence(clean.lower, heading)
    words = clean.lower[heading.start : stated.lead if stated else heading.end]
    if _SPLIT.search(words):
        return False
    return bool(_CUT.search(words) or _RATIONALE.search(words))
