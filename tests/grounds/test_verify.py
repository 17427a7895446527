"""Sentence by sentence: what stands on its quote, and what does not."""

import pytest

from imr_llm.grounds.verify import Licence, RefusalKind, refusals
from imr_llm.summary.model import Language
from tests.grounds.lies import KINDS, REVERSALS, lies

THERAPY = "Physical therapy 2 times a week for 6 weeks, left elbow: Upheld"
NORCO = "Norco 10/325mg #90: Upheld"
PATCH = "Lidocaine patches 5% #30: Upheld"
SCAN = "MRI of the cervical spine: Upheld"
SHOT = "Lumbar epidural steroid injection L5-S1: Overturned"
NO_GAIN = "there is no documentation of functional improvement from those visits"
# Heading, quote, and the same in English and in Spanish.
FAITHFUL: tuple[tuple[str, str, str, str], ...] = (
    (THERAPY, NO_GAIN, "The records do not show that you could do more after those visits.",
     "Las notas médicas no muestran que usted pudiera hacer más cosas después de esas visitas."),
    (THERAPY, "The patient completed 14 visits of therapy by 3/2/2016",
     "You finished 14 therapy visits by March 2, 2016.",
     "Usted terminó 14 visitas de terapia para el 2 de marzo de 2016."),
    (THERAPY, "the request exceeds the 10 visits that the guideline allows",
     "The request is for more than the 10 visits in the guideline.",
     "La solicitud es por más que las 10 visitas de la guía."),
    (NORCO, "There was no urine drug screen in the records", "The records have no urine drug test.",
     "En las notas médicas no hay una prueba de orina para drogas."),
    (NORCO, "the efficacy of the medication was not provided", "The records do not say how well the medicine works.",
     "Las notas médicas no dicen si la medicina le ayuda."),
    (PATCH, "there was no indication that the patient was unable to use oral nonsteroidal anti-inflammatory drugs",
     "The records do not show that you could not take anti-inflammatory pills by mouth.",
     "Las notas médicas no muestran que usted no pudiera tomar pastillas antiinflamatorias."),
    (SCAN, "there was no mention of weakness or numbness in the arms", "The records do not mention weak or numb arms.",
     "Las notas médicas no mencionan debilidad o adormecimiento de los brazos."),
    (SCAN, "Conservative care has failed", "Simpler care did not help you.",
     "El tratamiento más sencillo no le ayudó."),
    (SHOT, "The MRI shows nerve root compression on the left at L5-S1 and the examination shows radiculopathy",
     "Your MRI shows a pinched nerve on the left at L5-S1.",
     "Su resonancia magnética (MRI) muestra un nervio comprimido del lado izquierdo en L5-S1."),
)  # fmt: skip
LANGUAGES: tuple[Language, Language] = ("en", "es")
PAIRS = [
    pytest.param(heading, quote, sentence, language, id=f"{place}-{language}")
    for place, (heading, quote, *told) in enumerate(FAITHFUL)
    for language, sentence in zip(LANGUAGES, told, strict=True)
]
HEARD: tuple[tuple[Language, str], ...] = (
    ("en", "The answer is yes."),
    ("en", "You prevailed."),
    ("en", "Your doctor was right."),
    ("en", "Pay the fee first."),
    ("en", "Send your card number to us."),
    ("en", "What was refused is now allowed."),
    ("es", "La respuesta es sí."),
    ("es", "Perdió la aseguradora."),
    ("es", "Envíe el número de su tarjeta."),
    ("es", "Lo que se negó ahora se permite."),
)


@pytest.mark.parametrize(("heading", "quote", "sentence", "language"), PAIRS)
def test_a_faithful_sentence_stands(heading: str, quote: str, sentence: str, language: Language) -> None:
    assert refusals(sentence, Licence(quote, heading), language) == ()


@pytest.mark.parametrize(("heading", "quote", "sentence", "language"), PAIRS)
def test_hardly_a_lie_stands_and_no_reversal(heading: str, quote: str, sentence: str, language: Language) -> None:
    licence = Licence(quote, heading)
    told = list(lies(sentence, language))
    passed = [(kind, lie) for kind, lie in told if not refusals(lie, licence, language)]
    assert not [lie for kind, lie in passed if kind in REVERSALS]
    assert len(passed) <= 0.02 * len(told), passed


def test_more_than_thirty_kinds_of_lies_are_tried() -> None:
    assert len(KINDS) > 30
    told = {
        kind
        for _, _, *both in FAITHFUL
        for sentence, language in zip(both, LANGUAGES, strict=True)
        for kind, _ in lies(sentence, language)
    }
    assert len(told) > 30


@pytest.mark.parametrize(("language", "lie"), HEARD)
@pytest.mark.parametrize("quote", dict.fromkeys(quote for _, quote, *_ in FAITHFUL))
def test_what_once_passed_passes_no_more(language: Language, lie: str, quote: str) -> None:
    assert refusals(lie, Licence(quote, THERAPY), language)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The records do not show that 12 visits helped.", RefusalKind.NUMBER),
        ("The records do not show that you could do more after March 2, 2016.", RefusalKind.DATE),
        ("The records do not show that your right elbow got better.", RefusalKind.SIDE),
        ("The records do not show that your neck got better.", RefusalKind.BODY_PART),
        ("The records do not show that Norco helped.", RefusalKind.DRUG),
        ("The records do not show that the surgery helped.", RefusalKind.WORD),
        ("The records show that you could do more after those visits.", RefusalKind.NEGATION),
        ("You did not do more after those visits.", RefusalKind.UNPROVEN),
        ("The records say so.", RefusalKind.EMPTY),
        ("The records do not show gains, so you will ask again.", RefusalKind.CONDUCT),
        ("The records do not show that you could do more. You could.", RefusalKind.FORM),
    ],
)
def test_says_why_a_sentence_does_not_stand(sentence: str, kind: RefusalKind) -> None:
    assert kind in {refusal.kind for refusal in refusals(sentence, Licence(NO_GAIN, THERAPY), "en")}


@pytest.mark.parametrize("sentence", ["", ".", "(", "((((", "\ud800.", "No.", "¿", "a" * 10_000 + "."])
def test_odd_sentences_are_refused_and_end_nothing(sentence: str) -> None:
    assert refusals(sentence, Licence(NO_GAIN, THERAPY), "en")
