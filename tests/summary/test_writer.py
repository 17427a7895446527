import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.record.facts import Issue, Medication
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.law import legal_texts
from imr_llm.summary.model import Language, Sentence
from imr_llm.summary.readability.measure import measure
from tests.summary.factories import (
    NOTICE,
    RECORDS,
    every_reason,
    issue,
    medicine,
    numbered,
    record,
    texts,
    therapy,
    write,
)

LANGUAGES: tuple[Language, ...] = get_args(Language)


def sentences(record: LetterRecord, language: Language) -> Iterator[Sentence]:
    for section in write(record, language):
        yield from section.sentences


def found(record: Any, pointer: str) -> bool:
    """Whether a JSON Pointer leads somewhere in a record."""
    value = record
    for step in pointer.split("/")[1:]:
        if isinstance(value, list):
            if not step.isdigit() or int(step) >= len(value):
                return False
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            # What a null holds is null too: the weeks of a request that names none.
            return False
    return True


# --- The shape --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_every_sentence_rests_on_something_that_exists(name: str, language: Language) -> None:
    told = RECORDS[name].model_dump(mode="json", by_alias=True)
    for sentence in sentences(RECORDS[name], language):
        assert sentence.basis
        for place in sentence.basis:
            assert place in legal_texts() if place.startswith("law/") else found(told, place), (sentence, place)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_quotes_stand_in_the_text_and_in_the_letter(name: str, language: Language) -> None:
    whole = RECORDS[name].model_dump_json()
    for sentence in sentences(RECORDS[name], language):
        for quote in sentence.quotes:
            assert f"“{quote}" in sentence.text
            if sentence.basis[0].startswith("/issues") and not any("law/" in place for place in sentence.basis):
                assert quote.strip("…").replace('"', '\\"') in whole or section_of_words(sentence)


def section_of_words(sentence: Sentence) -> bool:
    """A word of the glossary is quoted in its usual spelling."""
    return sentence.text.startswith(f"“{sentence.quotes[0]}”")


def neutral(basis: tuple[str, ...]) -> list[str]:
    """A basis without the language of a ground's plain words."""
    return [re.sub("/plain/(en|es)$", "/plain", place) for place in basis]


@pytest.mark.parametrize("name", RECORDS)
def test_both_languages_have_one_structure(name: str) -> None:
    english, spanish = (write(RECORDS[name], language) for language in LANGUAGES)
    assert [s.id for s in english] == [s.id for s in spanish]
    for one, other in zip(english, spanish, strict=True):
        assert [neutral(s.basis) for s in one.sentences] == [neutral(s.basis) for s in other.sentences]
        assert [s.quotes for s in one.sentences] == [s.quotes for s in other.sentences]


@pytest.mark.parametrize("name", RECORDS)
def test_sections_stand_in_their_order(name: str) -> None:
    ids = [section.id for section in write(RECORDS[name], "en")]
    treatments = [f"{part}-{n}" for n in range(1, len(RECORDS[name].issues) + 1) for part in ("treatment", "why")]
    sometimes = [name for name in ("act_by", "check") if name in ids]
    assert ids == ["outcome", *sometimes, *treatments, "next_steps", "help", "about", "law", "words"]
    for section in write(RECORDS[name], "en"):
        assert section.title
        assert section.sentences or section.id == "words"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("record", [*RECORDS.values(), *every_reason()[::7]])
def test_sentences_are_short_and_clean(record: LetterRecord, language: Language) -> None:
    for sentence in sentences(record, language):
        own = sentence.text
        for quote in sentence.quotes:
            own = own.replace(quote, "")
        assert len(own.split()) <= 21, own
        assert not re.search(r"[.!?] [A-ZÁÉÍÓÚ]", own), own
        assert not re.search(r"\s{2,}|\s[.,:]|\{|\}|\bNone\b|\.\.(?!\.)", own), own
        assert own[0].isupper() or own[0] in "“¿"
        assert own.rstrip("”").endswith((".", "…", ":")), own
        assert " de el " not in own


@pytest.mark.parametrize("name", RECORDS)
def test_summaries_are_easy_to_read(name: str) -> None:
    """Sixth grade or lower in English; INFLESZ "fairly easy" (65) or easier in Spanish."""
    english, spanish = (measure(write(RECORDS[name], language), language) for language in LANGUAGES)
    assert english.grade <= 6.5
    assert spanish.grade >= 65
    assert max(english.longest_sentence, spanish.longest_sentence) <= 20


# --- Who won ----------------------------------------------------------------------------------------------------------

LOST = "You did not win: the review agreed with the insurance company."
WON_IT = "You won: the review decided in your favor."
NOT_CLEAR = "A person must check this letter, because it does not say clearly who won."
OUTCOMES = [
    ("upheld", [LOST, "The insurance company does not have to pay for the MRI scan of your neck."]),
    ("overturned",
     [WON_IT, "The insurance company now has to approve the MRI scan of your neck, unless someone appeals."]),
    ("overturned, already given",
     [WON_IT, "The insurance company now has to pay for the medicine Ketoprofen, unless someone appeals."]),
    ("upheld, already given", [LOST, "The insurance company does not have to pay for the medicine Ketoprofen."]),
    ("mixed", ["You won on 1 treatment, and the insurance company won on 1 treatment.",
               "The insurance company now has to approve what you won, unless someone appeals.",
               "The insurance company does not have to pay for the rest."]),
    ("split", ["You did not win the rest of your request: the review agreed with the insurance company.",
        "The insurance company does not have to pay for the rest of the physical therapy for your left knee.",
        "The insurance company had already approved part of what your doctor asked for.", "You keep that part.",
        "Use it soon, because an approval can end before you use it."]),
    ("disputed", [NOT_CLEAR, "Not clear: who won on the MRI scan of your neck."]),
    ("not readable", [NOT_CLEAR, "Not clear: who won on the MRI scan of your neck."]),
    ("half a letter", ["A person must check this letter, because a treatment may be missing or may not belong.",
        "The insurance company now has to approve the MRI scan of your neck, unless someone appeals."]),
    ("nothing read", ["A person must read this letter, because no decision could be found in it."]),
    ("several opioids", ["You did not win on either treatment: the review agreed with the insurance company.",
        "The insurance company does not have to pay for them."]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), OUTCOMES)
def test_the_outcome_says_who_won(name: str, expected: list[str]) -> None:
    assert texts(write(RECORDS[name], "en"), "outcome")[: len(expected)] == expected


def test_the_outcome_in_spanish() -> None:
    assert texts(write(RECORDS["upheld"], "es"), "outcome")[:2] == [
        "Usted no ganó: la revisión le dio la razón a la compañía de seguros.",
        "La compañía no tiene que pagar la resonancia magnética de su cuello.",
    ]
    assert texts(write(RECORDS["split"], "es"), "outcome")[1] == (
        "La compañía no tiene que pagar el resto de la terapia física para su rodilla izquierda."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_the_letter_s_decision_words_are_only_quoted(name: str, language: Language) -> None:
    """The word "upheld" sounds like good news: the summary never says it in a voice of its own."""
    for sentence in sentences(RECORDS[name], language):
        own = sentence.text
        for quote in sentence.quotes:
            own = own.replace(f"“{quote}", "")
        assert not re.search(r"upheld|overturn", own, re.IGNORECASE)


WIN = re.compile(r"has to approve|has to pay(?<!not have to pay)|You won|in your favor|\bApproved\b")
LOSS = re.compile(r"does not have to pay|agreed with the insurance|did not win|Not approved\b")


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.outcome == "upheld"])
def test_a_loss_never_reads_as_a_win(name: str) -> None:
    if RECORDS[name].outcome == "upheld":
        assert not WIN.search(" ".join(sentence.text for sentence in sentences(RECORDS[name], "en")))


@pytest.mark.parametrize("name", [name for name, record in RECORDS.items() if record.outcome == "overturned"])
def test_a_win_never_reads_as_a_loss(name: str) -> None:
    assert not LOSS.search(" ".join(sentence.text for sentence in sentences(RECORDS[name], "en")))


UNCLEAR = ["disputed", "not readable"]


@pytest.mark.parametrize("name", UNCLEAR)
def test_a_doubted_decision_is_never_guessed(name: str) -> None:
    words = " ".join(texts(write(RECORDS[name], "en"), "outcome", "check", "treatment-1", "why-1", "next_steps"))
    assert not WIN.search(words)
    assert not LOSS.search(words)
    assert standings(RECORDS[name]) == (Standing.UNCLEAR,)
    assert RECORDS[name].outcome is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_the_whole_of_half_a_letter(language: Language) -> None:
    told = texts(write(RECORDS["half a letter"], language), "outcome", "check")
    whole = texts(write(RECORDS["overturned"], language), "outcome")[0]
    assert whole not in told
    assert RECORDS["half a letter"].outcome is None


def test_an_appeal_of_what_was_lost_is_told_beside_what_is_unclear() -> None:
    told = texts(write(RECORDS["one unclear of three"], "en"), "next_steps")
    assert "This holds for treatments 1 and 3 too, which were not approved." in told


def test_each_treatment_of_a_long_letter_has_its_line() -> None:
    told = write(RECORDS["twenty-one"], "en")
    assert texts(told, "outcome")[0] == "You won on 5 treatments, and the insurance company won on 16 treatments."
    ended = [texts(told, f"treatment-{number}")[0] for number in range(1, 22)]
    assert (ended.count("Approved."), ended.count("Not approved.")) == (5, 12)
    assert ended.count("Not approved: the rest of the request.") == 4


# --- What was decided, and why ----------------------------------------------------------------------------------------


def test_a_request_that_was_partly_allowed() -> None:
    told = " ".join(texts(write(RECORDS["split"], "en"), "treatment-1", "why-1"))
    assert told.startswith("Not approved: the rest of the request.")
    assert "The whole request was “Physical therapy for the left knee, 2 times a week for 6 weeks.”" in told
    kept = "“Physical therapy for the left knee, 2 times a week for 3 weeks.”"
    assert f"You keep what the insurance company had already approved: {kept}" in told


def test_a_request_that_was_partly_allowed_and_won() -> None:
    told = " ".join(texts(write(RECORDS["split, won"], "en"), "treatment-1"))
    assert "Before, the insurance company had approved only this:" in told
    assert "You keep" not in told


def test_amounts_are_said_as_asked_for() -> None:
    told = write(RECORDS["amounts"], "en")
    assert "The mark “#” in the letter tells how many: 90." in texts(told, "why-1")
    assert "The request was also for 2 refills." in texts(told, "why-1")
    assert "That is 1 to 3 times a week." in texts(told, "why-2")
    assert "That is for 4 to 6 weeks." in texts(told, "why-3")
    assert "That is 6 visits." in texts(told, "why-4")
    assert "That is 6 visits: 2 times a week for 3 weeks." in texts(told, "why-5")


@pytest.mark.parametrize("record", every_reason(), ids=lambda record: record.issues[0].reasons[0])
def test_every_reason_has_words_for_every_kind_of_treatment(record: LetterRecord) -> None:
    for language in LANGUAGES:
        (first, *_) = texts(write(record, language), "why-1")
        assert first.startswith(("The reviewer says ", "Según el revisor, "))


def test_several_reasons_are_counted_and_quoted() -> None:
    told = texts(write(RECORDS["overturned"], "en"), "why-1")
    assert told[0] == "The reviewer gives 2 reasons."
    assert told[1] == "First, your symptoms and exams show a need for this test."
    assert "In the reviewer's words: “The examination shows weakness in both arms.”" in told


def test_a_reason_against_the_decision_is_no_ground_of_it() -> None:
    told = texts(write(record(issue(reasons=("guideline_criteria_met", "no_planned_procedure"))), "en"), "why-1")
    assert told[0].endswith("do not show that the pictures would lead to a treatment, such as surgery.")


ALTERNATIVES = [
    # (rationale, what the reviewer is told to say)
    ("A home exercise program does as well.", "something simpler might do, such as exercises at home."),
    ("A walk does as well.", "something simpler, safer or cheaper might do."),
]


@pytest.mark.parametrize(("rationale", "expected"), ALTERNATIVES)
def test_an_example_is_given_only_where_the_reviewer_gives_it(rationale: str, expected: str) -> None:
    one = therapy(reasons=("alternative_available",), rationale=rationale)
    assert texts(write(record(one), "en"), "why-1")[0] == f"The reviewer says {expected}"


def test_the_same_grounds_are_told_once() -> None:
    told = write(RECORDS["same name twice"], "en")
    assert texts(told, "why-2")[0] == "The reviewer gives the same reasons as for treatment 1."


def test_what_the_letter_does_not_say_is_said() -> None:
    assert texts(write(RECORDS["upheld, no reason given"], "en"), "why-1")[:2] == [
        "The letter gives no reason for this decision.",
        "The letter names no guideline for this decision.",
    ]
    told = texts(write(RECORDS["upheld, nothing quoted"], "en"), "law")
    assert "The letter does not give the date of that refusal." in told


def test_a_denial_for_the_same_reason_is_told_once() -> None:
    several = numbered(*(issue(treatment=f"MRI {n}", reasons=("request_unclear",)) for n in range(4)), therapy())
    told = write(record(*several), "en")
    sections = {section.id: section for section in told}
    assert [sections[f"treatment-{n}"].like for n in range(1, 6)] == [None, *["treatment-1"] * 3, None]
    assert texts(told, "treatment-2") == [
        "Not approved.", "It ended in the same way as treatment 1, for the same reason.",
    ]  # fmt: skip


# --- Safety, doubts, words --------------------------------------------------------------------------------------------

NOTICED = ["opioid with a notice", "several opioids"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NOTICED)
def test_a_safety_notice_is_carried_over_word_for_word_and_once(name: str, language: Language) -> None:
    told = write(RECORDS[name], language)
    words = " ".join(texts(told, "next_steps"))
    assert words.count(NOTICE.rstrip(".")) == 1
    plain = {"en": "Talk to your doctor first.", "es": "Primero hable con su médico."}[language]
    assert plain in texts(told, "outcome")


TAPERED = [
    # (medicine, subcategory, warned of)
    ("Norco", "opioid", True),
    ("Diazepam", "benzodiazepine", True),
    ("Neurontin", "antiepileptic", True),
    ("Baclofen", "muscle_relaxant", True),
    ("Soma 350", "muscle_relaxant", True),
    ("Clonidine", "other_drug", True),
    ("Cymbalta", "antidepressant", True),
    ("Flexeril", "muscle_relaxant", False),
    ("Naproxen", "nsaid", False),
    # On the skin it may be stopped.
    ("Baclofen 5%", "compound", False),
]


@pytest.mark.parametrize(("name", "subcategory", "warned"), TAPERED)
def test_what_must_not_be_stopped_suddenly_is_warned_of(name: str, subcategory: str, warned: bool) -> None:
    told = texts(write(record(medicine(name=name, subcategory=subcategory)), "en"), "outcome")
    assert (f"If you use the medicine {name} now, do not stop it suddenly." in told) is warned
    won = record(medicine(name=name, subcategory=subcategory, decision="overturned"))
    assert not any("suddenly" in text for text in texts(write(won, "en"), "outcome"))


def test_another_notice_is_no_warning_against_stopping() -> None:
    lines = write(record(therapy(safety_notice="The patient is advised to drink enough water.")), "en")
    assert texts(lines, "next_steps")[0] == "Important: the letter has a safety notice for you."
    assert not any("suddenly" in text for text in texts(lines, "outcome"))


def test_doubts_are_told_in_plain_words_and_only_where_they_matter() -> None:
    told = texts(write(RECORDS["doubts"], "en"), "check")
    assert "This file has words that do not belong in a letter like this one." in told
    assert "Treatment 2: the medicine or the dose is not clear." in told
    assert "Treatment 3: the amount or the time is not clear." in told
    assert "The letter gives two different dates for your injury." in told
    assert not any("age" in text.split() for text in told)
    assert len(told) == len(set(told)) == 17
    assert "check" not in [section.id for section in write(RECORDS["upheld"], "en")]


WORDS = [
    ("upheld", ["Upheld", "IMR", "Utilization review", "Medically necessary", "MTUS"]),
    ("overturned", ["Overturned", "IMR", "Utilization review", "Medically necessary", "MTUS"]),
    ("split", ["Upheld", "IMR", "Utilization review", "ODG"]),
]


@pytest.mark.parametrize(("name", "expected"), WORDS)
def test_only_words_of_the_letter_are_explained(name: str, expected: list[str]) -> None:
    (section,) = [section for section in write(RECORDS[name], "en") if section.id == "words"]
    assert section.fold
    assert [quote for sentence in section.sentences for quote in sentence.quotes] == expected


names = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@settings(deadline=None, max_examples=80)
@given(name=names, treatment=names, won=st.booleans(), language=st.sampled_from(LANGUAGES))
def test_any_words_of_a_letter_can_be_written(name: str, treatment: str, won: bool, language: Language) -> None:
    odd: Issue = medicine(
        medication=Medication(name=name),
        treatment=treatment,
        authorized_portion=treatment,
        decision="overturned" if won else "upheld",
    )
    told = " ".join(texts(write(record(odd), language), "outcome"))
    assert bool(re.search(r"in your favor|a favor de usted", told)) is won
