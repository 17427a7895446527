"""Whether all pages of a letter are there, in order: they are photographed one by one, and one is soon forgotten."""

import re
from collections.abc import Sequence
from itertools import pairwise

from imr_llm.letter.scans.job import ReadPage, ReadRow
from imr_llm.letter.text.furniture import is_furniture, is_page_number, mask

# A page is full when its words reach so far down the picture, and it has nearly as many lines as the fullest other.
_FULL_DEPTH, _FULL_LINES = 0.7, 0.93
# "Page 2 of 6", "2 of 6" or "Page | 2", alone or at the end of a running head or foot, in so many outer rows of a page.
_NUMBER = re.compile(
    r"\bpage\W{0,3}(?P<page>\d{1,2})(?:\s*(?:of|/)\s*(?P<pages>\d{1,2}))?|(?P<bare>\d{1,2})\s+of\s+(?P<all>\d{1,2})",
    re.IGNORECASE,
)
_OUTER = 2


def page_doubts(texts: Sequence[str], last: ReadPage | None, others: Sequence[ReadPage]) -> tuple[str, ...]:
    """Signs, in words, that pages are missing or out of order.

    `texts` are those of all pages. `last`: the last page where it was read from a picture; `others`: the rest of these.
    """
    printed = [_printed(text) for text in texts]
    numbers = [number for number, _ in printed if number]
    count = max((count for _, count in printed), default=0)
    doubts = []
    absent = sorted(set(range(1, max([count, *numbers], default=0) + 1)) - set(numbers)) if numbers else []
    # A page whose number is covered or was misread may stand for each that is absent.
    if len(absent) > printed.count((0, 0)):
        there = f"this looks like page {_listed(numbers)} of {count or 'more'}"
        doubts.append(f"{there}; give all pages of the letter together, in their order")
    if any(second <= first for first, second in pairwise(numbers)):
        doubts.append("the page numbers are not in order; give the pages in their order, each once")
    if last and not count and _is_full(last, others):
        doubts.append("the last page is full to its foot; if another page follows it, give all pages")
    return tuple(doubts)


def _printed(text: str) -> tuple[int, int]:
    """The number that is printed on a page, and how many pages it says there are; 0 for what it does not say."""
    rows = [row for row in text.split("\n") if row.strip()]
    for row in (*rows[-_OUTER:], *rows[:_OUTER]):
        match = _NUMBER.search(row)
        if match and not row[match.end() :].strip(" |.-") and (match["page"] or not row[: match.start()].strip(" |.-")):
            number, count = int(match["page"] or match["bare"]), int(match["pages"] or match["all"] or 0)
            return (number, count) if not count or number <= count else (0, 0)
    return 0, 0


def _listed(numbers: Sequence[int]) -> str:
    return (
        " and ".join(map(str, numbers))
        if len(numbers) < 3
        else f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    )


def _is_full(last: ReadPage, others: Sequence[ReadPage]) -> bool:
    """Whether a last page has words down to its foot, so that another page may have followed."""
    feet = {mask(_words(page.rows[-1])) for page in others if page.rows}
    rows = _without_feet(last.rows, feet)
    most = max((_lines(_without_feet(page.rows, feet)) for page in others), default=0)
    return bool(rows) and rows[-1].depth >= _FULL_DEPTH and _lines(rows) >= _FULL_LINES * most


def _without_feet(rows: Sequence[ReadRow], feet: set[str]) -> Sequence[ReadRow]:
    """The rows of a page without what stands at its foot on others too."""
    end = len(rows)
    while end and (
        (words := _words(rows[end - 1])) and (is_furniture(words) or is_page_number(words) or mask(words) in feet)
    ):
        end -= 1
    return rows[:end]


def _lines(rows: Sequence[ReadRow]) -> int:
    return len(rows) + sum(row.after_gap for row in rows)


def _words(row: ReadRow) -> str:
    return " ".join(word.text for word in row.words)
