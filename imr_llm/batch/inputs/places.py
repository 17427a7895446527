"""Names of places: which files are letters, what a letter is called, which paths are tricks."""

import os
import re
from pathlib import PurePosixPath
from stat import S_ISREG

from imr_llm.batch.ledger.unit import Failure, InputItem
from imr_llm.letter.read import LARGEST_PDF

# In a folder or an archive these are taken for letters; other files are counted and left alone.
SUFFIXES = frozenset(
    ".txt .text .pdf .png .jpg .jpeg .tif .tiff .bmp .gif .webp .heic".split()  # noqa: SIM905 -- a list to read
)
_DRIVE = re.compile(r"[A-Za-z]:")


def is_letter(name: str) -> bool:
    """Whether a file of a folder or an archive is taken for a letter: by its ending, and not hidden."""
    path = PurePosixPath(name)
    return path.suffix.lower() in SUFFIXES and not any(part.startswith((".", "__MACOSX")) for part in path.parts)


def is_trick(name: str) -> bool:
    """Whether a member's path leads out of its archive."""
    return name.startswith("/") or "\\" in name or "\0" in name or bool(_DRIVE.match(name)) or ".." in name.split("/")


def shown(name: str) -> str:
    """A name on one line of text: what is no character, or controls a terminal, is escaped."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape", "replace").decode("ascii")
        for letter in name
    )


def found(name: str, data: bytes, position: int = 0) -> InputItem:
    """A letter at a place that is a path."""
    name = shown(name)
    return InputItem(name, without_ending(name), position, data)


def without_ending(name: str) -> str:
    """A path without the ending of its file; one that names no file as it is."""
    path = PurePosixPath(name)
    return str(path.with_suffix("")) if path.name else name


def lost(name: str, kind: str, why: str, position: int = 0) -> InputItem:
    """A place without a letter."""
    name = shown(name)
    return InputItem(name, name, position, failure=Failure(kind, why))


def read_file(name: str, path: str | os.PathLike[str], position: int = 0) -> InputItem:
    """The letter in a file. A pipe or a device, which might never end, is none."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                return lost(name, "not_found", "this is no file; name the letter's file", position)
            return found(name, file.read(LARGEST_PDF + 1), position)
    except PermissionError:
        return lost(name, "not_found", "this file may not be read; change its permissions or copy it", position)
    except (OSError, ValueError):
        return lost(name, "not_found", "no such file; check the name", position)


def _without_waiting(path: str, flags: int) -> int:
    """Open a pipe, too, without waiting for whoever writes to it."""
    return os.open(path, flags | os.O_NONBLOCK)
