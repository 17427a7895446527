"""A damaged letter never changes its decisions in silence: the same ones, or a doubt on the issues, or an error."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter import Letter, clean, section
from imr_llm.letter.model import IssueSection, Sections
from imr_llm.rules.decision.heading import read_decision
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.headings import read_heading
from imr_llm.text.spans import Span

CASES = sorted((Path(__file__).parents[2] / "evals" / "cases").glob("*.txt"))
MARKS = re.compile(
    r"Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:|Upheld|Overturned"
    r"|(?:is|are|was|were)\s+not\s*medically\s*necessary|Rationale for the Decision|Regarding the request"
    r"|The Claims Administrator based|RATIONALE FOR|ISSUE AT DISPUTE",
    re.IGNORECASE,
)
# Where the decisions begin, in each form.
DECISIONS = re.compile(
    r"IMR ISSUES|IMR DECISION\(S\)|Notice of Independent Medical Review Determination|ISSUES? (?:AT|IN) DISPUTE",
    re.IGNORECASE,
)


def sharing(sections: Sections, part: IssueSection) -> list[Span]:
    """The headings of the issues with the same rationale."""
    return [other.heading for other in sections.issues if other is not part and other.rationale == part.rationale]


def read(text: str) -> tuple[list[str | None], set[tuple[str, str]]]:
    """The decisions, and the doubts about issues."""
    cleaned = clean(Letter("letter.txt", "", text))
    sections = section(Letter("letter.txt", "", text), cleaned).sections
    proofs = Proofs(cleaned)
    decisions = [
        read_decision(cleaned, read_heading(cleaned, part), part, f"/issues/{index}", proofs, sharing(sections, part))
        for index, part in enumerate(sections.issues)
    ]
    doubts = [(fault.pointer, fault.why) for fault in sections.faults]
    return decisions, {*doubts, *((item.field, item.why) for item in proofs.needs_review)}


@cache
def case(index: int) -> tuple[str, list[str | None], set[tuple[str, str]]]:
    text = CASES[index].read_text(encoding="utf-8")
    return text, *read(text)


def begin(text: str) -> int:
    found = DECISIONS.search(text)
    assert found
    return found.start()


def is_silent(index: int, damaged: str) -> bool:
    _, decisions, doubts = case(index)
    try:
        after, new = read(damaged)
    except UnreadableLetterError:
        return False
    return after != decisions and not any(field.startswith("/issues") for field, _ in new - doubts)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_one_wrong_character_in_a_label_or_a_decision_is_no_silent_change(data):
    index = data.draw(st.integers(0, len(CASES) - 1))
    text = case(index)[0]
    mark = data.draw(st.sampled_from(list(MARKS.finditer(text, begin(text)))))
    place = data.draw(st.integers(mark.start(), mark.end() - 1))
    instead = data.draw(st.sampled_from(["", "q", "1", "\n", " ", "\u043e", "\u200b", text[place] * 2]))
    assert not is_silent(index, text[:place] + instead + text[place + 1 :])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_lost_or_joined_line_is_no_silent_change(data):
    index = data.draw(st.integers(0, len(CASES) - 1))
    text = case(index)[0]
    lines = text.split("\n")
    worded = [at for at in range(text[: begin(text)].count("\n"), len(lines) - 1) if lines[at].strip()]
    at = data.draw(st.sampled_from(worded))
    instead = data.draw(st.sampled_from([[], [lines[at] + lines[at + 1]]]))
    assert not is_silent(index, "\n".join([*lines[:at], *instead, *lines[at + (2 if instead else 1) :]]))


HEAD = """HOW THE IMR FINAL DETERMINATION WAS MADE
The expert reviewer is Board Certified in Family Medicine and is licensed to practice in California.

CLINICAL CASE SUMMARY
The patient hurt a knee.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

"""


def issue(heading: str, closing: str = "is not medically necessary") -> str:
    return (
        f"{heading}\n\nClaims Administrator guideline: Decision based on MTUS Knee Complaints 2004.\n\n"
        "MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004.\n\n"
        f"Decision rationale: The records show no swelling of the knee. The request {closing}.\n\n"
    )


NEEDED = "is medically necessary"


@pytest.mark.parametrize(
    "body",
    [
        issue("Knee MRI: Overturned", NEEDED).replace("Administrator", "Adminstrator") + issue("Brace: Upheld"),
        issue("Brace: Upheld") + issue("Knee MRI: Overturned", NEEDED).replace("guideline:", "guide1ine"),
        issue("Brace: Upheld") + issue("Knee MRI: Overturned", NEEDED).replace("Claims", "* Claims"),
        issue("Brace: Upheld") + issue("Knee MRI: Overturned", NEEDED).replace("\n\nClaims", " Claims"),
        issue("Brace: Upheld") + "Knee MRI: Overturned\n\n",
        issue("Brace: Upheld") + "Knee MRI: Overturned\n\n" + issue("Crutches: Upheld"),
        issue("Brace: Upheld") + issue("Knee MRI is Overturned", NEEDED).replace("Claims Administrator", "Insurer"),
        issue("Brace: Upheld").replace("The records", "Knee MRI: Overturned\n\nThe records"),
        issue("Knee MRI: Not Overturned"),
        issue("Knee MRI: Partially Overturned"),
        issue("Knee MRI: Upheld and Overturned"),
        issue("Knee MRI: Overturned/Upheld"),
        issue("Knee MRI: Upheld -> Overturned"),
        issue("Knee MRI: is not Upheld", NEEDED),
    ],
)
def test_a_second_treatment_or_a_qualified_word_is_seen_or_doubted(body):
    decisions, doubts = read(HEAD + body)
    both = decisions in (["upheld", "overturned"], ["overturned", "upheld"], ["upheld", "overturned", "upheld"])
    assert both or any(field.startswith("/issues") for field, _ in doubts), decisions


def test_the_title_again_in_a_rationale_hides_no_issue():
    again = issue("Brace: Upheld").replace("The records", "x.\n\nIMR ISSUES, DECISIONS AND RATIONALES\n\nThe records")
    decisions, doubts = read(HEAD + issue("Knee MRI: Overturned", NEEDED) + again)
    assert decisions == ["overturned", "upheld"]
    assert "/issues" in {field for field, _ in doubts}


@pytest.mark.parametrize("between", ["", "\f"])
def test_two_letters_in_one_file_are_refused(between):
    first = "Case Number: CM16-9000001\nDecision Date: 12/30/2016\n" + HEAD + issue("Brace: Upheld")
    with pytest.raises(UnreadableLetterError) as caught:
        read(first + between + first.replace("9000001", "9000002"))
    assert caught.value.fault is LetterFault.SEVERAL_LETTERS


def test_more_treatments_than_any_letter_has_are_refused():
    with pytest.raises(UnreadableLetterError) as caught:
        read(HEAD + issue("Brace: Upheld") * 300)
    assert caught.value.fault is LetterFault.TOO_COSTLY
