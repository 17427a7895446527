from imr_llm.rules.text.narrative import case_summary, words_before
from imr_llm.text.spans import Span


def test_the_standing_sentence_is_no_part_of_the_summary(narrate):
    words = (
        "The reviewer developed the following case summary based on a review of the case file, including all: He fell."
    )
    letter = narrate(words)
    summary = case_summary(letter)
    assert summary is not None
    assert letter.clean.text[slice(*summary)].strip() == "He fell."
    assert summary != Span(0, len(letter.clean.text))


def test_only_the_words_of_the_same_sentence_stand_before_a_place(narrate):
    clean = narrate("It was 3.5 mm. Then Dr. Doe saw that he fell.").clean
    at = clean.text.index("fell")
    assert words_before(clean, at, 0) == b"then dr. doe saw that he "
    assert words_before(clean, at, clean.text.index("saw")) == b"saw that he "
