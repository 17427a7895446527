"""What ground a sentence is most like, where no pattern knows its words.

The sentences of `lexicons/wordings.toml` are counted once, and a new sentence is weighed against them as naive Bayes
does: each of its words, and each pair of neighbours, speaks for a code by how much more often the wordings of that code
hold it than those of all others. The counts are small and whole, so the answer is the same on every machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import Any, NamedTuple

from imr_llm.record.codes import Decision, Reason
from imr_llm.record.reasons import FAVOURABLE
from imr_llm.rules.text.lexicon import load
from imr_llm.text.patterns import linear

# Words begin alike where they mean alike: "improve", "improvement".
_STEM = 6
_WORD = linear(rb"[a-z]+|\d+")
# What is added to each count, so that a word not met with a code is no proof against it.
_SMOOTH = 0.1
# A score from which a sentence is plainly like some wordings; below it, a reader would rather not say.
ENOUGH = 2.0


class Likely(NamedTuple):
    """A code and how much more a sentence speaks for it than for the others; 0 is no more than chance."""

    code: Reason
    score: float


class Likeness:
    """The codes of some wordings, by the words in them."""

    def __init__(self, wordings: Mapping[Reason, Sequence[str]]) -> None:
        counts = {code: Counter(_features(rows)) for code, rows in wordings.items()}
        every: Counter[bytes] = sum(counts.values(), Counter())
        whole = every.total()
        self._codes = tuple(counts)
        self._weights = {
            feature: tuple(
                log((own[feature] + _SMOOTH) / (own.total() + _SMOOTH * len(every)))
                - log((number - own[feature] + _SMOOTH) / (whole - own.total() + _SMOOTH * len(every)))
                for own in counts.values()
            )
            for feature, number in every.items()
        }

    def nearest(self, words: bytes) -> Likely | None:
        """The code whose wordings a lower-case sentence is most like; null if none of its words is known."""
        known = [self._weights[feature] for feature in set(_parts(words)) if feature in self._weights]
        if not known:
            return None
        scores = [sum(column) / len(known) ** 0.5 for column in zip(*known, strict=True)]
        best = max(range(len(scores)), key=scores.__getitem__)
        return Likely(self._codes[best], scores[best])


def _features(rows: Iterable[str]) -> Iterable[bytes]:
    for row in rows:
        yield from set(_parts(row.lower().encode()))


def _parts(words: bytes) -> list[bytes]:
    """The stems of a sentence and its pairs of neighbours; all numbers are one."""
    found = [match.group() for match in _WORD.finditer(words)]
    stems = [b"#" if word[:1].isdigit() else word[:_STEM] for word in found]
    return [*stems, *(first + b" " + second for first, second in pairwise(stems))]


@cache
def likeness_of(decision: Decision) -> Likeness:
    """The wordings of the grounds of a decision; counted on first use."""
    wordings: dict[Any, list[str]] = load("wordings")
    overturned = decision == "overturned"
    return Likeness({code: rows for code, rows in wordings.items() if (code in FAVOURABLE) == overturned})
