import pytest

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter
from imr_llm.rules.treatment.headings import read_heading
from imr_llm.text.spans import Span


def _read(words: str):
    text = clean(Letter("letter.txt", "", words))
    heading = read_heading(text, IssueSection(Span(0, len(text.text)), None, None, None))
    return heading, lambda span: text.text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    ("words", "treatment", "decision"),
    [
        ("MRI Cervical Spine:  Upheld", "MRI Cervical Spine", "upheld"),
        ("Naproxen 500mg #60: \nOverturned", "Naproxen 500mg #60", "overturned"),
        (
            "Associated surgical service: Cold therapy unit: Upheld",
            "Associated surgical service: Cold therapy unit",
            "upheld",
        ),
        ("EMG of the left arm is: Overturned", "EMG of the left arm", "overturned"),
        ("EMG of the left arm is Overturned.", "EMG of the left arm", "overturned"),
        ("Physical therapy, 12 visits - Upheld", "Physical therapy, 12 visits", "upheld"),
        (
            "Review of an Overturned denial, office visit: Upheld",
            "Review of an Overturned denial, office visit",
            "upheld",
        ),
        ("Chirocare 2x4-6: UPHELD", "Chirocare 2x4-6", "upheld"),
        ("Functional capacity evaluation", "Functional capacity evaluation", None),
    ],
)
def test_the_decision_is_the_last_word(words, treatment, decision):
    heading, quote = _read(words)
    assert quote(heading.treatment) == treatment
    assert heading.decision == decision


def test_a_split_request_has_three_parts():
    heading, quote = _read(
        "Retrospective Baclofen 10mg #90, per 1/5/2017 order was the original request. "
        "Retrospective Baclofen 10mg #30, per 1/5/2017 order was authorized by the Claims Administrator. "
        "The remaining IMR eligible portion of the original request, "
        "Retrospective Baclofen 10mg #60, per 1/5/2017 order is: Upheld"
    )
    assert quote(heading.original_request) == "Retrospective Baclofen 10mg #90, per 1/5/2017 order"
    assert quote(heading.authorized_portion) == "Retrospective Baclofen 10mg #30, per 1/5/2017 order"
    assert quote(heading.treatment) == "Retrospective Baclofen 10mg #60, per 1/5/2017 order"
    assert heading.retrospective is not None


def test_another_service_allowed_leaves_the_whole_request_in_dispute():
    heading, quote = _read(
        "Inpatient stay 3 days was the original request. The Claims Administrator authorized an outpatient procedure, "
        "leaving the original request IMR eligible. The original request, Inpatient stay 3 days is: Overturned"
    )
    assert quote(heading.original_request) == "Inpatient stay 3 days"
    assert quote(heading.authorized_portion) == "an outpatient procedure"
    assert quote(heading.treatment) == "Inpatient stay 3 days"


def test_the_original_request_may_be_named_only_at_the_end():
    heading, quote = _read(
        "The Claims Administrator authorized an Evaluation only for a weight loss program, leaving the original "
        "request IMR eligible. The original request, weight loss program is: Upheld"
    )
    assert quote(heading.authorized_portion) == "an Evaluation only for a weight loss program"
    assert quote(heading.original_request) == "weight loss program"
    assert quote(heading.treatment) == "weight loss program"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Retro MRI of the left knee: Upheld", True),
        ("Urine drug screen (DOS 10/12/2016): Upheld", True),
        ("Physical therapy received on 08/06/2014: Upheld", True),
        ("Physical therapy 2 times a week: Upheld", False),
        ("Retrolisthesis follow-up visit: Upheld", False),
    ],
)
def test_retrospective_is_what_the_heading_says(words, expected):
    assert (_read(words)[0].retrospective is not None) is expected


@pytest.mark.parametrize(
    "words",
    ["MRI: Not Overturned", "MRI: Partially Overturned", "MRI: Upheld/Overturned", "MRI: Upheld and Overturned"],
)
def test_a_qualified_word_is_no_decision(words):
    assert _read(words)[0].decision is None


def test_a_number_before_the_treatment_is_no_part_of_it():
    heading, quote = _read("2. Baclofen 10mg #90: Upheld")
    assert quote(heading.treatment) == "Baclofen 10mg #90"
    heading, quote = _read("12 visits of physical therapy: Upheld")
    assert quote(heading.treatment) == "12 visits of physical therapy"


def test_a_split_request_in_other_words():
    heading, quote = _read(
        "Norco #120 was the original request. Norco #60 was approved by UR. The remaining portion of the original "
        "request, Norco #60 is: Upheld"
    )
    assert quote(heading.original_request) == "Norco #120"
    assert quote(heading.authorized_portion) == "Norco #60"
    assert quote(heading.treatment) == "Norco #60"


def test_two_decision_words_are_counted():
    assert _read("MRI: Overturned: Upheld")[0].decision_words == 2
