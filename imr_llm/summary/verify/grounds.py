"""The reviewer's grounds: a sentence that rests on reasons against a treatment must not say that they speak for it."""

import re
from collections.abc import Iterator

from imr_llm.record.codes import Reason
from imr_llm.record.reasons import FAVOURABLE, NEGATED
from imr_llm.summary.model import FindingKind, Language, Section
from imr_llm.summary.verify.fault import Fault
from imr_llm.summary.verify.ground import Basis, issue_of
from imr_llm.summary.verify.lexicon import cues

_VERBS = {
    "en": re.compile(
        r"\b(?:shows?|showed|recommends?|recommended|meets?|met|supports?|supported|fits?|proves?|tells?|helps|helped|"
        r"enough research)\b"
    ),
    "es": re.compile(
        r"\b(?:muestran?|mostraron|mostro|recomiendan?|recomendo|cumplen?|cumplio|apoyan?|prueban|dicen (?:cuant|si)|"
        r"ayudo|ayuda|suficientes estudios)\b"
    ),
}
# "What counts is what the notes show" says neither.
_WHAT = re.compile(r"\b(?:what|lo que) [^,.;]*")
_AGAINST = {
    "en": re.compile(
        r"\b(?:lacks?|missing|little|few|more than|too|worse|limited|poor|unclear|only after|fail\w*|ran out|least)\b"
    ),
    "es": re.compile(r"\b(?:falta\w*|poc[oa]s?|mas de|demasiad\w*|peor|escas\w+|fallo|menos)\b"),
}


def judge_grounds(
    ground: Basis, section: Section, basis: tuple[str, ...], text: str, language: Language
) -> Iterator[Fault]:
    """A sentence about reasons of one side whose words say the opposite."""
    if not section.id.startswith("why"):
        return
    text = _WHAT.sub(" ", text)
    reasons = {reason for place in basis for reason in _reasons(ground, place)}
    if not reasons or _VERBS[language].search(text) is None:
        return
    spoken = cues(language)
    negated = spoken.negation.search(text) is not None
    if reasons <= FAVOURABLE and negated:
        yield Fault(FindingKind.WRONG_POLARITY, "turns a ground for the treatment around")
    elif reasons <= NEGATED and not negated and not _AGAINST[language].search(text):
        yield Fault(FindingKind.WRONG_POLARITY, "turns a ground against the treatment around")


def _reasons(ground: Basis, place: str) -> tuple[Reason, ...]:
    index, parts = issue_of(place), place.split("/")
    if index is None or index >= len(ground.record.issues) or len(parts) < 4 or parts[3] != "reasons":
        return ()
    reasons = ground.record.issues[index].reasons
    return reasons if len(parts) == 4 else reasons[int(parts[4]) : int(parts[4]) + 1]
