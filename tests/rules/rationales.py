"""Rationales that the tests write, and the codes that are read from them."""

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter
from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.reasons import read_reasons
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span

ENDINGS = {
    "upheld": "Therefore, the request is not medically necessary.",
    "overturned": "Therefore, the request is medically necessary.",
}


def written_issue(rationale: str, decision: Decision | None) -> IssueText:
    text = clean(Letter("written.txt", "", rationale))
    whole = Span(0, len(text.text))
    section = IssueSection(Span(0, 0), None, None, whole if rationale.strip() else None)
    return IssueText(text, section, Span(0, 0), decision, "/issues/0", Proofs(text))


def read_codes(rationale: str, decision: Decision | None = "upheld") -> list[Reason]:
    issue = written_issue(rationale, decision)
    reasons = read_reasons(issue, None)
    for index, _ in enumerate(reasons):
        (proof,) = issue.proofs.evidence[f"/issues/0/reasons/{index}"]
        assert issue.clean.text[proof.start : proof.end] == proof.quote
        assert proof.quote.strip()
    assert len(issue.proofs.evidence) == len(reasons)
    return list(reasons)
