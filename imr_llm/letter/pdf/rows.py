"""The rows of a PDF page, and the gaps between them. Runs in the child process that reads PDF files."""

import ctypes
import math
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

# How pdfium writes the hyphen of a word broken at a line's end (U+0002 in older versions), leaving out the break.
_BREAKING_HYPHENS = ("\ufffe", "\x02")
# A gap between two baselines wider than this many usual ones is an empty line: single spacing is 1, an empty line 2.
_WIDE = 1.35
_DECISION = re.compile(r"\b(?:upheld|overturned)\b", re.IGNORECASE)
# Letters may be pushed together or set a little higher; a row that steps back or up by more is drawn in another order.
_STEP_BACK, _STEP_UP = 3.0, 2.0


class Row(NamedTuple):
    """A row of text as pdfium orders it.

    `first` and `end` are the range of its characters in the text page. `depth` is how far down the page its baseline
    lies, in points, seen in the direction of reading.
    """

    text: str
    first: int
    end: int
    depth: float


def rows_of(words: Any, left_out: Collection[int] = ()) -> Iterator[Row]:
    """The rows of a text page that have words, stripped, without some of its characters."""
    codes = [
        0x20 if index in left_out else pdfium.FPDFText_GetUnicode(words, index)
        for index in range(pdfium.FPDFText_CountChars(words))
    ]
    start = 0
    for end, code in enumerate([*codes, 0x0A]):
        character = chr(code)
        broken = character in _BREAKING_HYPHENS
        if not broken and character not in "\r\n":
            continue
        units = [*codes[start:end], 0x2D] if broken else codes[start:end]
        # Characters beyond the first plane may come as two surrogates; a lone one is no character.
        text = "".join(map(chr, units)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if text.strip():
            first = start + len(text) - len(text.lstrip())
            yield Row(text.strip(), first, end, _places(words, first)[1])
        start = end + 1


def _places(words: Any, index: int) -> tuple[float, float]:
    """How far a character is along its row, and how far down the page its row is, in the direction of reading."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(words, index, x, y)
    angle = pdfium.FPDFText_GetCharAngle(words, index)
    sine, cosine = math.sin(angle), math.cos(angle)
    return x.value * cosine + y.value * sine, x.value * sine - y.value * cosine


def drawn_in_another_order(words: Any, rows: list[Row]) -> list[Row]:
    """The rows with a decision word that stand elsewhere on the page than in the text, or whose letters do."""
    found = []
    for number, row in enumerate(rows):
        if not _DECISION.search(row.text):
            continue
        before = rows[number - 1].depth if number else -math.inf
        after = rows[number + 1].depth if number + 1 < len(rows) else math.inf
        alone = len(row.text.split()) <= 3
        along = [
            _places(words, index)[0]
            for index in range(row.first, row.end)
            if not pdfium.FPDFText_IsGenerated(words, index)
        ]
        mixed = any(right < left - _STEP_BACK for left, right in pairwise(along))
        if mixed or (alone and (row.depth < before - _STEP_UP or after < row.depth - _STEP_UP)):
            found.append(row)
    return found


def pitch_of(pages: list[list[Row]]) -> float:
    """The usual distance of two baselines: the median over the file."""
    gaps = sorted(
        below.depth - above.depth for rows in pages for above, below in pairwise(rows) if below.depth - above.depth > 1
    )
    return gaps[(len(gaps) - 1) // 2] if gaps else math.inf


def spaced(rows: list[Row], pitch: float) -> str:
    """The rows as lines, with an empty one where the page has it."""
    lines: list[str] = []
    for index, row in enumerate(rows):
        if index and row.depth - rows[index - 1].depth > _WIDE * pitch:
            lines.append("")
        lines.append(row.text)
    return "\n".join(lines)
