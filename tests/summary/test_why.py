"""Why: each ground of a record, in plain words where they stand, always in the reviewer's own."""

import pytest

from imr_llm.record.facts import Ground, PlainWords
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Sentence
from imr_llm.summary.verify import verify
from tests.summary.factories import RECORDS, issue, record, texts, write

QUOTE = "there was no mention of weakness or numbness in the arms"
PLAIN = PlainWords(
    en="The records do not tell of weak or numb arms.", es="Las notas médicas no hablan de brazos débiles o dormidos."
)
TOLD = Ground(code="findings_do_not_support", quote=QUOTE, needed="weakness or numbness in the arms", plain=PLAIN)
BARE = Ground(code="findings_do_not_support", quote=QUOTE)


def why(told: LetterRecord, language: Language) -> tuple[Sentence, ...]:
    return next(section for section in write(told, language) if section.id == "why-1").sentences


def of(*grounds: Ground, doubted: bool = False) -> LetterRecord:
    return record(issue(grounds=grounds), doubts=(("/issues/0/decision", "disputed"),) if doubted else ())


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_ground_is_told_in_plain_words_and_shown_in_the_reviewers(language: Language) -> None:
    told = of(TOLD)
    plain, quoted = why(told, language)[:2]
    assert plain.text == getattr(PLAIN, language)
    assert plain.basis == (f"/issues/0/grounds/0/plain/{language}", "/issues/0/grounds/0/quote")
    assert quoted.quotes == (QUOTE,)
    assert verify(told, write(told, language), language) == ()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_ground_without_plain_words_is_told_in_the_reviewers(language: Language) -> None:
    told = of(BARE)
    label, quoted = why(told, language)[:2]
    assert label.message == "why-findings_do_not_support"
    assert quoted.quotes == (QUOTE,)
    assert verify(told, write(told, language), language) == ()


def test_each_ground_has_its_own_label_once_and_a_quotation_is_printed_once() -> None:
    told = of(
        Ground(code="no_planned_procedure", quote="No surgery is planned for the knee"),
        Ground(code="no_planned_procedure", quote="The result would not change the care"),
        Ground(quote="No surgery is planned"),
    )
    sentences = why(told, "en")
    assert [sentence.message for sentence in sentences[:3]] == [
        "why-no_planned_procedure",
        "why-quote",
        "why-quote-also",
    ]
    assert "/issues/0/grounds/2/quote" in sentences[1].basis
    assert verify(told, write(told, "en"), "en") == ()


@pytest.mark.parametrize(
    ("quote", "labelled"),
    [("This test is not recommended", True), ("This test is not recommended, but that one is an option", False)],
)
def test_a_guideline_that_speaks_both_ways_has_no_label(quote: str, labelled: bool) -> None:
    told = of(Ground(code="not_recommended_by_guideline", quote=quote))
    assert (why(told, "en")[0].message == "why-not_recommended_by_guideline") is labelled


def test_where_who_won_is_doubted_no_plain_words_take_a_side() -> None:
    told = of(TOLD, doubted=True)
    assert all(sentence.text != PLAIN.en for sentence in why(told, "en"))
    assert any(QUOTE in sentence.quotes for sentence in why(told, "en"))


def test_a_ground_that_is_left_out_is_found() -> None:
    told = of(TOLD, Ground(quote="the request is not clear"))
    sections = tuple(
        section.model_copy(update={"sentences": section.sentences[:2]}) if section.id == "why-1" else section
        for section in write(told, "en")
    )
    assert [finding.why for finding in verify(told, sections, "en")] == ["ground 2 of treatment 1 is not told"]


def test_a_quotation_is_said_to_prove_only_what_stands_right_before_it() -> None:
    told = texts(write(RECORDS["grounds"], "en"), "why-2")
    order = [sentence.partition(":")[0] for sentence in told if "“" in sentence]
    assert order[:4] == ["In the reviewer's words", "In the reviewer's words", "In the reviewer's words", "Also"]
    told = texts(write(RECORDS["what was missing"], "en"), "why-1")
    assert [sentence.partition(":")[0] for sentence in told if "“nothing" in sentence] == ["The reviewer adds"]
