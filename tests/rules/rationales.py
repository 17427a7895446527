"""Rationales that the tests write, and the codes that are read from them."""

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter
from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.grounds import codes_of, read_grounds
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.treatments import Classified
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


def read_reasons(issue: IssueText, found: Classified | None) -> tuple[Reason, ...]:
    return codes_of(issue, read_grounds(issue, found))


def read_codes(rationale: str, decision: Decision | None = "upheld") -> list[Reason]:
    """The codes, each held against its proof; a ground without a code is proved all the same."""
    issue = written_issue(rationale, decision)
    grounds = read_grounds(issue, None)
    reasons = codes_of(issue, grounds)
    evidence = issue.proofs.evidence
    for index, ground in enumerate(grounds):
        (proof,) = evidence[f"/issues/0/grounds/{index}/quote"]
        assert issue.clean.text[proof.start : proof.end] == proof.quote == ground.quote
        assert proof.quote.strip()
    assert set(reasons) == {ground.code for ground in grounds if ground.code}
    for index, _ in enumerate(reasons):
        (proof,) = evidence[f"/issues/0/reasons/{index}"]
        assert proof.quote in {ground.quote for ground in grounds}
    return list(reasons)
