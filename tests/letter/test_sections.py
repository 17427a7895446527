"""The parts of a letter, whatever layout it came in."""

from dataclasses import replace

import pytest
from hypothesis import given

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter import clean, section
from imr_llm.letter.model import SectionedLetter
from tests.letter.factories import (
    LAYOUTS,
    SET_FORTH,
    TITLES,
    Issue,
    Parts,
    doubled,
    found,
    of_2014,
    one_line,
    plain,
    public_2016,
    unwrapped,
)
from tests.letter.strategies import layouts, letter_of, parts

FORMS = (Parts(), of_2014(Parts()))


def sectioned(text: str) -> SectionedLetter:
    letter = letter_of(text)
    return section(letter, clean(letter))


@pytest.mark.parametrize("letter", FORMS, ids=lambda letter: letter.form)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_letter_is_the_same_in_every_layout(layout, letter):
    ready = sectioned(layout(letter))
    assert found(ready) == list(letter.issues)
    assert ready.sections.form == letter.form
    assert ready.sections.faults == ()
    text, sections = ready.clean.text, ready.sections
    assert " ".join(text[slice(*sections.case_summary)].split()).endswith(letter.summary)
    assert "complete case file" in text[slice(*sections.determination)]
    assert (sections.front_page is not None) == (letter.form != "2014")
    if sections.front_page:
        page = " ".join(text[slice(*sections.front_page)].split())
        assert page.startswith("Case Number: CM16-0900001")
        assert page.endswith("Received: 11/14/2016")


@given(letter=parts, layout=layouts)
def test_any_letter_is_the_same_in_any_layout(letter, layout):
    assert found(sectioned(layout(letter))) == list(letter.issues)


@pytest.mark.parametrize("letter", [replace(letter, titled=False) for letter in FORMS], ids=lambda letter: letter.form)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_letter_that_lost_its_titles_is_read_by_its_anchors(layout, letter):
    text = layout(letter)
    assert not any(title in text for title in TITLES)
    ready = sectioned(text)
    assert found(ready) == list(letter.issues)
    summary, determination = ready.sections.case_summary, ready.sections.determination
    assert " ".join(ready.clean.text[slice(*summary)].split()).endswith(letter.summary)
    assert ready.clean.text[slice(*determination)].startswith("MAXIMUS Federal Services sent")


def test_without_titles_and_announcement_the_first_heading_is_the_paragraph_above_the_guideline():
    text = plain(replace(Parts(), titled=False)).replace(SET_FORTH, "")
    assert found(sectioned(text)) == list(Parts().issues)


REPEATED = "The request does not meet the guideline. Therefore, the request is not medically necessary."


@pytest.mark.parametrize(
    "issues",
    [
        pytest.param((Issue("Retrospective: Open reduction: Cold therapy unit: rental"),), id="several colons"),
        pytest.param(
            tuple(Issue(f"Associated surgical service {n}", rationale=REPEATED) for n in range(21)),
            id="21 issues with one rationale",
        ),
        pytest.param(
            (
                Issue(rationale="The denial was Overturned in an earlier review. It is not medically necessary."),
                Issue("Norco"),
            ),
            id="decision word in a rationale",
        ),
        pytest.param(
            (Issue(rationale="Decision rationale is given below. The request is medically necessary."), Issue("Norco")),
            id="label without a colon in a rationale",
        ),
        pytest.param((Issue("PHYSICAL THERAPY 2 TIMES A WEEK FOR 6 WEEKS " * 3 + "KNEE"),), id="long capitals"),
    ],
)
@pytest.mark.parametrize("layout", [plain, public_2016, doubled, unwrapped], ids=lambda layout: layout.__name__)
def test_headings_and_rationales_that_mislead(layout, issues):
    assert found(sectioned(layout(Parts(issues=issues)))) == list(issues)


@pytest.mark.parametrize("letter", FORMS, ids=lambda letter: letter.form)
@pytest.mark.parametrize("layout", [plain, public_2016, doubled, one_line], ids=lambda layout: layout.__name__)
def test_a_letter_cut_off_says_what_is_missing_or_that_it_is_none(layout, letter):
    whole = layout(letter)
    for end in range(0, len(whole), 40):
        text = whole[:end]
        try:
            ready = sectioned(text)
        except UnreadableLetterError as error:
            # The part with the decisions was not reached: there is no record to give.
            assert error.fault in {LetterFault.NOT_A_LETTER, LetterFault.UNKNOWN_FORM}  # noqa: PT017
            assert "guideline:" not in text
            continue
        # Cut after a full stop, a rationale looks finished.
        assert ready.sections.faults or text.rstrip().endswith((".", '"'))
        for issue, expected in zip(ready.sections.issues, letter.issues, strict=False):
            assert expected.treatment in " ".join(ready.clean.text[slice(*issue.heading)].split())


@pytest.mark.parametrize(
    ("ending", "pointers"),
    [
        ("Etodolac: Upheld", {"claims_administrator_citations", "reviewer_citations", "rationale"}),
        ("Etodolac: Upheld\n\nClaims Administrator guideline: MTUS", {"reviewer_citations", "rationale"}),
        ("Etodolac: Upheld\n\nClaims Administrator guideline: MTUS\n\nMAXIMUS guideline: MTUS", {"rationale"}),
    ],
)
def test_the_missing_parts_of_the_last_issue_are_named(ending, pointers):
    ready = sectioned(plain(Parts()) + "\n" + ending)
    missing = {fault.pointer for fault in ready.sections.faults if fault.state == "missing"}
    assert missing == {"/issues", *(f"/issues/2/{name}" for name in pointers)}


def test_a_title_that_stands_twice_is_suspicious():
    ready = sectioned(plain(Parts()) + "\n" + TITLES[2] + "\n")
    assert ("/issues", "suspicious") in {(fault.pointer, fault.state) for fault in ready.sections.faults}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", LetterFault.NOT_A_LETTER),
        ("Dear tenant, the rent for December is due.", LetterFault.NOT_A_LETTER),
        ("Your request was upheld. Decision rationale: none.", LetterFault.NOT_A_LETTER),
        ("A letter about Independent Medical Review. We will write again.", LetterFault.UNKNOWN_FORM),
    ],
)
def test_what_is_no_determination_is_refused_without_its_words(text, fault):
    with pytest.raises(UnreadableLetterError) as caught:
        sectioned(text)
    assert caught.value.fault == fault
    assert not any(len(word) > 11 and word in str(caught.value) for word in text.split())
    assert "\n" not in str(caught.value)
