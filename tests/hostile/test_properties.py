# ruff: noqa: E501 - a table of furniture
"""What holds for every file, however it was damaged: hypothesis looks for one for which it does not."""

import random
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract
from imr_llm.record.model import LetterRecord
from tests.hostile.fuzz import BrokenPromiseError, case, check, fault_of
from tests.hostile.mutations import TOKENS, damaged_text
from tests.hostile.target import Target, targets

_BRISK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_NUMBERS = st.integers(0, 2**32)
_FACTS = ("case", "reviewer", "worker", "injury", "diagnoses", "issues", "outcome")
_NUMBERED = tuple(target for target in targets() if target.record.case.case_number)
_HEADS = (
    "Final Determination Letter for IMR Case Number {case}", "IMR Case Number: {case}", "Page {page} of {pages}", "- {page} -",
    "{page}", "Form Effective 10/1/2014",
)  # fmt: skip


def _letter(text: str) -> Letter:
    return Letter("letter", "0" * 64, text)


def _facts(record: LetterRecord) -> dict[str, object]:
    dumped = record.model_dump()
    return {name: dumped[name] for name in _FACTS}


@_BRISK
@given(_NUMBERS, st.sampled_from(range(len(targets()))))
def test_a_damaged_letter_is_read_with_proof_or_refused(number, index):
    text = damaged_text(random.Random(number), targets()[index].text)  # noqa: S311 - not for secrets
    assert check(text.encode("utf-8", "surrogatepass"))


@_BRISK
@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=20), max_size=40))
def test_any_text_is_read_or_refused(parts):
    assert check("".join(parts).encode("utf-8", "surrogatepass"))


@_BRISK
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    assert check(data)


@pytest.mark.parametrize("number", range(60))
def test_a_sample_of_the_fuzzing_finds_nothing(number):
    came, fault = fault_of(case(10_000 + number)[1])
    assert fault is None
    assert came


@pytest.mark.parametrize("number", range(12))
def test_a_damaged_pdf_is_read_or_refused(number):
    assert fault_of(case(number, "bytes of a PDF")[1])[1] is None


def test_a_broken_promise_is_found(monkeypatch):
    monkeypatch.setattr("tests.hostile.fuzz.clean", lambda letter: clean(_letter(f"x {letter.original}")))
    with pytest.raises(BrokenPromiseError, match="no slice"):
        check(targets()[0].text.encode())
    assert fault_of(targets()[0].text.encode())[1]


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_cleaning_is_idempotent(target):
    once = clean(_letter(target.text)).text
    assert clean(_letter(once)).text == once


@_BRISK
@given(
    st.sampled_from(_NUMBERED),
    st.sampled_from(list(permutations(_HEADS, 2))),
    st.lists(st.floats(0.1, 0.9), min_size=1, max_size=4),
    st.booleans(),
)
def test_page_furniture_changes_no_fact(target: Target, furniture, places, feet):
    """Pages may end after any paragraph; whatever is printed at their edges, and in whatever order, is no fact."""
    paragraphs = target.letter.clean.text.split("\n")
    ends = sorted({max(1, int(place * len(paragraphs))) for place in places})
    pages = [paragraphs[start:end] for start, end in zip([0, *ends], [*ends, None], strict=True)]
    bare = "\n\f".join("\n\n".join(page) for page in pages)

    def printed(number: int, page: list[str]) -> str:
        rows = [row.format(case=target.record.case.case_number, page=number, pages=len(pages)) for row in furniture]
        return "\n\n".join([*page, *rows] if feet else [*rows, *page])

    dressed = "\n\f".join(printed(number, page) for number, page in enumerate(pages, start=1))
    assert _facts(extract(_letter(dressed))) == _facts(extract(_letter(bare)))
