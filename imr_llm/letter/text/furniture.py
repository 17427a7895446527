"""Page furniture: lines that belong to the sheet and not to the letter."""

import re
from collections import Counter
from collections.abc import Sequence

# Lines that are furniture wherever they stand: page counts, and the running head of a determination.
_ALWAYS = re.compile(
    r"(?:page\s*:?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
    r"|-{1,2}\s*\d{1,3}\s*-{1,2}"
    r"|\d{1,3}\s+of\s+\d{1,3}"
    r"|\d{1,3}\s*\|\s*p\s*a\s*g\s*e"
    r"|final determination letter for imr case number:?\s*cm\d\d-\d{5,8}"
    r"(?:(?:\s+|\s*[-|]\s*)(?:page\s*)?\d{1,3}(?:\s+of\s+\d{1,3})?)?"
    r"|(?:independent medical review\s+)?imr case number:?\s*cm\d\d-\d{5,8}"
    r"(?:(?:\s+|\s*[-|]\s*)(?:page\s*)?\d{1,3}(?:\s+of\s+\d{1,3})?)?"
    r"|(?:final letter of determination\s+)?form effective \(?[\d./]{4,10}\)?(?:\s+page\s*\d{1,3}(?:\s+of\s+\d{1,3})?)?"
    r"|final letter of determination(?:\s+page\s*\d{1,3}(?:\s+of\s+\d{1,3})?)?"
    r"|final determination letter(?: for imr case number:?\s*cm\d\d-\d{5,8})?\s*(?:page\s*)?\d{0,3}"
    # A running head that ends in the count of pages, set off from it.
    r"|[a-z][a-z .,/()-]{3,60}\s{2,}page\s*:?\s*\d{1,3}\s*(?:of|/)\s*\d{1,3}"
    r"|confidential)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}|cm\d\d-\d{5,8}", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"imr case number:?\s*cm\d\d-\d{5,8}", re.IGNORECASE)
# Page numbers are masked, case numbers are not: two letters in one file have the same head but for those.
_DIGITS = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
# A line that carries the substance of a letter is never furniture, however often it comes back at a page's edge.
_SUBSTANCE = re.compile(
    r"upheld|overturned|guideline|rationale|decision|determination was|case summary|necessary|citation|mtus"
    r"|\(s\)|\dmg|#",
    re.IGNORECASE,
)
_LONGEST = 100
# Lines of prose are mostly longer, running heads shorter.
_LONGEST_HEAD = 70
# What the lines that are furniture by their words begin with; looked at first, as most lines begin otherwise.
MAY_BEGIN = frozenset("pP-0123456789iIfFcCmM")


def is_furniture(line: str) -> bool:
    """Whether a stripped line is furniture by its words alone; such a line begins with one of MAY_BEGIN."""
    return len(line) <= _LONGEST and _ALWAYS.fullmatch(line) is not None


def is_case_number(line: str) -> bool:
    """Whether a stripped line is the labelled case number: a field of the front page, a running head elsewhere."""
    return _CASE_NUMBER.fullmatch(line) is not None


def is_page_number(line: str) -> bool:
    """Whether a stripped line is a bare number or case number, which is furniture beside a page break only."""
    return _NUMBER.fullmatch(line) is not None


def mask(line: str) -> str:
    """A line with its numbers masked, so that running heads that count pages are alike."""
    return _DIGITS.sub("#", line)


def running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The masked lines that are running heads or feet: in the same place of every page, and nowhere else.

    `pages` holds the lines of each page; the place is the first, second, last or last but one. One page, usually the
    first or the last, may do without. Two pages may end in the same words by chance, when a rationale comes twice: what
    looks like prose, or has substance, is kept.
    """
    least = max(2, len(pages) - 1)
    found: set[tuple[str, int]] = set()
    for place in (0, 1, -2, -1):
        heads = [mask(page[place]) if len(page) > 1 and _may_head(page[place]) else "" for page in pages]
        later = Counter(heads[1:])
        found |= {(head, later[head]) for head, times in Counter(heads).items() if head and times >= least}
    if not found:
        return frozenset()
    # But for the first page: the case number may stand there as a field, and on the others as the running head.
    elsewhere = Counter(mask(line) for page in pages[1:] for line in page)
    return frozenset(head for head, times in found if elsewhere[head] == times)


def _may_head(line: str) -> bool:
    prose = len(line) > _LONGEST_HEAD or line[0].islower() or line[-1] in ".,;:"
    return not prose and not _SUBSTANCE.search(line)
