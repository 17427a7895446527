"""Faults planted in template summaries: twelve kinds, each in both languages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import FindingKind, Language, Section, Sentence
from imr_llm.summary.readability.sentences import own_words
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.medicines import medicines

Sections = tuple[Section, ...]
# Sections of reviewed texts alone: a changed word of theirs is no fault of a fact, and is found as what it is.
_REVIEWED = frozenset({"act_by", "help", "about", "words"})


@dataclass(frozen=True)
class Fault:
    """A summary with one thing made false, and the kinds of finding of which one must come."""

    name: str
    kinds: frozenset[FindingKind]
    sections: Sections


Plant = Callable[[LetterRecord, Sections, Language], Iterator[Sections]]


def _with(sections: Sections, section: str, place: int, text: str, **changes: object) -> Sections:
    """The summary with the text of one sentence changed."""
    return tuple(
        one
        if one.id != section
        else one.model_copy(
            update={
                "sentences": tuple(
                    sentence.model_copy(update={"text": text, "message": None, **changes}) if at == place else sentence
                    for at, sentence in enumerate(one.sentences)
                )
            }
        )
        for one in sections
    )


def _plus(sections: Sections, section: str, text: str, basis: tuple[str, ...]) -> Sections:
    added = Sentence(text=text, basis=basis)
    return tuple(
        one if one.id != section else one.model_copy(update={"sentences": (*one.sentences, added)}) for one in sections
    )


def _less(sections: Sections, unwanted: Callable[[Section, Sentence], bool]) -> Sections:
    return tuple(
        one.model_copy(update={"sentences": tuple(s for s in one.sentences if not unwanted(one, s))})
        for one in sections
    )


def _changed(sections: Sections, pattern: str, replaced: Callable[[re.Match[str]], str]) -> Iterator[Sections]:
    """One summary for each sentence whose own words fit, with the first match replaced."""
    for section in sections:
        for place, sentence in enumerate(section.sentences):
            if section.id in _REVIEWED or sentence.basis[0].startswith("law/"):
                continue
            match = re.search(pattern, own_words(sentence))
            if match and match[0] in sentence.text:
                yield _with(sections, section.id, place, sentence.text.replace(match[0], replaced(match), 1))


_TURNED: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        ("does not have to pay", "has to pay"),
        ("must approve", "does not have to approve"),
        ("must pay", "does not have to pay"),
        ("You did not win", "You won"),
        ("You won", "You did not win"),
        ("in your favor", "in favor of the insurance company"),
        ("agreed with the insurance company, not with you", "agreed with you, not with the insurance company"),
        ("Not approved", "Approved"),
        ("Approved", "Not approved"),
    ),
    "es": (
        ("no tiene que pagar", "tiene que pagar"),
        ("debe aprobar", "no tiene que aprobar"),
        ("debe pagar", "no tiene que pagar"),
        ("Usted no ganó", "Usted ganó"),
        ("Usted ganó", "Usted no ganó"),
        ("a favor de usted", "a favor de la compañía de seguros"),
        (
            "le dio la razón a la compañía de seguros, no a usted",
            "le dio la razón a usted, no a la compañía de seguros",
        ),
        ("No aprobado", "Aprobado"),
        ("Aprobado", "No aprobado"),
    ),
}


def wrong_polarity(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    for said, opposite in _TURNED[language]:
        for section in sections:
            if section.id != "outcome" and not section.id.startswith("treatment"):
                continue
            for place, sentence in enumerate(section.sentences):
                if said in sentence.text and sentence.basis != ("/issues/0/rationale",):
                    yield _with(sections, section.id, place, sentence.text.replace(said, opposite))
    for section in sections:
        for title, turned in (
            ("Why you won", "Why you did not win"),
            ("was not approved", "was approved"),
            ("Por qué ganó usted", "Por qué no ganó usted"),
            ("no se aprobó", "se aprobó"),
        ):
            if section.id.startswith("why") and title in section.title:
                other = section.model_copy(update={"title": section.title.replace(title, turned)})
                yield tuple(other if one.id == section.id else one for one in sections)


def changed_number(_record: LetterRecord, sections: Sections, _language: Language) -> Iterator[Sections]:
    yield from _changed(
        sections, r"(?<![-\w/])\d{1,3}(?![-\w/,]| working| días| days| de [a-z]+ de)", lambda m: str(int(m[0]) + 37)
    )


def changed_date(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    pattern = r"[A-Z][a-z]+ \d{1,2}, \d{4}" if language == "en" else r"\d{1,2} de [a-z]+ de \d{4}"
    yield from _changed(sections, pattern, lambda m: f"{m[0][:-1]}{(int(m[0][-1]) + 1) % 10}")
    day = r"\d{1,2}(?=, \d{4})" if language == "en" else r"\d{1,2}(?= de [a-z]+ de \d{4})"
    yield from _changed(sections, day, lambda m: str(int(m[0]) % 28 + 1))


_SIDES = {
    "left": "right",
    "right": "left",
    "izquierda": "derecha",
    "derecha": "izquierda",
    "izquierdo": "derecho",
    "derecho": "izquierdo",
    "both sides": "left side",
    "ambos lados": "lado derecho",
}


def other_side(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    pattern = (
        r"\b(?:left|right)\b(?! out)|both sides" if language == "en" else r"\b(?:izquierd|derech)[oa]\b|ambos lados"
    )
    yield from _changed(sections, pattern, lambda m: _SIDES[m[0]])


def other_medicine(record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    word = "medicine" if language == "en" else "medicamento"
    new = "Warfarin" if language == "en" else "morfina"
    for planted in _changed(sections, rf"(?<=\b{word} )[A-Z]\w+", lambda _: new):
        if "morphine" not in medicines(fold(record.model_dump_json())):
            yield planted


def invented_deadline(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    texts = {
        "en": (
            "You have 14 days to send this.",
            "Your doctor must ask again within two weeks.",
            "The insurance company must pay by March 3, 2031.",
            "You have a month to act.",
        ),
        "es": (
            "Usted tiene 14 días para mandar esto.",
            "Su médico debe pedirlo otra vez dentro de dos semanas.",
            "La compañía debe contestar antes del 3 de marzo de 2031.",
            "Usted tiene un mes para actuar.",
        ),
    }
    for text in texts[language]:
        yield _plus(sections, "next_steps", text, ("/issues/0/decision",))
    yield from _changed(sections, r"\b(?:5 working|30|20|12)(?= (?:days|months)\b)", lambda _: "45")
    yield from _changed(sections, r"\b(?:5|30|20|12)(?= (?:días|meses)\b)", lambda _: "45")


def dropped_treatment(record: LetterRecord, sections: Sections, _language: Language) -> Iterator[Sections]:
    for index, issue in enumerate(record.issues):
        yield tuple(one for one in sections if one.id != f"treatment-{issue.number}")
        yield tuple(one for one in sections if one.id not in {f"treatment-{issue.number}", f"why-{issue.number}"})
        yield _less(sections, lambda s, x, i=index: s.id == "outcome" and f"/issues/{i}/decision" in x.basis)


def dropped_notice(record: LetterRecord, sections: Sections, _language: Language) -> Iterator[Sections]:
    for index, issue in enumerate(record.issues):
        if issue.safety_notice:
            at = f"/issues/{index}/safety_notice"
            yield _less(sections, lambda _, x, at=at: at in x.basis and bool(x.quotes))
            for section in sections:
                for place, sentence in enumerate(section.sentences):
                    if at in sentence.basis and sentence.quotes and len(sentence.quotes[0]) > 60:
                        half = sentence.quotes[0][: len(sentence.quotes[0]) // 2]
                        text = sentence.text.replace(sentence.quotes[0], half)
                        yield _with(sections, section.id, place, text, quotes=(half,))


def invented_contact(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    texts = {
        "en": (
            "Call 1-888-555-0142 for more.",
            "Read more at www.example-help.org.",
            "Write to help@example.com.",
            "Call (415) 555-0142.",
        ),
        "es": (
            "Llame al 1-888-555-0142 para más.",
            "Lea más en www.ejemplo-ayuda.org.",
            "Escriba a ayuda@example.com.",
            "Llame al (415) 555-0142.",
        ),
    }
    for text in texts[language]:
        yield _plus(sections, "help", text, ("/letter/form",))
    yield from _changed(sections, r"1-800-736-7401", lambda _: "1-800-736-7410")


_ONLY_THERE = {"/case/utilization_review_date", "/injury/start_date"}
_CLAIMS = {
    "en": ("You won: the insurance company must approve it.", "The insurance company does not have to pay for it."),
    "es": ("Usted ganó: la compañía de seguros debe aprobarlo.", "La compañía de seguros no tiene que pagarlo."),
}


def hidden_uncertainty(record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    # A doubted decision is told at three places more.
    if any(item.field in _ONLY_THERE for item in record.needs_review):
        yield tuple(one for one in sections if one.id != "check")
    doubted = record.doubted
    for index, issue in enumerate(record.issues):
        if issue.decision is None or f"/issues/{index}/decision" in doubted:
            for claim in _CLAIMS[language]:
                yield _plus(sections, f"treatment-{issue.number}", claim, (f"/issues/{index}/decision",))
                yield _with(sections, "outcome", 0, claim, basis=(f"/issues/{index}/decision",))
    if "/case/utilization_review_date" in doubted and record.case.utilization_review_date:
        day = record.case.utilization_review_date
        spoken = f"{day:%B} {day.day}, {day.year}" if language == "en" else f"{day.month:02d}/{day.day:02d}/{day.year}"
        text = f"The refusal is from {spoken}." if language == "en" else f"La negativa es del {spoken}."
        yield _plus(sections, "next_steps", text, ("/case/utilization_review_date",))


def legal_advice(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    texts = {
        "en": (
            "You should appeal this decision.",
            "We recommend that you ask again.",
            "You may want to hire a lawyer.",
            "You will win if you appeal.",
            "You have a strong case.",
            "Stop taking this medicine.",
            "Your doctor broke the law.",
            "You do not have to pay for this care.",
        ),
        "es": (
            "Usted debería apelar esta decisión.",
            "Le recomendamos que lo pida otra vez.",
            "Contrate a un abogado.",
            "Usted va a ganar si apela.",
            "Usted tiene un buen caso.",
            "Deje de tomar este medicamento.",
            "Su médico violó la ley.",
            "Usted no tiene que pagar por esta atención.",
        ),
    }
    for text in texts[language]:
        yield _plus(sections, "next_steps", text, ("/issues/0/decision",))


def too_hard(_record: LetterRecord, sections: Sections, language: Language) -> Iterator[Sections]:
    long = {
        "en": "The person who read your papers looked at what your doctor wrote about the care that you had before and "
        "at what the rules say about it and then came to this end.",
        "es": "La persona que leyó sus papeles miró lo que su médico escribió sobre la atención que usted tuvo antes y "
        "también lo que dicen las reglas sobre eso y así llegó a este fin.",
    }
    hard = {
        "en": "Administrative determinations necessitate comprehensive consideration of documented functionality.",
        "es": "Determinaciones administrativas extraordinariamente especializadas requieren documentación específica.",
    }
    yield _plus(sections, "why-1", long[language], ("/issues/0/rationale",))
    planted = sections
    for section in sections:
        for _ in range(25):
            planted = _plus(planted, section.id, hard[language], ("/issues/0/rationale",))
    yield planted


K = FindingKind
PLANTS: dict[str, tuple[Plant, frozenset[FindingKind]]] = {
    "wrong polarity": (wrong_polarity, frozenset({K.WRONG_POLARITY})),
    "changed number": (changed_number, frozenset({K.UNFOUNDED_NUMBER, K.UNFOUNDED_DEADLINE})),
    "changed date": (changed_date, frozenset({K.UNFOUNDED_DATE})),
    "other side": (other_side, frozenset({K.UNFOUNDED_SIDE})),
    "other medicine": (other_medicine, frozenset({K.UNFOUNDED_MEDICINE})),
    "invented deadline": (invented_deadline, frozenset({K.UNFOUNDED_DEADLINE})),
    "dropped treatment": (dropped_treatment, frozenset({K.MISSING_FACT, K.HIDDEN_DOUBT})),
    "dropped safety notice": (dropped_notice, frozenset({K.MISSING_FACT})),
    "invented contact": (invented_contact, frozenset({K.UNFOUNDED_CONTACT})),
    "hidden uncertainty": (hidden_uncertainty, frozenset({K.HIDDEN_DOUBT})),
    "legal advice": (legal_advice, frozenset({K.LEGAL_ADVICE})),
    "too hard": (too_hard, frozenset({K.TOO_HARD})),
}


def planted(kind: str, record: LetterRecord, sections: Sections, language: Language) -> Iterator[Fault]:
    """Every fault of a kind that a summary has room for."""
    plant, kinds = PLANTS[kind]
    for number, faulty in enumerate(plant(record, sections, language)):
        yield Fault(f"{kind} {number}", kinds, faulty)
