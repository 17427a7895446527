"""Scans and photos of letters, made from their text: drawn by pdfium in Times, then spoilt as paper and cameras do.

Everything is the same on every run.
"""

import io
import random
import textwrap
from collections.abc import Callable, Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from imr_llm.letter.model import Letter
from imr_llm.letter.scans.job import ReadPage, ReadRow, ReadWord
from imr_llm.letter.scans.reader import ReadScan
from imr_llm.letter.scans.text import scanned_text
from imr_llm.letter.scans.vocabulary import mended
from imr_llm.letter.text.lines import lines_of
from tests.letter.factories import pdf

_WIDTH, _PAGE = 95, 42
Picture = Image.Image


def sheets(text: str, length: int = _PAGE) -> list[list[str]]:
    """The rows of a letter's text, page by page; a row that is wider than a sheet is wrapped."""
    rows: list[str] = []
    for line in lines_of(text)[0]:
        rows += [*([""] if line.after_blank and rows else []), *textwrap.wrap(line.text, _WIDTH)]
    return [rows[start : start + length] for start in range(0, len(rows), length)]


def drawn(pages: Sequence[Sequence[str]], dpi: int = 200) -> list[Picture]:
    """Pages of rows as grey pictures of a letter sheet."""
    known = [[row.encode("cp1252", "replace").decode("cp1252") for row in page] for page in pages]
    document = pypdfium2.PdfDocument(pdf(known, size=12, font="Times-Roman"))
    return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]


def scanned(text: str, dpi: int = 200) -> list[Picture]:
    return drawn(sheets(text), dpi)


def skewed(page: Picture, degrees: float = 2.0) -> Picture:
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def noisy(page: Picture, strength: int = 90, specks: int = 2) -> Picture:
    """Grain of `strength` steps of grey around each pixel's own, and of 256 pixels `specks` black and as many white."""
    noise = Image.frombytes("L", page.size, random.Random(7).randbytes(page.width * page.height))  # noqa: S311
    grain = noise.point([value * strength // 255 for value in range(256)])
    grainy = ImageChops.add(page, grain, 1, -strength // 2)
    black = noise.point([255 if value < specks else 0 for value in range(256)])
    white = noise.point([255 if value > 255 - specks else 0 for value in range(256)])
    grainy.paste(0, mask=black)
    grainy.paste(255, mask=white)
    return grainy


def photographed(page: Picture, quality: int = 60) -> Picture:
    """Seen from the side on a dark table, in uneven light, a little out of focus, as a JPEG."""
    wide, high = round(page.width * 1.08), round(page.height * 1.08)
    # Where the corners of the picture lie on the sheet: upper left, lower left, lower right, upper right.
    corners = (-0.05, -0.03, -0.02, 1.04, 1.03, 1.02, 1.06, -0.05)
    quad = [share * (page.height if n % 2 else page.width) for n, share in enumerate(corners)]
    seen = page.transform((wide, high), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=70)
    across = Image.linear_gradient("L").rotate(90).resize(seen.size)
    light = ImageChops.add(across.point([110 + value // 2 for value in range(256)]), _lamp(seen.size), 1, -20)
    dim = ImageChops.multiply(seen, light).filter(ImageFilter.GaussianBlur(page.width / 1700))
    return _as_jpeg(noisy(dim, 24, 0), quality)


def _lamp(size: tuple[int, int]) -> Picture:
    return Image.radial_gradient("L").resize(size).point([40 - value // 6 for value in range(256)])


def _as_jpeg(page: Picture, quality: int) -> Picture:
    return reopened(encoded(page, "JPEG", quality=quality))


def reopened(data: bytes) -> Picture:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def encoded(page: Picture, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    # Pillow leaves a mark on what it saves that spoils the next kind of file.
    page.copy().save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def tiff(pages: Sequence[Picture], **options: object) -> bytes:
    """All pages in one TIFF file."""
    return encoded(pages[0], "TIFF", save_all=True, append_images=[page.copy() for page in pages[1:]], **options)


def scanned_pdf(pages: Sequence[Picture], dpi: int = 200) -> bytes:
    """All pages as the pictures of one PDF."""
    return encoded(pages[0], "PDF", save_all=True, append_images=[page.copy() for page in pages[1:]], resolution=dpi)


def read_as(pages: Sequence[Sequence[str]], sure: float = 96.0) -> Letter:
    """A letter of these rows as if they had been read from pictures, each word with the same confidence."""
    read = []
    for number, page in enumerate(pages, start=1):
        rows: list[ReadRow] = []
        gap = False
        for count, row in enumerate(page):
            words = mended([ReadWord(word, sure) for word in row.split()])
            if words:
                rows.append(ReadRow(words, gap, 0.09 + 0.019 * count))
            gap = not words
        read.append(ReadPage(number, tuple(rows), sure, ()))
    text, scan = scanned_text(ReadScan("tesseract 5", tuple(read)))
    return Letter("scan", "0" * 64, text, "image/tiff", (), scan)


def with_thumb(page: Picture, across: float, down: float, size: float = 0.12) -> Picture:
    """A thumb on the sheet, its middle at shares of the width and height."""
    spoilt = page.copy()
    x, y, reach = across * page.width, down * page.height, size * page.width
    ImageDraw.Draw(spoilt).ellipse((x - reach, y - reach * 0.7, x + reach, y + reach * 0.7), fill=150)
    return spoilt


def greyed(page: Picture) -> Picture:
    return page.point([90 + value * 80 // 255 for value in range(256)])


def bomb() -> bytes:
    """A few kilobytes that unfold to a hundred million pixels."""
    return encoded(Image.new("1", (10_000, 10_000), 1), "PNG")


CONDITIONS: dict[str, Callable[[Picture], Picture]] = {
    "clean": lambda page: page,
    "skewed by 2 degrees": skewed,
    "noisy": noisy,
    "photographed": photographed,
}
