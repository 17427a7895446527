"""Which lines belong to the sheet."""

import pytest

from imr_llm.letter.text.furniture import MAY_BEGIN, is_furniture, is_page_number, running_heads
from imr_llm.letter.text.lines import lines_of

FURNITURE = (
    "Page 2",
    "page: 3 of 12",
    "PAGE 3/4",
    "2 of 5",
    "- 7 -",
    "--3--",
    "3 | P a g e",
    "Confidential",
    "IMR Case Number: CM16-0900001",
    "IMR Case Number: CM16-0900001 2 of 4",
    "IMR Case Number CM17-9000123 - Page 2 of 4",
    "Independent Medical Review IMR Case Number: CM17-9000123 | 3",
    "Final Determination Letter for IMR Case Number CM17-9000123 - Page 4",
    "Final Letter of Determination      Form Effective 5.16.13      Page 2 of 4",
    "MEDICAL PROFESSIONAL REVIEW      Page 2 of 3",
    "Final Determination Letter for IMR Case Number CM14-0900001 3",
    "Final Determination Letter",
)
WORDS = (
    "Page 58 of the guideline supports it",
    "12 of 24 visits were attended",
    "Case Number: CM16-0900001",
    "Confidential mental health records were reviewed.",
    "Final Determination was based on",
    "2004",
    "Physical therapy",
)


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_by_its_words(line):
    assert is_furniture(line)
    assert line[0] in MAY_BEGIN


@pytest.mark.parametrize("line", WORDS)
def test_words_of_a_letter(line):
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("line", "expected"), [("3", True), ("123", True), ("2016", False), ("3.", False), ("#3", False)]
)
def test_bare_numbers(line, expected):
    assert is_page_number(line) is expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is not necessary.\n\n3", ["It is not necessary."]),
        ("It is not necessary.\n\n4\n\n", ["It is not necessary."]),
        ("Words of pages 303-\n304", ["Words of pages 303-", "304"]),
        ("It is short.\n12", ["It is short.", "12"]),
        ("Sessions asked for:\n\n12", ["Sessions asked for:", "12"]),
        ("It is from\n\n2016", ["It is from", "2016"]),
        ("3", ["3"]),
    ],
)
def test_a_bare_number_apart_at_the_end_is_a_page_number(text, kept):
    assert [line.text for line in lines_of(text)[0]] == kept


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([["Head 1", "a"], ["Head 2", "b"], ["Head 3", "c"]], {"Head #"}),
        ([["a", "b"], ["Head", "c"], ["Head", "d"]], {"Head"}),
        ([["a", "b"], ["Head", "c"], ["d", "e"]], set()),
        ([["a", "It is short."], ["b", "It is short."]], set()),
        ([["a", "Norco is necessary"], ["b", "Norco is necessary"]], set()),
        ([["a", "x" * 71], ["b", "x" * 71]], set()),
        ([], set()),
    ],
)
def test_running_heads(pages, expected):
    assert running_heads(pages) == expected
