"""The cue phrases and words of verification, read once from the TOML files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from imr_llm.summary.model import Language
from imr_llm.summary.verify.quick import Gate, Quick, gate


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue phrases of one language; cues.toml says what each is. A null pattern fits nothing."""

    neutral: Quick
    history: Gate
    kept: Quick
    given: Quick
    sides: Quick
    doubt: Quick
    pay: Quick
    insurer: Quick
    negated_before: re.Pattern[str]
    negation: re.Pattern[str]
    cut: re.Pattern[str]
    counted: re.Pattern[str]
    numbered: re.Pattern[str]
    everything: Quick


@dataclass(frozen=True, slots=True)
class Advice:
    """Cues of advice: `always`, and those that a negation before them turns harmless."""

    always: Quick
    unless_negated: Quick


@dataclass(frozen=True, slots=True)
class Words:
    """Words of numbers, sides, units and the body; words.toml says what each is."""

    numbers: Mapping[Language, Mapping[str, float]]
    months: Mapping[str, int]
    units: Mapping[str, str]
    duty: Mapping[Language, Quick]
    regions_es: Mapping[str, tuple[str, ...]]
    wide_en: Mapping[str, tuple[str, ...]]
    no_region: Mapping[Language, re.Pattern[str]]
    sides: Mapping[Language, Quick]
    classes: Quick
    medicines_es: Mapping[str, str]
    generic: Mapping[Language, frozenset[str]]


def _any(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _named(patterns: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("imr_llm.summary.verify") / f"{name}.toml").read_text("utf-8"))


@cache
def cues(language: Language) -> Cues:
    """The cue phrases of a language."""
    table = _table("cues")[language]
    named = ("fixed_lost", "fixed_won", "lost", "won", "news_lost", "news_won")
    nouns = _any(table["treatment_nouns"])
    negation = _any(table["negation"])
    counts = "|".join((r"\d+", "one", "un", "una", *_table("words")["numbers"][language]))
    number = r"\d+(?:(?:,? (?:and|to|y|e|a) |, )\d+)*"
    kept, given = Quick(_any(table["kept"])), Quick(_any(table["given"]))
    return Cues(
        history=gate(kept, given),
        neutral=Quick(_any(table["neutral"])),
        kept=kept,
        given=given,
        sides=Quick(_named({name: _any(table[name]) for name in named})),
        doubt=Quick(_any(table["doubt"])),
        pay=Quick(_any(table["pay"])),
        insurer=Quick(_any(table["insurer"])),
        negated_before=re.compile(rf"\b(?:{negation})\b(?: [\w'-]+){{0,4}} ?$"),
        negation=re.compile(rf"\b(?:{negation})\b"),
        cut=re.compile(_any(table["cut"])),
        counted=re.compile(rf"\b(?P<count>{counts}) (?:[a-z]+ )?(?:{nouns})\b"),
        numbered=re.compile(rf"\b(?:{nouns}) (?:numbers? |numeros? |# ?|no\. )?(?P<numbers>{number})\b"),
        everything=Quick(rf"\b(?:{_any(table['all_words'])}) (?:of )?(?:\w+ ){{0,2}}(?:{nouns})\b"),
    )


@cache
def advice(language: Language) -> Advice:
    """The cues of advice of a language."""
    told: list[str] = _table("conduct")["advice"][language]
    return Advice(
        Quick(_any(cue for cue in told if not cue.startswith("!"))),
        Quick(_any(cue[1:] for cue in told if cue.startswith("!"))),
    )


@cache
def deadline(language: Language) -> Quick:
    """Limits in time without a number or a date, as in "by the end of the year"."""
    return Quick(_table("conduct")["deadline"][language])


@cache
def conduct(language: Language) -> Gate:
    """Opens for every sentence that may hold a contact, advice or a limit in time."""
    told = advice(language)
    return gate(told.always, told.unless_negated, deadline(language), contacts())


@cache
def contacts() -> Quick:
    """Phone numbers, links and mail addresses, in folded words."""
    return Quick(_any(_table("conduct")["contact"].values()))


@cache
def words() -> Words:
    """Words of numbers, sides, units and the body."""
    table = _table("words")
    return Words(
        numbers={language: dict(table["numbers"][language]) for language in ("en", "es")},
        months={**table["months"]["en"], **table["months"]["es"]},
        units=table["units"],
        duty={language: Quick(table["duty"][language]) for language in ("en", "es")},
        regions_es={name: tuple(regions) for name, regions in table["regions_es"].items()},
        wide_en={name: tuple(regions) for name, regions in table["wide_en"].items()},
        no_region={language: re.compile(_any(table["no_region"][language])) for language in ("en", "es")},
        sides={language: Quick(_named(table["sides"][language])) for language in ("en", "es")},
        classes=Quick(rf"\b(?:{_named(table['classes'])})\b"),
        medicines_es=table["medicines_es"],
        generic={language: frozenset(table["generic"][language].split()) for language in ("en", "es")},
    )
