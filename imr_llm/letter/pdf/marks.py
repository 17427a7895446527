"""What lies over or behind the words of a PDF page: other words given for them, lines through them, notes on top.

Runs in the child process that reads PDF files, and imports nothing but the PDF library.
"""

import ctypes
import unicodedata
from collections.abc import Iterable
from typing import Any

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from imr_llm.letter.pdf.sight import Glyph, objects

_GIVEN = "ActualText"
_LONGEST_GIVEN = 4096
# A line through a word: at most so thick, in points; where it crosses letters, as shares of their height; how many.
_THICKEST, _LOW, _HIGH, _FEWEST = 3.0, 0.25, 0.75, 3
# Notes that people leave on their own copy, and what programs put there, change no word.
_HARMLESS_NOTES = frozenset(
    (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE)
)


def take_given_words(page: Any) -> list[str]:
    """Take the words away that a PDF gives in place of drawn ones, so that the drawn ones are read; what they were."""
    found = []
    for item in objects(page, pdfium.FPDF_PAGEOBJ_TEXT):
        for number in reversed(range(pdfium.FPDFPageObj_CountMarks(item))):
            mark = pdfium.FPDFPageObj_GetMark(item, number)
            given = _given(mark)
            if given is not None:
                found.append(given)
                pdfium.FPDFPageObj_RemoveMark(item, mark)
    return found


def not_drawn(given: Iterable[str], glyphs: Iterable[Glyph]) -> list[str]:
    """Of words given in place of drawn ones, those that are not on the page; ligatures and hyphens may differ."""
    drawn = _letters("".join(chr(glyph.code) for glyph in glyphs))
    return [words for words in dict.fromkeys(given) if _letters(words) not in drawn]


def struck_through(page: Any, glyphs: list[Glyph]) -> set[int]:
    """The indexes of the characters that a thin line crosses in the middle, three or more letters at once."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found: set[int] = set()
    for item in objects(page, pdfium.FPDF_PAGEOBJ_PATH):
        pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        if not (0 <= top.value - bottom.value <= _THICKEST <= right.value - left.value):
            continue
        level = (top.value + bottom.value) / 2
        crossed = {
            glyph.index
            for glyph in glyphs
            if left.value <= (glyph.left + glyph.right) / 2 <= right.value
            and _LOW <= (level - glyph.bottom) / max(glyph.top - glyph.bottom, 1) <= _HIGH
            and chr(glyph.code).isalnum()
        }
        if len(crossed) >= _FEWEST:
            found |= crossed
    return found


def has_notes(page: Any) -> bool:
    """Whether notes, stamps or marks were put on top of the page that may say other than the page does."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        hidden = pdfium.FPDFAnnot_GetFlags(note) & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind not in _HARMLESS_NOTES and not hidden:
            return True
    return False


def _given(mark: Any) -> str | None:
    size = ctypes.c_ulong()
    text = (pdfium.FPDF_WCHAR * _LONGEST_GIVEN)()
    if not pdfium.FPDFPageObjMark_GetParamStringValue(mark, _GIVEN.encode(), text, 2 * _LONGEST_GIVEN, size):
        return None
    return bytes(text)[: min(size.value, 2 * _LONGEST_GIVEN)].decode("utf-16-le", "replace").rstrip("\0")


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())
