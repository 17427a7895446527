"""What a sentence is most like, where no pattern knows its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.record.codes import Reason
from imr_llm.rules.reasons.likeness import ENOUGH, FAVOURABLE, Likeness, likeness_of
from imr_llm.rules.text.lexicon import load

# Sentences that stand nowhere in the lexicon of wordings.
PLAIN: tuple[tuple[Reason, str], ...] = (
    ("prior_treatment_no_benefit", "the pain score was the same before and after the ten earlier visits."),
    ("exceeds_guideline_amount", "twenty-four visits are asked for, and the guideline allows ten."),
    ("findings_do_not_support", "the examination of the legs was normal, with full strength and no loss of feeling."),
    ("alternative_available", "the exercises can be done at home without a machine."),
    ("request_unclear", "the request does not state how many tablets or what strength."),
    ("guideline_criteria_met", "all conditions of the guideline are fulfilled."),
    ("within_guideline_amount", "the guideline allows 24 visits, and 12 are requested."),
    ("prior_treatment_benefit", "with the drug the pain falls from 8 to 3 and he works full time."),
)  # fmt: skip
UNLIKE = ("", "...", "qqq zzz", "1234")


def _decision(code: Reason):
    return "overturned" if code in FAVOURABLE else "upheld"


@pytest.mark.parametrize(("code", "words"), PLAIN)
def test_a_plain_sentence_is_like_its_own_wordings(code, words):
    found = likeness_of(_decision(code)).nearest(words.encode())
    assert found is not None
    assert found.code == code
    assert found.score >= ENOUGH


@pytest.mark.parametrize("words", UNLIKE)
def test_a_sentence_without_a_known_word_is_like_nothing(words):
    likeness = Likeness({"other": ["no gain is shown"], "request_unclear": ["no dose is given"]})
    assert likeness.nearest(words.encode()) is None


def test_most_wordings_are_like_their_own_code():
    rows: dict[Reason, list[str]] = load("wordings")
    right = total = 0
    for code, wordings in rows.items():
        for words in wordings:
            found = likeness_of(_decision(code)).nearest(words.lower().encode())
            right += found is not None and found.code == code
            total += 1
    assert right / total > 0.95


def test_wordings_are_said_once_and_of_codes_of_their_own_decision():
    rows: dict[Reason, list[str]] = load("wordings")
    said = [words.lower() for wordings in rows.values() for words in wordings]
    assert len(said) == len(set(said))
    for decision in ("upheld", "overturned"):
        found = {
            likeness_of(decision).nearest(words.lower().encode()).code
            for wordings in rows.values()
            for words in wordings
        }
        assert all((code in FAVOURABLE) == (decision == "overturned") for code in found)


WORDS = st.lists(
    st.sampled_from(
        [
            "no",
            "gain",
            "dose",
            "visits",
            "guideline",
            "home",
            "exercise",
            "pain",
            "normal",
            "strength",
            "12",
            "24",
            "asked",
            "allowed",
            "the",
            "is",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(WORDS, st.sampled_from(["upheld", "overturned"]))
def test_neither_case_of_numbers_nor_repetition_changes_a_score(words, decision):
    likeness = likeness_of(decision)
    once = likeness.nearest(words.encode())
    assert once == likeness.nearest(words.replace("12", "7").replace("24", "99").encode())
    # A feature counts once, so more of the same pairs adds nothing.
    same = f"{words} . {words}".encode()
    again = likeness.nearest(same)
    assert (once is None) == (again is None)


@given(st.text(max_size=60))
def test_any_words_are_weighed(words):
    found = likeness_of("upheld").nearest(words.lower().encode())
    assert found is None or found.code not in FAVOURABLE


def test_a_code_is_told_by_the_words_that_others_lack():
    likeness = Likeness({"request_unclear": ["no dose is given"], "other": ["no gain is shown"]})
    assert likeness.nearest(b"a dose").code == "request_unclear"
    assert likeness.nearest(b"a gain").code == "other"
    assert likeness.nearest(b"a dose").score > likeness.nearest(b"no dose, no gain").score
