"""What kind of file it is, by its first bytes; a name's ending proves nothing."""

import re

from imr_llm.errors import LetterFault

_PICTURE = "this is a {}, which cannot be read; save it as JPEG, PNG or PDF and give that"
_DOCUMENT = "this is a {}; save it as PDF or as plain text and give that"

# What a file begins with, what to call it, and why it is not read.
_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str, LetterFault], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), advice.format(name), fault)
    for pattern, name, advice, fault in (
        (rb".{4}ftyp(?:hei|hev|mif1|msf1|avif)", "HEIC picture", _PICTURE, LetterFault.PICTURE),
        (rb"PK\x03\x04.{0,2000}word/", "Word document", _DOCUMENT, LetterFault.NOT_TEXT),
        (rb"PK(?:\x03\x04|\x05\x06)", "Word document or ZIP archive", _DOCUMENT, LetterFault.NOT_TEXT),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word document", _DOCUMENT, LetterFault.NOT_TEXT),
        (rb"\s*\{\\rtf", "RTF document", _DOCUMENT, LetterFault.NOT_TEXT),
        (rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)", "web page", _DOCUMENT, LetterFault.NOT_TEXT),
    )
)
# Pictures that are read, by what they begin with.
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "image/bmp"),
)
_HEAD = 4096
_PDF = b"%PDF-"
_PDF_WITHIN = 1024


def refusal(data: bytes) -> tuple[LetterFault, str] | None:
    """Why a file of this kind is not read, and what to do; null for a PDF, a picture and for what may be text."""
    head = data[:_HEAD]
    return next(((fault, advice) for pattern, advice, fault in _BEGINNINGS if pattern.match(head)), None)


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF: readers take one whose mark stands anywhere in its first 1,024 bytes."""
    return _PDF in data[: _PDF_WITHIN + len(_PDF)]


def media_type(data: bytes) -> str:
    """What is read of a file that is not refused: a picture of some kind, a PDF, or text."""
    picture = next((name for pattern, name in _PICTURES if pattern.match(data)), None)
    return picture or ("application/pdf" if is_pdf(data) else "text/plain")
