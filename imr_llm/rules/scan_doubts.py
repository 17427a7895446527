"""What a person must hold against the paper because a letter was read from pictures.

A fact is doubted when a word that proves it was not read with confidence, or stands on a page that could not be read
well. A page like that may also hide a treatment.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from imr_llm.letter.model import Scan, SectionedLetter
from imr_llm.record.fields import field_of
from imr_llm.record.model import ISSUES, Evidence, Ocr, Reading, ReviewItem
from imr_llm.text.spans import Span

# Of words of more than this many letters, a tenth may be unsure: a whole rationale always has some.
_LONG, _SHARE = 120, 0.1

_PAGE = {
    "unreadable": "cannot be read well",
    "cut": "is cut off at an edge of the picture",
    "covered": "has places that are covered or empty where words could be",
}
_UNSURE = "words that this rests on are not sure in the picture; compare them with the paper"
_ONCE = "the sentence that decides this stands once, and a picture may lose the 'not' of it; compare it with the paper"
_CORRECTED = "the decision word was misread in the picture and taken for the one of the two that it is close to"


def with_scan_doubts(letter: SectionedLetter, reading: Reading) -> Reading:
    """The reading with the doubts that pictures bring; the same reading for a letter of text."""
    scan = letter.letter.scan
    if scan is None:
        return reading
    doubts = [*_pages(scan), *_missing(letter, scan), *_stated_once(letter, reading), *_facts(letter, scan, reading)]
    return reading.model_copy(update={"needs_review": (*reading.needs_review, *doubts)})


def ocr_of(scan: Scan | None) -> Ocr | None:
    """What a record says of how its pictures were read."""
    if scan is None:
        return None
    mean = sum(page.confidence for page in scan.pages) / max(len(scan.pages), 1)
    return Ocr(engine=scan.engine, pages=tuple(page.number for page in scan.pages), confidence=round(mean, 3))


def _pages(scan: Scan) -> Iterator[ReviewItem]:
    for page in scan.pages:
        if page.faults:
            what = " and ".join(_PAGE[fault] for fault in page.faults)
            why = f"page {page.number} {what}; a treatment may be missing: compare with the paper, or scan it again"
            yield ReviewItem(field=ISSUES, state="not_readable", why=why)


def _missing(letter: SectionedLetter, scan: Scan) -> Iterator[ReviewItem]:
    """Signs that pages are not there."""
    parts = letter.sections
    if not (parts.front_page or parts.determination or parts.case_summary):
        why = "the beginning of the letter is not in the pictures; give all pages"
        yield ReviewItem(field=ISSUES, state="missing", why=why)
    for why in scan.doubts:
        yield ReviewItem(field=ISSUES, state="missing", why=why)


def _stated_once(letter: SectionedLetter, reading: Reading) -> Iterator[ReviewItem]:
    """Treatments that a single sentence finds necessary: without its "not", it would say the same of a refused one."""
    agreed = {check.field for check in reading.checks if check.verdict == "agree"}
    for index, (section, issue) in enumerate(zip(letter.sections.issues, reading.facts.issues, strict=False)):
        where = f"/issues/{index}/decision"
        if section.decided_by != "word" and issue.decision == "overturned" and where not in agreed:
            yield ReviewItem(field=where, state="not_readable", why=_ONCE)


def _facts(letter: SectionedLetter, scan: Scan, reading: Reading) -> Iterator[ReviewItem]:
    """One item for each doubted field."""
    faulty = [page.span for page in scan.pages if page.faults]
    unsure = sorted([*scan.unsure, *scan.corrected])
    doubted: dict[str, str] = {}
    for pointer, places in reading.evidence.items():
        if field_of(pointer) is None:
            continue
        where = "/".join(pointer.split("/")[: 4 if pointer.startswith("/issues/") else 3])
        for place in places:
            span = letter.clean.original_span(place.start, place.end)
            if _meeting(span, scan.corrected):
                doubted[where] = _CORRECTED
            elif _meeting(span, faulty) or _is_unsure(place, span, unsure):
                doubted.setdefault(where, _UNSURE)
    for where, why in doubted.items():
        yield ReviewItem(field=where, state="not_readable", why=why)


def _is_unsure(place: Evidence, span: Span, unsure: Sequence[Span]) -> bool:
    letters = sum(min(end, span.end) - max(start, span.start) for start, end in _meeting(span, unsure))
    return letters > (_SHARE * len(place.quote) if len(place.quote) > _LONG else 0)


def _meeting(span: Span, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans, of sorted ones without overlaps, that share a character with a span."""
    first = bisect_left(spans, span.start, key=lambda other: other.end - 1)
    return spans[first : bisect_left(spans, span.end, key=lambda other: other.start)]
