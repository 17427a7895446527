"""The labels of an issue's parts: "Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:".

An issue whose label is not seen is an issue lost, so a label at the head of a paragraph is known by its likeness: scans
and hands misspell. Within a line only the exact words count, because reviewers write of guidelines too.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from imr_llm.letter.forms.decision_word import at_end
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

Part = Literal["administrator", "reviewer", "rationale"]

OPENERS = ("claims administrator'?s? guidelines? ?:", "maximus guidelines? ?:", "decision rationale ?:")
_EXACT = linear(rb"(?:claims administrator'?s?'? guidelines?|maximus guidelines?|decision rationale) ?:")
# By the first letter of their labels.
_PARTS: dict[int, Part] = {ord("c"): "administrator", ord("m"): "reviewer", ord("d"): "rationale"}
_LABELS: tuple[tuple[str, Part], ...] = (
    ("claims administrator guideline", "administrator"),
    ("maximus guideline", "reviewer"),
    ("decision rationale", "rationale"),
)
_LEAST_LIKENESS = 86.0
# A label is no further than this from the beginning of its paragraph, and no longer.
_REACH, _LONGEST = 8, 34
_BULLET = linear(rb"[^a-z0-9\n]{0,6}")
_AFTER = linear(rb"[a-z']{0,3} ?[*_]*[:;.=-]?[*_]* ?")


class Label(NamedTuple):
    """A label: its part, where it begins, where its words begin, and whether it heads a paragraph."""

    part: Part
    start: int
    content: int
    leading: bool


def find_labels(clean: CleanText, span: Span) -> list[Label]:
    """Every label of a span, in order: exact ones anywhere, misspelt ones at the head of a paragraph."""
    exact = exact_labels(clean, span)
    near = _misspelt(clean, span, {label.start for label in exact})
    return sorted([*exact, *near], key=lambda label: label.start)


def exact_labels(clean: CleanText, span: Span) -> list[Label]:
    """The labels of a span that are spelt as they should be."""
    return [
        Label(_PARTS[clean.lower[match.start()]], match.start(), match.end(), leading=_heads(clean, match.start()))
        for match in _EXACT.finditer(clean.lower, *span)
    ]


def follows_a_decision(clean: CleanText, label: Label) -> bool:
    """Whether a label stands right below, or right after, a decision word."""
    return at_end(clean.lower, Span(max(0, label.start - 60), label.start)) is not None


def _heads(clean: CleanText, start: int) -> bool:
    """Whether nothing but a bullet parts a place from the beginning of its paragraph."""
    line = clean.text.rfind("\n", 0, start) + 1
    return _BULLET.fullmatch(clean.lower[max(line, start - _REACH) : start]) is not None and start - line < _REACH


def _misspelt(clean: CleanText, span: Span, known: set[int]) -> Iterator[Label]:
    start = span.start
    while start < span.end:
        bullet = _BULLET.match(clean.lower[start : start + _REACH])
        begin = start + (bullet.end() if bullet else 0)
        if begin not in known:
            head = clean.lower[begin : min(begin + _LONGEST, span.end)].decode()
            for label, part in _LABELS:
                if fuzz.ratio(head[: len(label)], label, score_cutoff=_LEAST_LIKENESS):
                    after = _AFTER.match(clean.lower[begin + len(label) : begin + len(label) + 12])
                    yield Label(part, begin, begin + len(label) + (after.end() if after else 0), leading=True)
                    break
        following = clean.text.find("\n", start, span.end)
        start = following + 1 if following >= 0 else span.end
