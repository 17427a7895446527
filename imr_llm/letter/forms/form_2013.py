"""Form of 2013: a notice that states every decision twice as a numbered sentence, then gives the grounds of each."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from rapidfuzz import fuzz

from imr_llm.letter.forms.decision_word import in_sentence
from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.heading import trimmed
from imr_llm.letter.forms.marks import Marks
from imr_llm.letter.forms.stated import PART_OPENERS, PARTS, Draft, issue_of, sections_of, take_apart
from imr_llm.letter.model import CleanText, IssueSection, SectionFault, Sections
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

NAME = "2013_notice"
_TITLES = (
    "notice of independent medical review determination",
    "independent medical review decisions? and rationales?",
    "medical qualifications of the (?:expert |physician )?reviewer ?:?",
    "case summary ?:?",
    "expert reviewer case summary ?:?",
    "documents reviewed for determination ?:?",
    "effect of the decision ?:?",
)
_ONCE = "(?:medical )?qualifications of the expert reviewer"
_MARKS = Marks(
    {
        "determination": r"(?:medical )?qualifications of the (?:\w+ )?reviewer ?:?",
        "case_summary": r"(?:expert reviewer |clinical )?case summary ?:?(?:\n|$| ?disclaimer| )",
        "documents": r"documents reviewed for determination ?:?",
        "decisions": _TITLES[1],
        "effect": _TITLES[6],
        "heading": r"(?:\(?\d{1,2}[.)] ?)?regarding the requests? (?:for|of) [^\n]*",
    }
    | PARTS
)
_SIGN = linear(
    rb"notice of independent medical review determination|maximus federal services,? (?:inc\.?,? )?has determined"
)
_STATEMENT = linear(
    rb"(?:(?:^|[\n.: ])\(?(\d{1,2})[.)] ?)?(maximus(?: federal services)?,?(?: inc\.?,?)? has determined\b)"
)
_REQUEST = linear(rb"requests? (?:for|of) ")
_STOP = linear(rb"\.(?: |$)")
# How alike, of 100, two wordings of one treatment must be.
_ALIKE = 75.0


class _Statement(NamedTuple):
    """A sentence that states a decision, with its number."""

    number: int | None
    span: Span


def _matches(clean: CleanText) -> bool:
    return _SIGN.search(clean.lower) is not None


def _split(clean: CleanText) -> Sections:
    reading = take_apart(clean, _MARKS)
    end = min((draft.heading.start for draft in reading.drafts), default=len(clean.text))
    listed = _lists(_statements(clean, end))
    if len({len(statements) for statements in listed}) > 1:
        why = "the letter lists its decisions twice, and the lists differ in length"
        reading.suspicions.append(SectionFault(ISSUES, "suspicious", why))
    issues = _issues(clean, max(listed, key=len, default=[]), listed, reading.drafts)
    if reading.drafts and len(issues) > len(reading.drafts):
        why = "a decision stands without guidelines and reasons of its own"
        reading.suspicions.append(SectionFault(ISSUES, "suspicious", why))
    sections = sections_of(clean, NAME, reading, issues)
    told = reading.titled.get("decisions")
    stated = [one.span.start for statements in listed for one in statements if told and one.span.start >= told.start]
    return replace(sections, application=told and Span(told.start, min([told.end, *stated])))


def _statements(clean: CleanText, end: int) -> list[_Statement]:
    """The sentences above the issues that state decisions."""
    matches = list(_STATEMENT.finditer(clean.lower, 0, end))
    found = []
    for match, following in zip_longest(matches, matches[1:]):
        start = match.start(1) if match.group(1) else match.start(2)
        paragraph = clean.text.find("\n", match.end())
        stop = min(following.start() if following else end, paragraph if paragraph >= 0 else end)
        word = in_sentence(clean.lower, Span(start, stop))
        full_stop = _STOP.search(clean.lower[:stop], word.word.end) if word else None
        span = trimmed(clean.text, start, full_stop.start() + 1 if full_stop else stop)
        found.append(_Statement(int(match.group(1)) if match.group(1) else None, span))
    return found


def _lists(statements: list[_Statement]) -> list[list[_Statement]]:
    """The statements as the lists they stand in: a number that does not go up begins another."""
    listed: list[list[_Statement]] = []
    for statement in statements:
        last = listed[-1][-1].number if listed else None
        if not listed or (last is not None and (statement.number or 0) <= last):
            listed.append([])
        listed[-1].append(statement)
    return listed


def _issues(
    clean: CleanText, base: list[_Statement], listed: list[list[_Statement]], drafts: list[Draft]
) -> tuple[IssueSection, ...]:
    """One issue a statement, with the other sentences that state the same and the parts that stand below its name."""
    left = list(drafts)
    issues = []
    spans = [one.span for statements in listed for one in statements]
    named = {span: _treatment(clean, span) for span in (*spans, *(draft.heading for draft in drafts))}
    for place, statement in enumerate(base):
        again = [
            _nearest(named, statement.span, [one.span for one in statements], place)
            for statements in listed
            if statements is not base
        ]
        heading = _nearest(named, statement.span, [draft.heading for draft in left], 0)
        draft = next((draft for draft in left if draft.heading == heading), Draft(statement.span, {}))
        if draft in left:
            left.remove(draft)
        issues.append(issue_of(draft, statement.span, tuple(span for span in again if span)))
    # What has grounds and no statement has no decision that could be read.
    issues += [issue_of(draft, draft.heading) for draft in left]
    return tuple(issues)


def _nearest(named: Mapping[Span, str], span: Span, others: list[Span], expected: int) -> Span | None:
    """The span that names the same treatment: the expected one if it does, else the most alike; null if none is."""
    likeness = [fuzz.ratio(named[span], named[other]) for other in others]
    best = max(likeness, default=0.0)
    if best < _ALIKE:
        return None
    if expected < len(others) and likeness[expected] >= best - 1:
        return others[expected]
    return others[likeness.index(best)]


def _treatment(clean: CleanText, span: Span) -> str:
    """What a sentence names as requested, for comparison."""
    words = clean.lower[slice(*span)]
    asked = _REQUEST.search(words)
    decided = in_sentence(words, Span(0, len(words)))
    return words[asked.end() if asked else 0 : decided.lead if decided else len(words)].decode().strip(" .:")


FORM = Form(NAME, _TITLES, PART_OPENERS, _ONCE, _matches, _split)
