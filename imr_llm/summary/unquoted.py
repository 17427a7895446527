"""The record as a summary needs it where the letter's own words cannot be quoted."""

from imr_llm.record.model import LetterRecord


def without_words(record: LetterRecord) -> LetterRecord:
    """The record without the names, reasons and parts of guidelines that are the letter's own words.

    Whoever may write into a letter may also write words that a summary must not repeat: a telephone number, a link, a
    claim of who won. What is decided and what is in doubt stays.
    """
    issues = tuple(
        issue.model_copy(
            update={
                "treatment": None,
                "original_request": None,
                "authorized_portion": None,
                "heading": None,
                "rationale": None,
                "grounds": (),
                "reviewer_citations": tuple(
                    citation.model_copy(update={"guideline": None, "topic": None})
                    for citation in issue.reviewer_citations
                ),
            }
        )
        for issue in record.issues
    )
    evidence = {place: proof for place, proof in record.evidence.items() if "/reasons/" not in place}
    return record.model_copy(update={"issues": issues, "evidence": evidence})
