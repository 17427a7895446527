import re

import pytest

from imr_llm.summary.model import Language, Section, Sentence
from imr_llm.summary.readability.lints import FAULTS, LintKind, explained, lint, lint_words
from imr_llm.summary.verify.ground import reviewed
from tests.summary.verify.letters import LANGUAGES, NAMES, letter, summary

K = LintKind
HARD: list[tuple[Language, str, LintKind, str]] = [
    ("en", "The scan was approved by the reviewer.", K.PASSIVE, "was approved"),
    ("en", "Notes were not sent.", K.PASSIVE, "were not sent"),
    ("en", "The insurance company shall pay.", K.SHALL, "shall"),
    ("en", "It is not unlikely.", K.DOUBLE_NEGATIVE, "not unlikely"),
    ("en", "They did not refuse without a reason.", K.DOUBLE_NEGATIVE, "not refuse without"),
    ("en", "The RFA was late.", K.ABBREVIATION, "RFA"),
    ("en", "Pursuant to the rules, you lose.", K.HARD_WORD, "pursuant"),
    ("es", "La prueba fue aprobada por el revisor.", K.PASSIVE, "fue aprobada"),
    ("es", "Si hubiere otra carta, guárdela.", K.SHALL, "hubiere"),
    ("es", "Esto no es cosa sin arreglo.", K.DOUBLE_NEGATIVE, "no es cosa sin"),
    ("es", "La RFA llegó tarde.", K.ABBREVIATION, "RFA"),
    ("es", "El dictamen llegó tarde.", K.HARD_WORD, "dictamen"),
]


@pytest.mark.parametrize(("language", "own", "kind", "words"), HARD)
def test_hard_places_are_found(language: Language, own: str, kind: LintKind, words: str) -> None:
    assert (kind, words) in {(found, said) for found, said, _ in lint_words(own, language, frozenset())}


EASY: list[tuple[Language, str]] = [
    ("en", "You won: the insurance company must approve it."),
    ("en", "The MRI scan takes pictures."),
    ("en", "No, you did win."),
    ("es", "Usted ganó: la compañía de seguros debe aprobarlo."),
    ("es", "No dice nada más."),
]


@pytest.mark.parametrize(("language", "own"), EASY)
def test_easy_sentences_pass(language: Language, own: str) -> None:
    assert list(lint_words(own, language, frozenset())) == []


def test_words_that_the_summary_explains_pass() -> None:
    sections = (
        Section(
            id="why-1",
            title="Why",
            sentences=(Sentence(text="The RFA and a nerve test (EMG/NCV).", basis=("/issues",)),),
        ),
        Section(
            id="words",
            title="Words",
            sentences=(Sentence(text="“RFA” is a form.", basis=("/issues",), quotes=("RFA",)),),
        ),
    )
    assert {"rfa", "emg", "ncv"} <= explained(sections)
    assert lint(sections, "en") == ()


def test_places_say_where_they_are() -> None:
    [found] = lint((Section(id="help", title="Help", sentences=(Sentence(text="It shall be.", basis=("/a",)),)),), "en")
    assert (found.kind, found.section, found.sentence, found.words) == (K.SHALL, "help", 0, "shall")


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_summaries_hold_no_fault(language: Language) -> None:
    for name in NAMES:
        sections = {section.id: section for section in summary(name, language)}
        named = {
            word.lower()
            for issue in letter(name).issues
            if issue.medication
            for word in re.findall(r"[A-Za-z]+", issue.medication.name)
        }
        for found in lint(tuple(sections.values()), language):
            text = sections[found.section].sentences[found.sentence].text
            assert found.kind not in FAULTS or text in reviewed(language) or found.words.lower() in named, text
