"""Tesseract, run over one picture at a time. Runs in the child, which hands its limits down."""

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image

from imr_llm.machine import OCR_LANGUAGE

# One column of words of any size: rows of the front page's table stay whole.
_COLUMN = "4"
# What the configuration file "tsv" says, which small installations lack.
_AS_TABLE = ("-c", "tessedit_create_tsv=1")
_TURN = re.compile(r"Rotate: (\d+).*?Orientation confidence: ([\d.]+)", re.DOTALL)
# Below this Tesseract's orientation is a guess.
_SURE = 2.0
_FIELDS = 12


class Box(NamedTuple):
    """A word where it stands, in pixels, with Tesseract's confidence (0 to 100) and the line it belongs to."""

    text: str
    confidence: float
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program at a path, with the seconds that one run may take."""

    path: str
    seconds: float

    def engine(self) -> str:
        """Name and version, "tesseract 5.3.0"; empty when the program does not run or has no English."""
        known = self._run(["--list-langs"]).split()
        return self._run(["--version"]).split("\n", 1)[0].strip() if OCR_LANGUAGE in known else ""

    def words(self, picture: Image.Image) -> list[Box]:
        """The words of a picture in the order of reading; none when it takes too long or cannot be read at all."""
        arguments = ["stdin", "stdout", "-l", OCR_LANGUAGE, "--psm", _COLUMN, "--dpi", "300", *_AS_TABLE]
        return list(_boxes(self._run(arguments, _pnm(picture))))

    def turn(self, picture: Image.Image) -> int | None:
        """By how many degrees a page must be turned clockwise to stand upright; null when that cannot be told."""
        found = _TURN.search(self._run(["stdin", "stdout", "-l", "osd", "--psm", "0"], _pnm(picture)))
        return int(found[1]) if found and float(found[2]) >= _SURE else None

    def _run(self, arguments: list[str], picture: bytes = b"") -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the program on the path that the parent found
                [self.path, *arguments],
                input=picture,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.seconds,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _pnm(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PPM")
    return buffer.getvalue()


def _boxes(table: str) -> Iterator[Box]:
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == _FIELDS and row[0] == "5" and row[11].strip():
            block, paragraph, line, _, left, top, width, height = (int(value) for value in row[2:10])
            place = (left, top, left + width, top + height)
            yield Box(row[11].strip(), float(row[10]), *place, (block, paragraph, line))
