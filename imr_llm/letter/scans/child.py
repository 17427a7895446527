"""The child process: a file on standard input, its pages as rows of words on standard output.

Pictures from strangers go through decoders and Tesseract, so this process first takes away its own means, and theirs:
memory, processor time, files, core dumps.
"""

import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import NamedTuple

from PIL import Image, ImageStat

from imr_llm.letter.scans.job import Job, PageFault, ReadPage, ReadRow, ReadWord, ScanFaultError
from imr_llm.letter.scans.layout import Row, after_gaps, rows_of
from imr_llm.letter.scans.pictures import pictures
from imr_llm.letter.scans.prepare import is_bare, is_grain, prepared
from imr_llm.letter.scans.quality import LEAST_CONFIDENCE, confidence_of, faults_of
from imr_llm.letter.scans.tesseract import Tesseract
from imr_llm.letter.scans.vocabulary import mended

# A page lighter than this, of 255, is empty.
_EMPTY = 254.5
# Of 255: a picture with less contrast shows nothing, and a darker one of these was taken in the dark.
_FLAT, _DARK = 24, 128
# A letter page at 40 dots to the inch, at which no letter is more than a blot.
_FEWEST_PIXELS = 340 * 440


class _Attempt(NamedTuple):
    """A page as read one way up."""

    picture: Image.Image
    rows: list[Row]

    @property
    def letters(self) -> int:
        """How many letters are surely read."""
        return sum(len(word.text) for row in self.rows for word in row.words if word.confidence >= LEAST_CONFIDENCE)


def main(words: str) -> None:
    """Do a job, given as JSON."""
    job = Job(**json.loads(words))
    _limit(job)
    try:
        answer = _answer(sys.stdin.buffer.read(), job)
    except ScanFaultError as error:
        answer = {"fault": error.fault, "page": error.page}
    except MemoryError:
        answer = {"fault": "too_costly", "page": 0}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit(job: Job) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.seconds))
    # macOS refuses a limit on address space; there the limits of time and size remain.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (job.memory, job.memory))


def _answer(data: bytes, job: Job) -> dict[str, object]:
    tesseract = Tesseract(job.tesseract, job.page_seconds)
    engine = tesseract.engine()
    if not engine:
        raise ScanFaultError("ocr_missing")
    pages = [asdict(_read(number, picture, tesseract)) for number, picture in pictures(data, job)]
    return {"engine": engine, "pages": pages}


def _read(number: int, picture: Image.Image, tesseract: Tesseract) -> ReadPage:
    # Trying every way up of a picture that holds no page costs as much as reading a letter.
    if picture.width * picture.height < _FEWEST_PIXELS:
        return ReadPage(number, (), 0.0, (PageFault.UNREADABLE,))
    darkest, lightest = ImageStat.Stat(picture).extrema[0]
    if lightest - darkest < _FLAT:
        return ReadPage(number, (), 0.0, () if lightest > _DARK else (PageFault.UNREADABLE,))
    ready = prepared(picture)
    if is_bare(ready) or is_grain(ready):
        empty = ImageStat.Stat(ready).mean[0] > _EMPTY
        return ReadPage(number, (), 0.0, () if empty else (PageFault.UNREADABLE,))
    best = _Attempt(ready, rows_of(tesseract.words(ready)))
    if confidence_of(best.rows) < LEAST_CONFIDENCE:
        turned = _upright(picture, best, tesseract)
        best = max(best, turned, key=lambda attempt: attempt.letters)
    if not best.rows:
        return ReadPage(number, (), 0.0, (PageFault.UNREADABLE,))
    rows = tuple(
        ReadRow(mended([ReadWord(word.text, word.confidence) for word in row.words]), after, _depth(row, best.picture))
        for row, after in zip(best.rows, after_gaps(best.rows), strict=True)
    )
    return ReadPage(number, rows, confidence_of(best.rows), faults_of(best.picture, best.rows))


def _depth(row: Row, picture: Image.Image) -> float:
    return round(max(word.bottom for word in row.words) / picture.height, 3)


def _upright(picture: Image.Image, as_it_is: _Attempt, tesseract: Tesseract) -> _Attempt:
    """The page turned as Tesseract says or, where it cannot tell, as a smaller picture of it gives the most words."""
    angle = tesseract.turn(picture)
    if angle is None:
        tries = {turn: _attempt(picture, turn, tesseract, share=2).letters for turn in (90, 180, 270)}
        angle = max(tries, key=lambda turn: tries[turn])
        angle = angle if tries[angle] > as_it_is.letters else 0
    return _attempt(picture, angle, tesseract) if angle else as_it_is


def _attempt(picture: Image.Image, angle: int, tesseract: Tesseract, share: int = 1) -> _Attempt:
    ready = prepared(picture.rotate(-angle, expand=True)).reduce(share)
    return _Attempt(ready, rows_of(tesseract.words(ready)))
