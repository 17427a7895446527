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
    ("It is medically necessary for the lower back.", OVERTURNED),
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
