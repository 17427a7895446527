import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.summary.excerpts import ground

# The proof, the rationale, the most words, and the quotation.
GROUNDS = [
    ("no record of gain", "One thing. However, there is no record of gain here. So no.", 20,
     "…there is no record of gain here"),
    ("The drug was used since\n May, which exceeds the limit", None, 20,
     "The drug was used since May, which exceeds the limit"),
    ("As such, the request is not medically necessary.", None, 20, None),
    ("Given the notes at hand, which are long, there is no sign of a nerve problem in either arm", None, 12,
     "…there is no sign of a nerve problem in either arm"),
    ("a non-\nsteroidal drug was not tried yet", None, 20, "a non-steroidal drug was not tried yet"),
    ("no sign of change", "He had an MRI. There is no sign of change in it. That is all.", 20,
     "There is no sign of change in it"),
    ("no sign of change", 'It says "rest." There is no sign of change in it. That is all.', 20,
     "There is no sign of change in it"),
    ("no sign of change", "There were 12 weeks.There is no sign of change in it.That is all.", 20,
     "There is no sign of change in it"),
    ("Those conditions are fulfilled", None, 20, None),
    ("This is a request for a second test", None, 20, None),
]  # fmt: skip


@pytest.mark.parametrize(("proof", "rationale", "limit", "expected"), GROUNDS)
def test_quotations(proof: str, rationale: str | None, limit: int, expected: str | None) -> None:
    assert ground(proof, rationale, limit) == expected


letters = st.text(alphabet="abcde ,.;:()%#\"'“”\n-0123456789AB", min_size=1, max_size=300)


@settings(deadline=None, max_examples=150)
@given(proof=letters, rationale=letters, limit=st.integers(5, 40))
def test_a_quotation_is_words_of_the_letter(proof: str, rationale: str, limit: int) -> None:
    words = ground(proof, rationale, limit)
    if words is not None:
        kept = "".join(words.strip("…").split())
        both = [re.sub(r"[“”]", '"', "".join(text.split())) for text in (proof, rationale)]
        assert any(kept in text for text in both)
        assert len(words.split()) <= limit
