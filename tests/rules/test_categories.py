import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.letter.text.plain import plain_bytes
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.categories import classify, read_category
from imr_llm.rules.treatment.drugs import DRUGS
from imr_llm.rules.treatment.surgery_context import operations_among
from imr_llm.rules.treatment.treatments import TREATMENTS, load_groups
from imr_llm.text.spans import Span
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


# Beside an operation, what is asked for, what its rationale says, and whether it goes with the operation.
BESIDE = (
    ("Right shoulder arthroscopy", "Abduction sling", "It protects the joint.", True),
    ("Right shoulder arthroscopy", "Cold therapy unit, 7 days", "Seven days are supported.", True),
    ("Right shoulder arthroscopy", "CPM device for 4 weeks", "It is not recommended for the shoulder.", True),
    ("L4-5 interbody fusion", "Lumbar brace (LSO)", "The primary procedure is not necessary.", True),
    ("L4-5 interbody fusion", "Bone growth stimulator", "No.", True),
    ("L4-5 interbody fusion", "Front wheeled walker", "No.", True),
    ("Right total knee arthroplasty", "Pre-operative dental clearance", "The mouth is healthy.", True),
    ("Right total knee arthroplasty", "Cardiology consultation for clearance", "He is at risk.", True),
    ("Right carpal tunnel release", "Left wrist splint", "It is for the other wrist.", False),
    ("L4-5 interbody fusion", "Right knee brace", "The knee is unstable.", False),
    ("Right shoulder arthroscopy", "TENS unit purchase", "The pain did not fall.", False),
    ("Right shoulder arthroscopy", "TENS unit purchase", "It is for pain after the operation.", True),
    ("Right shoulder arthroscopy", "Ergonomic chair", "A desk was not seen.", False),
    ("Right total knee arthroplasty", "Dental crown", "A tooth is broken.", False),
    ("Physical therapy, right shoulder", "Abduction sling", "It protects the joint.", False),
    ("Surgical consultation", "Cold therapy unit", "Ice will do.", False),
    ("MRI of the left knee", "Cold therapy unit", "It is used after surgery for a week.", False),
    ("Left knee arthroscopy", "Cold therapy unit", "It is used after surgery for a week.", True),
    ("L4-5 fusion", "EKG", "It is part of the preoperative work-up.", True),
    ("L4-5 fusion", "EKG", "He has chest pain.", False),
    ("Left knee arthroscopy", "MRI of the left knee", "It was done before surgery.", False),
)


@pytest.mark.parametrize(("operation", "treatment", "rationale", "goes_with"), BESIDE)
def test_what_goes_with_an_operation_of_the_same_letter(
    operation: str, treatment: str, rationale: str, goes_with: bool
) -> None:
    issue = _issue(treatment, rationale, rest=operation)
    lower = issue.clean.lower
    other = Span(len(lower) - len(operation), len(lower))
    beside = replace(issue, operations=operations_among(lower, [issue.treatment, other]))
    assert (_kind(beside) == "surgery/adjunct_surgical") == goes_with
    assert _kind(issue) != "surgery/adjunct_surgical" or b"operati" in lower


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
