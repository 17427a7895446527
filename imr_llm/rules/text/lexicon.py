"""Word lists that are shipped with the package, and how their words become patterns.

A lexicon writes plain words in lower case. A blank in them also stands for a hyphen, a stroke or nothing ("x ray":
x-ray, xray).
"""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz, process

_BLANK = "[ /-]{0,3}"
# How alike, of 100, a word must be to a word of a lexicon to count as a misspelling of it. A wrong letter in eight is
# 87; of two words more is asked, since much of them is alike by chance ("home use", "home nurse").
_ALIKE = 87.0
_ALIKE_IN_TWO = 91.0
# Shorter words are too easily made into one another.
_LONG_ENOUGH = 7


def load(name: str) -> dict[str, Any]:
    """A lexicon's tables."""
    return tomllib.loads((files("imr_llm.rules") / "lexicons" / f"{name}.toml").read_text("utf-8"))


def phrase(words: str, plural: bool = True) -> str:
    """The RE2 pattern of plain words, bounded, in the singular or the plural."""
    body = re.escape(words).replace(r"\ ", _BLANK)
    if not words[-1].isalnum():
        return rf"\b{body}"
    return rf"\b{body}(?:s|es)?\b" if plural else rf"\b{body}\b"


def any_of(phrases: Iterable[str], plural: bool = True) -> str:
    """One pattern for many phrases, the longer first, so that the longest name is the one found."""
    ordered = sorted(phrases, key=lambda words: (-len(words), words))
    bodies = "|".join(re.escape(words).replace(r"\ ", _BLANK) for words in ordered)
    return rf"\b(?:{bodies})(?:s|es)?\b" if plural else rf"\b(?:{bodies})\b"


def squeezed(words: str) -> str:
    """The form under which the words of a match are looked up: no blanks, hyphens and strokes."""
    return words.replace(" ", "").replace("-", "").replace("/", "")


class Misspellings:
    """Finds the word of a lexicon that a misspelt word was meant to be. Slow; for words that nothing else knows."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted({word for word in words if len(word) >= _LONG_ENOUGH and word.isascii()}))

    def meant(self, word: str) -> str | None:
        """The nearest word of the lexicon; null if none is near enough."""
        if len(word) < _LONG_ENOUGH:
            return None
        best = process.extractOne(
            word, self._words, scorer=fuzz.ratio, score_cutoff=_ALIKE_IN_TWO if " " in word else _ALIKE
        )
        return best[0] if best else None
