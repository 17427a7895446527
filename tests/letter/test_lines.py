"""Lines, the blank lines between them, and the traces of pages."""

import pytest

from imr_llm.letter.text.lines import Line, lines_of


def shape(text: str) -> list[str]:
    """Each line, marked by what stood before it: `_` a blank line, `^` a page's end."""
    return [f"{'_' * line.after_blank}{'^' * line.after_page}{line.text}" for line in lines_of(text)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\nb\n\nc\n", ["a", "b", "_c"], id="newlines"),
        pytest.param("a\r\nb\r\n\r\nc\r\n", ["a", "b", "_c"], id="Windows"),
        pytest.param("a\rb\r\rc\r", ["a", "b", "_c"], id="old Macintosh"),
        pytest.param("a\n\rb\r\n\nc", ["a", "_b", "_c"], id="mixed"),
        pytest.param("a\n\nb\n\nc\n\n\n\nd\n\n", ["a", "b", "c", "_d"], id="doubled"),
        pytest.param("a \nb \n \nc \n", ["a", "b", "_c"], id="a blank line of one blank"),
        pytest.param("a \nb \n\nc \n", ["a", "b", "^c"], id="an empty line among blanks is a page's end"),
        pytest.param("a \nb \n \n\nc \n", ["a", "b", "_^c"], id="a paragraph and a page end"),
        pytest.param("a\n\fb\f\fc", ["a", "^b", "^c"], id="form feeds"),
        pytest.param("a\n\n\fb", ["a", "_^b"], id="a blank line before a form feed"),
        pytest.param("a\r\n\fb", ["a", "^b"], id="Windows and form feed"),
        pytest.param("\f\na\nb", ["_^a", "b"], id="a form feed before all words"),
        pytest.param("\t a\u00a0\n\u2003b\u3000", ["a", "b"], id="other white space"),
        pytest.param("", [], id="nothing"),
        pytest.param("\n\f\r \t", [], id="no words"),
    ],
)
def test_lines_and_what_stands_between(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize("text", ["  ab\r\n\tcd\f ef", "ab\rcd\ref", "\u00a0ab \n\u200bcd\n\nef "])
def test_starts_are_offsets_in_the_original(text):
    lines, _ = lines_of(text)
    assert [text[line.start : line.start + 2] for line in lines] == ["ab", "cd", "ef"]


def test_pages_begin_at_their_first_words():
    text = "ab\n\f\n cd\f\fef\f"
    assert [text[start : start + 2] for start in lines_of(text)[1]] == ["ab", "cd", "ef"]


PAGES = ["First page.\nIt has words", "continued here.\nMore of it", "and the end.\nAll of it"]


@pytest.mark.parametrize(
    "framed",
    [
        pytest.param(lambda page, n: f"{page}\nPage {n} of 3", id="page count at the foot"),
        pytest.param(lambda page, n: f"Page {n}\n\n{page}", id="page count at the head"),
        pytest.param(lambda page, n: f"{page}\n\n- {n} -\n", id="number in dashes"),
        pytest.param(lambda page, n: f"{page}\n{n + 11}", id="bare number"),
        pytest.param(lambda page, n: f"{page}\nConfidential\n{n} | P a g e", id="two lines at the foot"),
        pytest.param(lambda page, n: f"{page}\nIMR Case Number: CM16-0900001 Page {n} of 3", id="case number"),
        pytest.param(lambda page, n: f"{page}\nReview Organization, Box 100, page {n}", id="running foot"),
        pytest.param(lambda page, n: f"{page}\nReview Organization\nBox 100\n{n}", id="running foot of two lines"),
        pytest.param(lambda page, n: f"Organization\nBox {n}\n{page}" if n > 1 else page, id="head but on the first"),
    ],
)
def test_furniture_is_dropped_and_leaves_the_page_break(framed):
    lines, starts = lines_of("\f".join(framed(page, n) for n, page in enumerate(PAGES, start=1)))
    assert [line.text for line in lines] == [line for page in PAGES for line in page.split("\n")]
    assert [line.after_page for line in lines[1:]] == [False, True, False, True, False]
    assert len(starts) == 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Words\n12\nvisits", id="number within a page"),
        pytest.param("Words of pages 303-\n304", id="number at the end of a text without pages"),
        pytest.param("It is not supported.\fOther words\nIt is not supported.", id="sentence twice at an edge"),
        pytest.param("words and\nuse of words\fwords and\nuse of words", id="prose twice at an edge"),
        pytest.param("Norco: Upheld\fNorco: Upheld\fNorco: Upheld", id="decisions"),
        pytest.param("a\nMTUS 2009, Page(s): 58\fb\nMTUS 2009, Page(s): 60\fc", id="citations"),
        pytest.param("Case Number: CM16-0900001\nwords\fwords", id="the case number once"),
        pytest.param("a\nWords that come\fb\nWords that come\nWords that come\fc", id="also within a page"),
    ],
)
def test_words_at_a_page_edge_are_kept(text):
    assert [line.text for line in lines_of(text)[0]] == text.replace("\f", "\n").split("\n")


def test_the_case_number_of_the_first_page_outlives_the_running_head():
    lines, _ = lines_of("\f".join(["Case Number: CM16-0900001\nwords of a page\nthat go on"] * 4))
    assert [line.text for line in lines].count("Case Number: CM16-0900001") == 1
    assert lines[0] == Line("Case Number: CM16-0900001", 0, False, False)
