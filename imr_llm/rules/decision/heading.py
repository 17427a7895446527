"""The decision of an issue, and whether the other places of the letter that state it say the same.

A decision stated twice must agree or is disputed: nothing picks a winner.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from imr_llm.letter.forms import decision_word
from imr_llm.letter.model import CleanText, IssueSection, Sections
from imr_llm.record.codes import Decision
from imr_llm.record.facts import Issue
from imr_llm.record.model import ISSUES
from imr_llm.rules.decision.agreement import check_closing
from imr_llm.rules.decision.closing_sentence import closing_decision
from imr_llm.rules.decision.rationale import Decided, decision_on
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.headings import Heading
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_NOW = linear(rb"\b(?:is|are|was|were) (?:now|noted|most)\b")
# The outcome of the whole on a line of its own, as cover letters since 2014 announce it.
_ANNOUNCED = linear(
    rb"(?:^|\n)[^a-z\n]{0,6}(?:final |imr |our |the )*(?:determination|decision|outcome|result|disposition)s? ?"
    rb"(?:is|was|:|=|-) ?(?:to )?(partial[a-z -]{0,30}|in part|uph[eo]ld|overturn(?:ed)?|affirm(?:ed)?|reversed?"
    rb"|approved|granted|denied|non-?certified|certified)\b()"
)
# The same in a sentence.
_SAID_OF_ALL = linear(
    rb"\b(?:reviewer|maximus|we|imr|director|division|organization)\b[^.\n]{0,60}?\b(?:has|have|had|hereby)? ?"
    rb"(partially )?(uph[eo]lds?|overturn(?:s|ed)?|affirm(?:s|ed)?|reverse[sd]?) (?:the|all|your|this|that|each)\b"
    rb"[^.\n]{0,60}\b(?:denial|decision|refusal|non-?certification|determination|modification)"
)
# Any word on a cover that would be an outcome.
_HINTED = linear(
    rb"\b(?:(uph[eo]ld|affirm(?:ed)?|not medically necessary|none of [^.\n]{0,60}medically necessary"
    rb"|(?:does not have to|need not|is not required to) (?:provide|pay|authorize|approve)\w*)"
    rb"|(?:overturn(?:ed)?|reversed?|(?:is|are|was|were) medically necessary"
    rb"|(?:must|shall|is required to) (?:provide|pay|authorize|approve)\w*))\b"
)
_EXPLAINS = linear(rb"\b(?:upheld|overturned|uphold|overturn)[\"']? (?:means|signifies|denotes)\b")
_STAYS = (b"uph", b"affirm", b"denied", b"non")
_BY_REVIEW = linear(rb"\b(?:utilization reviewer|claims administrator|insurer)\b")


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
        return _decided_in_rationale(clean, found, where, proofs)
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
    check_closing(clean, section, heading.decision, closing, where, proofs)
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


def _decided_in_rationale(clean: CleanText, found: Decided | None, where: str, proofs: Proofs) -> Decision | None:
    """The decision of a form that states it in the rationale alone, where the reviewer's own words are plain."""
    if found is None or found.decision is None:
        proofs.doubt(where, "not_readable", "no sentence of the rationale plainly decides on this treatment")
        return None
    proofs.add(where, found.span)
    if found.decision == "overturned" and _NOW.search(clean.lower, *_around(clean, found.span)):
        proofs.doubt(where, "disputed", "one letter parts this decision from its opposite: now, not")
    if found.contradicted:
        proofs.doubt(where, "disputed", "sentences of the rationale decide on this treatment in different ways")
    return found.decision


def _around(clean: CleanText, span: Span) -> Span:
    return Span(max(0, span.start - 12), min(len(clean.text), span.end + 2))


def check_announcement(clean: CleanText, sections: Sections, issues: Sequence[Issue], proofs: Proofs) -> None:
    """Hold the outcomes that the letter announces of the whole against the decisions. A difference is a doubt of each.

    They stand on its cover, in a line of their own or a sentence, or behind the last reasons.
    """
    decided = [issue.decision for issue in issues if issue.decision]
    for announced in _announced(clean, sections):
        if announced == "partial":
            if len(set(decided)) == 1 and len(decided) == len(issues):
                # With one treatment too: the others were cut off, or stand in its heading.
                why = "the letter announces that some treatments are necessary and some not; here all are alike"
                proofs.doubt(ISSUES, "disputed", why)
            continue
        for index, issue in enumerate(issues):
            where = f"{ISSUES}/{index}/decision"
            if issue.decision and proofs.hold_against(where, "restatement", issue.decision, announced) == "disagree":
                why = f"the letter announces {announced} of the whole, this decision is {issue.decision}"
                proofs.doubt(where, "disputed", why)
    _check_hints(clean, sections, decided, proofs)


def _check_hints(clean: CleanText, sections: Sections, decided: Sequence[Decision], proofs: Proofs) -> None:
    """Doubt the whole where its cover speaks of one outcome alone, in whatever words, and no treatment has it."""
    starts = [span.start for span in (sections.determination, sections.case_summary) if span]
    starts += [issue.heading.start for issue in sections.issues]
    starts += [place.start for issue in sections.issues for place in issue.restatements]
    front = clean.lower[: min(starts, default=0)]
    # A legend that says what the words mean announces nothing.
    found = [match for line in front.split(b"\n") if not _EXPLAINS.search(line) for match in _HINTED.finditer(line)]
    hinted: set[Decision] = {"upheld" if match.group(1) else "overturned" for match in found}
    if len(set(decided)) == 1 and hinted - set(decided):
        proofs.doubt(ISSUES, "disputed", "what stands above the decisions speaks of another outcome than they have")


def _announced(clean: CleanText, sections: Sections) -> Iterator[Decision | Literal["partial"]]:
    """The outcomes of the whole as announced, each place once."""
    first = sections.issues[0].heading.start if sections.issues else len(clean.text)
    # What the case summary tells is what utilization review decided.
    front = min(first, sections.case_summary.start if sections.case_summary else first)
    last = sections.issues[-1].rationale if sections.issues else None
    places = [Span(0, front), *([Span(last.end, len(clean.text))] if last else [])]
    for place in places:
        for pattern in (_ANNOUNCED, _SAID_OF_ALL):
            for match in pattern.finditer(clean.lower, *place):
                word = match.group(1) or match.group(2) or b""
                if word.startswith((b"partial", b"in part", b"some")):
                    yield "partial"
                elif _BY_REVIEW.search(match.group()) is None:
                    yield "upheld" if word.startswith(_STAYS) else "overturned"
