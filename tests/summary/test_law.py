import re
from datetime import date

import pytest

from imr_llm.summary.law import MAXIMUM_AGE_DAYS, LegalText, Situation, legal_sentences, legal_texts
from tests.summary.factories import RECORDS, write
from tests.summary.law_table import FILE, table

TEXTS = tuple(legal_texts().values())


def said(name: str) -> tuple[str, ...]:
    """The ids of the legal texts in the summary of a record."""
    return tuple(
        place
        for section in write(RECORDS[name], "en")
        for sentence in section.sentences
        for place in sentence.basis
        if place.startswith("law/") and not place.startswith("law/word-")
    )


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.id)
def test_a_legal_text_has_a_source_a_rule_and_a_recent_check(text: LegalText) -> None:
    assert re.fullmatch(r"https?://\S+\.\S+", text.source)
    assert text.rule
    age = (date.today() - text.last_verified).days  # noqa: DTZ011  # a day more or less does not matter
    assert age <= MAXIMUM_AGE_DAYS, f"{text.id}: read its source again; it was last read {age} days ago"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.id)
def test_a_legal_text_says_the_same_numbers_in_both_languages(text: LegalText) -> None:
    english, spanish = (sorted(re.findall(r"\d+", text.texts[language])) for language in ("en", "es"))
    assert english == spanish


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.id)
def test_a_legal_text_gives_no_date_and_no_address(text: LegalText) -> None:
    for words in text.texts.values():
        assert not re.search(r"20\d\d|www|http", words)


CASES = [
    # (record, said, never said)
    ("upheld", {"law/refusal-lasts-12-months", "law/appeal-deadline"},
     {"law/approve-in-5-working-days", "law/no-debt"}),
    ("upheld, already given", {"law/no-debt", "law/appeal-deadline"}, {"law/pay-in-20-days"}),
    ("overturned", {"law/approve-in-5-working-days", "law/exceptions", "law/penalty"}, {"law/appeal-deadline"}),
    ("overturned, already given", {"law/pay-in-20-days"}, {"law/approve-in-5-working-days", "law/no-debt"}),
    ("mixed", {"law/approve-in-5-working-days", "law/refusal-lasts-12-months"}, {"law/pay-in-20-days"}),
    ("disputed", {"law/appeal-deadline"}, {"law/refusal-lasts-12-months", "law/approve-in-5-working-days"}),
    ("nothing read", {"law/appeal-deadline", "law/help-line"}, {"law/refusal-lasts-12-months"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected", "never"), CASES)
def test_a_rule_is_said_where_it_holds(name: str, expected: set[str], never: set[str]) -> None:
    assert expected <= set(said(name))
    assert not never & set(said(name))


@pytest.mark.parametrize("name", RECORDS)
def test_every_rule_is_said_once_and_help_always(name: str) -> None:
    sentences = [sentence for section in write(RECORDS[name], "en") for sentence in section.sentences]
    told = [sentence.text for sentence in sentences if sentence.basis[0].startswith("law/")]
    ids = said(name)
    assert len(told) == len(set(told))
    assert {"law/help-line", "law/help-officers", "law/not-legal-advice"} <= set(ids)


def test_the_wording_of_the_appeal_deadline() -> None:
    """A worker must not count on more days, nor on the mail: the office must have the appeal in time."""
    words = " ".join(s.text for s in legal_sentences(frozenset({Situation.LOST}), "en"))
    assert "30 days from the date the letter was mailed." in words
    assert "a few more days if it came by mail, but do not count on it" in words
    assert "If you cannot find it, count from the decision date." in words
    assert "The office must have your appeal by the last day." in words
    assert "not the mailing date" not in words


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.id)
def test_the_date_of_a_source_is_a_date_and_no_lawyer_is_claimed(text: LegalText) -> None:
    assert text.as_of is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text.as_of)
    assert text.lawyer is None, "then say who read it, and when"


@pytest.mark.parametrize("name", RECORDS)
def test_that_no_lawyer_has_read_the_rules_is_said(name: str) -> None:
    (law,) = [section for section in write(RECORDS[name], "en") if section.id == "law"]
    assert law.fold
    assert law.sentences[-1].text == "No lawyer has read these rules for us yet."


def test_every_situation_has_its_texts() -> None:
    for situation in Situation:
        assert legal_sentences(frozenset({situation}), "es")


def test_the_document_of_the_legal_sentences_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "run python -m tests.summary.law_table"
