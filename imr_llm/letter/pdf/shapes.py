"""Whether the letters of a PDF's deciding words are drawn as the letters that its text says.

What a PDF gives as text is a table in the file: it may say "Overturned" where the page shows "Upheld". So the shapes of
the words that decide are held against those of the fonts that every PDF reader has built in. Fonts differ, so a word
counts as another only when its letters are, on the whole, clearly more like others than like themselves. Runs in the
child process that reads PDF files, and imports nothing but the PDF library.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from imr_llm.letter.pdf.sight import Glyph, View

# Short words are too few letters to tell by.
_DECIDING = re.compile(r"upheld|overturned|medically|necessary|appropriate", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FONTS = (b"Helvetica", b"Helvetica-Oblique", b"Times-Roman", b"Times-Bold", b"Times-Italic", b"Courier")
# A letter is looked at through a window of so many panes, each of which is dark or not.
_ACROSS, _DOWN = 8, 12
_DARK = 96
_SIZE, _STEP, _LINE = 16.0, 24.0, 32.0
# On average over a word, so many of 96 panes nearer to other letters than to its own. Honest words in other fonts than
# these stay below 6, words that lie are above 10.
_OTHERWISE = 8
_FEWEST = 4
# Letters that one shape may stand for, when its size is not looked at.
_ALIKE = tuple(
    frozenset(group)
    for group in ("cC", "oO", "sS", "vV", "wW", "xX", "zZ", "kK", "pP", "uU", "mM", "yY", "Il", "lI", "ij", "nh", "oQ")
)


class _Shape(NamedTuple):
    letter: str
    panes: int


def drawn_otherwise(view: View, unseen: set[int]) -> set[int]:
    """The indexes of the letters of deciding words that are drawn as other letters. `view.unseen()` comes first."""
    found: set[int] = set()
    for word in _deciding(view.glyphs, unseen):
        shapes = [(chr(glyph.code), panes) for glyph in word if (panes := _panes(view, glyph))]
        if len(shapes) >= _FEWEST and sum(_unlikeness(*shape) for shape in shapes) > _OTHERWISE * len(shapes):
            found |= {glyph.index for glyph in word}
    return found


def _deciding(glyphs: list[Glyph], unseen: set[int]) -> Iterator[list[Glyph]]:
    seen = [glyph for glyph in glyphs if glyph.index not in unseen]
    text = "".join(
        (" " if number and glyph.index != seen[number - 1].index + 1 else "") + chr(glyph.code)
        for number, glyph in enumerate(seen)
    )
    places = [place for place, letter in enumerate(text) if letter != " "]
    glyph_at = dict(zip(places, seen, strict=True))
    for match in _DECIDING.finditer(text):
        yield [glyph_at[place] for place in range(*match.span())]


def _unlikeness(letter: str, panes: int) -> int:
    """By how many panes a shape is nearer to the nearest other letter than to its own; negative where it is not."""
    own = other = _ACROSS * _DOWN
    for shape in _known_shapes():
        distance = (shape.panes ^ panes).bit_count()
        if shape.letter == letter:
            own = min(own, distance)
        elif not any(letter in group and shape.letter in group for group in _ALIKE):
            other = min(other, distance)
    return own - other


@cache
def _known_shapes() -> tuple[_Shape, ...]:
    """Every letter in the fonts that PDF readers have built in, as this reader draws it."""
    document = pdfium.FPDF_CreateNewDocument()
    page = pdfium.FPDFPage_New(document, 0, _STEP * (len(_LETTERS) + 1), _LINE * (len(_FONTS) + 1))
    for line, name in enumerate(_FONTS):
        font = pdfium.FPDFText_LoadStandardFont(document, name)
        for column, letter in enumerate(_LETTERS):
            item = pdfium.FPDFPageObj_CreateTextObj(document, font, _SIZE)
            pdfium.FPDFText_SetText(item, (pdfium.FPDF_WCHAR * 2)(ord(letter), 0))
            pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, _STEP * (column + 0.5), _LINE * (line + 0.5))
            pdfium.FPDFPage_InsertObject(page, item)
    pdfium.FPDFPage_GenerateContent(page)
    view = View(page, pdfium.FPDFText_LoadPage(page))
    view.unseen()
    return tuple(_Shape(chr(glyph.code), panes) for glyph in view.glyphs if (panes := _panes(view, glyph)))


def _panes(view: View, glyph: Glyph) -> int:
    """A letter's ink through the window, a bit a pane; 0 where there is none."""
    ink = view.ink(glyph)
    rows = [row for row in ink if max(row, default=0) >= _DARK]
    if not rows:
        return 0
    first = next(number for number, row in enumerate(ink) if max(row, default=0) >= _DARK)
    last = len(ink) - next(number for number, row in enumerate(reversed(ink)) if max(row, default=0) >= _DARK)
    columns = [column for column in range(len(rows[0])) if any(row[column] >= _DARK for row in rows)]
    left, wide, high = columns[0], columns[-1] + 1 - columns[0], last - first
    panes = 0
    for down in range(_DOWN):
        row = ink[first + (2 * down + 1) * high // (2 * _DOWN)]
        for across in range(_ACROSS):
            panes = 2 * panes + (row[left + (2 * across + 1) * wide // (2 * _ACROSS)] >= _DARK)
    return panes
