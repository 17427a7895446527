"""What is doubted of a letter that was read from pictures; the words stand for what Tesseract read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter import clean, section
from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract
from imr_llm.record.codes import Decision
from tests.letter.factories import Issue, Parts, of_2014, rows
from tests.letter.scans import read_as, sheets
from tests.letter.written_forms import NECESSARY, TWO, Request, early, notice, professional


def review(requests: tuple[Request, ...]) -> str:
    """A professional review, whose rationale alone decides."""
    asked = "\n".join(f"{count}. {request.treatment}" for count, request in enumerate(requests, start=1))
    told = " ".join(
        f"{request.rationale} Therefore, {request.treatment} {request.decided.removesuffix(' and appropriate')}."
        for request in requests
    )
    return professional(asked, told)


BOTH: tuple[Decision, ...] = ("upheld", "overturned")
LETTERS = {
    "words, 2016": (sheets("\n".join(rows(Parts()))), BOTH),
    "words, 2014": (sheets("\n".join(rows(of_2014(Parts())))), BOTH),
    "2013": (sheets(notice()), BOTH),
    "early 2014": (sheets(early()), BOTH),
    "professional review": (sheets(review(TWO)), BOTH),
}
# Where a decision is said, and where it is denied.
_SAID = re.compile(
    r"(?i)\b(?:upheld|overturned)\b|\b(?:is|are|was)(?: not)? medically necessary(?: and appropriate)?|\bnot\b"
)
_LETTERS = "abcdeilmnoprtuvwx01:.,-|' "


def flagged(letter: Letter) -> set[str]:
    return {item.field for item in extract(letter).needs_review}


def wrong(letter: Letter, decisions: tuple[Decision, ...]) -> list[object]:
    """The decisions that are read otherwise than they are, and of which no person is asked to look at any."""
    try:
        record = extract(letter)
    except UnreadableLetterError:
        return []
    doubted = record.doubted
    if doubted & {"", "/issues"}:
        return []
    if len(record.issues) != len(decisions):
        return [issue.decision for issue in record.issues]
    return [
        issue.decision
        for index, (issue, decision) in enumerate(zip(record.issues, decisions, strict=True))
        if issue.decision != decision and not doubted & {f"/issues/{index}", f"/issues/{index}/decision"}
    ]


@st.composite
def damages(draw: st.DrawFn, words: str) -> str:
    """Words with one or two letters lost, misread or made up, or with a word or half of them all lost."""
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(words)))
        kind = draw(st.sampled_from(("lost", "misread", "made up", "word", "half")))
        letter = draw(st.sampled_from(_LETTERS)) if kind in ("misread", "made up") else ""
        if kind == "word":
            words = re.sub(r"(?i)\b(?:not|medically|is) ?", "", words, count=1)
        elif kind == "half":
            words = words[:at]
        else:
            words = words[:at] + letter + words[at + (kind != "made up") :]
    return words


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_read_well_is_right(name):
    pages, decisions = LETTERS[name]
    assert [issue.decision for issue in extract(read_as(pages)).issues] == list(decisions)


@given(st.sampled_from(sorted(LETTERS)), st.data())
def test_no_damaged_decision_is_wrong_in_silence(name, data):
    pages, decisions = LETTERS[name]
    spoilt = [list(page) for page in pages]
    places = [
        (number, row, match.span())
        for number, page in enumerate(pages)
        for row, words in enumerate(page)
        for match in _SAID.finditer(words)
    ]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True))
    for number, row, (start, end) in sorted(chosen, reverse=True):
        words = spoilt[number][row]
        spoilt[number][row] = words[:start] + data.draw(damages(words[start:end])) + words[end:]
    assert wrong(read_as(spoilt), decisions) == []


@pytest.mark.parametrize("decision", ["Upheld", "Overturned"])
@given(st.data())
def test_a_damaged_word_is_right_or_none(decision, data):
    parts = Parts(issues=(Issue(decision=data.draw(damages(decision))), Parts().issues[1]))
    letter = read_as([rows(parts)])
    assert {issue.decision for issue in extract(letter).issues[:1]} <= {decision.lower(), None}
    assert wrong(letter, (decision.lower(), "overturned")) == []


@pytest.mark.parametrize("write", [notice, early, review])
def test_a_lost_not_is_never_believed(write):
    pages = sheets(write(TWO))
    places = [
        (number, row) for number, page in enumerate(pages) for row, words in enumerate(page) if " not med" in words
    ]
    assert places
    for number, row in places:
        spoilt = [list(page) for page in pages]
        spoilt[number][row] = pages[number][row].replace(" not med", " med")
        assert wrong(read_as(spoilt), BOTH) == []


def test_a_sentence_that_stands_once_is_held_against_the_paper():
    letter = read_as(sheets(review((Request("acupuncture", NECESSARY),))))
    assert [issue.decision for issue in extract(letter).issues] == ["overturned"]
    assert "/issues/0/decision" in flagged(letter)


SHEET = [f"Line {chr(97 + count % 26)} of a page, as long as a letter has them." for count in range(42)]


def doubts(*pages: list[str]) -> tuple[str, ...]:
    scan = read_as(pages).scan
    assert scan is not None
    return scan.doubts


def footed(number: str, length: int = 42) -> list[str]:
    return [*SHEET[:length], "", number]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        pytest.param([SHEET], ["full to its foot"], id="one full page"),
        pytest.param([SHEET[:30]], [], id="one short page"),
        pytest.param([SHEET, SHEET], ["full to its foot"], id="full pages"),
        pytest.param([SHEET, SHEET[:33]], [], id="a short last page"),
        pytest.param([footed("1"), footed("2", 20)], [], id="bare page numbers"),
        pytest.param([footed("Page 1 of 2"), footed("Page 2 of 2")], [], id="all that are counted"),
        pytest.param([footed("Page 1 of 6")], ["page 1 of 6"], id="page 1 of 6"),
        pytest.param([footed("1 of 3"), footed("3 of 3", 9)], ["page 1 and 3 of 3"], id="one in the middle"),
        pytest.param([footed("Page | 1"), footed("Page | 3", 9)], ["page 1 and 3 of more"], id="uncounted"),
        pytest.param(
            [footed("Page 2 of 2"), footed("Page 1 of 2")], ["not in order"], id="out of order"
        ),
        pytest.param([footed("Page 1 of 2"), footed("Page 1 of 2")], ["page 1 and 1", "not in order"], id="twice"),
        pytest.param([footed("Page 1 of 2"), footed("Poge x of", 9)], [], id="a number that cannot be read"),
        pytest.param([footed("IMR of the West   Page 1 of 3")], ["page 1 of 3"], id="with a running foot"),
        pytest.param([footed("see page 5 of 9 of the guideline", 9)], [], id="a page that is cited"),
    ],
)  # fmt: skip
def test_pages_that_are_not_there(pages, said):
    found = doubts(*pages)
    assert len(found) == len(said)
    assert all(words in doubt for words, doubt in zip(said, found, strict=True))


@pytest.mark.parametrize("name", LETTERS)
def test_one_page_of_several_is_never_complete(name):
    pages, _ = LETTERS[name]
    whole = [row for page in pages for row in page]
    pages = [whole[start : start + 30] for start in range(0, len(whole), 30)]
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        printed = read_as([[*page, "", f"Page {number} of {len(pages)}"]])
        try:
            record = extract(printed)
        except UnreadableLetterError:
            continue
        assert "/issues" in flagged(printed)
        assert record.outcome is None


def test_the_outcome_of_a_whole_letter_stands():
    letter = read_as([rows(Parts())])
    assert section(letter, clean(letter)).sections.faults == ()
    assert extract(read_as([[*rows(Parts()), "", "Page 1 of 1"]])).outcome == "partially_overturned"
