"""Marks: the titles and the first words by which the parts of a letter are told."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# A bullet or a number may stand between the beginning of a paragraph and a mark.
_BULLET = linear(rb"[^a-z\n]{0,8}")
_STOPS = frozenset(".?!:;)\"'\u201d\u2019")
_REACH = 8


class Mark(NamedTuple):
    """A mark: its kind, its words, and whether it begins a paragraph."""

    kind: str
    span: Span
    leading: bool


class Marks:
    """Patterns of marks by their kind, in lower case and without groups."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._kinds: Sequence[str] = tuple(patterns)
        self._pattern: Any = linear("|".join(f"({pattern})" for pattern in patterns.values()).encode())

    def find(self, clean: CleanText, span: Span) -> list[Mark]:
        """The marks of a span in order: those that begin a paragraph, or a sentence, or stand in capitals."""
        found = []
        for match in self._pattern.finditer(clean.lower, *span):
            start, end = match.span()
            leading = begins_paragraph(clean, start)
            if leading or _stands_out(clean.text, start, end):
                found.append(Mark(self._kinds[match.lastindex - 1], Span(start, end), leading))
        return found


def begins_paragraph(clean: CleanText, start: int) -> bool:
    """Whether nothing but a bullet or a number parts a place from the beginning of its paragraph."""
    line = clean.text.rfind("\n", 0, start) + 1
    return start - line <= _REACH and _BULLET.fullmatch(clean.lower[line:start]) is not None


def _stands_out(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    return words.isupper() or (words[0].isupper() and text[max(0, start - _REACH) : start].rstrip()[-1:] in _STOPS)
