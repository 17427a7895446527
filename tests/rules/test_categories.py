import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection, Span
from imr_llm.letter.plain import plain_bytes
from imr_llm.rules.categories import classify, read_category
from imr_llm.rules.drugs import DRUGS
from imr_llm.rules.issue import IssueText
from imr_llm.rules.proofs import Proofs
from imr_llm.rules.treatments import TREATMENTS, load_groups
from tests.rules.treatments_by_kind import TREATMENTS_BY_KIND


def _issue(treatment: str, rationale: str = "", guideline: str = "", heading: str = "", rest: str = "") -> IssueText:
    """One issue of a letter. `heading` is the whole heading where the treatment is its last part; `rest` follows."""
    head = heading or f"{treatment}: Upheld"
    text = "\n".join((head, guideline, rationale, rest))
    plain = plain_bytes(text)
    clean = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
    start = head.rindex(treatment)
    first = Span(len(head) + 1, len(head) + 1 + len(guideline))
    second = Span(first.end + 1, first.end + 1 + len(rationale))
    section = IssueSection(Span(0, len(head)), None, first if guideline else None, second if rationale else None)
    return IssueText(clean, section, Span(start, start + len(treatment)), "upheld", "/issues/0", Proofs(clean))


def _kind(issue: IssueText) -> str:
    category, subcategory = read_category(issue, classify(issue))
    assert category
    assert bool(subcategory) == (f"{issue.pointer}/subcategory" in issue.proofs.evidence)
    assert issue.proofs.evidence[f"{issue.pointer}/category"]
    return f"{category}/{subcategory}" if subcategory else category


# What such letters decide, by the Division's category.
@pytest.mark.parametrize(
    ("treatment", "kind"), [(words, kind) for kind, each in TREATMENTS_BY_KIND.items() for words in each]
)
def test_what_a_treatment_is(treatment: str, kind: str) -> None:
    assert _kind(_issue(treatment)) == kind
    assert _kind(_issue(treatment.upper())) == kind


def test_the_table_is_wide() -> None:
    assert sum(map(len, TREATMENTS_BY_KIND.values())) >= 350


# What has too few words of its own is told by the letter's other words: (treatment, rationale, guideline line, kind).
TOLD_ELSEWHERE = (
    (
        "8 visits",
        "The request for eight physical therapy visits is not medically necessary.",
        "",
        "rehabilitation/pt_ot",
    ),
    (
        "12 sessions",
        "The request is not medically necessary.",
        "MTUS Acupuncture Treatment 2007.",
        "rehabilitation/acupuncture",
    ),
    ("Six visits", "Nothing shows a gain from the massage therapy given so far.", "", "rehabilitation/other_therapy"),
    (
        "Follow-up visit",
        "Physical therapy has not helped. The follow-up visit is not medically necessary.",
        "MTUS Office visits.",
        "evaluation_management/medical_specialties",
    ),
    (
        "Zoravil 30mg #60",
        "The guideline advises against a muscle relaxant beyond two weeks.",
        "",
        "pharmaceuticals/muscle_relaxant",
    ),
    (
        "Zoravil 30mg #60",
        "It is unclear what it is for.",
        "MTUS Chronic Pain Medical Treatment 2016, Opioids.",
        "pharmaceuticals/opioid",
    ),
    ("Zoravil 30mg #60", "It is unclear what it is for.", "", "pharmaceuticals/other_drug"),
    ("Zoravil cream 5% #1", "Topical analgesics are largely experimental.", "", "pharmaceuticals/topical"),
    ("Omeperazole 20mg #60", "No dyspepsia is noted.", "", "pharmaceuticals/proton_pump_inhibitor"),
    ("Phsyical therapy evaluation", "", "", "rehabilitation/pt_ot"),
    ("Acupuncutre", "", "", "rehabilitation/acupuncture"),
    (
        "Cold therapy unit",
        "It helps for a week after surgery. There is no evidence of a scheduled surgery.",
        "",
        "dmepos/dme",
    ),
    (
        "Cold therapy unit",
        "Since the requested surgery is not medically necessary, the unit is not.",
        "",
        "surgery/adjunct_surgical",
    ),
    (
        "Shoulder sling",
        "The proposed operation was authorized, and a sling is needed after it.",
        "",
        "surgery/adjunct_surgical",
    ),
    (
        "Orthopedic consultation",
        "Referral for surgical consultation is indicated for red flags.",
        "",
        "surgery/surgical_consult",
    ),
    (
        "Orthopedic consultation",
        "A visit is based on the worker's concerns.",
        "",
        "evaluation_management/medical_specialties",
    ),
    ("Purpose unknown", "Nothing is said.", "", "other"),
)


@pytest.mark.parametrize(("treatment", "rationale", "guideline", "kind"), TOLD_ELSEWHERE)
def test_what_the_letter_tells_elsewhere(treatment: str, rationale: str, guideline: str, kind: str) -> None:
    assert _kind(_issue(treatment, rationale, guideline)) == kind


@pytest.mark.parametrize(
    ("treatment", "rationale", "other_issue", "kind"),
    [
        (
            "Cold therapy unit",
            "It is used after surgery for a week.",
            "Left knee arthroscopy: Overturned",
            "surgery/adjunct_surgical",
        ),
        ("Cold therapy unit", "It is used after surgery for a week.", "MRI of the left knee: Upheld", "dmepos/dme"),
        ("Cold therapy unit", "A cold pack does as well.", "Left knee arthroscopy: Overturned", "dmepos/dme"),
        ("EKG", "It is part of the preoperative work-up.", "L4-5 fusion: Upheld", "surgery/adjunct_surgical"),
        (
            "MRI of the left knee",
            "It was done before surgery.",
            "Left knee arthroscopy: Upheld",
            "diagnostic_testing/imaging",
        ),
    ],
)
def test_an_operation_decided_in_the_same_letter(treatment: str, rationale: str, other_issue: str, kind: str) -> None:
    assert _kind(_issue(treatment, rationale, rest=other_issue)) == kind


def test_the_remainder_of_a_split_request_is_what_the_whole_heading_says() -> None:
    heading = "Chiropractic care 12 visits was the original request. The remaining portion, 6 visits: Upheld"
    assert _kind(_issue("6 visits", heading=heading)) == "rehabilitation/chiropractic"


def test_nothing_asked_for_is_no_category() -> None:
    issue = _issue("MRI")
    empty = IssueText(issue.clean, issue.section, Span(0, 0), None, issue.pointer, issue.proofs)
    assert read_category(empty, classify(empty)) == (None, None)


def test_a_category_is_proved_by_the_letters_words() -> None:
    issue = _issue("Physical therapy 2x6, right knee")
    assert _kind(issue) == "rehabilitation/pt_ot"
    assert [each.quote for each in issue.proofs.evidence["/issues/0/subcategory"]] == ["Physical therapy"]


def test_the_lexicons_hold_what_the_letters_ask_for() -> None:
    assert len(DRUGS.names) >= 450
    assert len(set(DRUGS.names)) == len(DRUGS.names)
    assert sum(len(group.words) for group in load_groups()) >= 1500


def test_every_category_has_words() -> None:
    kinds = {
        f"{g.kind.category}/{g.kind.subcategory}" if g.kind.subcategory else g.kind.category for g in load_groups()
    }
    assert kinds >= {kind for kind in TREATMENTS_BY_KIND if not kind.startswith("pharmaceuticals/")}


# The plain matcher is the oracle of the fast one.
_PLAIN = tuple((group, re.compile(group.rule.pattern.encode())) for group in TREATMENTS.groups)
_WORDS = [word for words in TREATMENTS_BY_KIND.values() for treatment in words for word in treatment.lower().split()]


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))
def test_one_pass_finds_what_each_group_finds_by_itself(words: str) -> None:
    part = words.encode()
    found = [
        (group.rule.rank, match.start(), -len(match.group()), group.kind)
        for group, pattern in _PLAIN
        if (match := pattern.search(part))
    ]
    named = TREATMENTS.find(part, Span(0, len(part)))
    assert {each[3] for each in found} == TREATMENTS.kinds(part, Span(0, len(part)))
    if named is None:
        assert not found
    else:
        assert (*named.order, named.kind) in found
        assert named.order == min(each[:3] for each in found)


@given(st.text(alphabet="aeiou lmnprst-/#%0123456789.()", max_size=80))
def test_any_words_have_a_category_or_none(words: str) -> None:
    issue = _issue(words or "MRI")
    category, _ = read_category(issue, classify(issue))
    assert (category is None) == (f"{issue.pointer}/category" not in issue.proofs.evidence)
