"""Decisions in sentences, in many wordings and layouts: read right or left to a person, never wrong and unflagged."""

import re
from dataclasses import replace

import pytest

from imr_llm.letter import Letter
from imr_llm.pipeline import extract
from tests.letter.factories import Parts, plain
from tests.letter.written_forms import NECESSARY, TWO, UNNECESSARY, Request, early, notice, professional

THERAPY, SCAN = TWO
# What the reader must find: a decision, or a doubt where it finds none or another.
UPHELD, OVERTURNED, EITHER = "upheld", "overturned", "a doubt"

# Wordings in every form, and what they mean.
WORDINGS = (
    ("is not medically necessary", UPHELD),
    ("are not medically necessary and appropriate", UPHELD),
    ("was not medically necessary", UPHELD),
    ("is notmedically necessary and appropriate", UPHELD),
    ("is not medicallynecessary and appropriate", UPHELD),
    ("isnot medically necessary", UPHELD),
    ("is not\nmedically necessary", UPHELD),
    ("is\nnot medically necessary", UPHELD),
    ("is not\n\fmedically necessary", UPHELD),
    ("is not\n\nPage 2 of 5\n\f\nmedically necessary", UPHELD),
    ("is\n\nnot medically necessary", UPHELD),
    ("is NOT medically necessary and appropriate", UPHELD),
    ("is medically unnecessary", UPHELD),
    ("is found not to be medically necessary", UPHELD),
    ("is not found to be medically necessary", UPHELD),
    ("is not shown to be medically necessary", UPHELD),
    ("cannot be found medically necessary", UPHELD),
    ("fails to be medically necessary", UPHELD),
    ("is no longer medically necessary", UPHELD),
    ("is neither medically necessary nor appropriate", UPHELD),
    ("is not, in the reviewer's opinion, medically necessary", UPHELD),
    ("lacks medical necessity", UPHELD),
    ("is Upheld", UPHELD),
    ("is medically necessary", OVERTURNED),
    ("is found to be medically necessary and appropriate", OVERTURNED),
    ("is not inappropriate and is medically necessary", OVERTURNED),
    ("is overturned", OVERTURNED),
    ("is medically necessary but only for four visits", EITHER),
    ("is medically necessary in part", EITHER),
    ("is partially medically necessary and appropriate", EITHER),
    ("is medically necessary and appropriate, except for the last two weeks", EITHER),
    ("is not medically necessary as written but is medically necessary for two visits", EITHER),
    ("would be medically necessary if surgery were approved", EITHER),
    ("was previously found medically necessary", EITHER),
    ("should be medically necessary", EITHER),
    ("is not only medically necessary but urgent", EITHER),
    ("is/was not medically necessary", EITHER),
)


def _titled(decided: str) -> str:
    """A letter of 2018 with headings in sentences."""
    text = re.sub(r"Tramadol 50mg #60:\s+Upheld", f"{THERAPY.treatment} {decided}.", plain(Parts()))
    return re.sub(r":\s+Overturned", f" {NECESSARY}.", text).replace("CM16-", "CM19-")


FORMS = {
    "2013": lambda decided: notice((replace(THERAPY, decided=decided), SCAN)),
    "early 2014": lambda decided: early((replace(THERAPY, decided=decided), SCAN)),
    "professional review": lambda decided: professional(
        f"1. {THERAPY.treatment}\n2. {SCAN.treatment}",
        f"1. No gain is shown. {THERAPY.treatment} {decided}.\n2. The signs are there. The MRI {NECESSARY}.",
    ),
    "2018": _titled,
}


def _is_right_or_flagged(text: str, treatment: str, expected: str) -> bool:
    record = extract(Letter("written.txt", "0" * 64, text))
    flagged = {review.field for review in record.needs_review}
    found = [index for index, issue in enumerate(record.issues) if treatment in issue.treatment]
    if not found:
        return any(field.startswith("/issues") for field in flagged)
    decision = record.issues[found[0]].decision
    return decision == expected or "/issues" in flagged or f"/issues/{found[0]}/decision" in flagged


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("decided", "expected"), WORDINGS)
def test_no_wording_is_read_wrong_in_silence(form, decided, expected):
    assert _is_right_or_flagged(FORMS[form](decided), "physical therapy", expected)


NORCO = Request("Norco 10/325mg #60", UNNECESSARY)
LISTED_TWICE = "1) MAXIMUS Federal Services, Inc. has determined the request for "
LETTERS = {
    "a number is left out": notice((*TWO, NORCO)).replace("3) MAXIMUS", "4) MAXIMUS"),
    "the numbers start again": notice().replace("2) MAXIMUS", "1) MAXIMUS"),
    "no numbers": re.sub(r"\d\) (MAXIMUS|Regarding)", r"\1", notice()),
    "the second list is in another order": re.sub(
        r"(dispute:\n\n)(1\).*?)\n\n2(\).*?)\n\n", r"\g<1>1\g<3>\n\n2\g<2>\n\n", notice(), count=1, flags=re.DOTALL
    ).replace("21) MAXIMUS", "2) MAXIMUS"),
    "early, no numbers": early(numbered=False),
    "early, a number is left out": early((*TWO, NORCO)).replace("\n3. Norco", "\n5. Norco"),
    "early, words for headings": early(
        (
            replace(THERAPY, decided=": Upheld", again=UNNECESSARY),
            replace(SCAN, decided=": Overturned", again=NECESSARY),
        )
    ),
    "early, announced": early(announced="PARTIALLY OVERTURN"),
    "a table": professional(
        "1. physical therapy 2 times a week\n2. MRI of the lumbar spine",
        "1.   physical therapy    is not medically necessary\n\n2.   MRI    is medically necessary",
    ),
    "paragraphs in another order": professional(
        "1. physical therapy 2 times a week\n2. MRI of the lumbar spine",
        "2. The MRI is medically necessary.\n\n1. Physical therapy is not medically necessary.",
    ),
}


@pytest.mark.parametrize("name", LETTERS)
def test_no_layout_is_read_wrong_in_silence(name):
    assert _is_right_or_flagged(LETTERS[name], "physical therapy", UPHELD)
    assert _is_right_or_flagged(LETTERS[name], "MRI", OVERTURNED)


@pytest.mark.parametrize("form", [notice, early])
def test_a_decision_stated_twice_in_two_ways_is_disputed(form):
    text = form((replace(THERAPY, again=NECESSARY), replace(SCAN, again=UNNECESSARY)))
    record = extract(Letter("written.txt", "0" * 64, text))
    assert {"/issues/0/decision", "/issues/1/decision"} <= {review.field for review in record.needs_review}


# The only words that decide, as they stand in a rationale for one treatment of twelve visits; null for a doubt.
RATIONALES = (
    ("The decision to deny is overturned.", OVERTURNED),
    ("The denial is upheld.", UPHELD),
    ("Medical necessity has not been established.", UPHELD),
    ("None of it is medically necessary.", UPHELD),
    ("The request is, for the reasons above, not\nmedically necessary.", UPHELD),
    ("Utilization review found it not medically necessary. I disagree. It is medically necessary.", OVERTURNED),
    ("The MTUS states that it is medically necessary for strains. It is not medically necessary.", UPHELD),
    ("The guideline allows 24 visits. The twelve visits are medically necessary.", OVERTURNED),
    ("It is medically necessary for the lower back.", None),
    ("Is it medically necessary? It is not.", None),
    ("It is medically necessary only if a test is done.", None),
    ("It is not medically necessary for knees; for the back it is medically necessary.", None),
    ("It is not medically necessary at this rate, but six visits are medically necessary.", None),
    ("Half of it is medically necessary.", None),
    ("Six of the twelve visits are medically necessary.", None),
    ("Six visits are medically necessary.", None),
    ("A reduced course is medically necessary.", None),
    ("The evaluation is medically necessary, the visits are not.", None),
    ("Nothing shows that it is not medically necessary.", None),
    ("I cannot agree that it is not medically necessary.", None),
    ("It was medically necessary in 2012, and is so no longer.", None),
    ("It is hard to say whether it is medically necessary.", None),
    ("The request should be approved.", None),
)


@pytest.mark.parametrize(("words", "decision"), RATIONALES)
def test_only_a_plain_sentence_decides_alone(words, decision):
    text = professional("physical therapy, 12 visits", f"He is 44. {words}")
    record = extract(Letter("written.txt", "0" * 64, text))
    doubted = "/issues/0/decision" in {review.field for review in record.needs_review}
    assert record.issues[0].decision == decision
    assert doubted == (decision is None)


THREE = "1. Norco 10/325mg #60\n2. Flexeril 7.5mg #30\n3. MRI of the lumbar spine"
SHARED = (
    ("Norco and Flexeril are not medically necessary. The MRI is medically necessary.", (UPHELD, UPHELD, OVERTURNED)),
    ("None of the requests is medically necessary.", (UPHELD, UPHELD, UPHELD)),
    ("3. The MRI is medically necessary.\n1. Norco is not medically necessary.\n2. Flexeril is medically necessary.",
     (UPHELD, OVERTURNED, OVERTURNED)),
    ("Norco is not medically necessary. Flexeril is medically necessary.", (UPHELD, OVERTURNED, EITHER)),
    ("Norco is not medically necessary. The remaining requests are medically necessary.", (UPHELD, EITHER, EITHER)),
    ("Norco is medically necessary; Flexeril and the MRI are not.", (OVERTURNED, EITHER, EITHER)),
    ("Except for the MRI, the requests are not medically necessary.", (UPHELD, UPHELD, EITHER)),
    ("The requests are medically necessary, with the exception of Flexeril.", (OVERTURNED, EITHER, OVERTURNED)),
    ("Only the MRI is medically necessary.", (EITHER, EITHER, OVERTURNED)),
    ("The medications are not medically necessary. The imaging is medically necessary.", (EITHER, EITHER, EITHER)),
)  # fmt: skip


@pytest.mark.parametrize(("words", "decisions"), SHARED)
def test_a_rationale_for_several_treatments_decides_on_what_it_names(words, decisions):
    text = professional(THREE, words)
    for treatment, decision in zip(("Norco", "Flexeril", "MRI"), decisions, strict=True):
        assert _is_right_or_flagged(text, treatment, decision)


COURSE = "Acupuncture 2 times a week for 5 weeks"
DRUG = "Tramadol 50 mg #90 with 2 refills"
X_RAY = "X-ray of the lumbar spine"
BOTH = "MRI of the left hip and the right hip"
# A treatment, what the rationale says of it, and the decision.
PLAIN = (
    (COURSE, "Therefore, acupuncture two times a week for five weeks is medically necessary.", OVERTURNED),
    (COURSE, "The requested acupuncture is medically necessary and appropriate at this time.", OVERTURNED),
    (COURSE, "The ten visits exceed the guideline and are not medically necessary.", UPHELD),
    (DRUG, "Tramadol 50mg #90 with two refills is medically necessary.", OVERTURNED),
    (DRUG, "As such, the request is medically necessary for this patient.", OVERTURNED),
    (DRUG, "The provider believes it helps. Tramadol is not medically necessary.", UPHELD),
    (X_RAY, "I find that an x-ray of the lumbar spine is medically necessary.", OVERTURNED),
    (X_RAY, "The x-ray is medically necessary. I disagree with the denial.", OVERTURNED),
    (X_RAY, "Medical necessity of the x-ray has been established.", OVERTURNED),
    (X_RAY, "It is not medically necessary. I do not agree with the treating doctor.", UPHELD),
    (BOTH, "MRI of the left hip and the right hip is medically necessary.", OVERTURNED),
    (BOTH, "The MRI of the left and right hip is not medically necessary.", UPHELD),
    ("EMG/NCV of both arms", "The EMG/NCV of both arms is medically necessary.", OVERTURNED),
    ("Retrospective drug screen", "The retrospective drug screen was medically necessary.", OVERTURNED),
)
DOUBTFUL = (
    # A part of what was asked.
    (COURSE, "Five sessions of acupuncture are medically necessary."),
    (COURSE, "Acupuncture once a week for 5 weeks is medically necessary."),
    (COURSE, "A week of acupuncture is medically necessary."),
    (COURSE, "Half the requested acupuncture is medically necessary."),
    (COURSE, "A trial of acupuncture is medically necessary."),
    (COURSE, "Four visits are not medically necessary."),
    (DRUG, "Tramadol 50 mg #45 is medically necessary."),
    (DRUG, "Tramadol is medically necessary as modified."),
    (DRUG, "Tramadol is medically necessary for a taper."),
    (DRUG, "One refill is medically necessary."),
    ("Three nerve blocks", "A nerve block is medically necessary."),
    ("A raised chair", "A chair is medically necessary."),
    ("Purchase of a walker", "A two-month rental of a walker is medically necessary."),
    ("Nursing 6 hours a day", "Nursing 3 hours a day is medically necessary."),
    (BOTH, "MRI of the left hip is medically necessary."),
    (BOTH, "MRI of the left hip is not medically necessary."),
    ("EMG/NCV of both arms", "The EMG is medically necessary."),
    ("Evaluation and 6 visits of acupuncture", "6 visits are medically necessary."),
    # Another test, or another time.
    (X_RAY, "Medical necessity of an MRI has been established."),
    (X_RAY, "X-ray of the cervical spine is medically necessary."),
    (X_RAY, "The x-ray was medically necessary."),
    # Somebody else's yes, or no yes at all.
    (X_RAY, "The x-ray is medically necessary per the treating doctor."),
    (X_RAY, "The worker claims that the x-ray is medically necessary. The request is denied."),
    (X_RAY, 'The surgeon put it so. "The x-ray is medically necessary." No ground is given.'),
    (X_RAY, "The x-ray is medically necessary. So the surgeon thinks. I do not agree."),
    (X_RAY, "The x-ray is medically necessary. The request is not supported."),
    (X_RAY, "The x-ray is medically necessary. The reviewer disagrees."),
    (X_RAY, "The x-ray is medically necessary. The notes fail to support this."),
    (X_RAY, "I disagree that the x-ray is medically necessary."),
    (X_RAY, "It is doubtful the x-ray is medically necessary."),
    (X_RAY, "Little suggests the x-ray is medically necessary."),
    (X_RAY, "As a rule, an x-ray is medically necessary after a fall. This was none."),
    (X_RAY, "The decision to allow a plain film is overturned."),
    # A no that is not the reviewer's.
    (X_RAY, "It cannot be said that the x-ray is not medically necessary."),
    (X_RAY, "It is wrong that the x-ray is not medically necessary."),
    (X_RAY, "The x-ray is not medically necessary according to the insurer."),
    (X_RAY, "The x-ray is not medically necessary. So the insurer says. I do not share it."),
    (X_RAY, "The x-ray is not medically necessary. The reviewer disagrees with that."),
    (X_RAY, "The x-ray is not medically necessary if an MRI is done."),
)


@pytest.mark.parametrize(
    ("treatment", "words", "decision"), [*PLAIN, *((treatment, words, None) for treatment, words in DOUBTFUL)]
)
def test_a_decision_is_believed_where_it_is_plain_and_whole(treatment, words, decision):
    record = extract(Letter("written.txt", "0" * 64, professional(treatment, f"He is 44. {words}")))
    doubted = "/issues/0/decision" in {review.field for review in record.needs_review}
    assert doubted == (decision is None)
    assert decision in (record.issues[0].decision, None)
