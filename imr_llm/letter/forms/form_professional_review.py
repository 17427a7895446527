"""The MEDICAL PROFESSIONAL REVIEW form: a list of the issues at dispute, one part for guidelines and one for grounds.

Its headings are a template ("IS/WAS NOT MEDICALLY NECESSARY"): no decision is read from them, only from the reviewer's
sentences below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from imr_llm.letter.forms.doubts import doubts_of
from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.heading import trimmed
from imr_llm.letter.forms.marks import Mark, Marks, begins_paragraph
from imr_llm.letter.forms.stated import PARTS
from imr_llm.letter.forms.surroundings import determination_end, front_page
from imr_llm.letter.model import CleanText, IssueSection, SectionFault, Sections
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

NAME = "professional_review"
_TITLES = (
    "medical professional review",
    "issues?(?: ?\\(s\\))? (?:at|in) dispute ?:?",
    "case summary ?:",
    "documents reviewed for determination ?:?",
    "medical treatment guidelines?(?: ?\\(s\\))? relied upon by professional reviewer and why ?:?",
    "rationale for why the requested treatment/service is/was not medically necessary ?:?",
    "medical reviewer qualifications ?:?",
)
_OPENERS = (
    "issue at dispute ?:",
    "issues at dispute ?:",
    "issue\\(s\\) at dispute ?:",
    "medical treatment guideline\\(s\\) relied",
    "rationale for why the requested",
    "medical reviewer qualifications ?:",
)
_SIGN = linear(rb"medical professional review|issues?(?: ?\(s\))? (?:at|in) dispute ?:")
_ONCE = "medical reviewer qualifications ?:"
_MARKS = Marks(
    {
        "dispute": r"issues?(?: ?\(s\))? (?:at|in) dispute(?: ?#?\d{1,2})? ?:?",
        "summary": r"(?:clinical )?case summary ?:",
        "documents": r"documents reviewed(?: for (?:the )?determination)? ?:",
        "guidelines": r"(?:medical treatment )?guidelines?(?: ?\(s\))? relied upon(?: by (?:the )?(?:\w+ ){0,2}"
        r"reviewer)?(?: and why)? ?:",
        "rationale": r"rationale for (?:why the requested treatment ?/ ?service [a-z/ ]{2,30}medically necessary"
        r"|(?:the|this) (?:decision|determination)) ?:?|rationale ?:",
        "qualifications": r"(?:medical |professional )?reviewer'?s? qualifications ?:"
        r"|qualifications of the (?:\w+ )*reviewer ?:",
        "decision": r"(?:final |imr )?(?:determination|decision|conclusion) ?:",
    }
)
_ITEM = linear(rb"(?:^|[\n ])[(]?(?:issue |no\. ?)?#?(\d{1,2})(?:[.):]|\) ?:)")
_FIRST, _LINE = linear(rb"^"), linear(rb"\n")
_BULLET = linear(rb"(?:^|\n) *[-*?o] ")
_BULLETS = linear(rb"(?:^|[\n ])[-*?] ")
# The first words of a paragraph or sentence, and how many of them may lead to the name of a treatment.
_BEGINNING = linear(rb"(?:^|\n|\. )([^\n.]{1,100})")
_MORE = 6
_WORD = linear(rb"[a-z0-9][a-z0-9/.-]*[a-z0-9]")
_CLAIMS = linear(PARTS["administrator"].encode())
_REVIEWER = linear(PARTS["reviewer"].encode())
# How much of a paragraph's beginning is looked at for the name of a treatment, in characters.
_HEAD = 120


@dataclass
class _Block:
    """The issues of one list, and the parts below it."""

    items: list[Span]
    guidelines: Span | None = None
    rationale: Span | None = None


@dataclass
class _Reading:
    blocks: list[_Block] = field(default_factory=list)
    parts: dict[str, Span] = field(default_factory=dict)
    suspicions: list[SectionFault] = field(default_factory=list)


def _matches(clean: CleanText) -> bool:
    return b"review" in clean.lower and _SIGN.search(clean.lower) is not None and len(_kinds(clean)) > 1


def _kinds(clean: CleanText) -> set[str]:
    marks = _MARKS.find(clean, Span(0, len(clean.text)))
    return {mark.kind for mark in marks} & {"dispute", "guidelines", "rationale", "qualifications"}


def _split(clean: CleanText) -> Sections:
    marks = _marks(clean)
    reading = _taken_apart(clean, marks)
    issues = tuple(issue for block in reading.blocks for issue in _issues(clean, block))
    first = min((mark.span.start for mark in marks), default=0)
    return Sections(
        form=NAME,
        front_page=front_page(clean, first),
        determination=reading.parts.get("qualifications"),
        case_summary=reading.parts.get("summary"),
        issues=issues,
        faults=tuple(doubts_of(clean, issues, reading.suspicions, ("reviewer_guideline", "rationale"))),
    )


def _marks(clean: CleanText) -> list[Mark]:
    """The titles; a decision is one below the issues only, as a cover letter announces it in the same words."""
    found = _MARKS.find(clean, Span(0, len(clean.text)))
    begin = min((mark.span.start for mark in found if mark.kind == "dispute"), default=0)
    return [mark for mark in found if mark.kind != "decision" or (mark.leading and mark.span.start > begin)]


def _taken_apart(clean: CleanText, marks: list[Mark]) -> _Reading:
    """The parts below each title. A second list of issues begins a second block."""
    reading = _Reading()
    stops = [*(mark.span.start for mark in marks[1:]), len(clean.text)]
    for mark, stop in zip(marks, stops, strict=bool(marks)):
        body = trimmed(clean.text, mark.span.end, determination_end(clean, Span(mark.span.end, stop)))
        if mark.kind == "dispute":
            reading.blocks.append(_Block(_items(clean, body)))
        elif mark.kind in ("guidelines", "rationale") and reading.blocks:
            if getattr(reading.blocks[-1], mark.kind) is None:
                setattr(reading.blocks[-1], mark.kind, body)
            else:
                _doubled(reading)
        elif mark.kind not in reading.parts:
            reading.parts[mark.kind] = body
        elif mark.kind != "decision":
            _doubled(reading)
    return reading


def _doubled(reading: _Reading) -> None:
    why = "a title of the letter stands in it more than once"
    reading.suspicions.append(SectionFault(ISSUES, "suspicious", why))


def _items(clean: CleanText, body: Span) -> list[Span]:
    """The treatments of a list: by their numbers, their bullets, or one a paragraph."""
    if body.end <= body.start:
        return []
    numbered = _numbered(clean, body)
    if numbered:
        return numbered
    words = clean.lower[slice(*body)]
    # Short lines of a list may have been joined: the bullet that begins it parts it anywhere.
    bullets = _BULLETS if words[:2] in (b"- ", b"* ", b"? ") else _BULLET
    met = list(bullets.finditer(words)) or [*_FIRST.finditer(words), *_LINE.finditer(words)]
    stops = [*(match.start() for match in met[1:]), len(words)]
    return [
        trimmed(clean.text, body.start + match.end(), body.start + stop)
        for match, stop in zip(met, stops, strict=bool(met))
    ]


def _numbered(clean: CleanText, span: Span) -> list[Span]:
    """The parts of a span that are numbered from 1 on; none if they are not."""
    found: list[Any] = []
    for match in _ITEM.finditer(clean.lower[slice(*span)]):
        apart = clean.text[span.start + match.end() : span.start + match.end() + 1].isspace()
        if apart and int(match.group(1)) == len(found) + 1 and (found or match.start(1) < _HEAD):
            found.append(match)
    stops = [*(span.start + match.start() for match in found[1:]), span.end]
    return [
        trimmed(clean.text, span.start + match.end(), stop) for match, stop in zip(found, stops, strict=bool(found))
    ]


def _issues(clean: CleanText, block: _Block) -> Iterator[IssueSection]:
    guidelines = _shared_out(clean, block.guidelines, block.items)
    rationales = _shared_out(clean, block.rationale, block.items)
    for item, cited, rationale in zip(block.items, guidelines, rationales, strict=True):
        yield IssueSection(item, *_sides(clean, cited), rationale, decided_by="rationale")


def _sides(clean: CleanText, cited: Span | None) -> tuple[Span | None, Span | None]:
    """The claims administrator's guidelines and the reviewer's, where one part tells of both."""
    claims = _CLAIMS.search(clean.lower, *cited) if cited else None
    if cited is None or claims is None:
        return None, cited
    reviewer = _REVIEWER.search(clean.lower, claims.end(), cited.end)
    if reviewer is None:
        return cited, None
    return trimmed(clean.text, claims.start(), reviewer.start()), trimmed(clean.text, reviewer.start(), cited.end)


def _shared_out(clean: CleanText, part: Span | None, items: list[Span]) -> list[Span | None]:
    """What of a part belongs to each treatment: by numbers, or by paragraphs that begin with its name; else all."""
    if part is None or len(items) < 2:
        return [part] * len(items)
    numbered = _numbered(clean, part)
    if len(numbered) == len(items):
        return list(numbered)
    return list(_named(clean, part, items)) or [part] * len(items)


def _named(clean: CleanText, part: Span, items: list[Span]) -> list[Span]:
    """The paragraphs of each treatment, if each is named at the head of some and they stand in order; else none."""
    telling = [frozenset(_WORD.findall(clean.lower[slice(*item)])) for item in items]
    own = [words.difference(*telling[:index], *telling[index + 1 :]) for index, words in enumerate(telling)]
    starts: list[int] = []
    for match in _BEGINNING.finditer(clean.lower[slice(*part)]):
        start = part.start + match.start(1)
        label, colon, _ = match.group(1).partition(b":")
        if len(starts) == len(items) or not (colon or begins_paragraph(clean, start)):
            continue
        words = _WORD.findall(label if colon else match.group(1))[: len(telling[len(starts)]) + _MORE]
        if own[len(starts)].intersection(words):
            starts.append(start)
    if len(starts) < len(items) or starts[0] != part.start:
        return []
    return [trimmed(clean.text, *span) for span in _ranges(starts, part.end)]


def _ranges(starts: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    yield from zip(starts, [*starts[1:], end], strict=bool(starts))


FORM = Form(NAME, _TITLES, _OPENERS, _ONCE, _matches, _split)
