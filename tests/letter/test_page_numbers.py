"""Pages that a text counts and does not have."""

import pytest

from imr_llm.letter.model import Letter, Scan
from imr_llm.letter.tampering.page_numbers import missing_pages

PAGE = "The reviewer read the records and found them complete.\n" * 40


def letter_of(text: str, scan: Scan | None = None) -> Letter:
    return Letter("letter.txt", "0" * 64, text, scan=scan)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        (f"{PAGE}Page 1 of 3\n", "up to 1 of 3"),
        (f"{PAGE}CM13-9000208   Page 1 of 4 \n{PAGE}Page 2 of 4\nTwo more lines.\n", "up to 2 of 4"),
        (f"{PAGE}Final Letter of Determination    Page 1/6\n", "up to 1 of 6"),
        (f"{PAGE}Page 1 of 2\n", "up to 1 of 2"),
        (f"{PAGE}Page 1 of 3\n{PAGE}Page 3 of 3\n", "leave one out"),
        (f"{PAGE}Page 3 of 4\n{PAGE}Page 4 of 4\n", "begin with 3"),
        (f"Page 2 of 3\n{PAGE}Page 3 of 3\n{PAGE}", "begin with 2"),
    ],
)
def test_a_text_that_stops_short_of_its_pages_says_so(text, counted):
    (fault,) = missing_pages(letter_of(text))
    assert (fault.pointer, fault.state) == ("/issues", "missing")
    assert counted in fault.why


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        f"{PAGE}Page 1 of 2\n{PAGE}Page 2 of 2\n",
        f"{PAGE}Page 1 of 2\n{PAGE}",  # the last page may have lost its foot
        f"{PAGE}Page 2 of 3\n{PAGE}Page 3 of 3\n{PAGE}",  # heads, behind a first page that has none
        f"{PAGE}Page 1 of 4\n{PAGE * 3}",  # the feet were lost, not the pages
        f"{PAGE}He relied on MTUS page 1 of 9 and on more of it, which is a sentence and not a foot.\n",
        f"{PAGE}Page 1 of 4\nPage 1 of 9\n",  # which of them counts this letter's pages nobody knows
    ],
)
def test_a_text_that_has_its_pages_says_nothing(text):
    assert missing_pages(letter_of(text)) == ()


def test_pages_in_another_order_are_named():
    (fault,) = missing_pages(letter_of(f"{PAGE}Page 1 of 3\n{PAGE}Page 3 of 3\n{PAGE}Page 2 of 3\n"))
    assert (fault.pointer, fault.state) == ("/issues", "suspicious")
    assert "order" in fault.why


def test_pictures_are_looked_at_one_by_one():
    assert missing_pages(letter_of(f"{PAGE}Page 1 of 3\n", Scan("tesseract 5", ()))) == ()


@pytest.mark.parametrize("number", ["Page {}", "- {} -"])
def test_pages_that_are_numbered_without_their_total_count_too(number):
    whole = [f"{PAGE}{number.format(page)}\n" for page in (1, 2, 3)]
    assert missing_pages(letter_of("".join(whole))) == ()
    (gap,) = missing_pages(letter_of(whole[0] + whole[2]))
    assert "leave one out" in gap.why
    (order,) = missing_pages(letter_of(whole[0] + whole[2] + whole[1]))
    assert "order" in order.why


def test_a_page_that_stands_twice_is_named():
    (fault,) = missing_pages(letter_of(f"{PAGE}Page 1 of 2\n{PAGE}Page 2 of 2\n{PAGE}Page 2 of 2\n"))
    assert "twice" in fault.why
