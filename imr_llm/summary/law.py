"""Legal texts: the only legal sentences that a summary may hold, each with its source and the date it was checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from imr_llm.summary.catalogue import split
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Language, Sentence

# How long a check of a source holds; tests fail on an older one.
MAXIMUM_AGE_DAYS = 180
UNDATED = "undated"


class Situation(StrEnum):
    """When a legal text is said; the meanings stand at the head of law.toml."""

    WON_TO_COME = "won_to_come"
    WON_GIVEN = "won_given"
    WON = "won"
    LOST = "lost"
    LOST_GIVEN = "lost_given"
    UNCLEAR = "unclear"
    MIXED = "mixed"
    KEPT = "kept"
    HELP = "help"
    NOTICE = "notice"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class LegalText:
    """One legal text, a sentence a line.

    `id` is what a basis names (`law/appeal-deadline`); `rule` is its statute or regulation. `as_of`: the date of the
    source's own text, a year, month or day, else null. `lawyer`: when one read it; null for none. `inferred`: it
    follows from the source, which does not say it in so many words. `first`: it stands before the fold. `continues`:
    it is read together with the text before it, as one point.
    """

    id: str
    applies_to: frozenset[Situation]
    rule: str
    source: str
    as_of: str | None
    last_verified: date
    texts: Mapping[Language, str]
    lawyer: date | None = None
    inferred: bool = False
    first: bool = False
    continues: bool = False

    def sentences(self, language: Language) -> tuple[Sentence, ...]:
        """The text as sentences of a summary, one a line."""
        return split(self.id, self.texts[language], (self.id,))


@cache
def legal_texts() -> dict[str, LegalText]:
    """Every legal text by its id, in the order of the page; the legal words of the lexicon come last."""
    table = tomllib.loads((files("imr_llm.summary") / "law.toml").read_text("utf-8"))
    texts = [
        LegalText(
            id=f"law/{name}",
            applies_to=frozenset(Situation(situation) for situation in entry["applies_to"]),
            rule=entry["rule"],
            source=entry["source"],
            as_of=None if entry["as_of"] == UNDATED else entry["as_of"],
            last_verified=entry["last_verified"],
            texts={"en": entry["en"], "es": entry["es"]},
            lawyer=entry.get("lawyer"),
            inferred=entry.get("inferred", False),
            first=entry.get("first", False),
            continues=entry.get("continues", False),
        )
        for name, entry in table.items()
    ]
    texts.extend(
        LegalText(
            id=word.law,
            applies_to=frozenset({Situation.WORD}),
            rule=word.term,
            source=word.source,
            as_of=None,
            last_verified=word.last_verified,
            texts=word.meanings,
        )
        for word in entries.words()
        if word.law and word.source and word.last_verified
    )
    return {text.id: text for text in texts}


def legal_sentences(
    situations: frozenset[Situation], language: Language, *, first: bool | None = None
) -> tuple[Sentence, ...]:
    """The legal sentences of any of the situations, in the order of the page, each once.

    `first`: only those before the fold, or only those behind it.
    """
    return tuple(
        sentence
        for text in legal_texts().values()
        if text.applies_to & situations and first in (None, text.first)
        for sentence in text.sentences(language)
    )


def legal_text(name: str, language: Language) -> tuple[Sentence, ...]:
    """The sentences of one legal text, by its id."""
    return legal_texts()[f"law/{name}"].sentences(language)
