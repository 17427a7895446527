"""From lines to paragraphs, and the way back of every character."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter import clean
from imr_llm.letter.forms import FORMS, STARTS
from imr_llm.letter.text.plain import SPELT_OUT
from tests.letter.factories import LAYOUTS, Parts, of_2014, one_line, unwrapped
from tests.letter.strategies import layouts, letter_of, parts

# What letters are made of, and what could upset a cleaner.
ODD = "aB1 .:-\"'\n\r\f\t\u00a0\u00ad\u200b\u2019\u2013\u00e9\u00b0\ufb01\x00\x02\x0b\x85\u2028\U0001f600"
WORDS = ("Upheld", "page 2", "CLINICAL CASE SUMMARY", "decision rationale:", "12", "non-", "a line of words.", "Dr.")
texts = st.one_of(
    st.text(ODD, max_size=120),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(ODD, max_size=8)), max_size=30).map(" ".join),
    st.lists(st.sampled_from([*WORDS, "", " ", "\f"]), max_size=30).map("\n".join),
    st.builds(lambda letter, layout: layout(letter), parts, layouts),
)
INVISIBLE = "\u00ad\u200b"


def cleaned(text: str) -> str:
    return clean(letter_of(text)).text


@given(texts)
def test_every_character_leads_back_to_itself_or_to_a_gap(text):
    result = clean(letter_of(text))
    last = -1
    for position, character in enumerate(result.text):
        origin = result.origin(position)
        original = text[origin] if origin < len(text) else " "
        if character in " \n":
            assert not original.strip() or original in INVISIBLE + "\x00-", (position, original)
        else:
            assert character in SPELT_OUT.get(original, "-" if original == "\x02" else original)
            # The letters of a ligature share its place.
            assert origin > last or (origin == last and original in SPELT_OUT)
            last = origin


def test_a_ligature_is_read_as_its_letters_and_quoted_from_its_place():
    text = "Certi\ufb01cation of the o\ufb03ce, \u211660."
    result = clean(letter_of(text))
    assert result.text == "Certification of the office, #60."
    start = result.text.index("office")
    assert text[slice(*result.original_span(start, start + len("office")))] == "o\ufb03ce"


def test_the_line_ends_of_unicode_part_lines():
    assert cleaned("State(s) of Licensure: Ohio\u2028Certification(s)/Specialty: Surgery") == (
        "State(s) of Licensure: Ohio\nCertification(s)/Specialty: Surgery"
    )


@given(texts)
def test_offsets_are_sorted_and_pages_never_go_back(text):
    result = clean(letter_of(text))
    assert list(result.runs) == sorted(set(result.runs))
    assert list(result.origins) == sorted(result.origins)
    assert list(result.page_starts) == sorted(set(result.page_starts))
    pages = [result.page(position) for position in range(len(result.text))]
    assert pages == sorted(pages)
    assert not pages or 1 <= pages[0] <= pages[-1] <= result.pages


@given(texts)
def test_plain_bytes_are_as_long_as_the_text(text):
    result = clean(letter_of(text))
    assert len(result.plain) == len(result.lower) == len(result.text)
    assert result.plain.isascii()
    assert result.lower == result.plain.lower()


@given(texts)
def test_paragraphs_are_tidy(text):
    result = cleaned(text)
    assert "  " not in result
    assert not set(result) & {*INVISIBLE, "\t", "\r", "\f", "\u00a0", "\u2028", "\x00"}
    assert all(paragraph == paragraph.strip() and paragraph for paragraph in result.split("\n") if result)


@given(parts, layouts)
def test_cleaning_its_own_output_changes_nothing(letter, layout):
    once = cleaned(layout(letter))
    assert cleaned(once) == once


@given(texts)
def test_a_span_maps_back_to_the_words_it_was_made_from(text):
    result = clean(letter_of(text))
    for word_start in [n for n, c in enumerate(result.text) if c not in " \n"][::7]:
        start, end = result.original_span(word_start, word_start + 1)
        assert (end - start) == 1


JOINING = [
    layout for layout in LAYOUTS if layout is not one_line and layout.__name__ not in {"decision_below", "numbered"}
]


@pytest.mark.parametrize("layout", JOINING, ids=lambda layout: layout.__name__)
def test_paragraphs_are_those_of_the_letter_without_breaks_and_furniture(layout):
    letter = of_2014(Parts())
    assert cleaned(layout(letter)) == unwrapped(letter)


LONG = "These words fill the line up to its usual width, as most lines of a letter do"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([LONG, "and end here."], [f"{LONG} and end here."], id="wrapped"),
        pytest.param(
            [LONG + ".", "Next sentence."], [f"{LONG}. Next sentence."], id="full line with a full stop goes on"
        ),
        pytest.param(
            [LONG, "A short one.", LONG], [f"{LONG} A short one.", LONG], id="short line with a full stop ends"
        ),
        pytest.param([LONG, "", "goes on"], [f"{LONG} goes on"], id="blank line in mid sentence"),
        pytest.param([LONG, "", "New paragraph"], [LONG, "New paragraph"], id="blank line"),
        pytest.param([LONG, "\fgoes on."], [f"{LONG} goes on."], id="page in mid sentence"),
        pytest.param([LONG + ".", "\fShe goes on."], [f"{LONG}. She goes on."], id="page after a full line"),
        pytest.param(
            [LONG, "It ends.", "\fNew page."], [f"{LONG} It ends.", "New page."], id="page after a short line"
        ),
        pytest.param([LONG, "", "\f", "Goes on."], [f"{LONG} Goes on."], id="page with blank lines in mid sentence"),
        pytest.param([LONG, "Norco: Upheld", LONG], [f"{LONG} Norco: Upheld", LONG], id="decision ends"),
        pytest.param([LONG, "Clinical Case Summary", LONG], [LONG, "Clinical Case Summary", LONG], id="title alone"),
        pytest.param([LONG, "MAXIMUS guideline: none"], [LONG, "MAXIMUS guideline: none"], id="label begins"),
        pytest.param(["\u200b", LONG, "\u200b", LONG], [LONG, LONG], id="invisible lines are blank"),
        pytest.param(
            ["Cli\u200bnical  Case Sum\u00admary", LONG], ["Clinical Case Summary", LONG], id="invisible marks"
        ),
    ],
)
def test_what_joins_two_lines(lines, expected):
    assert cleaned("\n".join(lines)) == "\n".join(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a non-\nsteroidal drug", "a non-steroidal drug", id="part of the word"),
        pytest.param("the treat-\nment. Other treatment", "the treatment. Other treatment", id="for the break alone"),
        pytest.param(
            "self-\ncare, self-care, selfcare", "self-care, self-care, selfcare", id="also hyphenated elsewhere"
        ),
        pytest.param("skilled-\nnursing", "skilled-nursing", id="unknown word"),
        pytest.param("the Treat-\nment of treatments", "the Treat-ment of treatments", id="only part of another word"),
        pytest.param("on 10-30-\n2016", "on 10-30-2016", id="date"),
        pytest.param("pages 303-\n304", "pages 303-304", id="range"),
        pytest.param("a dash -\nand so on", "a dash - and so on", id="dash"),
        pytest.param("two--\nhyphens", "two-- hyphens", id="two hyphens"),
        pytest.param("L4\u2013\nL5", "L4\u2013L5", id="en dash"),
        pytest.param("shoulder\x02upper arm", "shoulder-upper arm", id="as pdfium marks it"),
    ],
)
def test_words_broken_at_a_line_end(text, expected):
    assert cleaned(text) == expected


def test_the_page_of_a_character_is_that_of_its_file():
    result = clean(letter_of("one\ftwo three.\n\ffour"))
    assert [result.page(result.text.index(word)) for word in ("one", "two", "three", "four")] == [1, 2, 2, 3]
    assert result.pages == 3


@pytest.mark.parametrize("pattern", sorted({p for form in FORMS for p in (*form.titles, *form.openers)}))
def test_titles_and_openers_begin_with_three_plain_letters(pattern):
    assert re.fullmatch("[a-z]{3}", pattern[:3])
    assert pattern[:3] in STARTS
    assert pattern[3:4] not in {"?", "*"}


@pytest.mark.parametrize("text", ["", "\n", " \f \n", "\u200b"])
def test_a_text_without_words_is_empty(text):
    result = clean(letter_of(text))
    assert (result.text, result.runs, result.origins) == ("", (0,), (0,))
