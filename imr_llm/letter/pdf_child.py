"""The text of one PDF, taken out in a process of its own. Run as a script, with nothing of the package imported.

A PDF from a stranger is the one input that is not read by Python alone, so this process first takes away its own means:
memory, processor time, files, core dumps. Arguments are the folder of the PDF library and the limits; the PDF comes on
standard input. One JSON object goes to standard output: `{"pages": [...]}`, the text page by page, or
`{"fault": ..., "page": ...}`, why there is none.
"""

import ctypes
import json
import math
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

if __name__ == "__main__":
    # Python was started without its site packages; the one that is needed stands in this folder.
    sys.path.append(sys.argv.pop(1))

# The bare bindings: the helpers of pypdfium2 would take half as long again to load.
import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

# How pdfium writes the hyphen of a word broken at a line's end (U+0002 in older versions), leaving out the break.
_BREAKING_HYPHENS = ("\ufffe", "\x02")
# A gap between two baselines wider than this many usual ones is an empty line: single spacing is 1, an empty line 2.
_WIDE = 1.35
# A page with fewer visible characters than this, more than half under pictures, is a scan with a stamp on it.
_FEW = 30


class FaultError(Exception):
    """Why the PDF gives no text, and on which page; page 0 is the whole file."""

    def __init__(self, fault: str, page: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.page = fault, page


class Row(NamedTuple):
    """A row of text as pdfium orders it.

    `first` is the index of its first visible character in the text page, by which pdfium gives font size, colour and
    place. `depth` is how far down the page its baseline lies, in points, seen in the direction of reading.
    """

    text: str
    first: int
    depth: float


def main(arguments: list[str]) -> None:
    """Read the PDF of standard input within the limits: bytes of memory, seconds, pages, characters."""
    memory, seconds, pages, characters = (int(argument) for argument in arguments)
    _limit(memory, seconds)
    try:
        answer: dict[str, object] = {"pages": _pages(sys.stdin.buffer.read(), pages, characters)}
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


def _pages(data: bytes, most_pages: int, most_characters: int) -> list[str]:
    """The text of every page, a line a row, an empty line where the page has one."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise FaultError("password" if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else "damaged")
    count = pdfium.FPDF_GetPageCount(document)
    if count > most_pages:
        raise FaultError("too_costly")
    rows: list[list[Row]] = []
    left = most_characters
    for number in range(1, count + 1):
        page = pdfium.FPDF_LoadPage(document, number - 1)
        words = pdfium.FPDFText_LoadPage(page) if page else None
        if not words:
            raise FaultError("damaged", number)
        left -= max(pdfium.FPDFText_CountChars(words), 0)
        if left < 0:
            raise FaultError("too_costly", number)
        rows.append(list(_rows(words)))
        if sum(len(row.text) for row in rows[-1]) < _FEW and _is_pictured(page):
            raise FaultError("no_text_layer", number)
        pdfium.FPDFText_ClosePage(words)
        pdfium.FPDF_ClosePage(page)
    if not any(rows):
        raise FaultError("no_text_layer" if count else "damaged")
    pitch = _pitch(rows)
    return [_spaced(page_rows, pitch) for page_rows in rows]


def _rows(words: object) -> Iterator[Row]:
    """The rows of a text page that have words, stripped."""
    codes = [pdfium.FPDFText_GetUnicode(words, index) for index in range(pdfium.FPDFText_CountChars(words))]
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
            yield Row(text.strip(), first, _depth(words, first))
        start = end + 1


def _depth(words: object, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(words, index, x, y)
    angle = pdfium.FPDFText_GetCharAngle(words, index)
    depth: float = x.value * math.sin(angle) - y.value * math.cos(angle)
    return depth


def _pitch(pages: list[list[Row]]) -> float:
    """The usual distance of two baselines: the median over the file."""
    gaps = sorted(
        below.depth - above.depth for rows in pages for above, below in pairwise(rows) if below.depth - above.depth > 1
    )
    return gaps[(len(gaps) - 1) // 2] if gaps else math.inf


def _spaced(rows: list[Row], pitch: float) -> str:
    lines: list[str] = []
    for index, row in enumerate(rows):
        if index and row.depth - rows[index - 1].depth > _WIDE * pitch:
            lines.append("")
        lines.append(row.text)
    return "\n".join(lines)


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
