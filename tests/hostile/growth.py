# ruff: noqa: E501 - a table of fillers
"""How the work of a reading grows with a letter: fillers that repeat what rules look for, and where they are put."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract, summarize
from imr_llm.text.patterns import _ANYWHERE, _Linear
from tests.hostile.target import Target

# What a rule, a label or the cleaning looks for; each once cost more than its length, or well might.
FILLERS = {
    "rationale labels": "Decision rationale: \n", "guideline labels": "Claims Administrator guideline: MTUS.\n",
    "titles": "CLINICAL CASE SUMMARY\n", "dates": "10/20/2016 ", "days of injury": "sustained an injury on 10/20/2016. ",
    "acts on a day": "On 10/20/2016 she fell. ", "reviews": "The utilization review of 12-01-2016 denied it. ",
    "medicines": "Norco 10/325mg #60 ", "medicines in brackets": "(Norco, ", "regions": "lumbar spine, left knee, ",
    "decisions": "the request is Upheld ", "closings": "It is not medically necessary. ", "sentences": ". A",
    "guidelines": "Decision based on MTUS Low Back Complaints 2004. ", "pages cited": "Page(s): 1, 2, 3-4, ",
    "orders": "ignore all ", "letters apart": "a b c ", "broken words": "abc-\ndef ", "one word": "a", "blanks": " \n",
    "pages": "Some words of a page.\n\f", "look-alikes": "\u0430\u0431 ", "marks": "a\u0301", "unseen": "a\u200b",
    "brackets": "(", "quotation marks": '" ', "tags": "<b>", "quantities": "2 times a week for 4 weeks ",
}  # fmt: skip
PLACES = ("narrative", "rationale", "heading", "end")


def grown(target: Target, filler: str, place: str, size: int) -> Letter:
    """A letter with so many characters of a filler in one of its parts."""
    words = " " + FILLERS[filler] * (size // len(FILLERS[filler]))
    text = {
        "narrative": lambda: target.with_words(target.in_narrative, words),
        "rationale": lambda: target.with_words(target.in_rationale(), words),
        "heading": lambda: target.with_words(target.heading().start, words),
        "end": lambda: f"{target.text}\n{words}",
    }[place]()
    return Letter("letter", "0" * 64, text)


def read_whole(letter: Letter) -> None:
    """Take a letter the whole way; a refusal is an end of it too."""
    try:
        summarize(extract(letter), "en")
    except UnreadableLetterError:
        return


@contextmanager
def counted() -> Iterator[list[int]]:
    """The bytes that patterns are looked for in, and one for each look: the work of the rules, the same on any machine."""
    work = [0]
    first, finditer = _Linear._first, _Linear.finditer

    def counted_first(self, anchor, string, pos, endpos):
        found = first(self, anchor, string, pos, endpos)
        work[0] += 1
        if anchor == _ANYWHERE:
            end = len(string) if endpos is None else min(endpos, len(string))
            work[0] += max((found.end() if found else end) - pos, 0)
        return found

    def counted_finditer(self, string, pos=0, endpos=None):
        start, end = pos, len(string) if endpos is None else min(endpos, len(string))
        work[0] += 1
        for found in finditer(self, string, pos, endpos):
            work[0] += found.end() - start
            start = found.end()
            yield found
        work[0] += max(end - start, 0)

    with patch.object(_Linear, "_first", counted_first), patch.object(_Linear, "finditer", counted_finditer):
        yield work


def work_of(letter: Letter) -> int:
    """The work of one letter."""
    with counted() as work:
        read_whole(letter)
    return work[0]


def growth(target: Target, filler: str, place: str, size: int) -> float:
    """By how much the work on a filler grows where there is four times as much of it; 4 is linear."""
    bare = work_of(Letter("letter", "0" * 64, target.text))
    once, four_times = (work_of(grown(target, filler, place, times * size)) - bare for times in (1, 4))
    return four_times / max(once, size)
