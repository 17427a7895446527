"""Whether a summary is too hard to read."""

from collections.abc import Iterable, Iterator

from imr_llm.summary.model import Finding, FindingKind, Language, Section
from imr_llm.summary.readability.formulas import words_of
from imr_llm.summary.readability.lints import FAULTS, lint_words
from imr_llm.summary.readability.measure import measure
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.verify.fault import Fault

LONGEST_SENTENCE = 25
HARDEST_GRADE = 8.0
# Below it the INFLESZ scale calls a text "somewhat hard".
HARDEST_INFLESZ = 55.0


def judge_length(own: str) -> Iterator[Fault]:
    """Sentences over 25 words, the letter's left out."""
    if len(own) > 2 * LONGEST_SENTENCE and any(len(words_of(part)) > LONGEST_SENTENCE for part in sentences_of(own)):
        yield Fault(FindingKind.TOO_HARD, f"a sentence of more than {LONGEST_SENTENCE} words")


def judge_words(own: str, language: Language, known: frozenset[str]) -> Iterator[Fault]:
    """Hard words, abbreviations, "shall" and double negatives. `known`: words that need no explaining."""
    for kind, words, instead in lint_words(own, language, known, FAULTS):
        better = f"; say {instead}" if instead else ""
        yield Fault(FindingKind.TOO_HARD, f"{kind.value.replace('_', ' ')}: {words}{better}")


def judge_level(sections: Iterable[Section], language: Language) -> Iterator[Finding]:
    """The reading level of the whole."""
    grade = measure(sections, language).grade
    if grade > HARDEST_GRADE if language == "en" else grade < HARDEST_INFLESZ:
        limit = f"school grade {HARDEST_GRADE:g}" if language == "en" else f"INFLESZ {HARDEST_INFLESZ:g}"
        why = f"too hard to read: {grade:g}, the limit is {limit}"
        yield Finding(kind=FindingKind.TOO_HARD, section="", sentence=None, why=why)
