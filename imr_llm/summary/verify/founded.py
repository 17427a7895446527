"""Every number, date, side, part of the body, medicine and name of a sentence is in what the sentence rests on."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from imr_llm.record.standing import Standing
from imr_llm.summary.law import legal_texts
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import FindingKind, Language
from imr_llm.summary.verify.body import Place, bodily, places, sides
from imr_llm.summary.verify.fault import Fault
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.ground import Basis, issue_of
from imr_llm.summary.verify.lexicon import cues, words
from imr_llm.summary.verify.material import BasisFacts
from imr_llm.summary.verify.medicines import medicines, medicines_in_spanish
from imr_llm.summary.verify.quantities import Quantity, date_starts, dates, quantities, same_day, spelled

_DIGIT = re.compile(r"\d")
_TIMES = frozenset({"day", "week", "month", "year", "hour", "minute"})
_REASONS = re.compile(r" ?(?:\w+ )?(?:reasons?|razon(?:es)?|motivos?|grounds?)\b")
_DATES = re.compile(r" (?:\w+ )?(?:dates?|fechas?)\b")
_BY_DATE = {
    "en": re.compile(
        r"\b(?:by|before|until|no later than|not later than|due|latest|on or before|deadline(?: is| of)?)(?: the)? ?$"
    ),
    "es": re.compile(
        r"\b(?:antes del?|hasta el|a mas tardar(?: el)?|limite(?: es)?(?: el)?|vence(?: el)?|plazo(?: es)?(?: el)?)"
        r"(?: dia)? ?$"
    ),
}
# A capitalised word inside a sentence: not after a full stop, a colon or an opening mark.
_NAME = re.compile(r"(?<=[\w,;'’)\"”-])\s+([A-ZÁÉÍÓÚÑ][\w'’-]*\w)")
_TITLED = re.compile(r"\b(?:Dra?|Mr|Mrs|Ms|Sr|Sra|Doctor|Doctora)\.? ([A-ZÁÉÍÓÚÑ]\w+)")
_CAPITALISED = re.compile(r"[A-ZÁÉÍÓÚÑ][\w'’-]*\w")


def unfounded_dates(text: str, material: BasisFacts, language: Language) -> Iterator[Fault]:
    """Dates that are not in the material, and dates that are made a limit."""
    told, without = dates(text)
    if not told:
        return
    for day in told:
        if not any(same_day(day, known) for known in material.days):
            limit = _is_limit(text, language)
            kind = FindingKind.UNFOUNDED_DEADLINE if limit else FindingKind.UNFOUNDED_DATE
            yield Fault(kind, f"the date {'-'.join(map(str, day))} is not in its basis")
    if _is_limit(text, language) and words().duty[language].search(without):
        yield Fault(FindingKind.UNFOUNDED_DEADLINE, "a date of the letter is made a limit")


def _is_limit(text: str, language: Language) -> bool:
    """Whether a date stands right after a word of limit, as in "by March 3" and "hasta el 3 de marzo"."""
    return any(_BY_DATE[language].search(text[:start]) for start in date_starts(text))


class Numbers:
    """Judges the numbers of sentences."""

    def __init__(self, ground: Basis) -> None:
        self._ground = ground
        self._cues = cues(ground.language)

    def judge(self, text: str, material: BasisFacts, scope: frozenset[int]) -> Iterator[Fault]:
        """Numbers that are in the material neither as such, nor as a count, nor as an issue's number."""
        without = dates(text)[1]
        if not (_DIGIT.search(without) or _may_count(without, self._ground.language)):
            return
        named = [(m.start("numbers"), m.end("numbers")) for m in self._cues.numbered.finditer(without)]
        for quantity in quantities(without, self._ground.language):
            if any(start <= quantity.start < end for start, end in named):
                if not any(self._ground.record.issues[index].number == quantity.number for index in scope):
                    yield Fault(FindingKind.UNFOUNDED_NUMBER, f"no treatment {quantity.number:g} in its basis")
            elif _is_article(quantity, without, material):
                continue
            elif not self._founded(quantity, without, material, scope):
                yield self._fault(quantity, without, material)

    def _founded(self, quantity: Quantity, text: str, material: BasisFacts, scope: frozenset[int]) -> bool:
        count = self._count(quantity, text, material, scope)
        if count is not None:
            return count
        if quantity.number not in material.numbers:
            return False
        known = material.known(quantity.unit) if quantity.unit else set()
        return not known or quantity.number in known

    def _count(self, quantity: Quantity, text: str, material: BasisFacts, scope: frozenset[int]) -> bool | None:
        """Whether a count of treatments, reasons or dates is right; null where the number counts none of them."""
        after = text[quantity.end : quantity.end + 30]
        if _REASONS.match(after):
            told = [place for place in material.basis if "/reasons" in place]
            return quantity.number in {len(set(told)), *(self._reasons(place) for place in told)}
        if _DATES.match(after):
            return quantity.number == 2 and any(place in self._ground.doubted for place in material.basis)
        counted = self._cues.counted.match(text, quantity.start)
        if counted is None or quantity.unit is not None:
            return None
        standing = self._cues.doubt.search(text)
        if standing:
            scope = scope & self._ground.decided(Standing.UNCLEAR)
            return quantity.number == len(scope)
        split = {len(scope & self._ground.decided(side)) for side in (Standing.WON, Standing.LOST)}
        parts = {sum(1 for i in scope if self._ground.record.issues[i].authorized_portion)}
        if quantity.number in {len(scope), *split, *parts} - {0}:
            return True
        return None if quantity.number in material.numbers else False

    def _reasons(self, place: str) -> int:
        index = issue_of(place)
        return (
            len(self._ground.record.issues[index].reasons) if index is not None and place.endswith("/reasons") else -1
        )

    def _fault(self, quantity: Quantity, text: str, material: BasisFacts) -> Fault:
        legal = any(place.startswith("law/") for place in material.basis)
        limit = quantity.unit in _TIMES and (legal or words().duty[self._ground.language].search(text))
        kind = FindingKind.UNFOUNDED_DEADLINE if limit else FindingKind.UNFOUNDED_NUMBER
        unit = f" ({quantity.unit})" if quantity.unit else ""
        return Fault(kind, f"the number {quantity.number:g}{unit} is not in its basis")


def _is_article(quantity: Quantity, text: str, material: BasisFacts) -> bool:
    """Whether "one visit" or "una cita" only means some visit: where the material counts no visits."""
    spelled = not text[quantity.start].isdecimal() and quantity.number == 1
    return spelled and quantity.unit == "visit" and not material.known("visit")


def _may_count(text: str, language: Language) -> bool:
    return spelled(language).search(text) is not None


def unfounded_places(text: str, material: BasisFacts, language: Language) -> Iterator[Fault]:
    """Parts of the body and sides that are not in the material, or a side that belongs to another part."""
    if not bodily(text, language):
        return
    for place in places(text, language):
        yield from _place(place, material.places)
    for side in sides(text, language):
        have = {one.side for one in material.places} | sides(material.words, "en")
        if language == "es":
            have |= sides(material.words, "es")
        if side not in have and not (side == "both" and {"left", "right"} <= have):
            yield Fault(FindingKind.UNFOUNDED_SIDE, f"the side ({side}) is not in its basis")


def _place(place: Place, known: frozenset[Place]) -> Iterator[Fault]:
    alike = [one for one in known if set(one.regions) & set(place.regions)]
    if not alike:
        yield Fault(FindingKind.UNFOUNDED_BODY_PART, f"a part of the body ({place.regions[0]}) is not in its basis")
        return
    sided = {one.side for one in alike if one.side is not None}
    if (
        place.side is not None
        and sided
        and place.side not in sided
        and not (place.side == "both" and {"left", "right"} <= sided)
    ):
        yield Fault(
            FindingKind.UNFOUNDED_SIDE, f"the side ({place.side}) of the {place.regions[0]} is not in its basis"
        )


def unfounded_medicines(text: str, material: BasisFacts, language: Language) -> Iterator[Fault]:
    """Medicines and classes of medicines that are not in the material."""
    found = medicines(text) if language == "en" else medicines_in_spanish(text)
    for name in found - material.medicines if found else ():
        yield Fault(FindingKind.UNFOUNDED_MEDICINE, f"the medicine {name} is not in its basis")
    for match in words().classes.finditer(text):
        if match.lastgroup not in material.classes:
            yield Fault(
                FindingKind.UNFOUNDED_MEDICINE, f"this kind of medicine ({match.lastgroup}) is not in its basis"
            )


@cache
def vocabulary(language: Language) -> frozenset[str]:
    """Capitalised words of the reviewed texts: the messages, the law, the lexicons."""
    texts = [text.texts[language] for text in legal_texts().values()]
    texts.extend(word.meanings[language] for word in entries.words())
    texts.extend(
        noun
        for entry in entries.treatments()
        for noun in (entry.names[language].noun, entry.names[language].about or "")
    )
    texts.extend(entry.names[language].noun for entry in entries.guidelines())
    texts.extend(entry.names[language].noun for entry in entries.categories().values())
    texts.append((files("imr_llm.summary") / "locales" / f"{language}.ftl").read_text("utf-8"))
    return frozenset(_bare(word) for text in texts for word in _CAPITALISED.findall(text))


def _bare(word: str) -> str:
    return fold(word).removesuffix("'s")


def unfounded_names(own: str, material: BasisFacts, language: Language) -> Iterator[Fault]:
    """Capitalised words inside a sentence, and names after a title, that are neither in the material nor reviewed."""
    told = {match[1] for match in _NAME.finditer(own)} | {match[1] for match in _TITLED.finditer(own)}
    for word in told:
        bare = _bare(word)
        if bare in vocabulary(language) or bare in words().months or bare.isdecimal():
            continue
        if not set(re.split(r"[-/' ]", bare)) <= material.tokens and bare not in material.words:
            yield Fault(FindingKind.UNFOUNDED_NAME, f"the name {word} is not in its basis")
