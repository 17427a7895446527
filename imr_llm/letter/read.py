"""From a file, standard input or bytes to a letter's text; what is no readable letter is refused with advice."""

import codecs
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from imr_llm.errors import LetterFault, UnreadableLetterError, UsageError
from imr_llm.letter.files.kinds import media_type, refusal
from imr_llm.letter.model import Letter
from imr_llm.letter.pdf.reader import PdfText, read_pdf
from imr_llm.letter.scans.job import ReadPage
from imr_llm.letter.scans.reader import ReadScan, ScanLimits, read_scan
from imr_llm.letter.scans.text import scanned_text

# In bytes. A letter of twenty issues is 60 kB of text.
LARGEST_PDF = 20 * 1024 * 1024
LARGEST_TEXT = 2 * 1024 * 1024
_MOST_LINES = 50_000
_FIRST_PART = 64 * 1024
_STDIN = "<stdin>"

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text editor writes; a program's or a sound file is full of them.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
_MOST_CONTROLS = 0.01


def read(source: Path | str, limits: ScanLimits | None = None) -> Letter:
    """Read a letter from a PDF, picture or text file, or from standard input if `source` is `-`.

    `limits` are for pictures; null stands for those of the settings. Raises UnreadableLetterError for what is missing,
    too large or no letter's file, and for pictures when Tesseract or Pillow is not installed.
    """
    return read_bytes(*_given(source), limits)


def read_pages(sources: Sequence[Path | str], limits: ScanLimits | None = None) -> Letter:
    """Read one letter from pictures of its pages, in their order; it has the name of the first.

    `limits` are for each picture. Raises UsageError for a file that is no picture, and UnreadableLetterError as `read`.
    """
    within = limits or ScanLimits.of_settings()
    files = [(_shown(name), data) for name, data in map(_given, sources)]
    engine, pages = "", list[ReadPage]()
    for name, data in files:
        _check(name, data)
        if not media_type(data).startswith("image/"):
            advice = "this is no picture; pages that are given one by one must be, and a PDF or text holds all its own"
            raise UsageError(f"{name}: {advice}")
        seen = read_scan(name, data, within)
        engine = seen.engine
        pages += [replace(page, number=len(pages) + count) for count, page in enumerate(seen.pages, start=1)]
    text, scan = scanned_text(ReadScan(engine, tuple(pages)))
    whole = hashlib.sha256(b"".join(data for _, data in files)).hexdigest()
    return Letter(files[0][0], whole, text, media_type(files[0][1]), (), scan)


def _given(source: Path | str) -> tuple[str, bytes]:
    """The name and the bytes of a file or of standard input, no more than are ever read."""
    if str(source) == "-":
        return _STDIN, _bounded(sys.stdin.buffer)
    name = _shown(str(source))
    try:
        with Path(source).open("rb") as file:
            return str(source), _bounded(file)
    except IsADirectoryError:
        raise UnreadableLetterError(name, LetterFault.NOT_FOUND, "this is a folder; name the letter's file") from None
    except PermissionError:
        raise UnreadableLetterError(
            name, LetterFault.NOT_FOUND, "this file may not be read; change its permissions or copy it"
        ) from None
    except (OSError, ValueError):
        # A name with a NUL character is a ValueError.
        raise UnreadableLetterError(name, LetterFault.NOT_FOUND, "no such file; check the name") from None


def read_bytes(name: str, data: bytes, limits: ScanLimits | None = None) -> Letter:
    """Read a letter from the bytes of a PDF, picture or text file; `name` stands for it in record and messages.

    `limits` as for `read`, which raises UnreadableLetterError likewise.
    """
    name = _shown(name)
    _check(name, data)
    kind = media_type(data)
    text, faults, pictured = _typed(name, data, kind)
    scan = None
    if pictured or kind.startswith("image/"):
        seen = read_scan(name, data, limits or ScanLimits.of_settings(), pictured)
        text, scan = scanned_text(seen, text.split("\f"))
    if sum(text.count(end) for end in "\n\r\f") > _MOST_LINES:
        raise UnreadableLetterError(name, LetterFault.TOO_LARGE, "far longer than a letter; give one letter alone")
    return Letter(name, hashlib.sha256(data).hexdigest(), text, kind, faults, scan)


def _check(name: str, data: bytes) -> None:
    """Raise UnreadableLetterError for a file that is empty, too large, or of a kind that is not read."""
    if not data.strip():
        raise UnreadableLetterError(name, LetterFault.EMPTY, "the file is empty; save or download the letter again")
    refused = refusal(data)
    if refused:
        raise UnreadableLetterError(name, *refused)
    kind = media_type(data)
    largest = LARGEST_TEXT if kind == "text/plain" else LARGEST_PDF
    if len(data) > largest:
        most = largest // (1024 * 1024)
        raise UnreadableLetterError(name, LetterFault.TOO_LARGE, f"larger than {most} MB; give one letter alone")


def _typed(name: str, data: bytes, kind: str) -> PdfText:
    """What is written in a file as text."""
    if kind == "application/pdf":
        return read_pdf(name, data)
    return PdfText(_decoded(name, data) if kind == "text/plain" else "")


def _bounded(file: BinaryIO) -> bytes:
    """All of a file, or one byte more than is ever read. Few letters need room for more than the first part."""
    first = file.read(_FIRST_PART)
    return first + file.read(LARGEST_PDF + 1 - _FIRST_PART) if len(first) == _FIRST_PART else first


def _shown(name: str) -> str:
    """A name as given, on one line: control characters, and what is no character, are escaped."""
    if name.isprintable():
        return name
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in name
    )


def _decoded(name: str, data: bytes) -> str:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            # Errors are replaced: a file that was cut off may end within a character.
            return data[len(mark) :].decode(encoding, "replace")
    if len(data) - len(data.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(data):
        try:
            return _utf_8(data)
        except UnicodeDecodeError:
            pass
    raise UnreadableLetterError(
        name, LetterFault.NOT_TEXT, "this is neither a PDF nor plain text; save the letter as one of them"
    )


def _utf_8(data: bytes) -> str:
    """Decode UTF-8, of which the last character may be cut off, or else what older Windows programs write."""
    try:
        text, used = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return data.decode("cp1252")
    # An odd byte at the end of plain ASCII is a letter of Windows.
    return data.decode("cp1252") if used < len(data) and text.isascii() else text
