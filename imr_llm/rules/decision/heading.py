"""The decision of an issue, and whether the other places of the letter that state it say the same.

A decision stated twice must agree or is disputed: nothing picks a winner.
"""

from collections.abc import Sequence

from imr_llm.letter.forms import decision_word
from imr_llm.letter.model import CleanText, IssueSection, Sections
from imr_llm.record.codes import Decision
from imr_llm.record.facts import Issue
from imr_llm.record.model import ISSUES
from imr_llm.rules.decision.closing_sentence import closing_decision
from imr_llm.rules.decision.rationale import Decided, decision_on
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.headings import Heading
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# The outcome of the whole, as cover letters since 2014 announce it.
_ANNOUNCED = linear(rb"final determination ?: ?(?:(partial\w*(?: |-)?\w*)|(uph[eo]ld)|(overturn(?:ed)?))\b")


def read_decision(
    clean: CleanText,
    heading: Heading,
    section: IssueSection,
    pointer: str,
    proofs: Proofs,
    others: Sequence[Span] = (),
) -> Decision | None:
    """The decision that the form's own place for it prints, held against every other. A difference is a doubt.

    `others`: the headings of the issues that share the rationale.
    """
    where = f"{pointer}/decision"
    if section.decided_by == "rationale":
        found = decision_on(clean, section.rationale, heading.treatment, others) if section.rationale else None
        return _decided_in_rationale(found, where, proofs)
    word = heading.decision_word
    if word is None:
        proofs.doubt(where, "not_readable", "the heading does not end with Upheld or Overturned, nor state a decision")
        return None
    if heading.decision is None:
        proofs.doubt(where, "not_readable", "the decision of the heading is qualified by the words around it")
        return None
    proofs.add(where, word.word)
    if heading.decision_words > 1:
        proofs.doubt(where, "suspicious", "the heading has more than one decision word; the last one was taken")
    for place in section.restatements:
        _hold_against_restatement(clean, place, heading.decision, where, proofs)
    closing = closing_decision(clean, section.rationale) if section.rationale else None
    if closing:
        verdict = proofs.hold_against(where, "closing_sentence", heading.decision, closing[0])
        if verdict == "disagree":
            proofs.doubt(
                where,
                "disputed",
                f"the heading says {heading.decision}, the closing sentence of the rationale reads as {closing[0]}",
            )
    return heading.decision


def _hold_against_restatement(clean: CleanText, place: Span, decision: Decision, where: str, proofs: Proofs) -> None:
    again = decision_word.in_sentence(clean.lower, place)
    said = again.decision if again and again.clear else None
    if again and said == decision:
        proofs.add(where, again.word)
    if proofs.hold_against(where, "restatement", decision, said) == "disagree":
        other = f"says {said}" if said else "cannot be read"
        proofs.doubt(where, "disputed", f"the letter states this decision twice: once {decision}, and once it {other}")


def _decided_in_rationale(found: Decided | None, where: str, proofs: Proofs) -> Decision | None:
    """The decision of a form that states it in the rationale alone, where the reviewer's own words are plain."""
    if found is None or found.decision is None:
        proofs.doubt(where, "not_readable", "no sentence of the rationale plainly decides on this treatment")
        return None
    proofs.add(where, found.span)
    if found.contradicted:
        proofs.doubt(where, "disputed", "sentences of the rationale decide on this treatment in different ways")
    return found.decision


def check_announcement(clean: CleanText, sections: Sections, issues: Sequence[Issue], proofs: Proofs) -> None:
    """Hold the outcome that a cover letter announces against the decisions. A difference is a doubt of each."""
    match = _ANNOUNCED.search(clean.lower, *sections.announcement) if sections.announcement else None
    if match is None:
        return
    decisions = {issue.decision for issue in issues if issue.decision}
    if match.group(1):
        if len(decisions) == 1 and all(issue.decision for issue in issues):
            # With one treatment too: the others were cut off, or stand in its heading.
            why = "the cover letter says that some treatments were found necessary and some not; here all are alike"
            proofs.doubt(ISSUES, "disputed", why)
        return
    announced: Decision = "upheld" if match.group(2) else "overturned"
    for index, issue in enumerate(issues):
        if issue.decision:
            where = f"/issues/{index}/decision"
            if proofs.hold_against(where, "restatement", issue.decision, announced) == "disagree":
                why = f"the cover letter says {announced} of the whole, this decision is {issue.decision}"
                proofs.doubt(where, "disputed", why)
