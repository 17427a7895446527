import re
from typing import get_args

import pytest

from imr_llm.record.codes import Reason
from imr_llm.rules.reasons.patterns import Vocabulary, lexicon

OVERTURNED = {
    "guideline_criteria_met",
    "findings_support",
    "prior_treatment_benefit",
    "within_guideline_amount",
    "depends_on_approved_treatment",
}


def test_every_word_list_is_used_and_every_name_is_known() -> None:
    words = lexicon()
    patterns = [*words.kinds.values(), *(pattern for rows in words.grounds.values() for _, pattern in rows)]
    assert {name for pattern in patterns for name in re.findall("[a-z]+", pattern)} == set(words.words)


def test_every_code_has_words_and_gives_way_only_to_codes_of_its_polarity() -> None:
    words = lexicon()
    for decision, rows in words.grounds.items():
        assert {ground.code for ground, _ in rows} == {
            code for code in get_args(Reason) if (code in OVERTURNED) == (decision == "overturned")
        }
    for code, others in words.yields.items():
        assert {other in OVERTURNED for other in others} == {code in OVERTURNED}


def test_words_share_a_letter_only_if_they_mean_the_same() -> None:
    vocabulary = Vocabulary({"gain": ("improve*", "relief"), "past": ("improved", "was")}, ("gain", "past"))
    assert vocabulary.symbol(b"improvement") == vocabulary.symbol(b"relief")
    assert vocabulary.symbol(b"improved") not in {vocabulary.symbol(b"improvement"), vocabulary.symbol(b"was"), b""}
    assert vocabulary.symbol(b"table") == b""
    assert re.fullmatch(
        vocabulary.pattern("gain past !past"),
        "".join(vocabulary.symbol(word).decode() for word in (b"improved", b"improved", b"relief")),
    )


def test_too_many_meanings_and_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="combinations of meanings"):
        Vocabulary({f"n{index}": (f"word{index}",) for index in range(600)}, [f"n{index}" for index in range(600)])
    with pytest.raises(KeyError):
        Vocabulary({"gain": ("relief",)}, ("loss",))
