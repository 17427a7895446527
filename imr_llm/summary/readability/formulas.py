"""Counts of a text and the published formulas over them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from imr_llm.summary.model import Language
from imr_llm.summary.readability import english, spanish

_WORD = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*")
_POLYSYLLABLE = 3


@dataclass(frozen=True, slots=True)
class TextCounts:
    """What the formulas need.

    `polysyllables`: words of three syllables or more; `longest`: words of the longest sentence.
    """

    sentences: int
    words: int
    syllables: int
    polysyllables: int
    longest: int


def words_of(sentence: str) -> list[str]:
    """The words of a sentence; `10/325mg`, `six-week` and `doctor's` are one word each."""
    return _WORD.findall(sentence)


def count_text(sentences: Iterable[str], language: Language) -> TextCounts:
    """Count sentences, words and syllables; a sentence without words counts for nothing."""
    count = english.count if language == "en" else spanish.count
    texts = [words for words in map(words_of, sentences) if words]
    syllables = [count(word) for words in texts for word in words]
    return TextCounts(
        sentences=len(texts),
        words=len(syllables),
        syllables=sum(syllables),
        polysyllables=sum(1 for number in syllables if number >= _POLYSYLLABLE),
        longest=max(map(len, texts), default=0),
    )


def flesch_kincaid(counts: TextCounts) -> float:
    """US school grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975)."""
    if not counts.words:
        return 0.0
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def smog(counts: TextCounts) -> float:
    """US school grade: 1.0430 sqrt(30 polysyllables a sentence) + 3.1291 (McLaughlin 1969, in its regression form)."""
    if not counts.sentences:
        return 0.0
    return 1.0430 * sqrt(30 * counts.polysyllables / counts.sentences) + 3.1291


def szigriszt_pazos(counts: TextCounts) -> float:
    """Perspicuity 0 to 100 and above, easier upwards: 206.835 - 62.3 syllables a word - words a sentence (1993)."""
    if not counts.words:
        return 100.0
    return 206.835 - 62.3 * counts.syllables / counts.words - counts.words / counts.sentences
