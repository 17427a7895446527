"""One ASCII character for each character."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.text.plain import BLANKS, INVISIBLE, evened, plain_bytes


@given(st.text())
def test_lengths_stay(text):
    assert len(plain_bytes(text)) == len(evened(text)) == len(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays(text):
    assert plain_bytes(text) == text.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u201cpain\u201d isn\u2019t", b'"pain" isn\'t'),
        ("C5\u2013C6 \u2014 3\u00d7", b"C5-C6 - 3x"),
        ("Jos\u00e9 \u00c9mile", b"Jose Emile"),
        ("90\u00b0", b"90?"),
        ("\ufb01ve \u00bd \U0001f600", b"five 1 ?".replace(b"five", b"fve")),
        ("\u00adx\u200b", b"?x?"),
    ],
)
def test_likenesses(text, expected):
    assert plain_bytes(text) == expected


@pytest.mark.parametrize("character", "\t\x0b\x00\x1f\x7f\u00a0\u2003\u202f\u3000")
def test_other_white_space_is_a_blank(character):
    assert evened(f"a{character}b") == "a b"
    assert evened(f"\u00e9{character}b") == "\u00e9 b"


@pytest.mark.parametrize("character", "\x85\u2028\u2029")
def test_the_line_ends_of_unicode_end_lines(character):
    assert evened(f"a{character}b") == "a\nb"
    assert evened(f"\u00e9{character}b") == "\u00e9\nb"


@pytest.mark.parametrize("text", ["a\nb\rc\fd", "\u00e9\nb\rc\fd", "a-b"])
def test_breaks_stay(text):
    assert evened(text) == text


@pytest.mark.parametrize("text", ["no\x02", "\u00e9\x02"])
def test_the_hyphen_of_pdfium_is_one(text):
    assert evened(text) == text.replace("\x02", "-")


def test_blanks_are_the_blank_and_all_invisible_characters():
    every = "".join(map(chr, range(0x110000)))
    assert set(BLANKS) == {" ", *re.findall(f"[{INVISIBLE}]", every)}
