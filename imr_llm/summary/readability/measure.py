"""The reading level of a summary. The letter's own quoted words are nobody's fault and are left out."""

from collections.abc import Iterable

from imr_llm.summary.model import Language, ReadingLevel, Section
from imr_llm.summary.readability.formulas import count_text, flesch_kincaid, szigriszt_pazos
from imr_llm.summary.readability.sentences import own_words, sentences_of

__all__ = ["measure", "own_words"]


def measure(sections: Iterable[Section], language: Language) -> ReadingLevel:
    """The reading level of all sentences of a summary together."""
    counts = count_text(
        (part for section in sections for sentence in section.sentences for part in sentences_of(own_words(sentence))),
        language,
    )
    grade = flesch_kincaid(counts) if language == "en" else szigriszt_pazos(counts)
    return ReadingLevel(grade=round(grade, 1), longest_sentence=counts.longest)
