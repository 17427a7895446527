"""The text of a PDF, read by a child process within limits, so that no PDF can harm or hold up this one."""

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from imr_llm.errors import ImrError, LetterFault, UnreadableLetterError
from imr_llm.letter.files.limited import COSTLY, run_limited
from imr_llm.letter.model import SectionFault
from imr_llm.letter.pdf.hidden import faults_of

_CHILD = Path(__file__).with_name("child.py")
# A whole PDF ends with the place of its index and an end mark; some programs add a little behind it.
_END_MARKS = (b"%%EOF", b"startxref")
_END = 2048

_AGAIN = "download or ask for it again"
_ADVICE = {
    LetterFault.PASSWORD: "the PDF needs a password; save a copy without one and give that",
    LetterFault.DAMAGED: f"the PDF is damaged; {_AGAIN}",
    LetterFault.TOO_COSTLY: "the PDF takes more time, memory or pages than a letter does; give the letter alone",
    LetterFault.NO_TEXT_LAYER: "the PDF is empty: no page has words or a picture; save or scan the letter again",
}


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What reading one PDF may take: wall-clock and processor seconds, bytes of memory, pages, characters of text."""

    seconds: float = 20.0
    processor_seconds: int = 10
    memory: int = 512 * 1024 * 1024
    pages: int = 200
    characters: int = 2_000_000


LIMITS = PdfLimits()


class PdfText(NamedTuple):
    """The words of a PDF that can be seen; pages are joined by form feeds, an empty line stands where the page has one.

    `faults` say what of the file cannot be trusted. `pictured`: the pages, counted from 1, that are pictures.
    """

    text: str
    faults: tuple[SectionFault, ...] = ()
    pictured: tuple[int, ...] = ()


def read_pdf(name: str, data: bytes, limits: PdfLimits = LIMITS) -> PdfText:
    """The text of a PDF, and what of it is in doubt.

    `name` is for messages. Raises UnreadableLetterError for a PDF that is damaged, cut off, locked, without text, or
    over the limits, and ImrError when the child process itself cannot run.
    """
    tail = data.rstrip(b"\0\r\n\t ")[-_END:]
    if not any(mark in tail for mark in _END_MARKS):
        raise UnreadableLetterError(name, LetterFault.DAMAGED, f"the PDF is cut off before its end; {_AGAIN}")
    code, answer = _run(data, limits)
    if code in COSTLY:
        raise _unreadable(name, LetterFault.TOO_COSTLY)
    if code < 0:
        raise _unreadable(name, LetterFault.DAMAGED)
    if code > 0:
        raise ImrError(f"{name}: reading the PDF failed for a fault of this program; please report it")
    return _text(name, answer)


def _run(data: bytes, limits: PdfLimits) -> tuple[int, bytes]:
    """The child's exit code (negative: the signal that ended it) and its answer."""
    # JSON writes a character as six bytes at most, or as two times six.
    most = 12 * limits.characters + 4096
    words = (limits.memory, limits.processor_seconds, limits.pages, limits.characters)
    script = ["-I", "-S", str(_CHILD), _library_folder(), *map(str, words)]
    return run_limited(script, data, limits.seconds, most, {})


def _library_folder() -> str:
    """Where the PDF library is installed, for a child that looks nowhere else."""
    spec = find_spec("pypdfium2_raw")
    if spec is None or spec.origin is None:
        raise ImrError(
            "the library that reads PDF files is not installed; install pypdfium2, or give the letter as text"
        )
    return str(Path(spec.origin).parents[1])


def _text(name: str, answer: bytes) -> PdfText:
    try:
        found: Any = json.loads(answer)
        if "fault" not in found:
            pages = [None if page is None else str(page) for page in found["pages"]]
            pictured = tuple(number for number, page in enumerate(pages, start=1) if page is None)
            text = "\f".join((page or "").replace("\f", "\n") for page in pages)
            return PdfText(text, faults_of(found["doubts"]), pictured)
        fault, page = LetterFault(found["fault"]), int(found["page"])
    except (ValueError, KeyError, TypeError):
        # No child of ours answers so; a PDF has taken it over.
        raise _unreadable(name, LetterFault.DAMAGED) from None
    raise _unreadable(name, fault, page)


def _unreadable(name: str, fault: LetterFault, page: int = 0) -> UnreadableLetterError:
    place = f"page {page}: " if page else ""
    return UnreadableLetterError(name, fault, place + _ADVICE[fault])
