"""Words that claim a decision where none belongs: signs that issues were put in, doubled or quoted.

Every honest letter announces its decisions once, heads its parts once, states all decisions in one way, and decides a
treatment once. What breaks this is a doubt on all decisions; which of them are the letter's own, nobody can tell.
"""

from collections.abc import Iterator

from rapidfuzz import fuzz

from imr_llm.letter.forms.decision_word import at_end, heading_ends, in_sentence
from imr_llm.letter.forms.labels import exact_labels
from imr_llm.letter.model import CleanText, IssueSection, SectionedLetter, SectionFault
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_ANNOUNCED = linear(rb"decisions? for the disputed items?/services?|disputed items?/services? (?:are|is) set forth")
_TITLES = (
    "imrissuesdecisionsandrationales",
    "imrdecisionsandrationales",
    "clinicalcasesummary",
    "howtheimrfinaldeterminationwasmade",
    "independentmedicalreviewdecisionsandrationales",
)
# Lines this alike, of 100, are a title to the eye. A title has so many letters, with the blanks that may part them.
_ALIKE = 80.0
_SHORTEST, _LONGEST = 12, 120
_LINE = linear(rb"(?:^|\n)([^\n]{12,120})")
_NO_LETTERS = bytes(byte for byte in range(256) if not (chr(byte).isascii() and chr(byte).isalnum()))
# What titles speak of; a line in capitals about it is one, however it is worded. Labels and headings are none.
_OF_A_TITLE = linear(rb"\b(?:issues?|decisions?|determinations?|rationales?)\b")
_NO_TITLE = linear(
    rb"guidelines? ?:|decision rationale ?:|rationale for the decision ?:|effect of the decision|upheld|overturned"
)
# Marks of strikethrough and of what a page hides; and any mark of a web page or a template at all.
_STRUCK = linear(
    rb"~~|</?(?:s|del|strike|ins)\b[^>\n]{0,40}>|<!--|display ?: ?none|visibility ?: ?hidden|\[//\]: ?#"
    rb"|<[^>\n]{0,60}\bhidden\b|~[a-z][^~\n]{0,60}[a-z]~|[\[({<] ?(?:deleted|struck|stricken|crossed|void"
    rb"|retracted|removed)\b"
)
# A decision word with its letters apart, which is none to a program and one to the eye.
_APART = "[^a-z0-9]{1,8}"
_SPACED = linear("|".join(_APART.join(word) for word in ("upheld", "overturned")).encode())
# What no treatment is called, where the decision stands in the rationale alone.
_SPEAKS = linear(
    rb"upheld|overturned|\b(?:you|your|insurers?|insurance|decisions?|decided|determinations?|rationales?|guidelines?"
    rb"|won|lost|maximus|subject ?:)\b"
)
_MARKUP = linear(
    rb"</?(?:script|style|span|div|p|b|i|u|a|br|hr|h[1-6]|table|t[rdh]|font|img|iframe|svg|section|body|html"
    rb"|strong|em|form|input)"
    rb"\b[^>\n]{0,200}>|\{\{[^\n]{0,200}\}\}|\{%[^\n]{0,200}%\}|<%[^\n]{0,200}%>|javascript:|&(?:lt|gt|amp|#\d{2,5});"
)


def claims(letter: SectionedLetter) -> Iterator[SectionFault]:
    """The doubts that decisions and titles out of place raise."""
    clean, issues = letter.clean, letter.sections.issues
    yield from _doubled(clean, issues)
    if _title_out_of_place(clean, issues):
        yield _doubt("a line that looks like a title of the letter stands where none belongs")
    if len({label.leading for label in exact_labels(clean, Span(0, len(clean.text)))}) > 1:
        yield _doubt("some guideline or rationale labels stand within other words, where none belongs")
    if any(_SPEAKS.search(clean.lower[slice(*issue.heading)]) for issue in issues if issue.decided_by == "rationale"):
        yield _doubt("words about a decision stand in the list of treatments, where letters of this form have none")
    summary = letter.sections.case_summary
    if summary and heading_ends(clean.lower, summary):
        yield _doubt("a line that reads like a decision stands in the story of the case")
    if _SPACED.search(clean.lower):
        yield _doubt("a decision word is written with its letters apart")
    if _STRUCK.search(clean.lower):
        yield _doubt("words are struck out or hidden by marks in the text")
    elif _MARKUP.search(clean.lower):
        yield SectionFault("", "suspicious", "the text holds marks of a web page or a program")


def _doubled(clean: CleanText, issues: tuple[IssueSection, ...]) -> Iterator[SectionFault]:
    """The doubts that decisions raise which are announced, made or stated twice."""
    if len(_ANNOUNCED.findall(clean.lower)) > 1:
        yield _doubt("the letter announces its decisions more than once")
    if _are_at_odds(clean, issues):
        yield _doubt("the letter decides the same treatment in two ways")
    if len({at_end(clean.lower, issue.heading) is None for issue in issues if issue.decided_by != "rationale"}) > 1:
        yield _doubt("the letter states its decisions in two ways, as letters of one form do not")


def _doubt(why: str) -> SectionFault:
    return SectionFault(ISSUES, "suspicious", why)


def _title_out_of_place(clean: CleanText, issues: tuple[IssueSection, ...]) -> bool:
    """Whether a line from the first heading on is like a title, blanks and signs aside.

    Forms that state decisions twice, or in the rationale alone, have titles below the first of them.
    """
    if not issues or issues[0].decided_by == "rationale" or any(issue.restatements for issue in issues):
        return False
    if any(_OF_A_TITLE.search(clean.lower[slice(*issue.heading)]) for issue in issues if issue.decided_by == "word"):
        return True
    for match in _LINE.finditer(clean.lower, issues[0].heading.start):
        line = match.group(1)
        letters = line.translate(None, _NO_LETTERS).decode()
        if _OF_A_TITLE.search(line) and not _NO_TITLE.search(line) and clean.text[slice(*match.span(1))].isupper():
            return True
        if len(letters) >= _SHORTEST and any(fuzz.ratio(letters, title, score_cutoff=_ALIKE) for title in _TITLES):
            return True
    return False


def _are_at_odds(clean: CleanText, issues: tuple[IssueSection, ...]) -> bool:
    """Whether two issues have the same treatment in their headings and another decision."""
    decided: dict[bytes, str] = {}
    for issue in issues:
        word = at_end(clean.lower, issue.heading) or in_sentence(clean.lower, issue.heading)
        if word is None:
            continue
        treatment = clean.lower[issue.heading.start : word.lead].translate(None, _NO_LETTERS)
        if treatment and decided.setdefault(treatment, word.decision) != word.decision:
            return True
    return False
