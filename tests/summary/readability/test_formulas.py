"""The formulas against texts counted by hand."""

from math import sqrt

import pytest

from imr_llm.summary.model import Language, Section, Sentence
from imr_llm.summary.readability import TextCounts, count_text, flesch_kincaid, measure, smog, szigriszt_pazos
from imr_llm.summary.readability.sentences import own_words, sentences_of

# Counted by hand: one line a sentence, syllables under the words.
#   The doc-tor asked for an M-R-I scan.    7 words: 1 2 1 1 1 1 1                                    8 syllables
#   The re-view said no.                    4 words: 1 2 1 1                                          5
FIRST = ("The doctor asked for an MRI scan.", "The review said no.")
#   The in-sur-ance com-pa-ny must ap-prove the treat-ment.   7 words: 1 3 3 1 2 1 2                 13
#   It has five work-ing days.                                5 words: 1 1 1 2 1                      6
#   You won.                                                  2 words: 1 1                            2
SECOND = ("The insurance company must approve the treatment.", "It has five working days.", "You won.")
#   Phys-i-cal ther-a-py and ac-u-punc-ture were not ap-proved, be-cause the doc-u-men-ta-tion was miss-ing.
#   12 words: 3 3 1 4 1 1 2 2 1 5 1 2                                                                 26
THIRD = ("Physical therapy and acupuncture were not approved, because the documentation was missing.",)
#   Us-ted ga-nó la re-vi-sión.                     4 words: 2 2 1 3                                   8
#   La com-pa-ñí-a de-be pa-gar.                    4 words: 1 4 2 2                                   9
FOURTH = ("Usted ganó la revisión.", "La compañía debe pagar.")
#   El re-vi-sor di-ce que los re-gis-tros no mues-tran que la te-ra-pia a-yu-dó.
#   12 words: 1 3 2 1 1 3 1 2 1 1 3 3                                                                 22
FIFTH = ("El revisor dice que los registros no muestran que la terapia ayudó.",)

COUNTS: list[tuple[Language, tuple[str, ...], TextCounts]] = [
    ("en", FIRST, TextCounts(sentences=2, words=11, syllables=13, polysyllables=0, longest=7)),
    ("en", SECOND, TextCounts(sentences=3, words=14, syllables=21, polysyllables=2, longest=7)),
    ("en", THIRD, TextCounts(sentences=1, words=12, syllables=26, polysyllables=4, longest=12)),
    ("es", FOURTH, TextCounts(sentences=2, words=8, syllables=17, polysyllables=2, longest=4)),
    ("es", FIFTH, TextCounts(sentences=1, words=12, syllables=22, polysyllables=4, longest=12)),
]


@pytest.mark.parametrize(("language", "texts", "counts"), COUNTS)
def test_texts_are_counted_as_by_hand(language: Language, texts: tuple[str, ...], counts: TextCounts) -> None:
    assert count_text(texts, language) == counts


def test_flesch_kincaid() -> None:
    assert flesch_kincaid(COUNTS[0][2]) == pytest.approx(0.39 * 5.5 + 11.8 * 13 / 11 - 15.59)
    assert flesch_kincaid(COUNTS[1][2]) == pytest.approx(3.93, abs=0.005)  # 0.39 x 14/3 + 11.8 x 1.5 - 15.59
    assert flesch_kincaid(COUNTS[2][2]) == pytest.approx(14.66, abs=0.01)  # 0.39 x 12 + 11.8 x 26/12 - 15.59
    assert flesch_kincaid(TextCounts(0, 0, 0, 0, 0)) == 0


def test_smog() -> None:
    assert smog(COUNTS[0][2]) == pytest.approx(3.1291)
    assert smog(COUNTS[1][2]) == pytest.approx(1.0430 * sqrt(20) + 3.1291)
    assert smog(COUNTS[2][2]) == pytest.approx(14.555, abs=0.005)  # 1.0430 x sqrt(120) + 3.1291
    assert smog(TextCounts(0, 0, 0, 0, 0)) == 0


def test_szigriszt_pazos() -> None:
    assert szigriszt_pazos(COUNTS[3][2]) == pytest.approx(70.4475)  # 206.835 - 62.3 x 17/8 - 4
    assert szigriszt_pazos(COUNTS[4][2]) == pytest.approx(80.618, abs=0.001)  # 206.835 - 62.3 x 22/12 - 12
    assert szigriszt_pazos(TextCounts(0, 0, 0, 0, 0)) == 100


def section(*sentences: Sentence) -> Section:
    return Section(id="why-1", title="Why", sentences=sentences)


def test_the_letters_words_are_left_out() -> None:
    quote = "there is insufficient documentation of neuropathic symptomatology"
    told = Sentence(text=f"The letter says: “{quote}.” You won.", basis=("/issues/0/rationale",), quotes=(quote,))
    assert own_words(told) == "The letter says: “ .” You won."
    assert measure((section(told),), "en").longest_sentence == 3


def test_only_words_between_quotation_marks_are_the_letters() -> None:
    told = Sentence(text="It is a determination, a “determination”.", basis=("/issues",), quotes=("determination",))
    assert own_words(told) == "It is a determination, a “ ”."


SENTENCES = [
    ("You won. You keep it.", 2),
    ("Dr. Smith and Mrs. Jones agree.", 1),
    ("It is 2.5 mg a day.", 1),
    ("The letter says: “It is so.” You can ask.", 2),
    ("¿Quién ganó? Usted ganó.", 2),
    ("", 0),
]


@pytest.mark.parametrize(("text", "number"), SENTENCES)
def test_sentences_are_told_apart(text: str, number: int) -> None:
    assert len(sentences_of(text)) == number


def test_a_pair_of_short_sentences_is_not_one_long_one() -> None:
    told = Sentence(text="The rest was refused. You keep that part.", basis=("/issues",))
    assert measure((section(told),), "en").longest_sentence == 4
