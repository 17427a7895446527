"""What no sentence about a ground may do, whatever the quote says: decide, promise, order, ask, or give contacts."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from imr_llm.summary.model import Language
from imr_llm.summary.verify.lexicon import contacts
from imr_llm.summary.verify.quick import Quick


@cache
def _never(language: Language) -> tuple[Quick, Quick]:
    """What is never said, and what is said only where the quote has it too (as a pattern of the letter's English)."""
    table = tomllib.loads((files("imr_llm.grounds.verify") / "never.toml").read_text("utf-8"))
    return (
        Quick("|".join(table["never"][language])),
        Quick("|".join(table["begins"][language])),
    )


@cache
def _unless_quoted(language: Language) -> tuple[tuple[Quick, Quick], ...]:
    table = tomllib.loads((files("imr_llm.grounds.verify") / "never.toml").read_text("utf-8"))
    return tuple((Quick(row[language]), Quick(row["letter"])) for row in table["unless_quoted"])


def judge_conduct(text: str, quote: str, language: Language) -> Iterator[str]:
    """The words of a folded sentence that it may not say. `quote`: the folded words that it is given for."""
    for quick in (*_never(language), contacts()):
        yield from (match.group().strip() for match in quick.finditer(text))
    for said, quoted in _unless_quoted(language):
        match = said.search(text)
        if match and not quoted.search(quote):
            yield match.group().strip()
