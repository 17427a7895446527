"""From the pages that were read to the letter's text, with the places of the words that are not sure."""

from collections.abc import Sequence
from dataclasses import dataclass

from imr_llm.letter.model import Scan, ScannedPage
from imr_llm.letter.scans.completeness import page_doubts
from imr_llm.letter.scans.job import ReadPage, ReadWord
from imr_llm.letter.scans.reader import ReadScan
from imr_llm.text.spans import Span

# Confidence below which a word is compared with the paper; a digit is misread without the help of its neighbours.
_LEAST_SURE, _LEAST_SURE_OF_DIGITS = 80.0, 88.0


@dataclass(frozen=True, slots=True)
class _PageText:
    """A page's text with the spans in it, all counted from the page's beginning."""

    text: str
    unsure: tuple[Span, ...] = ()
    corrected: tuple[Span, ...] = ()


def scanned_text(scan: ReadScan, typed: Sequence[str] = ()) -> tuple[str, Scan]:
    """The text of a letter and how it was read; pages are joined by form feeds.

    `typed` are the texts of a PDF's pages, of which those that were read as pictures are replaced.
    """
    read = {page.number: page for page in scan.pages}
    texts = {number: _page_text(page) for number, page in read.items()}
    count = max([len(typed), *read])
    parts: list[str] = []
    pages: list[ScannedPage] = []
    unsure: list[Span] = []
    corrected: list[Span] = []
    start = 0
    for number in range(1, count + 1):
        page = texts.get(number) or _PageText(typed[number - 1])
        parts.append(page.text)
        unsure += [Span(start + left, start + right) for left, right in page.unsure]
        corrected += [Span(start + left, start + right) for left, right in page.corrected]
        end = start + len(page.text)
        if number in read:
            faults = tuple(str(fault) for fault in read[number].faults)
            sure = round(read[number].confidence / 100, 3)
            pages.append(ScannedPage(number, Span(start, end), sure, faults))
        start = end + 1
    doubts = page_doubts(parts, read.get(count), [page for page in scan.pages if page.number != count])
    return "\f".join(parts), Scan(scan.engine, tuple(pages), tuple(unsure), tuple(corrected), doubts)


def _page_text(page: ReadPage) -> _PageText:
    parts: list[str] = []
    unsure: list[Span] = []
    corrected: list[Span] = []
    at = 0
    for row in page.rows:
        for place, word in enumerate(row.words):
            joint = " " if place else "" if not parts else "\n\n" if row.after_gap else "\n"
            at += len(joint)
            span = Span(at, at + len(word.text))
            parts += [joint, word.text]
            at = span.end
            if word.corrected:
                corrected.append(span)
            elif not _is_sure(word):
                unsure.append(span)
    return _PageText("".join(parts), tuple(unsure), tuple(corrected))


def _is_sure(word: ReadWord) -> bool:
    digits = any(character.isdigit() for character in word.text)
    return word.confidence >= (_LEAST_SURE_OF_DIGITS if digits else _LEAST_SURE)
