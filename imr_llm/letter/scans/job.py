"""What the child that reads pictures is asked, and what it answers; both are JSON on the way."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class PageFault(StrEnum):
    """Why a page cannot be taken as read.

    UNREADABLE: little of it is sure. CUT: its words run into the picture's edge. COVERED: something stands where words
    could be.
    """

    UNREADABLE = "unreadable"
    CUT = "cut"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read. `wanted` are the pages of a PDF, counted from 1; none stands for a file of pictures.

    `seconds` and `memory` (bytes) bound the child and each program it starts; `page_seconds` one run of Tesseract,
    `pixels` one picture, `pages` the file.
    """

    tesseract: str
    wanted: tuple[int, ...]
    seconds: int
    page_seconds: float
    memory: int
    pixels: int
    pages: int


class ReadWord(NamedTuple):
    """A word with Tesseract's confidence in it, 0 to 100; `corrected`: it stands for a misread decision word."""

    text: str
    confidence: float
    corrected: bool = False


class ReadRow(NamedTuple):
    """A row of words. `after_gap`: an empty line stands above it.

    `depth`: how far down the picture its words reach, as a share of its height.
    """

    words: tuple[ReadWord, ...]
    after_gap: bool
    depth: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page: its number in the file, its rows in reading order, how sure they are (0 to 100), what is wrong."""

    number: int
    rows: tuple[ReadRow, ...]
    confidence: float
    faults: tuple[PageFault, ...]


class ScanFaultError(Exception):
    """Why the file gives nothing, and on which page; page 0 is the whole file."""

    def __init__(self, fault: str, page: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.page = fault, page


def page_of(found: dict[str, Any]) -> ReadPage:
    """A page of the child's answer. Raises KeyError, TypeError or ValueError for one that no child of ours gives."""
    rows = tuple(
        ReadRow(
            tuple(ReadWord(str(text), float(sure), bool(mended)) for text, sure, mended in words),
            bool(gap),
            float(depth),
        )
        for words, gap, depth in found["rows"]
    )
    faults = tuple(PageFault(fault) for fault in found["faults"])
    return ReadPage(int(found["number"]), rows, float(found["confidence"]), faults)
