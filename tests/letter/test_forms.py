"""Every form: how it is told, where its parts are, and that a new one needs one file and one example."""

import re
import sys
from pathlib import Path

import pytest

from imr_llm.letter import clean, forms, section
from imr_llm.letter.forms import FORMS, ONCE
from imr_llm.letter.model import SectionedLetter
from tests.letter.factories import Parts, plain
from tests.letter.strategies import letter_of
from tests.letter.written_forms import NECESSARY, TWO, Request, early, notice, professional

CASES = Path(__file__).parents[2] / "evals" / "cases"
# An example of each form, by the name of its file.
EXAMPLES = {
    "written_a_*.txt": "2013_notice",
    "written_b_*.txt": "early_2014",
    "written_c_*.txt": "professional_review",
    "written_d_*.txt": "2014",
    "written_e_*.txt": "2016_front_page",
    "written_f_*.txt": "2018",
}


def sectioned(text: str) -> SectionedLetter:
    letter = letter_of(text)
    return section(letter, clean(letter))


def words(letter: SectionedLetter, span) -> str:
    return " ".join(letter.clean.text[slice(*span)].split()) if span else ""


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (path, form)
        for pattern, form in EXAMPLES.items()
        for path in sorted(CASES.glob(pattern))
        # One letter of 2014 has the front page of the later forms.
        if path.stem != "written_d_08_front_page"
    ],
    ids=lambda value: getattr(value, "stem", value),
)
def test_the_examples_are_told_apart(path, form):
    assert sectioned(path.read_text("utf-8")).sections.form == form


def test_every_form_has_an_example_and_a_name_of_its_own():
    assert {form.name for form in FORMS} == set(EXAMPLES.values())
    assert len({form.name for form in FORMS}) == len(FORMS)
    assert set(ONCE) == {form.once for form in FORMS}


NEW_FORM = """
from imr_llm.letter.forms.form import Form
from imr_llm.letter.model import Sections
FORM = Form("new", ("new review ?:?",), (), "new review", lambda clean: b"new review" in clean.lower,
            lambda clean: Sections("new"), rank=-1)
"""


def test_a_form_is_added_by_dropping_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "form_new.py").write_text(NEW_FORM, "utf-8")
    monkeypatch.setattr(forms, "__path__", [*forms.__path__, str(tmp_path)])
    found = forms._dropped_in()
    monkeypatch.delitem(sys.modules, "imr_llm.letter.forms.form_new")
    monkeypatch.delattr(forms, "form_new")
    assert found[0].name == "new"
    assert {form.name for form in found} == {"new", *(form.name for form in FORMS)}


LETTERS = (
    pytest.param(notice(), "2013_notice", id="notice"),
    pytest.param(early(), "early_2014", id="early"),
    pytest.param(early(numbered=False), "early_2014", id="without numbers"),
    pytest.param(early(announced="PARTIALLY OVERTURN"), "early_2014", id="with a cover"),
)


@pytest.mark.parametrize(("text", "form"), LETTERS)
def test_the_parts_of_letters_with_decisions_in_sentences(text, form):
    letter = sectioned(text)
    sections = letter.sections
    assert sections.form == form
    assert sections.faults == ()
    assert words(letter, sections.front_page).startswith("Dated:")
    assert "is licensed to practice in California" in words(letter, sections.determination)
    assert words(letter, sections.case_summary).endswith("The diagnoses include lumbar strain.")
    for issue, request in zip(sections.issues, TWO, strict=True):
        assert f"{request.treatment} {request.decided}." in words(letter, issue.heading)
        assert words(letter, issue.claims_administrator_guideline) == request.claims
        assert words(letter, issue.reviewer_guideline).endswith(request.reviewer)
        assert words(letter, issue.rationale).startswith(request.rationale)
        assert words(letter, issue.rationale).endswith(f"{request.decided}.")
        assert issue.decided_by == "sentence"


def test_a_notice_states_each_decision_twice():
    letter = sectioned(notice())
    for issue, request in zip(letter.sections.issues, TWO, strict=True):
        assert [words(letter, place) for place in issue.restatements] == [words(letter, issue.heading)]
        assert request.treatment in words(letter, issue.heading)
    assert "filed on 9/6/2013" in words(letter, letter.sections.application)
    assert "has determined" not in words(letter, letter.sections.application)


def test_a_letter_that_ends_in_a_sentence_says_that_more_may_have_followed():
    letter = early()
    cut = sectioned(letter[: letter.rindex("decision rationale:") + 40])
    assert ("/issues", "missing") in {(fault.pointer, fault.state) for fault in cut.sections.faults}


def test_a_notice_that_breaks_off_keeps_its_decisions():
    whole = notice()
    letter = sectioned(whole[: whole.index("Documents Reviewed")])
    assert len(letter.sections.issues) == 2
    assert {fault.pointer for fault in letter.sections.faults} == {
        f"/issues/{index}/{name}"
        for index in (0, 1)
        for name in ("claims_administrator_citations", "reviewer_citations", "rationale")
    }


def test_lists_that_differ_in_length_are_suspicious():
    dropped = "2) MAXIMUS Federal Services, Inc. has determined the request for MRI of the lumbar spine"
    text = notice().replace(f"{dropped} {NECESSARY}.", "", 1)
    letter = sectioned(text)
    assert len(letter.sections.issues) == 2
    assert "/issues" in {fault.pointer for fault in letter.sections.faults}


def test_grounds_are_put_to_the_treatment_that_they_name():
    text = notice()
    first, second = text.index("1) Regarding"), text.index("2) Regarding")
    end = text.index("Effect of the Decision")
    swapped = text[:first] + text[second:end] + text[first:second] + text[end:]
    letter = sectioned(swapped.replace("2) Regarding", "1) Regarding", 1))
    for issue, request in zip(letter.sections.issues, TWO, strict=True):
        assert words(letter, issue.rationale).endswith(f"{request.treatment} {request.decided}.")


def test_guideline_sentences_in_a_rationale_are_prose():
    prose = (
        "The Claims Administrator based its decision on the lack of a report. The Expert Reviewer based his/her view on"
        " it too."
    )
    requests = (Request(rationale=prose), Request("MRI of the lumbar spine", NECESSARY, rationale=prose))
    for text in (notice(requests), early(requests)):
        letter = sectioned(text)
        assert [words(letter, issue.rationale).startswith(prose) for issue in letter.sections.issues] == [True, True]
        assert letter.sections.faults == ()


def test_a_lost_heading_is_doubted():
    text = early((*TWO, Request("Norco 10/325mg #60"))).replace(TWO[1].claims, "", 1)
    letter = sectioned(text)
    assert len(letter.sections.issues) == 3
    lost = early().replace("1. physical therapy", "\n\n1. a walker is not medically necessary.\n\n1. physical therapy")
    letter = sectioned(lost)
    assert len(letter.sections.issues) == 3 or "/issues" in {fault.pointer for fault in letter.sections.faults}


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ("1. Norco 10/325mg #60\n2. Flexeril 7.5mg #30", ["Norco 10/325mg #60", "Flexeril 7.5mg #30"]),
        ("1) Norco 10/325mg #60 2) Flexeril 7.5mg #30", ["Norco 10/325mg #60", "Flexeril 7.5mg #30"]),
        ("- Norco 10/325mg #60\n- Flexeril 7.5mg #30", ["Norco 10/325mg #60", "Flexeril 7.5mg #30"]),
        ("Norco 10/325mg #60\n\nFlexeril 7.5mg #30", ["Norco 10/325mg #60", "Flexeril 7.5mg #30"]),
        ("Issue #1: Norco 10/325mg #60\nIssue #2: Flexeril 7.5mg #30", ["Norco 10/325mg #60", "Flexeril 7.5mg #30"]),
        ("MRI of the knee, and 2 views", ["MRI of the knee, and 2 views"]),
    ],
)
def test_the_issues_of_a_professional_review(issues, expected):
    letter = sectioned(professional(issues, "Nothing is said."))
    assert [words(letter, issue.heading) for issue in letter.sections.issues] == expected
    assert {issue.decided_by for issue in letter.sections.issues} == {"rationale"}
    assert words(letter, letter.sections.determination).endswith("licensed to practice in California.")
    assert "appeal" not in words(letter, letter.sections.determination)


TWO_ISSUES = "1. Norco 10/325mg #60\n2. Flexeril 7.5mg #30"


@pytest.mark.parametrize(
    ("rationale", "expected"),
    [
        ("1. Pain fell.\n2. No spasm.", ["Pain fell.", "No spasm."]),
        ("Norco: pain fell.\n\nFlexeril: no spasm.", ["Norco: pain fell.", "Flexeril: no spasm."]),
        ("Norco: pain fell. Flexeril: no spasm.", ["Norco: pain fell.", "Flexeril: no spasm."]),
        ("Both are for pain.", ["Both are for pain."] * 2),
        ("1. Pain fell.\n3. No spasm.", ["1. Pain fell. 3. No spasm."] * 2),
    ],
)
def test_the_grounds_of_a_professional_review_are_shared_out(rationale, expected):
    letter = sectioned(professional(TWO_ISSUES, rationale))
    assert [words(letter, issue.rationale) for issue in letter.sections.issues] == expected


def test_a_professional_review_that_tells_of_both_sides():
    both = (
        "The Claims Administrator based its decision on the ODG, Pain Chapter. The professional reviewer relied upon"
        " the MTUS Acupuncture Medical Treatment Guidelines."
    )
    issue = sectioned(professional("Norco", "No.", both)).sections.issues[0]
    letter = sectioned(professional("Norco", "No.", both))
    assert words(letter, issue.claims_administrator_guideline).endswith("Pain Chapter.")
    assert words(letter, issue.reviewer_guideline).startswith("The professional reviewer relied")


def test_the_decisions_of_the_2018_form_may_be_sentences():
    text = plain(Parts()).replace("CM16-", "CM19-")
    sentences = re.sub(r":\s+Overturned", f" {NECESSARY}.", re.sub(r":\s+Upheld", " is not medically necessary.", text))
    letter = sectioned(sentences)
    assert letter.sections.form == "2018"
    assert [issue.decided_by for issue in letter.sections.issues] == ["sentence"] * 2
    assert [words(letter, issue.heading) for issue in letter.sections.issues] == [
        f"{Parts().issues[0].treatment} is not medically necessary.",
        f"{Parts().issues[1].treatment} {NECESSARY}.",
    ]


def test_a_rationale_that_closes_above_a_lost_heading_is_no_heading():
    body = (CASES / "written_e_02_twelve_medicines.txt").read_text("utf-8")
    lines = [line for line in body.split("\n") if not line.rstrip().endswith(("Upheld", "Overturned"))]
    letter = sectioned("\n".join(lines))
    assert {issue.decided_by for issue in letter.sections.issues} == {"word"}
