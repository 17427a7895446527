"""The lexicons as frozen entries, read once from the TOML files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from imr_llm.summary.model import Language

Gender = Literal["masculine", "feminine"]
Form = Literal["count", "mass", "named"]
_ON_THE_SKIN = frozenset({"topical", "compound"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun phrase of one language without article. `an`: English takes "an"; `about`: a sentence that explains it."""

    noun: str
    gender: Gender = "masculine"
    many: bool = False
    an: bool = False
    about: str | None = None


@dataclass(frozen=True, slots=True)
class TreatmentEntry:
    """A treatment with a name of its own. `at` ties a part of the body to it ("" : never named beside it)."""

    id: str
    words: re.Pattern[str]
    also: re.Pattern[str] | None
    categories: frozenset[str]
    at: str
    form: Form
    names: Mapping[Language, Noun]

    def fits(self, words: str, category: str | None) -> bool:
        """Whether the letter's words for a treatment, in lower case, are about this."""
        if category is not None and self.categories and category not in self.categories:
            return False
        return self.words.search(words) is not None and (self.also is None or self.also.search(words) is not None)


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category or subcategory. `kind` chooses the wording of reasons."""

    kind: str
    names: Mapping[Language, Noun]


@dataclass(frozen=True, slots=True)
class MedicineEntry:
    """A drug class. `about`: one sentence a language."""

    about: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class RegionName:
    """A part of the body in one language: `one` knee, `many` knees; `plural`: the name itself is a plural."""

    one: str
    many: str
    gender: Gender = "masculine"
    plural: bool = False


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """A part of the body. `side`: joint (your left knee), half (your neck, left side), none."""

    side: Literal["joint", "half", "none"]
    names: Mapping[Language, RegionName]


@dataclass(frozen=True, slots=True)
class GuidelineEntry:
    """A guideline. `show_name`: the letter's own name for it is quoted after the noun."""

    source: str
    words: re.Pattern[str] | None
    show_name: bool
    names: Mapping[Language, Noun]


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word of these letters and its meaning. `law` is its id among the legal texts; null for an everyday word."""

    id: str
    term: str
    words: re.Pattern[str] | None
    decision: str | None
    cited: str | None
    always: bool
    retrospective: bool
    source: str | None
    last_verified: date | None
    meanings: Mapping[Language, str]

    @property
    def law(self) -> str | None:
        """The id under which a summary names the source of the meaning."""
        return f"law/word-{self.id}" if self.source else None


@dataclass(frozen=True, slots=True)
class NeedEntry:
    """Something that reviewers miss in a request. `kinds`: the kinds of treatment it is for; none for all.

    `paper`: it is a paper or a test, of which it can be said that the reviewer did not find it.
    """

    words: re.Pattern[str]
    kinds: frozenset[str]
    paper: bool
    names: Mapping[Language, Noun]


@dataclass(frozen=True, slots=True)
class TaperingEntry:
    """Medicines that must not be stopped suddenly, by class or by name. `as_of`: the date of the source's text."""

    names: re.Pattern[str]
    subcategories: frozenset[str]
    source: str
    as_of: str
    last_verified: date


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Whole words, any of them; a star at the end allows any ending."""
    any_of = "|".join(re.escape(word[:-1]) + "[a-z]*" if word.endswith("*") else re.escape(word) for word in words)
    return re.compile(rf"(?<![a-z0-9])(?:{any_of})(?![a-z0-9])")


def _table(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("imr_llm.summary.lexicon") / f"{name}.toml").read_text("utf-8"))


def _nouns(entry: Mapping[str, Any]) -> dict[Language, Noun]:
    return {"en": Noun(**entry["en"]), "es": Noun(**entry["es"])}


@cache
def treatments() -> tuple[TreatmentEntry, ...]:
    """Treatments in the order in which they are tried."""
    return tuple(
        TreatmentEntry(
            id=name,
            words=pattern(entry["words"]),
            also=pattern(entry["also"]) if "also" in entry else None,
            categories=frozenset(entry.get("categories", ())),
            at=entry.get("at", "of"),
            form=entry.get("kind", "count"),
            names=_nouns(entry),
        )
        for name, entry in _table("treatments").items()
    )


@cache
def categories() -> dict[str, CategoryEntry]:
    """Categories and subcategories by their codes."""
    return {name: CategoryEntry(entry["kind"], _nouns(entry)) for name, entry in _table("categories").items()}


@cache
def medicines() -> dict[str, MedicineEntry]:
    """Drug classes by their subcategory codes."""
    return {
        name: MedicineEntry({"en": entry["en"]["about"], "es": entry["es"]["about"]})
        for name, entry in _table("medicines").items()
    }


@cache
def drugs() -> tuple[tuple[re.Pattern[str], Mapping[Language, str]], ...]:
    """Medicines by name, for those whose class says nothing: the words, and one sentence a language."""
    return tuple(
        (pattern(entry["words"]), {"en": entry["en"], "es": entry["es"]}) for entry in _table("drugs")["about"].values()
    )


def spanish_name(name: str) -> str | None:
    """The Spanish name of a generic medicine; null where it is the same, or not known."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    found: str | None = _table_of_spanish_names().get(first.lower())
    return found


@cache
def _table_of_spanish_names() -> dict[str, str]:
    return dict(_table("drugs")["spanish"])


@cache
def regions() -> dict[str, RegionEntry]:
    """Parts of the body by their codes."""
    return {
        name: RegionEntry(entry["side"], {"en": RegionName(**entry["en"]), "es": RegionName(**entry["es"])})
        for name, entry in _table("regions").items()
    }


@cache
def guidelines() -> tuple[GuidelineEntry, ...]:
    """Guidelines in the order in which they are tried."""
    return tuple(
        GuidelineEntry(
            source=entry["source"],
            words=pattern(entry["words"]) if "words" in entry else None,
            show_name=entry.get("show_name", False),
            names=_nouns(entry),
        )
        for entry in _table("guidelines").values()
    )


@cache
def words() -> tuple[WordEntry, ...]:
    """Words to explain, the most needed first."""
    return tuple(
        WordEntry(
            id=name,
            term=entry["term"],
            words=pattern(entry["words"]) if "words" in entry else None,
            decision=entry.get("decision"),
            cited=entry.get("cited"),
            always=entry.get("always", False),
            retrospective=entry.get("retrospective", False),
            source=entry.get("source"),
            last_verified=entry.get("last_verified"),
            meanings={"en": entry["en"], "es": entry["es"]},
        )
        for name, entry in _table("words").items()
    )


@cache
def all_needs() -> tuple[NeedEntry, ...]:
    """What reviewers miss, the narrow entries before the wide ones."""
    return tuple(
        NeedEntry(pattern(entry["words"]), frozenset(entry.get("kinds", ())), entry.get("paper", False), _nouns(entry))
        for entry in _table("needs").values()
    )


def needs(missing: str, kind: str) -> tuple[NeedEntry, ...]:
    """The entries that what was missing speaks of, for a kind of treatment; of those with the same words the first."""
    words = missing.lower()
    found: dict[str, NeedEntry] = {}
    for entry in all_needs():
        match = entry.words.search(words) if not entry.kinds or kind in entry.kinds else None
        if match:
            found.setdefault(match.group(), entry)
    return tuple(found.values())


@cache
def tapering() -> tuple[TaperingEntry, ...]:
    """Medicines that must not be stopped suddenly."""
    return tuple(
        TaperingEntry(
            names=pattern(entry["names"]),
            subcategories=frozenset(entry.get("subcategories", ())),
            source=entry["source"],
            as_of=entry["as_of"],
            last_verified=entry["last_verified"],
        )
        for entry in _table("tapering").values()
    )


def needs_tapering(name: str, treatment: str | None, subcategory: str | None) -> bool:
    """Whether a medicine must not be stopped suddenly. One that goes on the skin may be."""
    if subcategory in _ON_THE_SKIN:
        return False
    words = f"{name} {treatment or ''}".lower()
    return any(subcategory in entry.subcategories or entry.names.search(words) for entry in tapering())
