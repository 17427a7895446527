"""Whether the pages that a text counts are all there, and in their order: "Page 2 of 5" behind "Page 4 of 5"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from imr_llm.letter.model import Letter, SectionFault
from imr_llm.record.model import ISSUES

# A running head or foot that counts its pages, on a line of its own.
_COUNTED = re.compile(
    r"^.{0,100}\bpage[ \t]{0,3}(\d{1,2})[ \t]{0,3}(?:of|/)[ \t]{0,3}(\d{1,2})[ \t.|-]{0,8}$",
    re.IGNORECASE | re.MULTILINE,
)
# The same without the total.
_NUMBERED = re.compile(
    r"^[ \t]{0,40}(?:page[ \t]{0,3}(\d{1,2})|-{1,2}[ \t]{0,3}(\d{1,2})[ \t]{0,3}-{1,2})[ \t.|]{0,8}$",
    re.IGNORECASE | re.MULTILINE,
)
# Behind the last foot there is less than so much of a page, or its foot was lost and not the page; a head has its page.
_REST, _NOTHING, _HEADED = 0.4, 0.12, 1.5
# A first page that is longer than this has lost its foot, and another page stands before it.
_FIRST = 1.8
# In characters: nothing but a letterhead stands above a head that is nearer to the beginning.
_TOP = 120


def missing_pages(letter: Letter) -> tuple[SectionFault, ...]:
    """A fault where counted pages are missing or stand in another order.

    Pictures are looked at one by one (`scans`).
    """
    if letter.scan is not None:
        return ()
    marks = [(int(mark[1]), int(mark[2]), mark.start()) for mark in _COUNTED.finditer(letter.original)]
    if not marks:
        marks = [(int(mark[1] or mark[2]), 0, mark.start()) for mark in _NUMBERED.finditer(letter.original)]
    counts = {count for _, count, _ in marks}
    if len(counts) != 1 or marks[0][0] == 0:
        return ()
    numbers = [number for number, _, _ in marks]
    return tuple(_faults(numbers, [place for _, _, place in marks], counts.pop(), len(letter.original)))


def _faults(numbers: list[int], places: list[int], count: int, length: int) -> Iterator[SectionFault]:
    """`count`: how many pages there should be; 0 where nothing tells."""
    if any(later < earlier for earlier, later in pairwise(numbers)):
        why = "the pages stand in another order than they are numbered; put them in order"
        yield SectionFault(ISSUES, "suspicious", why)
        return
    if any(later > earlier + 1 for earlier, later in pairwise(numbers)):
        yield SectionFault(ISSUES, "missing", "the page numbers leave one out; give all pages of the letter")
    page = (places[-1] - places[0]) / max(1, numbers[-1] - numbers[0]) if numbers[-1] > numbers[0] else places[-1]
    headed = places[0] < 0.2 * page
    behind = length - places[-1]
    apart = [later - earlier for earlier, later in pairwise(places)]
    if any(here == there and far > _REST * page for (here, there), far in zip(pairwise(numbers), apart, strict=True)):
        yield SectionFault(ISSUES, "suspicious", "a page number stands twice; give every page once")
    # Behind an unnumbered first page the second one's head says 2, with a page below the last.
    footed = len(numbers) > 1 and behind < _NOTHING * page and places[0] < _FIRST * page
    if numbers[0] > 2 or (numbers[0] == 2 and (places[0] < _TOP or footed)):
        yield SectionFault(ISSUES, "missing", f"the page numbers begin with {numbers[0]}; give all pages of the letter")
    lacking = count - numbers[-1]
    most = (_HEADED * page) if headed else (_NOTHING if lacking == 1 else _REST) * page
    if lacking >= 1 and behind <= most:
        why = f"the pages are counted up to {numbers[-1]} of {count}; give all pages of the letter"
        yield SectionFault(ISSUES, "missing", why)
