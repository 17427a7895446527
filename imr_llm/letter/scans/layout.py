"""From words on a page to rows of text, with an empty line where the page has one. Runs in the child."""

import re
import statistics
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from imr_llm.letter.scans.tesseract import Box

# As for PDF files: a gap between baselines wider than this many usual ones is an empty line.
_WIDE = 1.35
# The lines of tables and the edges of paper are read as these; no letter prints them.
_RULES = re.compile(r"[|_~\[\]{}\\\u2014\u00a6]+")
_MARK = re.compile(r"[^\w%#&]+")
_LEAST_MARK = 60.0
# Letters that reach below the line.
_DEEP = re.compile(r"[gjpqyQ,;()\[\]/$@|]")


class Row(NamedTuple):
    """The words of a line, left to right, with the place of its baseline in pixels."""

    words: tuple[Box, ...]
    baseline: float

    @property
    def height(self) -> float:
        """The usual height of its words, in pixels."""
        return statistics.median(word.bottom - word.top for word in self.words)


def rows_of(boxes: Sequence[Box]) -> list[Row]:
    """The rows of a page in the order of reading."""
    rows = []
    for _, line in groupby(boxes, key=lambda box: box.line):
        words = tuple(word for box in line if (word := _without_rules(box)))
        if words:
            rows.append(Row(words, _baseline(words)))
    return _with_whole_labels(rows)


def gaps_of(rows: Sequence[Row]) -> list[float]:
    """How far each row's baseline lies below the one before, in usual distances of the page; the first row's is 0."""
    steps = [below.baseline - above.baseline for above, below in pairwise(rows)]
    # A step of less than half a letter is a neighbour on the same line.
    real = [step for step, row in zip(steps, rows[1:], strict=True) if step > row.height / 2]
    pitch = statistics.median_low(real) if real else 1.0
    return [0.0, *(step / pitch for step in steps)][: len(rows)]


def after_gaps(rows: Sequence[Row]) -> list[bool]:
    """Above which rows an empty line stands."""
    return [gap > _WIDE for gap in gaps_of(rows)]


def _without_rules(box: Box) -> Box | None:
    text = box.text.strip("|_~\u00a6")
    if not text or _RULES.fullmatch(text) or (_MARK.fullmatch(text) and box.confidence < _LEAST_MARK):
        return None
    return box._replace(text=text)


def _baseline(words: Sequence[Box]) -> float:
    level = [word.bottom for word in words if not _DEEP.search(word.text)]
    return float(statistics.median(level or [word.bottom for word in words]))


def _with_whole_labels(rows: list[Row]) -> list[Row]:
    """The rows, with the second line of a label that is broken within its cell of a table put back behind the first.

    The front page has "Priority:  Standard  Application  11/14/2016" above a lone "Received:".
    """
    kept: list[Row] = []
    for row in rows:
        above = kept[-1] if kept else None
        if above and len(row.words) == 1 and row.words[0].text.endswith(":"):
            start = row.words[0].left
            place = next((n for n, word in enumerate(above.words) if abs(word.left - start) < row.height), None)
            if place is not None and place > 0 and above.words[place].text.isalpha():
                kept[-1] = above._replace(words=(*above.words[: place + 1], row.words[0], *above.words[place + 1 :]))
                continue
        kept.append(row)
    return kept
