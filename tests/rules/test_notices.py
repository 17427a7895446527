import pytest

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter
from imr_llm.rules.decision.safety_notice import read_safety_notice, read_utilization_review_decision
from imr_llm.rules.decision.utilization_review import summary_clauses
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span

NOT_NECESSARY = "Therefore, the request is not medically necessary."

NOTICES = (
    "This decision should not be interpreted as advice to stop the medicine abruptly.",
    "Opioids should never be stopped suddenly. The worker is urged to talk to a doctor first.",
    "This decision addresses only the refill. The patient is advised to speak with a physician about tapering.",
    "The claimant should discuss a slow taper with the prescribing doctor.",
    "Abrupt discontinuation may cause withdrawal, and weaning should be supervised.",
    "Please consult your physician before you change the dose.",
    "The physician and the patient are advised to consult the guideline on the safest way of weaning.",
)
NO_NOTICES = (
    "",
    "The records do not show a gain in function.",
    "The guideline advises that treatment be stopped after two weeks.",
    "The worker was seen by a surgeon.",
    "A further six visits may be asked for.",
)


def _issue(heading: str, rationale: str, summary: str = "Nothing.") -> IssueText:
    """A letter with one issue, the case summary between its title and the title of the issues."""
    titles = ("CLINICAL CASE SUMMARY", "IMR ISSUES, DECISIONS AND RATIONALES")
    words = f"{titles[0]}\n\n{summary}\n\n{titles[1]}\n\n{heading}\n\nDecision rationale: {rationale}"
    text = clean(Letter("letter.txt", "", words))
    at = text.text.index(heading)
    begin = text.text.index("Decision rationale:") + len("Decision rationale: ")
    section = IssueSection(Span(at, at + len(heading)), None, None, Span(begin, len(text.text)))
    return IssueText(text, section, Span(at, text.text.index(":", at)), None, "/issues/0", Proofs(text))


def _told(issue: IssueText, summary: str) -> str | None:
    """What utilization review decided on an issue, by its rationale and the case summary."""
    begin = issue.clean.text.index(summary)
    told = summary_clauses(issue.clean, Span(begin, begin + len(summary)))
    return read_utilization_review_decision(issue, told)


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_after_the_decision_is_kept_verbatim(notice: str) -> None:
    issue = _issue("Opium 5mg #10: Upheld", f"The worker takes more than advised. {NOT_NECESSARY} {notice}")
    assert read_safety_notice(issue) == notice
    assert [place.quote for place in issue.proofs.evidence["/issues/0/safety_notice"]] == [notice]


@pytest.mark.parametrize("words", NO_NOTICES)
def test_ordinary_closing_words_are_no_notice(words: str) -> None:
    issue = _issue("Opium 5mg #10: Upheld", f"{NOT_NECESSARY} {words}".strip())
    assert read_safety_notice(issue) is None
    assert issue.proofs.evidence == {}


@pytest.mark.parametrize(
    "words",
    [
        f"The guideline recommends a gradual taper. {NOT_NECESSARY}",
        "As abrupt cessation is not advised, the request is medically necessary.",
        f"The patient was advised to lose weight. Physical therapy was given. {NOT_NECESSARY}",
    ],
)
def test_advice_that_leads_to_the_decision_is_no_notice(words: str) -> None:
    assert read_safety_notice(_issue("Opium 5mg #10: Upheld", words)) is None


def test_an_issue_without_a_rationale_has_no_notice() -> None:
    issue = _issue("Opium 5mg #10: Upheld", "x")
    bare = IssueText(
        issue.clean,
        IssueSection(issue.section.heading, None, None, None),
        issue.treatment,
        None,
        "/issues/0",
        issue.proofs,
    )
    assert read_safety_notice(bare) is None


SPLIT = (
    "Six visits was the original request. Two visits was authorized by the Claims Administrator. The remaining IMR "
    "eligible portion of the original request, Four visits is: Upheld"
)
MRI = "MRI of the knee: Upheld"
YOGA = "Yoga: Upheld"
UR = (
    # heading, case summary, decision, its proof
    (SPLIT, "", "modified", "authorized by the Claims Administrator"),
    (
        MRI,
        "On 1-2-2017 Utilization Review non-certified the request for an MRI of the knee.",
        "denied",
        "non-certified",
    ),
    (MRI, "The UR dated 1-2-17 non- certified the request for a knee MRI.", "denied", "non- certified"),
    (MRI, "The MRI was denied due to a lack of findings.", "denied", "denied"),
    (YOGA, "The claims administrator failed to approve a request for yoga.", "denied", "failed to approve"),
    (YOGA, "The claims administrator partially approved a request for yoga.", "modified", "partially approved"),
    (YOGA, "The original utilization review modified the request for yoga.", "modified", "modified"),
    (YOGA, "The requests were previously denied.", "denied", "denied"),
    (YOGA, "The Utilization Review determined non-certification for yoga.", "denied", "non-certification"),
    # Each request has its own clause.
    ("Boots: Upheld", "The request for yoga was modified. The request for boots was denied.", "denied", "denied"),
    (YOGA, "The request for yoga was modified. The request for boots was denied.", "modified", "modified"),
    (
        YOGA,
        "UR denied a request for boots and partially approved a request for yoga.",
        "modified",
        "partially approved",
    ),
    (YOGA, "The request for boots was modified. The request for opium was denied.", None, None),
    # What tells of the worker.
    (YOGA, "The worker denied any numbness and asked for a request form.", None, None),
    (YOGA, "The request form says that modified duty goes on.", None, None),
    (YOGA, "The worker hurt a knee.", None, None),
)


@pytest.mark.parametrize(("heading", "summary", "decision", "proof"), UR)
def test_what_utilization_review_decided(heading: str, summary: str, decision: str | None, proof: str | None) -> None:
    issue = _issue(heading, NOT_NECESSARY, summary)
    assert _told(issue, summary) == decision
    places = issue.proofs.evidence.get("/issues/0/utilization_review_decision", [])
    assert [place.quote for place in places] == ([proof] if proof else [])


def test_the_rationale_may_tell_what_utilization_review_decided() -> None:
    summary = "A request was denied."
    issue = _issue(YOGA, f"Utilization Review modified the request for yoga. {NOT_NECESSARY}", summary)
    assert _told(issue, summary) == "modified"
