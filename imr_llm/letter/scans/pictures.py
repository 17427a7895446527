"""From a file to its pages as grey pictures, upright as the camera says, with square pixels, none too large.

Runs in the child. Only the formats named here are opened, and the size of a picture is looked at before its pixels
are, so that a small file cannot unfold into a large one.
"""

import ctypes
import io
from collections.abc import Iterator

from PIL import Image

from imr_llm.letter.scans.job import Job, ScanFaultError

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")
# In pixels: a letter page of 11 inches at 300 dpi, at which those of a PDF are drawn; and the largest that helps.
_LONG_SIDE, _LONGEST = 3300, 4300
# Pixels whose sides differ by less count as square. A fax has 204 by 98 or 204 by 196 to the inch.
_SQUARE = 1.15
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise for broken files.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError)


def pictures(data: bytes, job: Job) -> Iterator[tuple[int, Image.Image]]:
    """The pages of a file with their numbers, one at a time.

    Raises ScanFaultError for what cannot be decoded or is over the limits.
    """
    return _rendered(data, job) if job.wanted else _decoded(data, job)


def _decoded(data: bytes, job: Job) -> Iterator[tuple[int, Image.Image]]:
    # Our own limit is looked at first; Pillow's would warn below it.
    Image.MAX_IMAGE_PIXELS = None
    try:
        file = Image.open(io.BytesIO(data), formats=FORMATS)
        # Further frames of other formats are films, previews and depths, not pages.
        count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
    except _BROKEN:
        raise ScanFaultError("damaged") from None
    if count > job.pages:
        raise ScanFaultError("too_costly")
    for number in range(1, count + 1):
        try:
            file.seek(number - 1)
            if file.width * file.height > job.pixels:
                raise ScanFaultError("too_costly", number)
            page = _normal(file)
        except _BROKEN:
            raise ScanFaultError("damaged", number) from None
        yield number, page


def _normal(file: Image.Image) -> Image.Image:
    x, y = _resolution(file)
    upright = _UPRIGHT.get(file.getexif().get(_ORIENTATION, 1))
    # A large JPEG is decoded at a half, a quarter or an eighth, which costs as much less.
    file.draft("L", (_LONGEST, _LONGEST))
    if file.has_transparency_data:
        grey = Image.alpha_composite(Image.new("RGBA", file.size, "white"), file.convert("RGBA")).convert("L")
    elif file.mode.startswith("I;16"):
        grey = file.convert("F").point(lambda value: value * (1 / 256) + 0).convert("L")
    else:
        grey = file.convert("L")
    if max(x, y) > _SQUARE * min(x, y):
        grey = grey.resize((round(grey.width * max(x, y) / x), round(grey.height * max(x, y) / y)))
    return _sized(grey if upright is None else grey.transpose(upright))


def _resolution(file: Image.Image) -> tuple[float, float]:
    """Dots to the inch across and down; equal where the file does not say."""
    x, y = (float(value) for value in file.info.get("dpi", (1, 1)))
    return (x, y) if x > 0 and y > 0 and 1 / 4 <= x / y <= 4 else (1.0, 1.0)


def _sized(picture: Image.Image) -> Image.Image:
    picture.thumbnail((_LONGEST, _LONGEST))
    return picture


def _rendered(data: bytes, job: Job) -> Iterator[tuple[int, Image.Image]]:
    """Pages of a PDF drawn as pictures."""
    import pypdfium2_raw as pdfium  # type: ignore[import-untyped]

    if len(job.wanted) > job.pages:
        raise ScanFaultError("too_costly")
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ScanFaultError("damaged")
    for number in job.wanted:
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            raise ScanFaultError("damaged", number)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = _LONG_SIDE / max(width, height, 1)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            raise ScanFaultError("too_costly", number)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
        pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDF_ClosePage(page)
        yield number, Image.frombuffer("L", size, pixels, "raw", "L", stride, 1)
