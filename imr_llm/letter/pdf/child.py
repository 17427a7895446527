"""The text of one PDF, taken out in a process of its own. Run as a script, with nothing of the package imported.

A PDF from a stranger is the one input that is not read by Python alone, so this process first takes away its own means:
memory, processor time, files, core dumps. Arguments are the folder of the PDF library and the limits; the PDF comes on
standard input. One JSON object goes to standard output: `{"pages": [...], "doubts": [...]}`, the text page by page and
null for a page that is a picture, and pairs of what is wrong with a page and with which words; or
`{"fault": ..., "page": ...}`, why there is none.
"""

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

if __name__ == "__main__":
    # Python was started without its site packages; the one that is needed stands in this folder.
    sys.path.append(sys.argv.pop(1))
    # The neighbours of this file are loaded by their names, their packages are not.
    _here = Path(__file__).parent
    for _name, _folder in (
        ("imr_llm", _here.parents[1]),
        ("imr_llm.letter", _here.parent),
        ("imr_llm.letter.pdf", _here),
    ):
        sys.modules[_name] = ModuleType(_name)
        sys.modules[_name].__path__ = [str(_folder)]

# The bare bindings: the helpers of pypdfium2 would take half as long again to load.
import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

from imr_llm.letter.pdf.marks import has_notes, not_drawn, struck_through, take_given_words
from imr_llm.letter.pdf.rows import Row, drawn_in_another_order, pitch_of, rows_of, spaced
from imr_llm.letter.pdf.shapes import drawn_otherwise
from imr_llm.letter.pdf.sight import Glyph, View

# A page with fewer visible characters than this, more than half under pictures, is a scan with stamps or a fax's head.
_FEW = 300
# So much of the words in doubt is told.
_MOST_TOLD = 2000


class FaultError(Exception):
    """Why the PDF gives no text, and on which page; page 0 is the whole file."""

    def __init__(self, fault: str, page: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.page = fault, page


class Doubt(NamedTuple):
    """What is wrong with a page, and the words that it concerns."""

    kind: str
    words: str


class Page(NamedTuple):
    """The rows of a page that can be seen, and what is wrong with it. `pictured`: pictures stand in place of words."""

    rows: list[Row]
    doubts: list[Doubt]
    pictured: bool
    drawn: bool


def main(arguments: list[str]) -> None:
    """Read the PDF of standard input within the limits: bytes of memory, seconds, pages, characters."""
    memory, seconds, pages, characters = (int(argument) for argument in arguments)
    _limit(memory, seconds)
    try:
        answer = _answer(list(_pages(sys.stdin.buffer.read(), pages, characters)))
    except FaultError as error:
        answer = {"fault": error.fault, "page": error.page}
    except MemoryError:
        answer = {"fault": "too_costly", "page": 0}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # macOS refuses a limit on address space; there the limits of time and size remain.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _pages(data: bytes, most_pages: int, most_characters: int) -> Iterator[Page]:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise FaultError("password" if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else "damaged")
    count = pdfium.FPDF_GetPageCount(document)
    if count > most_pages:
        raise FaultError("too_costly")
    left = most_characters
    for number in range(1, count + 1):
        page = pdfium.FPDF_LoadPage(document, number - 1)
        given = take_given_words(page) if page else []
        words = pdfium.FPDFText_LoadPage(page) if page else None
        if not words:
            raise FaultError("damaged", number)
        left -= max(pdfium.FPDFText_CountChars(words), 0)
        if left < 0:
            raise FaultError("too_costly", number)
        yield _read(page, words, given)
        pdfium.FPDFText_ClosePage(words)
        pdfium.FPDF_ClosePage(page)


def _read(page: Any, words: Any, given: list[str]) -> Page:
    view = View(page, words)
    unseen = view.unseen()
    otherwise = drawn_otherwise(view, unseen)
    rows = list(rows_of(words, unseen | otherwise))
    seen = [glyph for glyph in view.glyphs if glyph.index not in unseen]
    doubts = [
        Doubt("unseen", _told(view.glyphs, unseen)),
        Doubt("otherwise", " ".join([_told(view.glyphs, otherwise), *not_drawn(given, seen)]).strip()[:_MOST_TOLD]),
        Doubt("struck", _told(seen, struck_through(page, seen))),
        Doubt("order", " ".join(row.text for row in drawn_in_another_order(words, rows))[:_MOST_TOLD]),
        Doubt("noted", "a note" if has_notes(page) else ""),
    ]
    few = sum(len(row.text) for row in rows) < _FEW
    return Page(
        rows,
        [doubt for doubt in doubts if doubt.words],
        pictured=few and _is_pictured(page),
        drawn=bool(pdfium.FPDFPage_CountObjects(page)),
    )


def _answer(pages: list[Page]) -> dict[str, object]:
    """The text of every page, a line a row, an empty line where the page has one; null for a page that is a picture."""
    rows = [page.rows for page in pages]
    # Where no page has words, some program may have written them as outlines.
    pictured = [page.pictured or (page.drawn and not any(rows)) for page in pages]
    if not any(rows) and not any(pictured):
        raise FaultError("no_text_layer" if pages else "damaged")
    pitch = pitch_of(rows)
    texts = [None if picture else spaced(row, pitch) for row, picture in zip(rows, pictured, strict=True)]
    doubts = [doubt for page, text in zip(pages, texts, strict=True) if text is not None for doubt in page.doubts]
    return {"pages": texts, "doubts": doubts}


def _told(glyphs: list[Glyph], indexes: set[int]) -> str:
    """The words of some characters, parted where others stand between them."""
    words: list[str] = []
    before = -1
    for glyph in glyphs:
        if glyph.index in indexes:
            words.append(("" if glyph.index == before + 1 else " ") + chr(glyph.code))
            before = glyph.index
    return "".join(words).strip()[:_MOST_TOLD].encode("utf-8", "replace").decode()


def _is_pictured(page: object) -> bool:
    """Whether pictures cover more than half of a page."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    covered = 0.0
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            covered += (right.value - left.value) * (top.value - bottom.value)
    half: float = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page) / 2
    return covered > half


if __name__ == "__main__":
    main(sys.argv[1:])
