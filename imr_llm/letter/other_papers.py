"""Papers that workers hold for the determination and that are another: told by what they say of themselves.

Each has a clock or a next step of its own, so a plain "this is no IMR letter" would cost its reader time. What to do is
said for each in one line, for the command line here and in the page's own words for workers.
"""

import tomllib
from importlib.resources import files
from typing import NamedTuple

from imr_llm.errors import LetterFault
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import Pattern, linear
from imr_llm.text.spans import Span


class OtherPaper(NamedTuple):
    """A kind of paper: what it says at its top, or near it, and what its reader should do."""

    fault: LetterFault
    signs: Pattern
    reach: int
    advice: str


def _load() -> tuple[OtherPaper, ...]:
    table = tomllib.loads((files("imr_llm.letter") / "other_papers.toml").read_text("utf-8"))
    return tuple(
        OtherPaper(LetterFault(row["fault"]), linear("|".join(row["signs"]).encode()), row["reach"], row["advice"])
        for row in table["paper"]
    )


PAPERS = _load()


def other_paper(clean: CleanText) -> OtherPaper | None:
    """Which other paper a text without decisions of an IMR is; null where it does not say."""
    for paper in PAPERS:
        if paper.signs.search(clean.lower, *Span(0, min(paper.reach, len(clean.lower)))):
            return paper
    return None
