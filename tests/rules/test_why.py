"""Which sentences of a rationale are grounds, with what code, and what was missing."""

import pytest

from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.explain import explain
from imr_llm.rules.reasons.grounds import read_grounds
from tests.rules.rationales import ENDINGS, written_issue


def told(words: str, decision: Decision = "upheld") -> list[tuple[str | None, str]]:
    return [
        (one.code, one.quote) for one in read_grounds(written_issue(f"{words} {ENDINGS[decision]}", decision), None)
    ]


# A sentence, and what was missing by its own shape.
MISSING: tuple[tuple[str, str | None], ...] = (
    ("There is no documentation of functional gains to warrant more visits.", "functional gains"),
    (
        "There was a lack of documentation regarding the patient's response to therapy.",
        "the patient's response to therapy",
    ),
    ("However, the efficacy of the medication was not provided.", "the efficacy of the medication"),
    ("The duration of use was not noted.", "the duration of use"),
    ("The request did not specify the number of gloves.", "the number of gloves"),
    ("The provider failed to furnish a rationale for the study.", "a rationale for the study"),
    (
        "It is unclear what recent care the patient has tried and failed.",
        "what recent care the patient has tried and failed",
    ),
    ("There was no indication the patient was a candidate for surgery.", "the patient was a candidate for surgery"),
    (
        "There is no evidence that the patient failed a first drug prior to this request.",
        "the patient failed a first drug",
    ),
    ("There are no red flags noted.", "red flags"),
    ("There is no evidence of a tear, a fracture, or an infection.", "a tear, a fracture, or an infection"),
    # Nobody is missing who did not do something, and what exceeds a limit misses nothing.
    ("The patient has not tried physical therapy.", None),
    ("The request exceeds the guideline.", None),
    ("It is also not noted what gain she had.", None),
)


@pytest.mark.parametrize(("words", "missing"), MISSING)
def test_what_was_missing_stands_in_the_letters_words(words: str, missing: str | None) -> None:
    (ground,) = read_grounds(written_issue(f"{words} {ENDINGS['upheld']}", "upheld"), None)
    assert ground.quote == words
    assert (ground.needed or "").lower() == (missing or "")


# A rationale, and its grounds: the reviewer's own, whole, about this worker, request or record.
RATIONALES: tuple[tuple[Decision, str, list[tuple[Reason | None, str]]], ...] = (
    # A missing check of a database is no harm.
    (
        "upheld",
        "There is no evidence that a CURES report was checked for risk of misuse.",
        [("missing_documentation", "There is no evidence that a CURES report was checked for risk of misuse.")],
    ),
    # A list of drugs taken for months is no limit passed; one with a limit is.
    (
        "upheld",
        "He has been using Norco since 2014. The dose was not stated.",
        [("request_unclear", "The dose was not stated.")],
    ),
    # What the guideline says in general is left to the guideline.
    (
        "upheld",
        "The guideline states that there should be no red flags. There are no neurological deficits.",
        [("findings_do_not_support", "There are no neurological deficits.")],
    ),
    # What utilization review said, and what happened, is history.
    (
        "upheld",
        "Utilization review denied it for lack of a diagnosis. The records do not show gains from the prior visits.",
        [("prior_treatment_no_benefit", "The records do not show gains from the prior visits.")],
    ),
    # Where the reviewer begins to speak, the recital is cut off.
    (
        "upheld",
        "While the ODG recommends an MRI after a month of therapy, here, however, there were no red flags.",
        [("findings_do_not_support", "here, however, there were no red flags.")],
    ),
    # What says little alone is quoted with the sentence that it refers to; a notice to the worker is no ground.
    (
        "upheld",
        "He was tested in March. Nothing is said of why he is tested again.",
        [(None, "He was tested in March. Nothing is said of why he is tested again.")],
    ),
    (
        "upheld",
        "There are no spasms. The request is not medically necessary. The patient is advised not to stop it abruptly.",
        [("findings_do_not_support", "There are no spasms.")],
    ),
    # No code is sure, and the reviewer's words stand alone.
    (
        "upheld",
        "The work status is not provided.",
        [(None, "The work status is not provided.")],
    ),
    # An examination in general is no finding of this worker.
    (
        "overturned",
        "The examination was relatively benign. It was asked for in March.",
        [(None, "It was asked for in March.")],
    ),
)


@pytest.mark.parametrize(("decision", "words", "expected"), RATIONALES)
def test_the_grounds_of_a_rationale(decision: Decision, words: str, expected: list[tuple[Reason | None, str]]) -> None:
    assert told(words, decision) == expected


def test_a_decision_is_no_ground_of_itself() -> None:
    words = "There are no spasms. Given the above, the request is not supported. Medical necessity is not established."
    assert told(words) == [("findings_do_not_support", "There are no spasms.")]


def test_a_sentence_is_explained() -> None:
    lines = list(explain("There is no documentation of functional improvement with the prior visits.", "upheld"))
    assert lines[0] == "clause: There is no documentation of functional improvement with the prior visits."
    assert any(line.strip().startswith("improvement: gain") for line in lines)
    assert any("prior_treatment_no_benefit (strong): lack" in line for line in lines)
    assert lines[-1].startswith("ground: prior_treatment_no_benefit |")
    assert all("clause: Therefore" not in line for line in lines)


def test_a_pattern_whose_words_are_not_there_is_told() -> None:
    lines = explain("He has been using Norco since 2014.", "upheld")
    assert any("exceeds_guideline_amount (strong, but the words of the code are not there)" in line for line in lines)
