import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.clean import clean
from imr_llm.letter.model import CleanText, Letter
from imr_llm.text.sentences import sentence_end, sentence_start, sentences
from imr_llm.text.spans import Span


def _clean(words: str) -> CleanText:
    return clean(Letter("written.txt", "", words))


def _parted(words: str, *, clauses: bool = False) -> list[str]:
    text = _clean(words)
    return [text.text[slice(*part)] for part in sentences(text, Span(0, len(text.text)), clauses=clauses)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("One. Two. 3 more.", ["One.", "Two.", "3 more."]),
        ("It hurts. (See above.) Then it stops.", ["It hurts.", "(See above.)", "Then it stops."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Is it so? It is! Well.", ["Is it so?", "It is!", "Well."]),
        ("It is dated May 1, 2016.In a note he rested.", ["It is dated May 1, 2016.", "In a note he rested."]),
        ("This is so.The rest follows.", ["This is so.", "The rest follows."]),
        ("This is so.\n\nthe rest follows", ["This is so.", "the rest follows"]),
        # What ends none: abbreviations, decimals, a point before a small letter.
        ("Seen by Dr. Doe, approx. 3 times, e.g. Monday. Then not.",
         ["Seen by Dr. Doe, approx. 3 times, e.g. Monday.", "Then not."]),
        ("Doe et al. Found it in vol. 3, ch. 2, pg. 7.", ["Doe et al. Found it in vol. 3, ch. 2, pg. 7."]),
        ("Pain at L4.5 is 3.5 mm. It rests.", ["Pain at L4.5 is 3.5 mm.", "It rests."]),
        ("Two tabs. by mouth.", ["Two tabs. by mouth."]),
        # "No." is an abbreviation only before a number.
        ("It is no. 4 of 5. The answer is no. The end.", ["It is no. 4 of 5.", "The answer is no.", "The end."]),
        ("Under 8 C.C.R. 9792.24.2 so. See vs. Placebo.", ["Under 8 C.C.R. 9792.24.2 so.", "See vs. Placebo."]),
        ("", []),
        (". .", [". ."]),
    ],
)  # fmt: skip
def test_sentences(words: str, expected: list[str]) -> None:
    assert _parted(words) == expected


def test_a_semicolon_ends_a_clause_only() -> None:
    assert _parted("One; two; Three. Four;five") == ["One; two; Three.", "Four;five"]
    assert _parted("One; two; Three. Four;five", clauses=True) == ["One;", "two;", "Three.", "Four;five"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Pain at L4.5 is 3.5 mm. It rests.", "Pain at L4.5 is 3.5 mm"),
        ("It is dated May 1, 2016.In a note he", "It is dated May 1, 2016"),
        ("Seen by Dr. Doe today. He", "Seen by Dr. Doe today"),
        ('He said "no." Then', 'He said "no'),
        ("No stop at all", "No stop at all"),
        ("A stop at the end. ", "A stop at the end"),
        ("One paragraph\n\nAnd the next.", "One paragraph"),
    ],
)
def test_a_sentence_ends_before_its_full_stop(words: str, expected: str) -> None:
    text = _clean(words)
    assert text.text[: sentence_end(text, 0, len(text.text))] == expected


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        ("It was 3.5 mm. Then he fell.", "fell", "Then he "),
        ("It was 3.5 mm. Then he fell.", "Then", ""),
        ("Seen by Dr. Doe he fell.", "fell", "Seen by Dr. Doe he "),
        ("One paragraph\n\nThen he fell.", "fell", "Then he "),
        ("He fell.", "fell", "He "),
    ],
)
def test_a_sentence_begins_after_the_stop_before_it(words: str, at: str, expected: str) -> None:
    text = _clean(words)
    position = text.text.index(at)
    assert text.text[sentence_start(text, position, 0) : position].lstrip() == expected


_WORDS = st.text(alphabet="abNo .;?\n\"'()A19", max_size=120)


@given(_WORDS, st.booleans())
def test_no_word_is_lost_or_doubled(words: str, clauses: bool) -> None:
    text = _clean(words)
    parts = sentences(text, Span(0, len(text.text)), clauses=clauses)
    between = [0, *(edge for part in parts for edge in part), len(text.text)]
    assert between == sorted(between)
    gaps = zip(between[::2], between[1::2], strict=True)
    assert "".join(text.text[start:end] for start, end in gaps).strip() == ""


@given(_WORDS, st.integers(0, 120))
def test_a_position_is_within_its_sentence(words: str, position: int) -> None:
    text = _clean(words)
    position = min(position, len(text.text))
    assert 0 <= sentence_start(text, position, 0) <= position
    assert position <= sentence_end(text, position, len(text.text)) <= len(text.text)
