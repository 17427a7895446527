"""Names of medicines in folded words of either language."""

import re
from functools import cache

from imr_llm.rules.text.lexicon import squeezed
from imr_llm.rules.treatment.drugs import DRUGS
from imr_llm.summary.verify.lexicon import words
from imr_llm.text.patterns import linear

_PATTERN = linear(DRUGS.pattern.encode())
_WORD = re.compile(r"[a-z]{6,}")
_ENDINGS = (("ina", "ine"), ("ina", "in"), ("eno", "en"), ("ol", "ole"), ("o", ""), ("a", "e"), ("o", "e"))


def medicines(text: str) -> set[str]:
    """The medicines that words name, as the English lexicon writes them, without blanks."""
    found: set[str] = set()
    for match in _PATTERN.finditer(text.encode("ascii", "replace")):
        name = squeezed(match.group().decode())
        found.update([form for form in (name, name[:-1], name[:-2]) if form in DRUGS.classes][:1])
    return found


@cache
def _spanish() -> dict[str, str]:
    """Spanish names of medicines: a list, and the English names with a Spanish ending."""
    names = {squeezed(name) for name in DRUGS.names if name.isalpha()}
    spanish = {
        name[: len(name) - len(english)] + ending: name
        for name in names
        for ending, english in _ENDINGS
        if name.endswith(english) and len(name) > 6
    }
    return {**spanish, **{name: squeezed(english) for name, english in words().medicines_es.items()}}


def medicines_in_spanish(text: str) -> set[str]:
    """The medicines that Spanish words name, as the English lexicon writes them."""
    names = _spanish()
    return medicines(text) | {names[word] for word in _WORD.findall(text) if word in names}
