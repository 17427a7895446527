"""Two letters in one file: refused, or taken apart."""

from pathlib import Path

import pytest

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter import Letter, clean, section
from imr_llm.letter.several import split
from imr_llm.pipeline import extract
from tests.letter.factories import Parts, of_2014, plain
from tests.letter.written_forms import early, notice, professional

REVIEW = professional(
    "1. Norco 10/325mg #60\n2. Flexeril 7.5mg #30", "1. It is medically necessary.\n2. It is not medically necessary."
)
LETTERS = (plain(Parts()), plain(of_2014(Parts())), notice(), early(announced="PARTIALLY OVERTURN"), REVIEW)


def letter_of(text: str) -> Letter:
    return Letter("two.txt", "0" * 64, text)


@pytest.mark.parametrize("second", range(len(LETTERS)))
@pytest.mark.parametrize("first", range(len(LETTERS)))
@pytest.mark.parametrize("between", ["\n\f", "\n\n"], ids=["page", "blank line"])
def test_two_letters_are_refused_or_taken_apart(first, second, between):
    if first == second:
        return
    both = letter_of(LETTERS[first] + between + LETTERS[second])
    with pytest.raises(UnreadableLetterError) as caught:
        section(both, clean(both))
    assert caught.value.fault is LetterFault.SEVERAL_LETTERS
    parts = split(both)
    assert "".join(part.original for part in parts) == both.original
    for part, text in zip(parts, (LETTERS[first], LETTERS[second]), strict=True):
        record, alone = extract(part), extract(letter_of(text))
        assert record.facts() == alone.facts()
        assert record.letter.id == f"two-{part.part}"
        assert record.letter.sha256 == both.sha256
        pages = {place.page for places in record.evidence.values() for place in places}
        assert min(pages) >= (part.first_page or 1)
    assert parts[1].first_page == (2 if "\f" in between else 1)


CASES = Path(__file__).parents[2] / "evals" / "cases"


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        # On one page with the end of the letter before, and what the second letter begins with.
        ("e_11_tests_prior_decision", "f_09_imaging_note_to_ai", "\n"),
        ("f_10_head_injury_capitals", "b_05_retrospective_topicals", "\n"),
        ("f_05_long_covid", "d_08_front_page", "\n \n"),
        # Labels of the front page above their values.
        ("b_02_lumbar_mri", "e_07_equipment", "\n \n"),
        # A title that looks like a running head, above a bare case number.
        ("c_11_nine_items", "c_07_retrospective", "\n \n"),
        ("c_03_three_medicines", "c_07_retrospective", "\n"),
        # A cover letter.
        ("e_07_equipment", "f_06_knee_replacement_cover", "\n"),
        ("c_07_retrospective", "c_02_therapy_split", "\n\f"),
    ],
)
def test_letters_joined_without_a_page_break_are_told_apart(first, second, between):
    texts = [(CASES / f"written_{name}.txt").read_text("utf-8") for name in (first, second)]
    both = letter_of(texts[0].rstrip("\n") + between + texts[1])
    with pytest.raises(UnreadableLetterError) as caught:
        section(both, clean(both))
    assert caught.value.fault is LetterFault.SEVERAL_LETTERS
    parts = split(both)
    assert "".join(part.original for part in parts) == both.original
    assert [extract(part).facts() for part in parts] == [extract(letter_of(text)).facts() for text in texts]


def test_one_letter_stays_as_it_is():
    letter = letter_of(notice())
    assert split(letter) == (letter,)


def test_letters_that_cannot_be_told_apart_are_refused():
    mixed = letter_of(notice().replace("Sincerely,", "See also Case Number: CM13-9000999 of the same day. Sincerely,"))
    with pytest.raises(UnreadableLetterError) as caught:
        split(mixed)
    assert caught.value.fault is LetterFault.SEVERAL_LETTERS
    assert "by hand" in str(caught.value)
