"""What the letter's words let a plain sentence say: every word, number, date, side, part of the body and drug."""

import re
from dataclasses import dataclass
from functools import cached_property

from imr_llm.grounds.verify.lexicon import are_cognate, lexicon, stem, words_of
from imr_llm.grounds.verify.polarity import Clause, letter_clauses
from imr_llm.summary.model import Language
from imr_llm.summary.verify.body import Place, places
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.medicines import medicines
from imr_llm.summary.verify.quantities import Day, Quantity, dates, quantities

# What a drug is in everyday words: a name alone does not say so.
_DRUG = " medication"
# Shorter words are alike by chance.
_SHORT = 3
_SIDES = {"left": "left", "lt": "left", "right": "right", "rt": "right", "both": "both", "bilateral": "both"}
_SIDE = re.compile(r"\b(?:left|lt|right|rt|both|bilateral)(?=\b|ly\b)")


@dataclass(frozen=True)
class Words:
    """Words of the letter and the facts in them."""

    text: str

    @cached_property
    def folded(self) -> str:
        """As compared."""
        words = fold(self.text)
        return words + _DRUG if medicines(words) else words

    @cached_property
    def stems(self) -> dict[str, tuple[int, ...]]:
        """The stems of the words, and where each stands."""
        found: dict[str, tuple[int, ...]] = {}
        position = 0
        for word in words_of(self.folded):
            position = self.folded.index(word, position)
            found[stem(word)] = (*found.get(stem(word), ()), position)
            position += len(word)
        return found

    @cached_property
    def entries(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The entries of the lexicon that speak of these words, with the places of what they speak of."""
        found = []
        for index, entry in enumerate(lexicon().entries):
            at = tuple(match.start() for match in entry.letter.finditer(self.folded))
            if at:
                found.append((index, at))
        return tuple(found)

    def places_of(self, word: str, language: Language) -> tuple[int, ...]:
        """Where the words stand that license a word of a sentence; none where nothing does."""
        found: list[int] = list(self.stems.get(stem(word), ()))
        entries = lexicon().entries
        for index, at in self.entries:
            if word in entries[index].told[language]:
                found.extend(at)
        if language == "es":
            for words, at in self._unstemmed.items():
                if are_cognate(word, words):
                    found.extend(at)
            for english in lexicon().english(word):
                found.extend(self.places_of(english, "en"))
        return tuple(found)

    def has(self, word: str, language: Language) -> bool:
        """Whether a word stands here as it is, or as its cognate."""
        if len(word) <= _SHORT:
            return False
        return stem(word) in self.stems or (
            language == "es" and any(are_cognate(word, english) for english in self._unstemmed)
        )

    @cached_property
    def _unstemmed(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for word in set(words_of(self.folded)):
            found[word] = self.stems[stem(word)]
        return found

    @cached_property
    def days(self) -> frozenset[Day]:
        """The dates."""
        return frozenset(dates(self.folded)[0])

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers, with their units."""
        return tuple(quantities(dates(self.folded)[1], "en"))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The parts of the body, with their sides; and those that a term is about, as a meniscus is of the knee."""
        implied = (Place(regions) for letter, regions in lexicon().implied if letter.search(self.folded))
        return (*places(self.folded, "en"), *implied)

    @cached_property
    def sides(self) -> frozenset[str]:
        """The sides."""
        return frozenset(_SIDES[match[0]] for match in _SIDE.finditer(self.folded))

    @cached_property
    def medicines(self) -> frozenset[str]:
        """The drugs."""
        return frozenset(medicines(self.folded))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, with what is denied in each."""
        return letter_clauses(self.folded)


class Licence:
    """A quote, which has to prove a sentence, and the heading of its treatment, which may name what it is about.

    `twin`: the English sentences for the same quote that stand; a Spanish one may say in its words what they say.
    """

    def __init__(self, quote: str, heading: str, twin: str = "") -> None:
        self.quote = Words(quote)
        self.heading = Words(heading)
        self.twin = Words(twin) if twin else None

    def licenses(self, word: str, language: Language) -> bool:
        """Whether a word may be said at all."""
        frame = lexicon().frame
        return bool(
            word in frame[language]
            or (language == "es" and any(english in frame["en"] for english in lexicon().english(word)))
            or self.quote.places_of(word, language)
            or self.heading.places_of(word, language)
            or (self.twin and self.twin.places_of(word, language))
        )
