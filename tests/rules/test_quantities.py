import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.letter.text.plain import plain_bytes
from imr_llm.record.facts import Range
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.quantities import ALONE, COUNTS, WEEKLY, Quantities, read_quantities
from imr_llm.text.numbers import NUMBER, number
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span


def _issue(treatment: str) -> IssueText:
    text = f"{treatment}: Upheld"
    plain = plain_bytes(text)
    clean = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
    section = IssueSection(Span(0, len(text)), None, None, None)
    return IssueText(clean, section, Span(0, len(treatment)), "upheld", "/issues/0", Proofs(clean))


def _read(treatment: str) -> Quantities:
    issue = _issue(treatment)
    found = read_quantities(issue)
    stated = {
        f"/issues/0/{of}/{end}" for of in Quantities._fields if getattr(found, of) for end in ("minimum", "maximum")
    }
    assert set(issue.proofs.evidence) == stated
    return found


def _range(words: str) -> Range | None:
    """ "4-6" or "4" as a range; "" is none."""
    if not words:
        return None
    first, _, last = words.partition("-")
    return Range(minimum=int(first), maximum=int(last or first))


@pytest.mark.parametrize(
    ("treatment", "sessions", "per_week", "weeks"),
    [
        # In words and figures.
        ("Acupuncture 3 times a week for 2 weeks", "", "3", "2"),
        # The number of a tooth counts nothing; a number of visits does.
        ("Physical therapy of the jaw, tooth #10", "", "", ""),
        ("Physical therapy of the jaw #10", "10", "", ""),
        ("Acupuncture two times a week times six weeks", "", "2", "6"),
        ("Physical therapy additional 3 visits per week for 2 weeks", "", "3", "2"),
        ("Initial acupuncture, 1 to 2 times per week for 4 weeks", "", "1-2", "4"),
        ("Occupational therapy two (2) times a week for four (4) weeks (8 sessions)", "8", "2", "4"),
        ("Acupuncture treatment 1 time per week for six (6) weeks", "", "1", "6"),
        ("Two physical therapy visits per week for three weeks", "", "2", "3"),
        ("Acupuncture once a week for 6 weeks", "", "1", "6"),
        ("Acupuncture twice weekly for six weeks", "", "2", "6"),
        ("Physical therapy once or twice a week for 4 weeks", "", "1-2", "4"),
        ("Biofeedback therapy once a week for ten weeks", "", "1", "10"),
        ("Weekly psychotherapy for 8 weeks", "", "1", "8"),
        ("Home aide 6 hours per day, 5 times a week for 4 weeks", "", "5", "4"),
        ("Home health aide 4 hours a day, 5 days a week for 6 weeks", "", "5", "6"),
        ("Twelve physical therapy sessions, three times weekly", "12", "3", ""),
        ("Additional physical therapy three times a week over two weeks", "", "3", "2"),
        # Shorthand.
        ("Chirocare 2x4-6", "", "2", "4-6"),
        ("Physical therapy 2-3 x 6", "", "2-3", "6"),
        ("PT 3 x week x 4 weeks", "", "3", "4"),
        ("PT 2-3x/wk x 4-6 wks", "", "2-3", "4-6"),
        ("Stabilization program therapy 2x wk. x4wks", "", "2", "4"),
        ("Massage therapy 1x6 weeks", "", "1", "6"),
        ("Chiropractic treatment 12 visits (2 x 6)", "12", "2", "6"),
        ("Physical therapy two times four visits (8)", "8", "2", "4"),
        ("Acupuncture 3/week for 4 weeks", "", "3", "4"),
        # Sessions alone.
        ("Chiropractic treatment 6 visits", "6", "", ""),
        ("Eight (8) physical therapy sessions", "8", "", ""),
        ("12 Additional Sessions Chiropractic Therapy", "12", "", ""),
        ("Physical therapy to the low back two sessions", "2", "", ""),
        ("Post-operative physical therapy for the knee, 3 times a week for 6 weeks (18)", "18", "3", "6"),
        ("8 strengthening and stabilization program visits, 2 visits per week for 4 weeks", "8", "2", "4"),
        ("Twelve sessions of physical therapy", "12", "", ""),
        ("Physical therapy, 6 sessions over 3 weeks", "6", "", "3"),
        ("Acupuncture x 12", "12", "", ""),
        ("Acupuncture (12)", "12", "", ""),
        ("Physical therapy, quantity: 12", "12", "", ""),
        ("Physical therapy, sessions: 6", "6", "", ""),
        ("Psychotherapy 6-8 sessions", "6-8", "", ""),
        ("Work hardening, 10 visits", "10", "", ""),
        ("Shock wave therapy, 3 sessions", "3", "", ""),
        # Two different counts of one thing are none.
        ("two physical therapy sessions for the knee and eight physical therapy sessions for the wrist", "", "", ""),
        ("Chiropractic 2x/week for 3 weeks, then 1x/week for 4 weeks", "", "", ""),
        ("Physical therapy 12 visits for the knee, 12 visits for the hip", "12", "", ""),
        # Devices and programs: only what is stated in weeks.
        ("TENS unit, 4 week trial rental", "", "", "4"),
        ("Cold therapy unit rental for 2 weeks", "", "", "2"),
        ("Cold therapy unit, 7 day rental", "", "", ""),
        ("TENS unit, 30 day trial rental", "", "", ""),
        ("Gym membership, 12 months", "", "", ""),
        ("Functional Restoration Program, 10 days", "", "", ""),
        ("Supervised weight loss program for 12 weeks", "", "", "12"),
        # Numbers of other things.
        ("1 injection, right knee", "", "", ""),
        ("Trigger point injections x 4", "", "", ""),
        ("Hyaluronic acid injections x 3", "", "", ""),
        ("L4-5 epidural steroid injection x 2", "", "", ""),
        ("Urine drug screen x 4", "", "", ""),
        ("MRI of the lumbar spine times 1", "", "", ""),
        ("NCV of the lower extremities QTY: 2", "", "", ""),
        ("Gauze 4x4", "", "", ""),
        ("X-ray, 3 views", "", "", ""),
        ("Electrodes, 4 packs per month for 12 months", "", "", ""),
        ("Massage therapy, 2 visits per month", "", "", ""),
        ("Physical therapy visits x 6 months", "", "", ""),
        ("Lorzone 750mg one by mouth three times a day #45", "", "", ""),
        ("Butrans patch 10mcg, 1 a week for 4 weeks", "", "", ""),
        # Distances in time.
        ("Follow-up visit in 4-6 weeks", "", "", ""),
        ("Follow up every 4 weeks", "", "", ""),
        ("Re-evaluation 6 weeks after surgery", "", "", ""),
        ("Physical therapy 2 times a week for 6 weeks post-op", "", "2", "6"),
        ("MRI", "", "", ""),
    ],
)
def test_quantities_of_a_treatment(treatment: str, sessions: str, per_week: str, weeks: str) -> None:
    expected = Quantities(_range(sessions), _range(per_week), _range(weeks))
    assert _read(treatment) == expected
    assert _read(treatment.upper()) == expected


def test_the_words_that_prove_a_quantity() -> None:
    issue = _issue("Chirocare 2x4-6")
    read_quantities(issue)
    assert {pointer: [each.quote for each in places] for pointer, places in issue.proofs.evidence.items()} == {
        "/issues/0/per_week/minimum": ["2x4-6"],
        "/issues/0/per_week/maximum": ["2x4-6"],
        "/issues/0/weeks/minimum": ["2x4-6"],
        "/issues/0/weeks/maximum": ["2x4-6"],
    }


@pytest.mark.parametrize(
    ("words", "value"), [(b"12", 12), (b"twelve", 12), (b"twenty-four", 24), (b"once", 1), (b"no", 0)]
)
def test_numbers(words: bytes, value: int) -> None:
    assert number(words) == value


def test_a_longer_number_is_tried_first() -> None:
    assert re.match(NUMBER, "sixteen")[0] == "sixteen"


_PIECES = (
    "2", "two (2)", "4-6", "x", "times", "a week", "weeks", "wk", "visits", "sessions", "physical therapy", "for",
    "(8)", "per", "/", "weekly", ",",
)  # fmt: skip
_RULES = (*COUNTS, *ALONE, WEEKLY)
_FAST = tuple(linear(rule.pattern.encode()) for rule in _RULES)
_PLAIN = tuple(re.compile(rule.pattern.encode()) for rule in _RULES)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join))
def test_the_fast_matcher_finds_what_the_plain_one_finds(words: str) -> None:
    for rule, fast, plain in zip(_RULES, _FAST, _PLAIN, strict=True):
        matches = list(plain.finditer(words.encode()))
        assert [match.span() for match in fast.finditer(words.encode())] == [match.span() for match in matches]
        assert not matches or not rule.literals or any(literal in words for literal in rule.literals)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join))
def test_a_range_never_runs_backwards(words: str) -> None:
    assert all(each is None or each.minimum <= each.maximum for each in _read(words))


def test_a_very_long_treatment_costs_little() -> None:
    issue = _issue("physical therapy 2 x 6 visits " * 5000)
    start = time.process_time()
    read_quantities(issue)
    assert time.process_time() - start < 1
