"""The lines of a letter: which have words, and what stood between them."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from imr_llm.letter.text.furniture import MAY_BEGIN, is_case_number, is_furniture, is_page_number, mask, running_heads
from imr_llm.letter.text.plain import BLANKS, evened

_DOUBLED = 0.9
# The fields of a front page are among so many first lines with words.
_FRONT = 25


class Line(NamedTuple):
    """A line with words, stripped. `start` is the offset of its first character in the original.

    `after_blank`: a blank line stood before it; `after_page`: a page ended before it.
    """

    text: str
    start: int
    after_blank: bool
    after_page: bool


# A row of the file as it stands; its words, none for an empty row; their offset; whether a page ended before.
_Row = tuple[str, str, int, bool]


def lines_of(original: str) -> tuple[list[Line], tuple[int, ...]]:
    """The lines with words, without page furniture, and the offsets at which pages begin.

    Pages are marked by form feeds. A text in which most lines end in a blank marks an empty line of a paragraph by a
    blank too; an empty line without one is the trace of a page's end (seen in all public texts of these letters).
    """
    rows = list(_rows(original))
    worded = [row for row, text, _, _ in rows if text]
    if len(rows) - len(worded) >= _DOUBLED * len(worded) and _is_doubled(rows, len(worded)):
        rows = _undoubled(rows)
    traced = 2 * sum([row[-1] == " " for row in worded]) > len(worded)
    lines: list[Line] = []
    pages = [0]
    blank = page = False
    for row, text, start, after_page in rows:
        if after_page:
            page = True
        if not text:
            if traced and not row and not after_page:
                page = page or bool(lines)
            else:
                blank = True
            continue
        if page and lines:
            pages.append(start)
        lines.append(Line(text, start, blank, page))
        blank = page = False
    kept = _without_furniture(lines)
    return kept, _worded(pages, kept) if traced and "\f" not in original else tuple(pages)


def _worded(pages: list[int], kept: list[Line]) -> tuple[int, ...]:
    """The pages with words: around a foot in the middle of two empty lines, only one page ends."""
    starts = [line.start for line in kept]
    followed = zip(pages, [*pages[1:], None], strict=True)
    return tuple(
        page
        for page, after in followed
        if page == 0 or bisect_left(starts, page) < (len(starts) if after is None else bisect_left(starts, after))
    )


def _rows(original: str) -> Iterator[_Row]:
    """The rows of a file; the empty end of a page, between its last newline and the form feed, is none."""
    even = evened(original)
    if "\r" in even:
        # One for one, so that offsets stay: what is before the newline of a pair is marked, to be taken off its row.
        even = even.replace("\r\n", "\0\n").replace("\r", "\n")
    blanks = " " if even.isascii() else BLANKS
    position = 0
    pages = even.split("\f")
    for number, page in enumerate(pages, start=1):
        after_page = number > 1
        rows = page.split("\n")
        if number < len(pages) and rows[-1] in ("", "\0"):
            rows.pop()
        start = position
        for raw in rows:
            row = raw.removesuffix("\0")
            text = row.strip(blanks)
            at = start if not text or row[0] == text[0] else start + row.index(text)
            yield row, text, at, after_page
            start += len(raw) + 1
            after_page = False
        position += len(page) + 1


def _is_doubled(rows: list[_Row], worded: int) -> bool:
    followed = sum(1 for (_, text, _, _), (following, _, _, _) in pairwise(rows) if text and not following)
    return worded > 2 and followed >= _DOUBLED * worded


def _undoubled(rows: list[_Row]) -> list[_Row]:
    """The rows without the empty row that follows each."""
    kept: list[_Row] = []
    skip = False
    for entry in rows:
        row, _, _, after_page = entry
        skip = skip and not row and not after_page
        if not skip:
            kept.append(entry)
        skip = not skip
    return kept


def _without_furniture(lines: list[Line]) -> list[Line]:
    """The lines of the letter itself; a line after dropped furniture inherits the break that the furniture hid."""
    dropped = {index for index, line in enumerate(lines) if line.text[0] in MAY_BEGIN and is_furniture(line.text)}
    # Among the first lines the case number is a field of the front page; further on it is a running head.
    dropped -= {next((index for index in sorted(dropped) if index < _FRONT and is_case_number(lines[index].text)), -1)}
    begins = [index for index, line in enumerate(lines) if line.after_page]
    if not dropped and not begins and not _ends_in_page_number(lines):
        return lines
    _peel(lines, begins, dropped, is_page_number)
    if begins:
        pages = [
            [lines[index].text for index in range(start, end) if index not in dropped]
            for start, end in pairwise([0, *begins, len(lines)])
        ]
        heads = running_heads(pages)
        if heads:
            _peel(lines, begins, dropped, lambda text: mask(text) in heads)
    return [
        line._replace(after_page=True) if index - 1 in dropped else line
        for index, line in enumerate(lines)
        if index not in dropped
    ]


def _ends_in_page_number(lines: list[Line]) -> bool:
    """Whether the last line is a bare number apart from the sentence before it: the number of the last page."""
    if len(lines) < 2 or not is_page_number(lines[-1].text):
        return False
    return lines[-1].after_blank and lines[-2].text[-1] in ".?!"


def _peel(lines: list[Line], begins: list[int], dropped: set[int], outer: Callable[[str], bool]) -> None:
    """Drop lines from the edges of pages inwards, and beside dropped ones, as long as `outer` is true of their words.

    The first line of all is kept: the case number may head the first page and, as a running head, all others.
    """
    edges = [len(lines) - 1, *begins, *(index - 1 for index in begins)]
    edges += [beside for index in dropped for beside in (index - 1, index + 1)]
    while edges:
        index = edges.pop()
        if 0 < index < len(lines) and index not in dropped and outer(lines[index].text):
            dropped.add(index)
            edges += [index - 1, index + 1]
