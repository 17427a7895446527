"""What is wrong with a page: unsure, cut off at an edge, or covered by something. Runs in the child."""

import statistics
from collections.abc import Sequence

from PIL import Image, ImageDraw

from imr_llm.letter.scans.job import PageFault
from imr_llm.letter.scans.layout import Row, gaps_of

# Confidence that a page should have, and a word; how many words of a page may be below, and what share of them.
LEAST_CONFIDENCE, _LEAST_SURE, _FEW_UNSURE, _MOST_UNSURE = 80.0, 60.0, 2, 0.15
# Words to the row from which it counts as a line of the letter, and not as a letterhead, stamp or page number.
_LINE = 4
# Nearer to the edge than this many letter heights is no margin. So many rows must be so at the sides.
_MARGIN, _ROWS_CUT = 0.6, 3
# A cell of a letter's height with more than this share of ink that is in no word holds something unread.
_INK, _MOST_CELLS = 0.2, 8
# An empty space within the text higher than this many lines.
_HOLE = 3.4


def confidence_of(rows: Sequence[Row]) -> float:
    """The mean confidence of a page's letters, 0 to 100; 0 for a page without any."""
    letters = sum(len(word.text) for row in rows for word in row.words)
    return sum(word.confidence * len(word.text) for row in rows for word in row.words) / max(letters, 1)


def faults_of(picture: Image.Image, rows: Sequence[Row]) -> tuple[PageFault, ...]:
    """The faults of a page that has words."""
    sure = [word.confidence for row in rows for word in row.words]
    unsure = sum(each < _LEAST_SURE for each in sure)
    faults = []
    if statistics.median(sure) < LEAST_CONFIDENCE or unsure > max(_FEW_UNSURE, _MOST_UNSURE * len(sure)):
        faults.append(PageFault.UNREADABLE)
    lines = [row for row in rows if len(row.words) >= _LINE]
    if lines and _is_cut(picture, lines):
        faults.append(PageFault.CUT)
    if lines and (_has_hole(rows, lines) or unread_cells(picture, rows, lines) > _MOST_CELLS):
        faults.append(PageFault.COVERED)
    return tuple(faults)


def _is_cut(picture: Image.Image, lines: Sequence[Row]) -> bool:
    margin = _MARGIN * statistics.median(line.height for line in lines)
    left = sum(min(word.left for word in line.words) < margin for line in lines)
    right = sum(picture.width - max(word.right for word in line.words) < margin for line in lines)
    top = min(word.top for line in lines for word in line.words)
    bottom = max(word.bottom for line in lines for word in line.words)
    return max(left, right) >= _ROWS_CUT or min(top, picture.height - bottom) < margin


def _has_hole(rows: Sequence[Row], lines: Sequence[Row]) -> bool:
    """Whether a wider empty space than any letter has stands between two lines of it."""
    gaps = gaps_of(rows)
    first, last = rows.index(lines[0]), rows.index(lines[-1])
    return max(gaps[first + 1 : last + 1], default=0.0) > _HOLE


def unread_cells(picture: Image.Image, rows: Sequence[Row], lines: Sequence[Row]) -> int:
    """How many squares of a letter's height, among the lines of a page, are inked and in no word."""
    rest = picture.copy()
    draw = ImageDraw.Draw(rest)
    for row in rows:
        pad = row.height / 4
        for word in row.words:
            draw.rectangle((word.left - pad, word.top - pad, word.right + pad, word.bottom + pad), fill=255)
    words = [word for line in lines for word in line.words]
    hull = (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )
    side = max(1, round(statistics.median(line.height for line in lines)))
    cells = rest.crop(hull).point([255 if value < 128 else 0 for value in range(256)]).reduce(side)
    return sum(cells.histogram()[round(255 * _INK) :])
