"""What is measured and judged of a summary: its own words, sentence by sentence."""

import re

from imr_llm.summary.model import Sentence

_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)[”\"')]*\s+(?=[A-ZÁÉÍÓÚÑ¿¡“\"(])"
    # "... on May 7, 2013. 4 tests a year ..."
    r"|(?<=\b(?:19|20)\d\d\.)\s+(?=\d)"
)


def own_words(sentence: Sentence) -> str:
    """A sentence without the letter's words. Only what stands between quotation marks counts as the letter's."""
    text = sentence.text
    for quote in sorted(sentence.quotes, key=len, reverse=True):
        if quote:
            for mark in '“"':
                text = text.replace(mark + quote, mark + " ")
    return text


def sentences_of(text: str) -> list[str]:
    """The grammatical sentences of a text: one `Sentence` may hold two short ones."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]
