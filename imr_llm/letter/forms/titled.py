"""Letters since 2014: three titles, and for each issue two guideline lines and a rationale.

The safe anchor of an issue is its guideline line: the heading is what stands before it. Decision words elsewhere are
not decisions ("the claims administrator's denial was Overturned in an earlier determination").
"""

from collections.abc import Callable
from typing import NamedTuple

from imr_llm.letter.forms import labels
from imr_llm.letter.forms.decision_word import at_end, heading_ends, in_sentence
from imr_llm.letter.forms.doubts import doubts_of
from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.heading import headings, trimmed
from imr_llm.letter.forms.labels import Label, exact_labels, find_labels, follows_a_decision
from imr_llm.letter.forms.surroundings import determination_end, documents_start, front_page
from imr_llm.letter.model import CleanText, DecidedBy, IssueSection, SectionFault, Sections
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

HOW_MADE = "how the imr final determination was made"
CASE_SUMMARY = "clinical case summary"
DECISIONS = "imr issues,? decisions,? and rationales?"
COMPLETE_FILE = "maximus federal services sent the complete case file"
TITLES = (HOW_MADE, CASE_SUMMARY, DECISIONS)
OPENERS = (
    *labels.OPENERS,
    # The letterhead of a cover letter.
    "independent medical review(?: final determination(?: letter)?)? ?$",
    "the final determination was based on decisions",
    "the expert reviewer developed the following",
    "the expert reviewer has the following credentials",
    "state\\(s\\) of licensure",
    "certification\\(s\\)",
    "case number ?:",
    "date assigned ?:",
    "decision date ?:",
)

_TITLE = linear(rb"(?:^|\s)(" + "|".join(TITLES).encode() + rb")\b")
_SET_FORTH = linear(rb"the final determination was based on decisions[^:\n]{0,80}(?:set forth below ?:?|:)")
# The sentence that follows each title, where the title itself is lost.
_FIRST_WORDS = {
    HOW_MADE: linear(COMPLETE_FILE.encode()),
    CASE_SUMMARY: linear(rb"the expert reviewer developed the following"),
    DECISIONS: _SET_FORTH,
}
# A sentence that sums a rationale up, where a lost heading leaves it above the next guideline line.
_CLOSES = linear(
    rb"^(?:therefore|thus|as such|hence|accordingly|consequently|based on|given|in (?:this|summary|conclusion|light)"
    rb"|for th"
    rb"|the request|this|it|they|these|both|all)\b"
)
# The sentence that announces the decisions stands no further than this from the title.
_NEAR = 120


class _Draft(NamedTuple):
    """An issue as its labels are met: the region of its heading, then its labels in order."""

    region: Span
    labels: tuple[Label, ...]


class _Titles(NamedTuple):
    made: Span | None
    summary: Span | None
    issues: Span | None
    doubled: bool

    def next_after(self, position: int, end: int) -> int:
        return min((title.start for title in self[:3] if title and title.start > position), default=end)


def titled_form(name: str, matches: Callable[[CleanText], bool], rank: int) -> Form:
    """A form with the three titles: what it is called, how it is told, and behind which forms."""
    return Form(name, TITLES, OPENERS, COMPLETE_FILE, matches, lambda clean: split(clean, name), rank)


def split(clean: CleanText, form: str) -> Sections:
    """The parts of a letter with the three titles; what is missing or doubtful is said in the faults."""
    titles = _titles(clean)
    end = len(clean.text)
    summary = titles.summary
    begin = (titles.issues or summary or Span(0, 0)).end
    drafts, strays = _drafts(clean, Span(begin, end))
    parts = _issues(clean, drafts, announced=titles.issues is not None)
    first = parts[0].heading.start if parts else end
    front_end = min(titles.next_after(-1, end), documents_start(clean, Span(0, first)), first)
    summary_end = titles.next_after(summary.start, first) if summary else end
    return Sections(
        form=form,
        front_page=front_page(clean, front_end),
        determination=Span(titles.made.end, titles.next_after(titles.made.start, end)) if titles.made else None,
        case_summary=Span(summary.end, documents_start(clean, Span(summary.end, summary_end))) if summary else None,
        issues=parts,
        faults=tuple(doubts_of(clean, parts, _suspicions(clean, titles, begin, strays))),
    )


def _suspicions(clean: CleanText, titles: _Titles, begin: int, strays: int) -> list[SectionFault]:
    """Signs that a part of the letter is not what it says it is."""
    found = []
    if titles.doubled:
        found.append(SectionFault(ISSUES, "suspicious", "a title of the letter stands in it more than once"))
    if titles.issues is None:
        why = "what stands above the decisions in every letter is not in the text; a treatment may be missing"
        found.append(SectionFault(ISSUES, "suspicious", why))
    if strays:
        why = "a guideline or rationale label stands where none belongs; a treatment may be missing"
        found.append(SectionFault(ISSUES, "suspicious", why))
    if titles.issues and any(label.leading for label in exact_labels(clean, Span(0, begin))):
        why = "parts of a decision stand before the part of the letter that holds the decisions"
        found.append(SectionFault(ISSUES, "suspicious", why))
    return found


def _titles(clean: CleanText) -> _Titles:
    """Where the titles stand: alone in a paragraph if they do anywhere, else in capitals within a line.

    Of a title that is lost, the place before the sentence that follows it in all letters. The title of the issues is
    the one with the sentence that announces the decisions below it.
    """
    places = [Span(*match.span(1)) for match in _TITLE.finditer(clean.lower)]
    chosen: list[Span | None] = []
    doubled = False
    for name in TITLES:
        first_word = name.split(" ", 1)[0].encode()
        found = [span for span in places if clean.lower.startswith(first_word, span.start)]
        alone = [span for span in found if _is_alone(clean.text, *span)]
        capitals = [span for span in found if clean.text[slice(*span)].isupper()]
        likely = sorted({*alone, *capitals}) if name == DECISIONS else alone or capitals
        doubled = doubled or len(likely) > 1 or (name == DECISIONS and len(found) > 1)
        if name == DECISIONS:
            announced = [span for span in likely if _SET_FORTH.search(clean.lower, span.end, span.end + _NEAR)]
            likely = announced or likely
        match = None if likely else _FIRST_WORDS[name].search(clean.lower)
        chosen.append(likely[0] if likely else Span(match.start(), match.start()) if match else None)
    return _Titles(chosen[0], chosen[1], chosen[2], doubled)


def _is_alone(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def _drafts(clean: CleanText, span: Span) -> tuple[list[_Draft], int]:
    """The issues, each begun by its guideline line, and how many labels stand where none belongs.

    A label met out of turn begins an issue where a heading stands between it and the part before.
    """
    announced = _SET_FORTH.search(clean.lower, span.start, span.end)
    start = searched = announced.end() if announced else span.start
    drafts: list[_Draft] = []
    strays = 0
    for label in find_labels(clean, span):
        seen = {met.part for met in drafts[-1].labels} if drafts else {"rationale"}
        opens = label.leading and (label.part == "administrator" or not drafts)
        if label.part != "administrator" and label.part not in seen and "rationale" not in seen:
            drafts[-1] = drafts[-1]._replace(labels=(*drafts[-1].labels, label))
        elif opens or follows_a_decision(clean, label) or (label.leading and _has_heading(clean, searched, label)):
            drafts.append(_Draft(Span(start, label.start), (label,)))
        else:
            strays += label.leading
            # Above this label stands no heading: thousands of them would search the same words again and again.
            searched = label.start if label.leading else searched
            continue
        start = searched = label.content
    tail = Span(start, len(clean.lower.rstrip()))
    if drafts and heading_ends(clean.lower, tail)[-1:] == [tail.end]:
        drafts.append(_Draft(tail, ()))
    return drafts, strays


def _has_heading(clean: CleanText, start: int, label: Label) -> bool:
    return bool(heading_ends(clean.lower, Span(start, label.start)))


def _issues(clean: CleanText, drafts: list[_Draft], *, announced: bool) -> tuple[IssueSection, ...]:
    """The issues in order. A region with several headings has as many issues, of which the last has the parts."""
    placed: list[tuple[Span, tuple[Label, ...]]] = []
    for index, draft in enumerate(drafts):
        # Above the first heading nothing else stands, if it is known where the issues begin.
        *alone, last = headings(clean, draft.region, first=announced and index == 0)
        placed += [(heading, ()) for heading in alone]
        placed.append((last, draft.labels))
    by: DecidedBy = "sentence" if _are_sentences(clean, [heading for heading, _ in placed]) else "word"
    start = max((placed[-1][0].start, *(label.start for label in placed[-1][1]))) if placed else 0
    stops = [*(heading.start for heading, _ in placed[1:]), determination_end(clean, Span(start, len(clean.text)))]
    return tuple(
        _issue(clean, heading, met, stop, by) for (heading, met), stop in zip(placed, stops, strict=bool(placed))
    )


def _are_sentences(clean: CleanText, found: list[Span]) -> bool:
    """Whether headings state decisions as sentences: none ends in a decision word, and none closes a rationale."""
    if any(at_end(clean.lower, heading) for heading in found):
        return False
    return any(in_sentence(clean.lower, heading) for heading in found) and not any(
        _CLOSES.search(clean.lower[slice(*heading)]) for heading in found[1:]
    )


def _issue(clean: CleanText, heading: Span, met: tuple[Label, ...], end: int, by: DecidedBy) -> IssueSection:
    """The parts of one issue; `end` is where the next issue's heading, or the end of the letter, begins."""
    stops = [*(label.start for label in met[1:]), end]
    parts = {label.part: trimmed(clean.text, label.content, stop) for label, stop in zip(met, stops, strict=bool(met))}
    return IssueSection(
        heading, parts.get("administrator"), parts.get("reviewer"), parts.get("rationale"), decided_by=by
    )
