"""The decision of an issue, and whether the closing sentence of its rationale says the same."""

from imr_llm.letter.model import CleanText, Span
from imr_llm.record.codes import Decision
from imr_llm.rules.closings import closing_decision
from imr_llm.rules.headings import Heading
from imr_llm.rules.proofs import Proofs


def read_decision(
    clean: CleanText, heading: Heading, rationale: Span | None, pointer: str, proofs: Proofs
) -> Decision | None:
    """The decision that the heading prints, held against the closing sentence. A difference is a doubt, not a guess."""
    where = f"{pointer}/decision"
    word = heading.decision_word
    if word is None:
        proofs.doubt(where, "not_readable", "the heading does not end with Upheld or Overturned")
        return None
    if heading.decision is None:
        proofs.doubt(where, "not_readable", "the decision word of the heading is qualified by the words before it")
        return None
    proofs.add(where, word.word)
    if heading.decision_words > 1:
        proofs.doubt(where, "suspicious", "the heading has more than one decision word; the last one was taken")
    closing = closing_decision(clean, rationale) if rationale else None
    if closing:
        verdict = proofs.hold_against(where, "closing_sentence", heading.decision, closing[0])
        if verdict == "disagree":
            proofs.doubt(
                where,
                "disputed",
                f"the heading says {heading.decision}, the closing sentence of the rationale reads as {closing[0]}",
            )
    return heading.decision
