"""The whole rules reading over every case of the evals: proof for every fact, and no fact without a place."""

from pathlib import Path

import pytest

from imr_llm.letter.read import read as read_file
from imr_llm.pipeline import extract, prepare
from imr_llm.record.fields import field_of, leaves

CASES = Path(__file__).parents[2] / "evals" / "cases"
LETTERS = sorted(CASES.glob("*.txt"))
SEEDS = [path for path in LETTERS if path.name[0].isdigit()]


@pytest.fixture(scope="module", params=LETTERS, ids=lambda path: path.stem)
def letter(request):
    return read_file(str(request.param))


def test_every_quote_is_its_slice_and_maps_back(letter):
    ready, record = prepare(letter), extract(letter)
    for pointer, places in record.evidence.items():
        assert places, pointer
        for place in places:
            assert place.quote == ready.clean.text[place.start : place.end], pointer
            assert place.quote.strip(), pointer
            assert 1 <= place.page <= record.letter.pages
            origin = ready.clean.original_span(place.start, place.end)
            original = letter.original[origin.start : origin.end]
            assert original[0] == place.quote[0], pointer
            assert original[-1] == place.quote[-1], pointer


def test_every_fact_is_proved(letter):
    record = extract(letter)
    facts = record.facts().model_dump(mode="json")
    proved = set(record.evidence)
    missing = [pointer for pointer, _ in leaves(facts) if pointer not in proved]
    assert missing == []


def test_evidence_checks_and_doubts_point_into_the_record(letter):
    record = extract(letter)
    issues = len(record.issues)
    pointers = [
        *record.evidence,
        *(check.field for check in record.checks),
        *(item.field for item in record.needs_review),
    ]
    for pointer in pointers:
        parts = pointer.split("/")
        if len(parts) > 3 and parts[1] == "issues":
            assert int(parts[2]) < issues, pointer
            assert field_of(pointer) or parts[3] in {"number", "heading", "rationale"}, pointer
        elif pointer not in {"", "/issues"}:
            assert field_of(pointer), pointer


def test_words_of_a_record_are_words_of_the_letter(letter):
    text = prepare(letter).clean.text
    record = extract(letter)
    for issue in record.issues:
        for words in (
            issue.heading,
            issue.treatment,
            issue.original_request,
            issue.authorized_portion,
            issue.rationale,
        ):
            assert words is None or words in text


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_the_seeds_need_no_review(path):
    assert extract(read_file(str(path))).needs_review == ()
