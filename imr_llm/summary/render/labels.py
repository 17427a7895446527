"""The words that a page shows besides the sentences of a summary: tags, table heads, the language switch."""

from functools import cache
from importlib.resources import files

from imr_llm.summary.catalogue import Catalogue
from imr_llm.summary.model import Language

LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "es": "Español"}


@cache
def labels(language: Language) -> Catalogue:
    """The labels of a language, read from the package on first use. Dates are written as the summary writes them."""
    source = (files("imr_llm.summary.render") / "labels" / f"{language}.ftl").read_text("utf-8")
    return Catalogue.parse(language, source)
