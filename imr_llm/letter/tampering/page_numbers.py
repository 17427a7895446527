"""Whether the pages that a text counts are there: "Page 1 of 3" and no other foot is a letter's first page."""

import re

from imr_llm.letter.model import Letter, SectionFault
from imr_llm.record.model import ISSUES

# A running head or foot that counts its pages, on a line of its own.
_COUNTED = re.compile(
    r"^.{0,60}\bpage[ \t]{0,3}(\d{1,2})[ \t]{0,3}(?:of|/)[ \t]{0,3}(\d{1,2})[ \t.|-]{0,8}$",
    re.IGNORECASE | re.MULTILINE,
)
# Behind the last foot there is less than so much of a page, or the feet were lost and not the pages.
_REST = 0.4


def missing_pages(letter: Letter) -> tuple[SectionFault, ...]:
    """A fault where pages behind the last counted one are missing. Pictures are looked at one by one (`scans`).

    The last page alone may have lost its foot, so it takes two that are not there.
    """
    if letter.scan is not None:
        return ()
    feet = [(int(foot[1]), int(foot[2]), foot.end()) for foot in _COUNTED.finditer(letter.original)]
    counts = {count for _, count, _ in feet}
    if len(counts) != 1:
        return ()
    last, count, end = max(feet)
    if last == 0 or last + 1 >= count or len(letter.original) - end > _REST * end / last:
        return ()
    why = f"the pages are counted up to {last} of {count}; give all pages of the letter"
    return (SectionFault(ISSUES, "missing", why),)
