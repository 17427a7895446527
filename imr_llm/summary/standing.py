"""Who won each treatment, as far as the record is sure of it."""

from enum import StrEnum

from imr_llm.record.codes import Outcome
from imr_llm.record.model import LetterRecord, outcome_of


class Standing(StrEnum):
    """How one treatment ended for the worker."""

    WON = "won"
    LOST = "lost"
    UNCLEAR = "unclear"


def standings(record: LetterRecord) -> tuple[Standing, ...]:
    """One standing an issue. A decision that is null or that a person must look at is never taken for an answer."""
    doubted = {item.field for item in record.needs_review}
    return tuple(
        Standing.UNCLEAR
        if issue.decision is None or f"/issues/{index}/decision" in doubted
        else (Standing.WON if issue.decision == "overturned" else Standing.LOST)
        for index, issue in enumerate(record.issues)
    )


def settled_outcome(record: LetterRecord) -> Outcome | None:
    """The outcome that a summary may state: null when any decision, or which decisions there are, is in doubt."""
    if Standing.UNCLEAR in standings(record) or any(item.field == "/issues" for item in record.needs_review):
        return None
    return outcome_of(issue.decision for issue in record.issues)
