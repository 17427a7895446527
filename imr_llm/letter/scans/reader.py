"""Pages that are pictures, read by Tesseract in a child process within limits."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from imr_llm.errors import ImrError, LetterFault, UnreadableLetterError
from imr_llm.letter.files.limited import COSTLY, run_limited
from imr_llm.letter.scans.job import Job, ReadPage, page_of
from imr_llm.machine import SCANS

_START = (
    "import json, sys; sys.path += json.loads(sys.argv[1]);"
    " from imr_llm.letter.scans.child import main; main(sys.argv[2])"
)
# Room for the words of a page, many times over.
_MOST_BYTES_A_PAGE = 1_000_000

_ADVICE = {
    LetterFault.DAMAGED: "the picture is damaged; take or save it again",
    LetterFault.UNREADABLE_SCAN: (
        "no words can be read; scan the whole page at 300 dpi, or take its photo again: flat, sharp, in good light"
    ),
}


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """What reading the pictures of one letter may take.

    `seconds`: wall-clock time for the letter; `page_seconds`: for one page. `memory` in bytes, for the child and again
    for Tesseract; `pixels` of one picture before it is scaled; `pages`.
    """

    seconds: float = 240.0
    page_seconds: float = 60.0
    memory: int = 1024 * 1024 * 1024
    pixels: int = 100_000_000
    pages: int = 40

    @classmethod
    def of_settings(cls) -> "ScanLimits":
        """The limits with the time that the settings allow (`IMR_LLM_SCAN_SECONDS`)."""
        from imr_llm.settings import load_settings

        return cls(seconds=load_settings().scan_seconds)


@dataclass(frozen=True, slots=True)
class ReadScan:
    """The pages that were read, and the program that read them."""

    engine: str
    pages: tuple[ReadPage, ...]


def read_scan(name: str, data: bytes, limits: ScanLimits, wanted: Sequence[int] = ()) -> ReadScan:
    """Read a file of pictures or, of a PDF, the pages that are `wanted` (counted from 1).

    `name` is for messages. Raises UnreadableLetterError when a program or library is missing, when the file is damaged
    or over the limits, and when no words are found; ImrError when the child process itself cannot run.
    """
    tesseract = shutil.which("tesseract")
    if tesseract is None or SCANS.lacks_libraries():
        raise UnreadableLetterError(name, LetterFault.OCR_MISSING, SCANS.hint())
    job = Job(
        tesseract=os.path.realpath(tesseract),
        wanted=tuple(wanted),
        seconds=max(1, round(limits.seconds)),
        page_seconds=limits.page_seconds,
        memory=limits.memory,
        pixels=limits.pixels,
        pages=limits.pages,
    )
    # The child looks for modules where this process does, but not in the folder that it happens to stand in.
    path = [str(Path(folder).resolve()) for folder in sys.path if folder]
    words = ["-I", "-S", "-c", _START, json.dumps(path), json.dumps(asdict(job))]
    most = _MOST_BYTES_A_PAGE * limits.pages
    code, answer = run_limited(words, data, limits.seconds, most, {"OMP_THREAD_LIMIT": "1"})
    if code in COSTLY:
        raise UnreadableLetterError(name, LetterFault.TOO_COSTLY, _too_costly(limits))
    if code < 0:
        raise UnreadableLetterError(name, LetterFault.DAMAGED, _ADVICE[LetterFault.DAMAGED])
    if code > 0:
        raise ImrError(f"{name}: reading the picture failed for a fault of this program; please report it")
    return _scan(name, answer, limits)


def _scan(name: str, answer: bytes, limits: ScanLimits) -> ReadScan:
    try:
        found: Any = json.loads(answer)
        if "fault" not in found:
            scan = ReadScan(str(found["engine"]), tuple(page_of(page) for page in found["pages"]))
            if any(page.rows for page in scan.pages):
                return scan
            found = {"fault": LetterFault.UNREADABLE_SCAN, "page": 0}
        fault, page = LetterFault(found["fault"]), int(found["page"])
    except (ValueError, KeyError, TypeError):
        # No child of ours answers so; a picture has taken it over.
        fault, page = LetterFault.DAMAGED, 0
    place = f"page {page}: " if page else ""
    advice = _advice(fault, limits)
    raise UnreadableLetterError(name, fault, place + advice)


def _advice(fault: LetterFault, limits: ScanLimits) -> str:
    match fault:
        case LetterFault.OCR_MISSING:
            return SCANS.hint()
        case LetterFault.TOO_COSTLY:
            return _too_costly(limits)
    return _ADVICE[fault]


def _too_costly(limits: ScanLimits) -> str:
    return (
        f"the picture is over a limit ({limits.pages} pages, {limits.pixels // 1_000_000} million pixels a page,"
        f" {limits.seconds:g} seconds; IMR_LLM_SCAN_SECONDS allows more time); give the letter alone"
    )
