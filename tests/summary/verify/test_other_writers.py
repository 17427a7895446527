"""Sentences as another writer would put them: true ones pass, false ones are found."""

from typing import Any

import pytest

from imr_llm.record.facts import BodyRegion, Medication, Range
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import FindingKind, Language, Section, Sentence
from imr_llm.summary.verify import verify
from tests.summary.factories import issue, medicine, numbered, record, therapy, write

K = FindingKind
D, T = "/issues/0/decision", "/issues/0/treatment"
WON: dict[str, Any] = {
    "decision": "overturned",
    "reasons": ("findings_support",),
    "rationale": "The exam shows weakness in both arms. The request is medically necessary.",
}
KNEE: dict[str, Any] = {
    "treatment": "MRI of the left knee",
    "body_regions": (BodyRegion(region="knee", side="left"),),
}
RECORDS: dict[str, LetterRecord] = {
    "lost": record(issue(**KNEE)),
    "won": record(issue(**(KNEE | WON))),
    "paid": record(issue(**(KNEE | WON | {"retrospective": True}))),
    "drug": record(medicine(medication=Medication(name="Norco", strength="10/325mg", count=90))),
    "split": record(therapy(sessions=Range(minimum=6, maximum=6))),
    "mixed": record(*numbered(issue(**KNEE), issue(**(WON | {"treatment": "Shower chair", "body_regions": ()})))),
    "unclear": record(issue(**KNEE), doubts=((D, "disputed"),)),
    "dates": record(issue(**KNEE), doubts=(("/case/utilization_review_date", "disputed"),)),
}


def kinds(name: str, section: str, text: str, basis: tuple[str, ...], language: Language) -> set[FindingKind]:
    """What is found when a sentence is added to the template's summary of a record."""
    told = RECORDS[name]
    sections = tuple(
        one
        if one.id != section
        else one.model_copy(update={"sentences": (*one.sentences, Sentence(text=text, basis=basis))})
        for one in write(told, language)
    )
    assert section in {one.id for one in sections}
    return {finding.kind for finding in verify(told, sections, language)}


TRUE = [
    ("en", "lost", "outcome", "The reviewer did not approve the MRI of your left knee.", (D, T)),
    ("en", "lost", "outcome", "Your insurer won this review.", (D,)),
    ("en", "lost", "treatment-1", "The insurance company denied this scan, and the review said no as well.", (D,)),
    ("en", "lost", "treatment-1", "The review found that the scan is not medically necessary.", (D,)),
    ("en", "lost", "treatment-1", "This means the refusal stays in place.", (D,)),
    ("en", "lost", "treatment-1", "The insurer doesn't have to pay for it.", (D,)),
    ("en", "lost", "treatment-1", "The insurance company won't pay for the scan.", (D,)),
    ("en", "lost", "why-1", "The reviewer saw no mention of weakness or numbness in the arms.",
     ("/issues/0/reasons/0",)),
    ("en", "won", "outcome", "You won, and the insurance company lost.", (D,)),
    ("en", "won", "treatment-1", "The insurance company refused this at first, but the review canceled that refusal.",
     (D,)),
    ("en", "won", "treatment-1", "Your left knee scan has to be approved now.", (D, T)),
    ("en", "won", "treatment-1", "The review did not agree with the insurance company.", (D,)),
    ("en", "won", "why-1", "The exam shows weakness, so the reviewer says you need the scan.",
     ("/issues/0/reasons/0",)),
    ("en", "drug", "treatment-1", "The request was for 90 pills of Norco 10/325mg.", (T, "/issues/0/medication")),
    ("en", "split", "treatment-1", "The request was for six visits, two times a week.",
     ("/issues/0/sessions", "/issues/0/per_week")),
    ("en", "mixed", "outcome", "The shower chair was approved, but the MRI was not approved.",
     (D, T, "/issues/1/decision", "/issues/1/treatment")),
    ("en", "mixed", "outcome", "You won one treatment and lost one treatment.", (D, "/issues/1/decision")),
    ("en", "unclear", "treatment-1", "It is not clear if the insurance company must pay.", (D,)),
    ("es", "lost", "outcome", "El revisor no aprobó la resonancia de su rodilla izquierda.", (D, T)),
    ("es", "lost", "outcome", "La compañía de seguros ganó esta revisión.", (D,)),
    ("es", "lost", "treatment-1", "La negativa sigue en pie.", (D,)),
    ("es", "lost", "treatment-1", "La aseguradora no va a pagar la prueba.", (D,)),
    ("es", "won", "outcome", "Usted ganó, y la compañía de seguros perdió.", (D,)),
    ("es", "won", "treatment-1", "La compañía negó esto antes, pero la revisión anuló esa negativa.", (D,)),
    ("es", "won", "treatment-1", "Ahora la aseguradora tiene que aprobar la prueba.", (D,)),
    ("es", "drug", "treatment-1", "El pedido era de 90 pastillas de Norco 10/325mg.", (T, "/issues/0/medication")),
    ("es", "split", "treatment-1", "Pidió seis visitas, dos veces por semana.",
     ("/issues/0/sessions", "/issues/0/per_week")),
    ("es", "mixed", "outcome", "Usted ganó un tratamiento y perdió un tratamiento.", (D, "/issues/1/decision")),
    ("es", "unclear", "treatment-1", "No está claro si la compañía de seguros debe pagar.", (D,)),
    ("en", "lost", "treatment-1", "The review did not change the refusal.", (D,)),
    ("en", "lost", "treatment-1", "The decision went against you.", (D,)),
    ("en", "won", "treatment-1", "The insurer must approve the scan, and it cannot refuse again.", (D,)),
    ("en", "lost", "why-1", "The exam notes did not describe weakness.", ("/issues/0/reasons/0",)),
    ("en", "lost", "outcome", "Sorry, you did not win this time.", (D,)),
    ("es", "lost", "outcome", "Lo sentimos: usted no ganó.", (D,)),
    ("es", "won", "treatment-1", "La compañía debe pagar y no puede negarse otra vez.", (D,)),
]  # fmt: skip

FALSE = [
    ("en", "lost", "outcome", "The reviewer approved the MRI of your left knee.", (D, T), K.WRONG_POLARITY),
    ("en", "lost", "outcome", "Good news for you.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "outcome", "The refusal was overturned.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The scan will be paid for.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The insurer can't refuse any longer and has to pay.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "Your request was granted.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "You can now get the scan.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The insurance company had already approved part of this.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "You already had this treatment.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "why-1", "The exams show a need for this test.", ("/issues/0/reasons/0",), K.WRONG_POLARITY),
    ("en", "won", "why-1", "Your exams do not show a need for this test.", ("/issues/0/reasons/0",), K.WRONG_POLARITY),
    ("en", "won", "outcome", "The decision was upheld.", (D,), K.WRONG_POLARITY),
    ("en", "won", "outcome", "The review turned down your request, so it stays denied.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The insurance company need not act, because it won.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "You lost.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "It was for your right knee.", (T,), K.UNFOUNDED_SIDE),
    ("en", "lost", "treatment-1", "It was for both knees.", (T,), K.UNFOUNDED_SIDE),
    ("en", "lost", "treatment-1", "It was for your left shoulder.", (T,), K.UNFOUNDED_BODY_PART),
    ("en", "drug", "treatment-1", "Norco is a kind of oxycodone.", (T,), K.UNFOUNDED_MEDICINE),
    ("en", "drug", "treatment-1", "Norco is a sleeping pill.", (T,), K.UNFOUNDED_MEDICINE),
    ("en", "drug", "treatment-1", "The request was for 60 pills.", (T, "/issues/0/medication"), K.UNFOUNDED_NUMBER),
    ("en", "split", "treatment-1", "The request was for 3 times a week for 2 weeks.",
     ("/issues/0/per_week", "/issues/0/weeks"), K.UNFOUNDED_NUMBER),
    ("en", "split", "treatment-1", "The request was for eight visits.", ("/issues/0/sessions",), K.UNFOUNDED_NUMBER),
    ("en", "mixed", "outcome", "The MRI was approved, but the shower chair was not approved.",
     (D, T, "/issues/1/decision", "/issues/1/treatment"), K.WRONG_POLARITY),
    ("en", "mixed", "outcome", "The review decided in your favor.", ("/issues/1/decision",), K.WRONG_POLARITY),
    ("en", "mixed", "outcome", "You won on both treatments.", (D, "/issues/1/decision"), K.WRONG_POLARITY),
    ("en", "mixed", "treatment-1", "You won: the insurance company must approve it.",
     ("/issues/1/decision",), K.WRONG_POLARITY),
    ("en", "unclear", "treatment-1", "You won this treatment.", (D,), K.HIDDEN_DOUBT),
    ("en", "dates", "next_steps", "The refusal is from November 8, 2016.",
     ("/case/utilization_review_date",), K.HIDDEN_DOUBT),
    ("en", "lost", "next_steps", "You must ask again by November 8, 2017.",
     ("/case/utilization_review_date",), K.UNFOUNDED_DEADLINE),
    ("en", "lost", "next_steps", "Your doctor must send it within thirty days.", (D,), K.UNFOUNDED_DEADLINE),
    ("en", "lost", "why-1", "Dr. Alvarez wrote the decision.", (D,), K.UNFOUNDED_NAME),
    ("en", "lost", "why-1", "The reviewer used the Harrison Guide.", (D,), K.UNFOUNDED_NAME),
    ("en", "lost", "why-1", "The reviewer used the guideline.", ("/issues/7/reasons",), K.NO_BASIS),
    ("en", "lost", "why-1", "The reviewer used the guideline.", (), K.NO_BASIS),
    ("en", "lost", "why-1", "The reviewer used the guideline.", ("law/no-such-law",), K.NO_BASIS),
    ("en", "lost", "next_steps", "The insurance company has 5 working days to approve the treatment, "
     "starting when it gets the decision.", ("law/approve-in-5-working-days",), K.WRONG_POLARITY),
    ("en", "lost", "next_steps", "You can appeal within 30 days of the mailing.",
     ("law/appeal-deadline",), K.LEGAL_ADVICE),
    ("en", "lost", "help", "Text HELP to 555-0142.", ("/letter/form",), K.UNFOUNDED_CONTACT),
    ("es", "lost", "outcome", "El revisor aprobó la resonancia.", (D, T), K.WRONG_POLARITY),
    ("es", "lost", "outcome", "Buenas noticias para usted.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "La negativa se anula.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "Su pedido fue aprobado.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "Usted recibirá la prueba.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "why-1", "Sus exámenes muestran que usted necesita esta prueba.",
     ("/issues/0/reasons/0",), K.WRONG_POLARITY),
    ("es", "won", "outcome", "La decisión queda en contra de usted.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "La revisión negó su pedido.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "Usted perdió.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "Era para su rodilla derecha.", (T,), K.UNFOUNDED_SIDE),
    ("es", "lost", "treatment-1", "Era para ambas rodillas.", (T,), K.UNFOUNDED_SIDE),
    ("es", "lost", "treatment-1", "Era para su hombro izquierdo.", (T,), K.UNFOUNDED_BODY_PART),
    ("es", "drug", "treatment-1", "Norco es un tipo de oxicodona.", (T,), K.UNFOUNDED_MEDICINE),
    ("es", "drug", "treatment-1", "Es gabapentina.", (T,), K.UNFOUNDED_MEDICINE),
    ("es", "split", "treatment-1", "Pidió tres veces por semana, por dos semanas.",
     ("/issues/0/per_week", "/issues/0/weeks"), K.UNFOUNDED_NUMBER),
    ("es", "mixed", "outcome", "La revisión decidió a favor de usted.", ("/issues/1/decision",), K.WRONG_POLARITY),
    ("es", "mixed", "outcome", "Usted ganó en los dos tratamientos.", (D, "/issues/1/decision"), K.WRONG_POLARITY),
    ("es", "unclear", "treatment-1", "Usted ganó este tratamiento.", (D,), K.HIDDEN_DOUBT),
    ("es", "dates", "next_steps", "La negativa es del 8 de noviembre de 2016.",
     ("/case/utilization_review_date",), K.HIDDEN_DOUBT),
    ("es", "lost", "next_steps", "Su médico debe mandarlo dentro de treinta días.", (D,), K.UNFOUNDED_DEADLINE),
    ("es", "lost", "why-1", "El doctor Álvarez escribió la decisión.", (D,), K.UNFOUNDED_NAME),
    ("es", "lost", "help", "Llame al 555-0142.", ("/letter/form",), K.UNFOUNDED_CONTACT),
    ("en", "lost", "treatment-1", "The insurance company is required to give you the scan.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The insurer must now say yes to the scan.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "You are getting the scan.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The scan goes ahead.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The reviewer sided with your doctor.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The scan is covered.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The reviewer agreed that you need the scan.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "The reviewer did not say no.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "treatment-1", "It is no longer refused.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "outcome", "Your side won.", (D,), K.WRONG_POLARITY),
    ("en", "lost", "outcome", "The result is positive for you.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The insurer is free to refuse the scan.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The insurer may refuse the scan.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "You will not get the scan.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The scan is not covered.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The reviewer agreed with the refusal.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "You can't have the scan.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The reviewer says the scan is not needed.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "Nothing changes: the refusal remains.", (D,), K.WRONG_POLARITY),
    ("en", "drug", "treatment-1", "Your doctor asked for 325 pills.", (T, "/issues/0/medication"), K.UNFOUNDED_NUMBER),
    ("en", "split", "treatment-1", "The request was for twelve weeks.", ("/issues/0/weeks",), K.UNFOUNDED_NUMBER),
    ("en", "split", "treatment-1", "It was for your ankle.", (T,), K.UNFOUNDED_BODY_PART),
    ("en", "lost", "next_steps", "Ask for a new review before the end of the year.", (D,), K.UNFOUNDED_DEADLINE),
    ("en", "lost", "next_steps", "The deadline is next Friday.", (D,), K.UNFOUNDED_DEADLINE),
    ("en", "lost", "next_steps", "You have until spring to act.", (D,), K.UNFOUNDED_DEADLINE),
    ("en", "lost", "next_steps", "The law says that you can appeal to a judge.", (D,), K.LEGAL_ADVICE),
    ("es", "lost", "treatment-1", "La aseguradora tiene la obligación de pagar la prueba.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "Le van a hacer la prueba.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "La prueba está cubierta.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "El revisor estuvo de acuerdo con su médico.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "treatment-1", "El revisor dijo que sí.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "La aseguradora puede negar la prueba.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "No le van a hacer la prueba.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "El revisor dice que la prueba no es necesaria.", (D,), K.WRONG_POLARITY),
    ("es", "won", "treatment-1", "La prueba no se aprobó.", (D,), K.WRONG_POLARITY),
    ("es", "lost", "next_steps", "Tiene hasta fin de año para pedirlo.", (D,), K.UNFOUNDED_DEADLINE),
    # Said in words that no list holds: not understood is not let pass.
    ("en", "lost", "treatment-1", "Your scan has been cleared.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "The insurance company was told to arrange the scan.", (D,), K.MISSING_FACT),
    ("en", "lost", "outcome", "You came out ahead in this review.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "The reviewer thinks the scan makes sense for you.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "Nothing stands in the way of the scan now.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "The insurance company made a mistake.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "You can book the scan.", (D,), K.MISSING_FACT),
    ("en", "lost", "treatment-1", "The answer is yes.", (D,), K.MISSING_FACT),
    ("en", "won", "treatment-1", "The answer is no.", (D,), K.MISSING_FACT),
    ("en", "won", "treatment-1", "The scan is off the table.", (D,), K.MISSING_FACT),
    ("en", "won", "treatment-1", "The insurance company keeps its money.", (D,), K.MISSING_FACT),
    ("en", "won", "outcome", "Unfortunately, the reviewer saw it the insurer's way.", (D,), K.MISSING_FACT),
    ("en", "won", "treatment-1", "You would have to pay for the scan yourself.", (D,), K.WRONG_POLARITY),
    ("en", "won", "treatment-1", "The request failed.", (D,), K.MISSING_FACT),
    ("es", "lost", "treatment-1", "Ya puede hacerse la prueba.", (D,), K.MISSING_FACT),
    ("es", "lost", "treatment-1", "La respuesta es sí.", (D,), K.MISSING_FACT),
    ("es", "lost", "outcome", "El revisor pensó como usted.", (D,), K.MISSING_FACT),
    ("es", "won", "treatment-1", "La prueba queda fuera.", (D,), K.MISSING_FACT),
    ("es", "won", "treatment-1", "La respuesta es no.", (D,), K.MISSING_FACT),
    ("es", "won", "treatment-1", "Tendrá que pagar usted la prueba.", (D,), K.WRONG_POLARITY),
]  # fmt: skip


@pytest.mark.parametrize(("language", "name", "section", "text", "basis"), TRUE)
def test_true_sentences_pass(language: Language, name: str, section: str, text: str, basis: tuple[str, ...]) -> None:
    assert kinds(name, section, text, basis, language) == set()


@pytest.mark.parametrize(("language", "name", "section", "text", "basis", "kind"), FALSE)
def test_false_sentences_are_found(
    language: Language, name: str, section: str, text: str, basis: tuple[str, ...], kind: FindingKind
) -> None:
    assert kind in kinds(name, section, text, basis, language)


QUOTES = [
    ("there was no mention of weakness or numbness in the arms", True),
    ("There was no mention of weakness…", True),
    ("there was no mention of weakness or numbness in the legs", False),
    ("there was mention of weakness", False),
    ("mention of weakness or numbness in the arms", False),
    ("medically necessary", False),
    ("ness or numb", False),
]


@pytest.mark.parametrize(("quote", "passes"), QUOTES)
def test_quotes_are_the_letters_words_and_leave_no_negation_out(quote: str, passes: bool) -> None:
    told = RECORDS["lost"]
    sentence = Sentence(
        text=f"The reviewer wrote: “{quote}.”", basis=("/issues/0/reasons/0", "/issues/0/rationale"), quotes=(quote,)
    )
    sections = tuple(
        one if one.id != "why-1" else one.model_copy(update={"sentences": (*one.sentences, sentence)})
        for one in write(told, "en")
    )
    assert (verify(told, sections, "en") == ()) is passes


MISSING = [
    ("split", "treatment-1", "/issues/0/authorized_portion", K.MISSING_FACT),
    ("paid", "treatment-1", D, K.MISSING_FACT),
    ("lost", "why-1", "/issues/0/reasons/0", K.MISSING_FACT),
    ("lost", "law", "law/refusal-lasts-12-months", K.MISSING_FACT),
    ("lost", "all", "law/appeal-deadline", K.MISSING_FACT),
    ("won", "next_steps", "law/approve-in-5-working-days", K.MISSING_FACT),
    ("paid", "next_steps", "law/pay-in-20-days", K.MISSING_FACT),
    ("lost", "help", "law/help-line", K.MISSING_FACT),
    ("dates", "check", "/case/utilization_review_date", K.HIDDEN_DOUBT),
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "section", "pointer", "kind"), MISSING)
def test_facts_that_must_be_told_are_missed(
    name: str, section: str, pointer: str, kind: FindingKind, language: Language
) -> None:
    told = RECORDS[name]

    def without(one: Section) -> Section:
        kept = tuple(sentence for sentence in one.sentences if pointer not in sentence.basis)
        return one.model_copy(update={"sentences": kept}) if section in {one.id, "all"} else one

    sections = tuple(without(one) for one in write(told, language))
    assert sections != write(told, language)
    if kind is K.HIDDEN_DOUBT:
        sections = tuple(
            one.model_copy(update={"sentences": tuple(s for s in one.sentences if pointer not in s.basis)})
            for one in sections
        )
    assert kind in {finding.kind for finding in verify(told, sections, language)}


def test_findings_say_where() -> None:
    told = RECORDS["lost"]
    sections = write(told, "en")
    faulty = tuple(
        one
        if one.id != "treatment-1"
        else one.model_copy(update={"sentences": (Sentence(text="You won.", basis=(D,)), *one.sentences)})
        for one in sections
    )
    [finding] = verify(told, faulty, "en")
    assert (finding.kind, finding.section, finding.sentence) == (K.WRONG_POLARITY, "treatment-1", 0)
