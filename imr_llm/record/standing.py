"""Who won: the one owner of each treatment's and the case's outcome, as far as nothing of it is in doubt."""

from collections.abc import Iterable
from enum import StrEnum

from imr_llm.record.codes import Decision, Outcome
from imr_llm.record.facts import Issue
from imr_llm.record.model import ISSUES, LetterRecord, ReviewItem


class Standing(StrEnum):
    """How one treatment ended for the worker."""

    WON = "won"
    LOST = "lost"
    UNCLEAR = "unclear"


def standings(record: LetterRecord) -> tuple[Standing, ...]:
    """One standing an issue. A decision that is null or that a person must look at is never taken for an answer."""
    return standings_of(record.issues, record.needs_review)


def standings_of(issues: Iterable[Issue], needs_review: Iterable[ReviewItem]) -> tuple[Standing, ...]:
    """One standing an issue, of a reading that is no record yet."""
    doubted = {item.field for item in needs_review}
    return tuple(
        Standing.UNCLEAR
        if issue.decision is None or f"{ISSUES}/{index}/decision" in doubted or f"{ISSUES}/{index}" in doubted
        else (Standing.WON if issue.decision == "overturned" else Standing.LOST)
        for index, issue in enumerate(issues)
    )


def settled_outcome(issues: Iterable[Issue], needs_review: Iterable[ReviewItem]) -> Outcome | None:
    """The outcome that may be stated: null when any decision, or which decisions there are, is in doubt."""
    issues, needs_review = tuple(issues), tuple(needs_review)
    if any(item.field == ISSUES for item in needs_review):
        return None
    if Standing.UNCLEAR in standings_of(issues, needs_review):
        return None
    return outcome_of(issue.decision for issue in issues)


def outcome_of(decisions: Iterable[Decision | None]) -> Outcome | None:
    """The outcome of a case from its issues' decisions; null when there is none or one of them is unknown."""
    found = set(decisions)
    if not found or None in found:
        return None
    if len(found) > 1:
        return "partially_overturned"
    return "upheld" if found == {"upheld"} else "overturned"
