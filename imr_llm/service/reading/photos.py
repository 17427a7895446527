"""Several photos of one letter, made into one file with a page for each, in memory."""

import io
from collections.abc import Iterator, Sequence

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.scans.job import Job, ScanFaultError
from imr_llm.letter.scans.reader import ScanLimits
from imr_llm.machine import SCANS

# Of the pages as JPEG within the TIFF: letters look the same, and ten photos stay below the limit of one file.
_QUALITY = 85
_NAME = "letter"


def in_one_file(sizes: Sequence[int], data: bytes, limits: ScanLimits) -> bytes:
    """One TIFF file of several pictures, which follow each other in `data` and have `sizes` bytes; in their order.

    Raises UnreadableLetterError for a picture that is damaged or over the limits, and where Pillow is not installed.
    """
    try:
        from imr_llm.letter.scans.pictures import pictures
    except ImportError:
        raise UnreadableLetterError(_NAME, LetterFault.OCR_MISSING, SCANS.hint()) from None
    job = Job("", (), round(limits.seconds), limits.page_seconds, limits.memory, limits.pixels, limits.pages)
    try:
        first, *others = [page for photo in _parts(sizes, data) for _, page in pictures(photo, job)]
    except ScanFaultError as error:
        advice = "one of the pictures is damaged or too large; take or save it again"
        raise UnreadableLetterError(_NAME, LetterFault(error.fault), advice) from None
    made = io.BytesIO()
    first.save(made, "TIFF", save_all=True, append_images=others, compression="jpeg", quality=_QUALITY)
    return made.getvalue()


def _parts(sizes: Sequence[int], data: bytes) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size
