"""What the page says, in both languages at once: its style sheet shows the one that the reader has chosen.

So a choice of language needs no second request: nothing that was typed, chosen or read is lost, with or without a
script.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import get_args

from imr_llm.summary.catalogue import Argument, Catalogue
from imr_llm.summary.model import Language
from imr_llm.summary.render.inline import marked
from imr_llm.summary.render.markup import Html, Node, element, joined

LANGUAGES: tuple[Language, ...] = get_args(Language)
# The line by which a worker can tell the letter, and what stands on those of the forms that did not have it yet.
LETTER_LINE = "How the IMR Final Determination Was Made"
OLD_LINE = "Independent Medical Review"


@cache
def words_of(language: Language) -> Catalogue:
    """The messages of the page in one language, read from the package on first use."""
    return Catalogue.parse(language, (files("imr_llm.service") / "locales" / f"{language}.ftl").read_text("utf-8"))


def in_both(made: Callable[[Language], Node]) -> Html:
    """Something once a language; the style sheet shows one of them."""
    return joined(element("span", made(language), class_=language, lang=language) for language in LANGUAGES)


def both(message: str, /, **arguments: Argument) -> Html:
    """A message in both languages. A line of the letter in it is marked as English."""

    def said(language: Language) -> Html:
        quotes = tuple(line for line in (LETTER_LINE, OLD_LINE) if line in arguments.values())
        return marked(words_of(language).text(message, **arguments), quotes, language)

    return in_both(said)
