"""The messages of one language: whole sentences in Fluent, read once from locales/*.ftl."""

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Self

from imr_llm.summary.messages import MessageError, Messages
from imr_llm.summary.model import Language, Sentence

Argument = str | int | date

_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
        "diciembre",
    ),
}  # fmt: skip
# Before the sound of i, Spanish says "e" for "and"; not before a diphthong (hielo).
_SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)


class CatalogueError(LookupError):
    """A message is missing, or was not given what it speaks of. A fault of this package, never of a letter."""


class Catalogue:
    """The messages of one language. Immutable after loading, so one object serves every letter."""

    def __init__(self, language: Language, messages: Messages) -> None:
        self.language = language
        self._messages = messages

    @classmethod
    def parse(cls, language: Language, source: str) -> Self:
        """The catalogue of a Fluent file's text."""
        return cls(language, Messages(source))

    def text(self, message: str, /, **arguments: Argument) -> str:
        """One message with its arguments filled in; a date is written in words, as the language writes it.

        Raises:
            CatalogueError: there is no such message, or an argument of it is missing. Names only message and language:
                arguments hold the letter's words.
        """
        prepared = {
            name: self.written(value) if isinstance(value, date) else value for name, value in arguments.items()
        }
        try:
            return self._messages.format(message, prepared)
        except MessageError as error:
            raise CatalogueError(f"{self.language}.ftl: {message}: {error}") from None

    def written(self, day: date) -> str:
        """A date as people in California write it: "September 20, 2014", "20 de septiembre de 2014"."""
        month = _MONTHS[self.language][day.month - 1]
        return f"{month} {day.day}, {day.year}" if self.language == "en" else f"{day.day} de {month} de {day.year}"

    def rough(self, day: str) -> str:
        """A year, a month or a day as ISO 8601 writes it ("2018", "2018-06", "2018-06-01"), in words."""
        year, *rest = day.split("-")
        if len(rest) == 2:
            return self.written(date.fromisoformat(day))
        if not rest:
            return year
        month = _MONTHS[self.language][int(rest[0]) - 1]
        return f"{month} {year}" if self.language == "en" else f"{month} de {year}"

    def sentence(
        self, message: str, basis: tuple[str, ...], quotes: tuple[str, ...] = (), /, **arguments: Argument
    ) -> Sentence:
        """A message as a sentence of a summary. `quotes`: which parts of it are the letter's own words."""
        return Sentence(text=self.text(message, **arguments), basis=basis, quotes=quotes, message=message)

    def sentences(
        self, message: str, basis: tuple[str, ...], quotes: tuple[str, ...] = (), /, **arguments: Argument
    ) -> tuple[Sentence, ...]:
        """A message of several lines, a sentence each, which rest on the same and are read together."""
        return split(message, self.text(message, **arguments), basis, quotes)

    def listed(self, items: tuple[str, ...]) -> str:
        """Items as the language lists them: "a, b, and c", "a, b y c", "agujas e inyecciones"."""
        if len(items) < 2:
            return "".join(items)
        *first, last = items
        if self.language == "en":
            return f"{', '.join(first)}{',' if len(first) > 1 else ''} and {last}"
        return f"{', '.join(first)} {'e' if _SOUNDS_LIKE_I.match(last) else 'y'} {last}"


def split(message: str, text: str, basis: tuple[str, ...], quotes: tuple[str, ...] = ()) -> tuple[Sentence, ...]:
    """A text of several lines as sentences; each keeps the quotes that stand in it."""
    return tuple(
        Sentence(text=line, basis=basis, quotes=tuple(quote for quote in quotes if quote in line), message=message)
        for line in text.split("\n")
    )


@cache
def catalogue(language: Language) -> Catalogue:
    """The messages of a language, read from the package on first use."""
    return Catalogue.parse(language, (files("imr_llm.summary") / "locales" / f"{language}.ftl").read_text("utf-8"))
