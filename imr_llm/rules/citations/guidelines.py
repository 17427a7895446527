"""The names of guidelines, from their word list, and the pieces that a citation is made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from imr_llm.record.codes import Source
from imr_llm.rules.text.lexicon import load
from imr_llm.text.spans import Span

# What may stand between the pieces of a citation and belongs to none of them.
_BETWEEN = b" \n.,;:/-*\"'"
_BRACKETS = {b"(": b")", b"[": b"]"}
_BRACKET_MARKS = frozenset((*_BRACKETS, *_BRACKETS.values()))


@dataclass(frozen=True, slots=True)
class GuidelineNames:
    """Names and first words of guidelines, lower case. What each list holds is said in `lexicons/guidelines.toml`."""

    mtus: tuple[str, ...]
    mtus_without_year: tuple[str, ...]
    acoem_chapters: tuple[str, ...]
    odg_chapters: tuple[str, ...]
    other_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedGuideline:
    """One guideline of a line, as places in the cleaned text.

    `mark` holds the words that show the source. `name` is set where the guideline is recorded under one fixed name
    however it is spelt; otherwise the words of `guideline` are its name. No guideline: the source alone is named.
    """

    source: Source
    mark: Span
    guideline: Span | None
    name: str | None = None
    year: Span | None = None
    topic: Span | None = None
    pages: Span | None = None


NAMES = GuidelineNames(**{name: tuple(words) for name, words in load("guidelines").items()})


def either(names: Iterable[str]) -> str:
    """A pattern for any of the names; a longer name is tried before one that it begins with."""
    return "(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + ")"


def tidy(lower: bytes, start: int, end: int) -> Span | None:
    """A span without the punctuation around it and without a bracket that has no partner; null if nothing is left."""
    words = lower[start:end]
    while words:
        bare = words.lstrip(_BETWEEN)
        start += len(words) - len(bare)
        bare = bare.rstrip(_BETWEEN) + _final_stroke(bare)
        cut = _open_bracket(bare) if bare[:1] in _BRACKET_MARKS or bare[-1:] in _BRACKET_MARKS else 0
        if not cut:
            return Span(start, start + len(bare)) if bare else None
        start += max(cut, 0)
        words = bare[cut:] if cut > 0 else bare[:cut]
    return None


def _final_stroke(words: bytes) -> bytes:
    """The stroke at the end of a web address, which is part of it."""
    bare = words.rstrip(_BETWEEN)
    address = bare[bare.rfind(b" ") + 1 :]
    is_address = b"://" in address or address.lstrip(b"([").startswith(b"www.")
    return b"/" if is_address and words.startswith(b"/", len(bare)) else b""


def _open_bracket(words: bytes) -> int:
    """1 if the words begin with a bracket that is not needed, -1 if they end with one, else 0."""
    for opening, closing in _BRACKETS.items():
        more = words.count(opening) - words.count(closing)
        if words.startswith(opening) and (more > 0 or (more == 0 and words.find(closing) == len(words) - 1)):
            return 1
        if words.startswith(closing):
            return 1
        if words.endswith(opening) or (words.endswith(closing) and more < 0):
            return -1
    return 0
