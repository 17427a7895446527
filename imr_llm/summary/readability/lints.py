"""What makes a sentence hard beside its length: passive voice, "shall", double negatives, abbreviations, hard words.

Passive voice is advice only: "was not approved" is how people say it. The others are faults of a summary.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from imr_llm.summary.model import Language, Section
from imr_llm.summary.readability.sentences import own_words
from imr_llm.text.patterns import Pattern, linear


class LintKind(StrEnum):
    """What is hard about a sentence."""

    PASSIVE = "passive"
    SHALL = "shall"
    DOUBLE_NEGATIVE = "double_negative"
    ABBREVIATION = "abbreviation"
    HARD_WORD = "hard_word"


FAULTS = frozenset(LintKind) - {LintKind.PASSIVE}


@dataclass(frozen=True, slots=True)
class Lint:
    """A place that is hard to read. `sentence`: its index in the section; `instead`: an easier word, if any."""

    kind: LintKind
    section: str
    sentence: int
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The lints of one language."""

    patterns: tuple[tuple[LintKind, Pattern], ...]
    known: frozenset[str]
    hard: Mapping[str, str]


_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")
_BRACKET = re.compile(r"\(([^()“”\"]{2,30})\)")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def rules(language: Language) -> Rules:
    """The lints of a language, read from the package on first use."""
    table = tomllib.loads((files("imr_llm.summary.readability") / "lints.toml").read_text("utf-8"))[language]
    kinds = (LintKind.PASSIVE, LintKind.SHALL, LintKind.DOUBLE_NEGATIVE)
    return Rules(
        patterns=tuple((kind, linear(("(?i)" + table[kind.value]).encode())) for kind in kinds),
        known=frozenset(table["known"]),
        hard=table["hard"],
    )


def explained(sections: Iterable[Section]) -> frozenset[str]:
    """The words that a summary explains, in lower case: those quoted under "words", and what stands in brackets."""
    found: set[str] = set()
    for section in sections:
        for sentence in section.sentences:
            found.update(word.lower() for words in _BRACKET.findall(sentence.text) for word in _WORD.findall(words))
            if section.id == "words":
                found.update(part.lower() for quote in sentence.quotes for part in (quote, *quote.split()))
    return frozenset(found)


def lint_words(
    own: str, language: Language, known: frozenset[str], kinds: frozenset[LintKind] = frozenset(LintKind)
) -> Iterator[tuple[LintKind, str, str]]:
    """The kind, the words and an easier word for each hard place of a sentence's own words.

    `known`: words in lower case that need no explaining, because the summary explains them or they are names.
    """
    told = rules(language)
    for kind, pattern in told.patterns:
        match = pattern.search(own.encode()) if kind in kinds else None
        if match:
            yield kind, match.group().decode(), ""
    for match in _ABBREVIATION.finditer(own):
        if match[0] not in told.known and match[0].lower() not in known:
            yield LintKind.ABBREVIATION, match[0], ""
    for word in sorted((told.hard.keys() & _WORD.findall(own.lower())) - known):
        yield LintKind.HARD_WORD, word, told.hard[word]


def lint(sections: tuple[Section, ...], language: Language) -> tuple[Lint, ...]:
    """Every hard place of a summary, the letter's own words left out."""
    known = explained(sections)
    return tuple(
        Lint(kind, section.id, place, words, instead)
        for section in sections
        for place, sentence in enumerate(section.sentences)
        for kind, words, instead in lint_words(own_words(sentence), language, known)
    )
