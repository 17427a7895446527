"""Parts of the body and their sides in folded words of either language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from imr_llm.rules.text.lexicon import any_of, load
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Language
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.lexicon import words
from imr_llm.summary.verify.quick import Gate, Quick, gate

_NEAR = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the body: the regions that a word may mean, and the side told with it."""

    regions: tuple[str, ...]
    side: str | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    pattern: Quick
    none: re.Pattern[str]
    regions: dict[str, tuple[str, ...]]


def _key(name: str) -> str:
    return re.sub(r"[ /-]", "", name)


@cache
def _names(language: Language) -> _Names:
    regions: dict[str, tuple[str, ...]] = {}
    if language == "en":
        lexicon = load("body_regions")
        for region, names in lexicon["region"].items():
            regions.update({_key(name): (region,) for name in names})
        for several in lexicon["several"]:
            regions.update({_key(name): tuple(several["regions"]) for name in several["words"]})
        regions.update({_key(name): wide for name, wide in words().wide_en.items()})
        spelled = [*(n for names in lexicon["region"].values() for n in names), *words().wide_en]
        spelled.extend(name for several in lexicon["several"] for name in several["words"])
        # Abbreviations of two letters are everyday words ("le") or parts of them.
        spelled = [name for name in spelled if len(name) > 2]
        none = re.compile(any_of(lexicon["none"]["words"]) + "|" + words().no_region["en"].pattern)
    else:
        regions.update({_key(name): wide for name, wide in words().regions_es.items()})
        spelled = list(words().regions_es)
        none = words().no_region["es"]
    for region, entry in entries.regions().items():
        for name in (fold(entry.names[language].one), fold(entry.names[language].many)):
            regions.setdefault(_key(name), (region,))
            spelled.append(name)
    return _Names(Quick(any_of(set(spelled))), none, regions)


@cache
def _bodily(language: Language) -> Gate:
    return gate(_names(language).pattern, words().sides[language])


def bodily(text: str, language: Language) -> bool:
    """Whether folded words may name a part of the body or a side."""
    return _bodily(language).opens(text)


def places(text: str, language: Language) -> Iterator[Place]:
    """Every part of the body that is named, with the side beside it."""
    names = _names(language)
    found = list(names.pattern.finditer(text))
    spared = [match.span() for match in names.none.finditer(text)] if found else []
    for match in found:
        if any(start < match.end() and match.start() < end for start, end in spared):
            continue
        key = _key(match[0])
        regions = next((names.regions[form] for form in (key, key[:-1], key[:-2]) if form in names.regions), None)
        if regions is not None:
            yield Place(regions, _side_beside(text, match, language))


def _side_beside(text: str, match: re.Match[str], language: Language) -> str | None:
    """The side just before an English name ("left knee") or just after ("rodilla izquierda", "neck (left side)")."""
    before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
    if language == "en":
        found = re.search(r"\b(left|right|both|bilateral)(?: upper| lower| the| your)? $", before)
        bracket = re.match(r" ?\((left|right|both) side", after)
    else:
        found = re.match(r" (izquierd|derech)[oa]s?\b(?! a\b)", after)
        bracket = re.match(r" ?\((?:lado |ambos )(izquierd|derech|lados)", after)
        if found is None and re.search(r"\b(?:ambos|ambas|los dos|las dos) $", before):
            return "both"
    side = found or bracket
    return _SIDES[side[1]] if side else None


_SIDES = {
    "left": "left", "right": "right", "both": "both", "bilateral": "both",
    "izquierd": "left", "derech": "right", "lados": "both",
}  # fmt: skip


def sides(text: str, language: Language) -> set[str]:
    """The sides that words tell of, anywhere: "right away" and "derecho a" are none."""
    found: set[str] = set()
    for match in words().sides[language].finditer(text):
        side = match.lastgroup or ""
        # "izquierdo" has no other sense.
        certain = language == "es" and side == "left"
        at_body = _both_of_body if side == "both" else _of_body
        if certain or at_body(text, match, language):
            found.add(side)
    return found


def _of_body(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether "right" or "left" stands at a part of the body or at "side", or where no other sense is likely."""
    after, before = text[match.end() : match.end() + 40], text[max(0, match.start() - 40) : match.start()]
    if re.match(r" ?(?:\)|side\b|hand side\b|and (?:left|right)\b|or (?:left|right)\b)", after):
        return True
    if language == "es" and re.search(r"\blado $|\b(?:izquierd[oa]|y|o) $", before):
        return True
    near = _names(language).pattern
    if language == "en":
        return near.search(after[:25]) is not None or (
            re.search(r"\b(?:on|your|the) $", before) is not None and not re.match(r" [a-z]", after)
        )
    return any(match.end() >= len(before) - 1 for match in near.finditer(before))


def _both_of_body(text: str, match: re.Match[str], language: Language) -> bool:
    if match[0].startswith("bilateral") or "side" in match[0] or "lados" in match[0]:
        return True
    return _names(language).pattern.search(text[match.end() : match.end() + 20]) is not None
