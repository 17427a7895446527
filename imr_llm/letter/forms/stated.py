"""Letters of 2013 and early 2014: decisions in sentences, and for each issue two sentences that name guidelines.

An issue begins with its heading; "The Claims Administrator based its decision on", "The Expert Reviewer based his/her
decision on" and "Rationale for the Decision:" begin its parts. In a rationale the same sentences are prose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from imr_llm.letter.forms.decision_word import heading_ends, in_sentence
from imr_llm.letter.forms.doubts import doubts_of
from imr_llm.letter.forms.heading import trimmed
from imr_llm.letter.forms.marks import Mark, Marks, begins_paragraph
from imr_llm.letter.forms.surroundings import determination_end, front_page
from imr_llm.letter.model import CleanText, IssueSection, SectionFault, Sections
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# The parts of an issue, in their order. `relied` is the title above the sentences that name guidelines.
PARTS = {
    "relied": r"(?:sections? of the medical treatment utilization schedule|medical treatment guidelines?(?: ?\(s\))?"
    r"|(?:mtus )?guidelines?(?: ?\(s\))?) relied upon by (?:the )?(?:\w+ )?reviewer(?: to make his/her decisions?)? ?:"
    r"?",
    "administrator": r"the claims administrator(?:'s)? (?:based|did not|cited|used|referenced|relied|provided"
    r"|determination|decision)\b|claims administrator'?s? guidelines? ?:",
    "reviewer": r"the (?:expert |physician |professional |medical |imr )?reviewer (?:based|found|did not|relied|used"
    r"|cited|also based)\b|not applicable for the (?:\w+ )?reviewer\b|per the strength of evidence hierarchy\b"
    r"|maximus guidelines? ?:",
    "rationale": r"rationale for (?:the|this|his/her) decisions?(?: ?:|\n)|(?:the )?(?:\w+ )?reviewer'?s?'? decision r"
    r"ationale"
    r" ?:|decision rationale ?:|rationale ?:",
}
PART_OPENERS = (
    "maximus federal services, inc",
    "dated ?:",
    "section of the medical treatment utilization schedule relied",
    "medical treatment guideline\\(s\\) relied",
    "rationale for the decision ?:",
    "the physician reviewer's decision rationale ?:",
    "the expert reviewer's decision rationale ?:",
    "effect of the decision",
)
_ISSUE_PARTS = frozenset(PARTS)
_NUMBER = linear(rb"^\W{0,3}(\d{1,2})\b")
_SHORTEST = 3


class Draft(NamedTuple):
    """An issue as its marks are met: its heading, and the words below each mark."""

    heading: Span
    parts: Mapping[str, Span]


@dataclass
class Reading:
    """A letter taken apart: its titled parts, its issues, and the signs that something is amiss.

    `first`: where the first of them begins.
    """

    first: int
    titled: dict[str, Span] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    suspicions: list[SectionFault] = field(default_factory=list)


def take_apart(clean: CleanText, marks: Marks) -> Reading:
    """The parts of a letter by its marks: titles that stand once, `heading`, and the parts of an issue."""
    whole = Span(0, len(clean.text))
    accepted, strays = _accepted(clean, marks.find(clean, whole))
    reading = Reading(min((mark.span.start for mark in accepted), default=whole.end))
    parts: dict[str, Span] = {}
    stops = [*(mark.span.start for mark in accepted[1:]), whole.end]
    for mark, stop in zip(accepted, stops, strict=bool(accepted)):
        if mark.kind == "heading":
            parts = {}
            reading.drafts.append(Draft(trimmed(clean.text, *mark.span), parts))
        elif mark.kind in _ISSUE_PARTS:
            # Sentences that name guidelines are kept whole; below a title stands what it heads.
            sentence = clean.lower[mark.span.end - 1 : mark.span.end] != b":" and mark.kind != "relied"
            begin = mark.span.start if sentence else mark.span.end
            end = determination_end(clean, Span(begin, stop)) if mark.kind == "rationale" else stop
            below = trimmed(clean.text, begin, end)
            if below.end > below.start:
                # Two sentences of one side are one part.
                parts[mark.kind] = Span(parts.get(mark.kind, below).start, below.end)
        elif mark.kind in reading.titled:
            why = "a title of the letter stands in it more than once"
            reading.suspicions.append(SectionFault(ISSUES, "suspicious", why))
        else:
            reading.titled[mark.kind] = trimmed(clean.text, mark.span.end, stop)
    if strays:
        why = "a guideline or rationale label stands where none belongs; a treatment may be missing"
        reading.suspicions.append(SectionFault(ISSUES, "suspicious", why))
    return reading


def _accepted(clean: CleanText, marks: list[Mark]) -> tuple[list[Mark], int]:
    """The marks that are what they look like, and how many labels of a rationale stand where none belongs."""
    kept: list[Mark] = []
    strays = number = 0
    place = "front"
    for index, mark in enumerate(marks):
        following = marks[index + 1] if index + 1 < len(marks) else None
        if mark.kind == "heading":
            counted = _number(clean, mark.span)
            followed = following is not None and following.kind in _ISSUE_PARTS and _touch(clean, mark, following)
            if not followed and counted != number + 1:
                continue
            number, place = counted or number + 1, "issue"
        elif mark.kind == "rationale":
            if place != "issue":
                strays += mark.leading
                continue
            place = "rationale"
        elif mark.kind in _ISSUE_PARTS:
            if place != "issue":
                above = _heading_above(clean, mark) if mark.leading and mark.kind != "reviewer" else None
                if above is None:
                    continue
                kept.append(Mark("heading", above, leading=True))
                number, place = number + 1, "issue"
        elif mark.leading or place != "rationale":
            place = "front"
        else:
            continue
        kept.append(mark)
    return kept, strays


def _number(clean: CleanText, span: Span) -> int | None:
    match = _NUMBER.search(clean.lower[slice(*span)])
    return int(match.group(1)) if match else None


def _touch(clean: CleanText, mark: Mark, following: Mark) -> bool:
    return not clean.text[mark.span.end : following.span.start].strip()


def _heading_above(clean: CleanText, mark: Mark) -> Span | None:
    """The paragraph above a mark, if it ends in a decision: the heading of an issue that has no number."""
    above = trimmed(clean.text, clean.text.rfind("\n", 0, max(0, mark.span.start - 2)) + 1, mark.span.start)
    if above.end - above.start < _SHORTEST or not begins_paragraph(clean, mark.span.start):
        return None
    return above if in_sentence(clean.lower, above) or heading_ends(clean.lower, above) else None


def sections_of(clean: CleanText, form: str, reading: Reading, issues: tuple[IssueSection, ...]) -> Sections:
    """The parts of a letter with these issues."""
    stated = (place for issue in issues for place in (issue.heading, *issue.restatements))
    first = min((reading.first, *(place.start for place in stated)))
    return Sections(
        form=form,
        front_page=front_page(clean, first),
        determination=reading.titled.get("determination"),
        case_summary=reading.titled.get("case_summary"),
        issues=issues,
        faults=tuple(doubts_of(clean, issues, reading.suspicions)),
    )


def issue_of(draft: Draft, heading: Span, restatements: tuple[Span, ...] = ()) -> IssueSection:
    """An issue with the parts of a draft."""
    parts = draft.parts
    return IssueSection(
        heading,
        parts.get("administrator"),
        parts.get("reviewer") or parts.get("relied"),
        parts.get("rationale"),
        restatements,
        decided_by="sentence",
    )
