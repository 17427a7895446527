"""What a sentence decides, and what blurs it."""

import pytest

from imr_llm.letter.forms.decision_word import at_end, in_sentence
from imr_llm.text.spans import Span

UPHELD = (
    "The request for X is not medically necessary and appropriate.",
    "The request for X is notmedically necessary and appropriate.",
    "The request for X isnot medically necessary and appropriate",
    "X is not medicallynecessary.",
    "X are not medically necessary & appropriate.",
    "X was not medically necessary or appropriate",
    "X is not found to be medically necessary.",
    "X is considered not medically necessary.",
    "X was determined to be not medically necessary",
    "X, IS NOT MEDICALLY NECESSARY",
    "X is not medically necessary and appropriate at this time.",
)
OVERTURNED = (
    "The request for X is medically necessary and appropriate.",
    "X are medically necessary.",
    "X was found to be medically necessary.",
    "X with no refills is medically necessary.",
    "10 sessions of X are medically necessary.",
    "The remaining portion of the request, X 10 sessions, is medically necessary.",
    "X is medicallynecessary and appropriate for this employee.",
)
UNCLEAR = (
    "X is medically necessary and appropriate for 6 visits only.",
    "X is medically necessary but not appropriate.",
    "X is medically necessary, in part.",
    "X is medically necessary if the MRI shows a tear.",
    "X is not not medically necessary.",
    "X is/was not medically necessary",
    "X is medically necessary and Y is not medically necessary.",
    "None of the requests is medically necessary.",
    "Neither X nor Y is medically necessary.",
    "Whether X is medically necessary",
    "MAXIMUS has not determined the request for X is medically necessary.",
    "X cannot be found to be medically necessary.",
    "X is not medically necessary (see the cover)",
    "X #90, modified to #30, is medically necessary.",
    "Half of the X is medically necessary.",
    "3) A part of X is medically necessary.",
    "Part of the X is medically necessary.",
    "6 of the 12 visits of X are medically necessary.",
    "It is not certain that X is medically necessary.",
    "It is not clear that the request for X is medically necessary.",
    "X is no longer wanted and is medically necessary.",
)
NOTHING = (
    "X is partially medically necessary.",
    "X is conditionally medically necessary.",
    "Is X medically necessary?",
    "X is never medically necessary.",
    "X is notably medically necessary.",
    "X is medically unnecessary.",
    "This medically necessary X",
    "X: Upheld",
    "",
)


def read(words: str):
    return in_sentence(words.lower().encode(), Span(0, len(words)))


@pytest.mark.parametrize(
    ("words", "decision"), [*((w, "upheld") for w in UPHELD), *((w, "overturned") for w in OVERTURNED)]
)
def test_a_plain_sentence_decides(words, decision):
    word = read(words)
    assert word is not None
    assert word.clear
    assert word.decision == decision
    said = words[slice(*word.word)].lower()
    assert "necessary" in said
    assert ("not" in said) == (decision == "upheld")
    assert words[: word.lead].rstrip(" ,") == words[: word.lead]


@pytest.mark.parametrize("words", UNCLEAR)
def test_what_qualifies_the_words_leaves_them_unclear(words):
    word = read(words)
    assert word is not None
    assert not word.clear


@pytest.mark.parametrize("words", NOTHING)
def test_other_words_state_nothing(words):
    assert read(words) is None


def test_a_sentence_is_looked_at_within_its_bounds():
    words = b"it is not so. x is medically necessary. it is not medically necessary."
    word = in_sentence(words, Span(14, 39))
    assert word is not None
    assert word.clear
    assert word.decision == "overturned"


@pytest.mark.parametrize(
    ("words", "clear"),
    [
        ("x: upheld", True),
        ("6 of 12 visits of x: overturned", True),
        ("x, remaining 6 visits: upheld", True),
        ("x is no longer: upheld", False),
        ("x, modified - overturned", False),
        ("x in part: overturned", False),
    ],
)
def test_what_stands_before_the_colon_may_qualify_the_word_behind_it(words, clear):
    word = at_end(words.encode(), Span(0, len(words)))
    assert word is not None
    assert word.clear == clear
