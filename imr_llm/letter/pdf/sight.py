"""Which characters of a PDF page can be seen: the page is drawn with its words and without them, and compared.

Whatever hides a word (white ink, no ink, a picture or a box on top of it, a place off the sheet, a layer that is turned
off), the sheet looks the same without it. Words printed one over the other are taken away in turns. Runs in the child
process that reads PDF files, and imports nothing but the PDF library.
"""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

# Pixels a point: 144 to the inch, where the thinnest stroke of a letter of 8 points has its full ink.
_SCALE = 2.0
_MOST_PIXELS = 6_000_000
# Of 255 steps of grey. Ink that differs less from what is behind it is not seen by everybody; letters have over 200.
_LEAST_CONTRAST = 64
# In points: smaller print cannot be read, nor can letters that are squeezed narrower than a hair.
_SMALLEST_PRINT, _NARROWEST = 4.0, 0.3
# Words printed over each other are told apart in so many layers; no letter has more than one.
_MOST_LAYERS = 4
_CELL = 4.0
# Forms within forms: deeper ones are not opened, and what they draw counts as paper.
_DEEPEST = 8


class Glyph(NamedTuple):
    """A character that leaves ink: its index in the text page, its code, what draws it, its box in points."""

    index: int  # type: ignore[assignment]
    code: int
    drawn_by: int
    left: float
    bottom: float
    right: float
    top: float


class Sheet(NamedTuple):
    """A page as drawn, in grey: `pixels` row by row, of which each takes `stride` bytes."""

    pixels: bytes
    stride: int


class View:
    """One page as a reader sees it. `drawn` is the whole sheet, `paper` what is left of it without words."""

    def __init__(self, page: Any, words: Any) -> None:
        self._page, self._words = page, words
        self._texts = {_address(item): item for item in objects(page, pdfium.FPDF_PAGEOBJ_TEXT)}
        self.glyphs = [*_glyphs(words)]
        wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = min(_SCALE, (_MOST_PIXELS / max(wide * high, 1)) ** 0.5)
        self._size = max(1, round(wide * scale)), max(1, round(high * scale))
        self._placed = _placing(page, *self._size)
        self.drawn = self.paper = self._draw(frozenset())

    def unseen(self) -> set[int]:
        """The indexes of the characters that cannot be seen, or are too small to be read."""
        layers, found = self._layers()
        # What no character comes from may still draw: the second print of a word that is printed twice to be bold.
        unread = self._texts.keys() - {glyph.drawn_by for glyph in self.glyphs}
        for number, layer in enumerate(layers):
            without = self._draw(unread | {glyph.drawn_by for glyph in layer})
            if number == 0:
                self.paper = without
            found |= {glyph.index for glyph in layer if not self._is_seen(glyph, without)}
        return found

    def box(self, glyph: Glyph) -> tuple[int, int, int, int]:
        """Where a character stands on the sheet: left, top, right, bottom, in pixels, within the sheet."""
        left, top = self._placed(glyph.left, glyph.top)
        right, bottom = self._placed(glyph.right, glyph.bottom)
        (left, right), (top, bottom) = sorted((left, right)), sorted((top, bottom))
        width, height = self._size
        return max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1)

    def ink(self, glyph: Glyph) -> list[list[int]]:
        """What a character adds to the paper: steps of grey, row by row of its box."""
        left, top, right, bottom = self.box(glyph)
        drawn, paper, stride = self.drawn.pixels, self.paper.pixels, self.drawn.stride
        rows = (slice(row * stride + left, row * stride + right) for row in range(top, bottom))
        return [[abs(ink - bare) for ink, bare in zip(drawn[row], paper[row], strict=True)] for row in rows]

    def _is_seen(self, glyph: Glyph, without: Sheet) -> bool:
        if _is_tiny(self._words, glyph):
            return False
        left, top, right, bottom = self.box(glyph)
        stride, drawn, bare = self.drawn.stride, self.drawn.pixels, without.pixels
        middle = (top + bottom) // 2
        # From the middle outwards: nearly all letters have ink on the first rows that are looked at.
        for row in (*range(middle, bottom), *range(middle - 1, top - 1, -1)):
            ink, paper = (pixels[row * stride + left : row * stride + right] for pixels in (drawn, bare))
            if ink != paper and max(abs(a - b) for a, b in zip(ink, paper, strict=True)) >= _LEAST_CONTRAST:
                return True
        return False

    def _layers(self) -> tuple[list[list[Glyph]], set[int]]:
        """The characters in layers, in none of which something is drawn over another; and those in no layer."""
        over = _overlaps(self.glyphs)
        layer_of: dict[int, int] = {}
        for item in dict.fromkeys(glyph.drawn_by for glyph in self.glyphs):
            taken = {layer_of.get(other) for other in over.get(item, ())}
            layer_of[item] = next(number for number in range(len(taken) + 1) if number not in taken)
        layers: list[list[Glyph]] = [[] for _ in range(min(_MOST_LAYERS, 1 + max(layer_of.values(), default=-1)))]
        left_over: set[int] = set()
        for glyph in self.glyphs:
            number = layer_of[glyph.drawn_by]
            if number < _MOST_LAYERS:
                layers[number].append(glyph)
            else:
                left_over.add(glyph.index)
        return layers, left_over

    def _draw(self, left_out: set[int] | frozenset[int]) -> Sheet:
        """The page in grey, with the notes and stamps on it, without some of the objects that draw words."""
        width, height = self._size
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            raise MemoryError
        items = [self._texts[address] for address in left_out if address in self._texts]
        for item in items:
            pdfium.FPDFPageObj_SetIsActive(item, False)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        for item in items:
            pdfium.FPDFPageObj_SetIsActive(item, True)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return Sheet(pixels, stride)


def objects(page: Any, kind: int) -> Iterator[Any]:
    """The objects of one kind that a page draws, in the order of drawing; those of its forms among them."""

    def opened(holder: Any, count: Any, get: Any, depth: int) -> Iterator[Any]:
        for number in range(count(holder)):
            item = get(holder, number)
            found = pdfium.FPDFPageObj_GetType(item)
            if found == kind:
                yield item
            if found == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                yield from opened(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)

    return opened(page, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, 0)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _glyphs(words: Any) -> Iterator[Glyph]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(pdfium.FPDFText_CountChars(words)):
        code = pdfium.FPDFText_GetUnicode(words, index)
        if pdfium.FPDFText_IsGenerated(words, index) or not chr(code).strip():
            continue
        pdfium.FPDFText_GetCharBox(words, index, left, right, bottom, top)
        drawn_by = _address(pdfium.FPDFText_GetTextObject(words, index))
        yield Glyph(index, code, drawn_by, left.value, bottom.value, right.value, top.value)


def _placing(page: Any, width: int, height: int) -> Callable[[float, float], tuple[float, float]]:
    """From points on the page to pixels on the sheet; both axes run straight, whichever way the page is turned."""
    across, down = ctypes.c_int(), ctypes.c_int()

    def place(x: float, y: float) -> tuple[float, float]:
        # Answers are whole pixels, so a sheet a thousand times as large is asked about.
        pdfium.FPDF_PageToDevice(page, 0, 0, width * 1000, height * 1000, 0, x, y, across, down)
        return across.value / 1000, down.value / 1000

    zero, one, up = place(0, 0), place(1000, 0), place(0, 1000)
    by_x = (one[0] - zero[0]) / 1000, (one[1] - zero[1]) / 1000
    by_y = (up[0] - zero[0]) / 1000, (up[1] - zero[1]) / 1000
    return lambda x, y: (zero[0] + x * by_x[0] + y * by_y[0], zero[1] + x * by_x[1] + y * by_y[1])


def _is_tiny(words: Any, glyph: Glyph) -> bool:
    """Whether a character is too small or too narrow to be read. A dot or a dash may be; its font size says."""
    if glyph.top - glyph.bottom >= _SMALLEST_PRINT and glyph.right - glyph.left >= _NARROWEST:
        return False
    loose = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(words, glyph.index, loose):
        return False
    across, up = abs(loose.right - loose.left), abs(loose.top - loose.bottom)
    return max(across, up) < _SMALLEST_PRINT or (chr(glyph.code).isalnum() and min(across, up) < _NARROWEST)


def _overlaps(glyphs: list[Glyph]) -> dict[int, set[int]]:
    """For each object that draws words, the others that print a letter over the middle of one of its letters."""
    middles: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for glyph in glyphs:
        across, up = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        middles.setdefault((int(across // _CELL), int(up // _CELL)), []).append((across, up, glyph.drawn_by))
    over: dict[int, set[int]] = {}
    for glyph in glyphs:
        for across, up, other in _near(glyph, middles):
            inside = glyph.left < across < glyph.right and glyph.bottom < up < glyph.top
            if inside and other != glyph.drawn_by:
                over.setdefault(glyph.drawn_by, set()).add(other)
                over.setdefault(other, set()).add(glyph.drawn_by)
    return over


def _near(
    glyph: Glyph, middles: dict[tuple[int, int], list[tuple[float, float, int]]]
) -> Iterator[tuple[float, float, int]]:
    for column in range(int(glyph.left // _CELL), int(glyph.right // _CELL) + 1):
        for row in range(int(glyph.bottom // _CELL), int(glyph.top // _CELL) + 1):
            yield from middles.get((column, row), ())
