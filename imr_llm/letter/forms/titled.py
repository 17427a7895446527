"""Letters of the 2014 and 2016 forms: three titles, and for each issue two guideline lines and a rationale.

The safe anchor of an issue is its guideline line: the heading is what stands before it. Decision words elsewhere are
not decisions ("the claims administrator's denial was Overturned in an earlier determination").
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import re2

from imr_llm.letter.forms.heading import heading, trimmed
from imr_llm.letter.model import CleanText, IssueSection, SectionFault, Sections, Span

HOW_MADE = "how the imr final determination was made"
CASE_SUMMARY = "clinical case summary"
ISSUES = "imr issues,? decisions,? and rationales?"
TITLES = (HOW_MADE, CASE_SUMMARY, ISSUES)
OPENERS = (
    "claims administrator'?s? guidelines? ?:",
    "maximus guidelines? ?:",
    "decision rationale ?:",
    "the final determination was based on decisions",
    "the expert reviewer developed the following",
    "the expert reviewer has the following credentials",
    "state\\(s\\) of licensure",
    "certification\\(s\\)",
    "case number ?:",
    "date assigned ?:",
    "decision date ?:",
)

Part = Literal["administrator", "reviewer", "rationale"]

_TITLE = re2.compile(rb"(?:^|\s)(" + "|".join(TITLES).encode() + rb")\b")
_SET_FORTH = re2.compile(rb"the final determination was based on decisions[^:\n]{0,80}(?:set forth below ?:?|:)")
# The sentence that follows each title, where the title itself is lost.
_FIRST_WORDS = {
    HOW_MADE: re2.compile(rb"maximus federal services sent the complete case file"),
    CASE_SUMMARY: re2.compile(rb"the expert reviewer developed the following"),
    ISSUES: _SET_FORTH,
}
_ANCHORS = re2.compile(rb"(?:claims administrator'?s? guidelines?|maximus guidelines?|decision rationale) ?:")
_FRONT_PAGE = re2.compile(rb"case number ?:|date assigned ?:|date of injury ?:|decision date ?:")
_DECIDED = re2.compile(rb"[:;.-] ?(?:upheld|overturned)\.?\s*$")
# By the first letter of their labels.
_PARTS: dict[int, Part] = {ord("c"): "administrator", ord("m"): "reviewer", ord("d"): "rationale"}
_FINISHED = re2.compile(rb"(?:[.?!\"')\]]|necessary|appropriate|necessity)\s*$")


class Anchor(NamedTuple):
    """The label of one part of an issue: where it begins, and where its words begin."""

    part: Part
    start: int
    content: int


class _Draft(NamedTuple):
    """An issue as its anchors are met: the heading's region, then the content of each part found."""

    region: Span
    anchors: tuple[Anchor, ...]


def split(clean: CleanText, form: str) -> Sections:
    """The parts of a letter with the three titles; what is missing is said in the faults."""
    faults: list[SectionFault] = []
    places = [Span(*match.span(1)) for match in _TITLE.finditer(clean.lower)]
    made, summary, issues = (_title(clean, name, places, faults) for name in TITLES)
    end = len(clean.text)
    determination = Span(made.end, _before((summary, issues), end)) if made else None
    case_summary = Span(summary.end, _before((issues,), end)) if summary else None
    begin = (issues or summary or Span(0, 0)).end
    drafts = _drafts(clean, Span(begin, end))
    # Above the first heading nothing else stands, if it is known where the issues begin.
    headings = [heading(clean, draft.region, first=bool(issues) and index == 0) for index, draft in enumerate(drafts)]
    stops = [*(span.start for span in headings[1:]), end]
    parts = tuple(
        _issue(clean, draft, span, stop) for draft, span, stop in zip(drafts, headings, stops, strict=bool(drafts))
    )
    front_page = _front_page(clean, _before((made, summary, issues), parts[0].heading.start if parts else end))
    return Sections(form, front_page, determination, case_summary, parts, (*faults, *_faults(clean, parts)))


def _front_page(clean: CleanText, end: int) -> Span | None:
    """From the first labelled field to the first title; the public letters of 2014 have lost theirs."""
    first = _FRONT_PAGE.search(clean.lower, 0, end)
    return Span(first.start(), end) if first else None


def _title(clean: CleanText, name: str, places: list[Span], faults: list[SectionFault]) -> Span | None:
    """Where a title stands: alone in its paragraph if it does anywhere, else in capitals within a line.

    Of a title that is lost, the place before the sentence that follows it in all letters.
    """
    first_word = name.split(" ", 1)[0].encode()
    found = [span for span in places if clean.lower.startswith(first_word, span.start)]
    alone = [span for span in found if _is_alone(clean.text, *span)]
    likely = alone or [span for span in found if clean.text[slice(*span)].isupper()]
    if len(likely) > 1:
        faults.append(
            SectionFault("/issues", "suspicious", f'the title "{name}" stands in {len(likely)} places of the letter')
        )
    if likely:
        return likely[0]
    match = _FIRST_WORDS[name].search(clean.lower)
    return Span(match.start(), match.start()) if match else None


def _is_alone(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def _before(titles: tuple[Span | None, ...], end: int) -> int:
    return min((title.start for title in titles if title), default=end)


def _anchors(clean: CleanText, span: Span) -> Iterator[Anchor]:
    """The labels of the issues' parts: those that begin a paragraph, or all where none does."""
    found = []
    for match in _ANCHORS.finditer(clean.lower, *span):
        start, content = match.span()
        found.append(Anchor(_PARTS[clean.lower[start]], start, content))
    leading = [anchor for anchor in found if anchor.start == 0 or clean.text[anchor.start - 1] == "\n"]
    yield from leading or found


def _drafts(clean: CleanText, span: Span) -> list[_Draft]:
    """The issues, each begun by its guideline line; a label met out of turn begins one only below a decision word."""
    announced = _SET_FORTH.search(clean.lower, span.start, span.end)
    region_start = announced.end() if announced else span.start
    drafts: list[_Draft] = []
    for anchor in _anchors(clean, span):
        seen = {a.part for a in drafts[-1].anchors} if drafts else set()
        in_turn = bool(drafts) and anchor.part not in seen and "rationale" not in seen
        if in_turn and anchor.part != "administrator":
            drafts[-1] = drafts[-1]._replace(anchors=(*drafts[-1].anchors, anchor))
        elif anchor.part == "administrator" or _DECIDED.search(clean.lower[max(0, anchor.start - 60) : anchor.start]):
            drafts.append(_Draft(Span(region_start, anchor.start), (anchor,)))
        region_start = anchor.content
    tail = clean.lower.rstrip()
    last = drafts[-1].anchors[-1].content if drafts else region_start
    if drafts and _DECIDED.search(tail[max(last, len(tail) - 60) :]):
        drafts.append(_Draft(Span(last, len(tail)), ()))
    return drafts


def _issue(clean: CleanText, draft: _Draft, heading: Span, end: int) -> IssueSection:
    """The parts of one issue; `end` is where the next issue's heading, or the end of the letter, begins."""
    stops = [*(anchor.start for anchor in draft.anchors[1:]), end]
    parts = {
        anchor.part: trimmed(clean.text, anchor.content, stop)
        for anchor, stop in zip(draft.anchors, stops, strict=bool(draft.anchors))
    }
    return IssueSection(heading, parts.get("administrator"), parts.get("reviewer"), parts.get("rationale"))


def _faults(clean: CleanText, issues: tuple[IssueSection, ...]) -> Iterator[SectionFault]:
    """What every issue has and one of these has not."""
    if not issues:
        yield SectionFault("/issues", "missing", "the part with the decisions is not in the text")
    for index, issue in enumerate(issues):
        for name, span in (
            ("claims_administrator_citations", issue.claims_administrator_guideline),
            ("reviewer_citations", issue.reviewer_guideline),
            ("rationale", issue.rationale),
        ):
            if span is None or span.start == span.end:
                where = f"/issues/{index}/{name}"
                yield SectionFault(where, "missing", "the letter ends or breaks off before this part")
    last = issues[-1].rationale if issues else None
    if last and last.end > last.start and not _FINISHED.search(clean.lower[max(last.start, last.end - 40) : last.end]):
        where = f"/issues/{len(issues) - 1}/rationale"
        yield SectionFault(where, "missing", "the letter ends in the middle of a sentence; more may have followed")
