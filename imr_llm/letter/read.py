"""From a file, standard input or bytes to a letter's text; what is no readable letter is refused with advice."""

import codecs
import hashlib
import sys
from pathlib import Path
from typing import BinaryIO

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.kinds import is_pdf, refusal
from imr_llm.letter.model import Letter
from imr_llm.letter.pdf import pdf_text

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


def read(source: Path | str) -> Letter:
    """Read a letter from a PDF or text file, or from standard input if `source` is `-`.

    Raises UnreadableLetterError for what is missing, too large, no text, or a PDF that gives none.
    """
    if str(source) == "-":
        return read_bytes(_STDIN, _bounded(sys.stdin.buffer))
    name = _shown(str(source))
    try:
        with Path(source).open("rb") as file:
            data = _bounded(file)
    except IsADirectoryError:
        raise UnreadableLetterError(name, LetterFault.NOT_FOUND, "this is a folder; name the letter's file") from None
    except PermissionError:
        raise UnreadableLetterError(
            name, LetterFault.NOT_FOUND, "this file may not be read; change its permissions or copy it"
        ) from None
    except (OSError, ValueError):
        # A name with a NUL character is a ValueError.
        raise UnreadableLetterError(name, LetterFault.NOT_FOUND, "no such file; check the name") from None
    return read_bytes(str(source), data)


def read_bytes(name: str, data: bytes) -> Letter:
    """Read a letter from the bytes of a PDF or text file; `name` stands for it in the record and in messages.

    Raises UnreadableLetterError as `read` does.
    """
    name = _shown(name)
    if not data.strip():
        raise UnreadableLetterError(name, LetterFault.EMPTY, "the file is empty; save or download the letter again")
    refused = refusal(data)
    if refused:
        raise UnreadableLetterError(name, *refused)
    pdf = is_pdf(data)
    if len(data) > (LARGEST_PDF if pdf else LARGEST_TEXT):
        most = (LARGEST_PDF if pdf else LARGEST_TEXT) // (1024 * 1024)
        raise UnreadableLetterError(name, LetterFault.TOO_LARGE, f"larger than {most} MB; give one letter alone")
    text = pdf_text(name, data) if pdf else _decoded(name, data)
    if sum(text.count(end) for end in "\n\r\f") > _MOST_LINES:
        raise UnreadableLetterError(name, LetterFault.TOO_LARGE, "far longer than a letter; give one letter alone")
    return Letter(name, hashlib.sha256(data).hexdigest(), text, "application/pdf" if pdf else "text/plain")


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
