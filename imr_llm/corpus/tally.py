"""Counts over a corpus, gathered in one pass; memory grows with the number of names, not of letters."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from imr_llm.corpus.rates import Share
from imr_llm.corpus.rows import CitationRow, IssueRow, RecordRow
from imr_llm.record.codes import SUBCATEGORIES, Category, Decision, Outcome
from imr_llm.record.fields import field_of
from imr_llm.record.model import ISSUES

ADMINISTRATOR, REVIEWER = "administrator", "reviewer"
# Letters without a decision date, which public texts of 2014 have lost.
UNDATED = None
# What a letter is asked for, to show how often it says it.
STATED = (
    "case number", "date assigned", "decision date", "utilization review date", "date of injury",
    "reviewer's specialty", "worker's age", "worker's sex", "diagnoses",
)  # fmt: skip


@dataclass
class Tally:
    """The counts. Letters are counted once by content, whatever their names.

    `months`: outcomes by the month of the decision; `years`, `kinds`, `specialties`: overturned issues by that;
    `reasons`: by outcome of the issue; `guidelines`: by side; `reviewed`: letters with a doubt, by field.
    """

    letters: int = 0
    repeated: int = 0
    issues: int = 0
    first: date | None = None
    last: date | None = None
    overall: Share = field(default_factory=Share)
    outcomes: Counter[Outcome | None] = field(default_factory=Counter)
    months: dict[date | None, Counter[Outcome | None]] = field(default_factory=lambda: defaultdict(Counter))
    month_shares: dict[date, Share] = field(default_factory=lambda: defaultdict(Share))
    kinds: dict[tuple[str, str | None], Share] = field(default_factory=lambda: defaultdict(Share))
    specialties: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    guidelines: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    uncited: Counter[str] = field(default_factory=Counter)
    medicines: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    reviewed: Counter[str] = field(default_factory=Counter)
    with_doubt: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    decisions: Counter[Decision | None] = field(default_factory=Counter)


def tally(rows: Iterable[RecordRow]) -> Tally:
    """Count every letter once, by the hash of its file."""
    counts = Tally()
    seen: set[int] = set()
    for row in rows:
        # Sixteen hexadecimal digits: two million letters share one with a chance of one in ten million.
        content = int(row.letter.sha256[:16], 16)
        if content in seen:
            counts.repeated += 1
            continue
        seen.add(content)
        _add(counts, row)
    return counts


def _add(counts: Tally, row: RecordRow) -> None:
    counts.letters += 1
    counts.issues += len(row.issues)
    counts.forms[row.letter.form] += 1
    counts.outcomes[row.outcome] += 1
    decisions = [issue.decision for issue in row.issues]
    counts.decisions.update(decisions)
    counts.overall.add(decisions)
    decided = row.case.decision_date
    month = decided.replace(day=1) if decided else UNDATED
    counts.months[month][row.outcome] += 1
    if decided and month:
        counts.month_shares[month].add(decisions)
        counts.first = min(counts.first or decided, decided)
        counts.last = max(counts.last or decided, decided)
    for name in set(row.reviewer.board_certifications):
        counts.specialties[name].add(decisions)
    _add_kinds(counts, row.issues)
    for issue in row.issues:
        _add_issue(counts, issue)
    _add_quality(counts, row)


def _add_kinds(counts: Tally, issues: tuple[IssueRow, ...]) -> None:
    kinds: defaultdict[tuple[str, str | None], list[IssueRow]] = defaultdict(list)
    medicines: defaultdict[str, list[IssueRow]] = defaultdict(list)
    for issue in issues:
        if issue.category:
            kinds[issue.category, None].append(issue)
        if issue.category and issue.subcategory:
            kinds[issue.category, issue.subcategory].append(issue)
        if issue.medication:
            medicines[issue.medication.name.capitalize()].append(issue)
    for kind, same in kinds.items():
        counts.kinds[kind].add(issue.decision for issue in same)
    for name, same in medicines.items():
        counts.medicines[name].add(issue.decision for issue in same)


def _add_issue(counts: Tally, issue: IssueRow) -> None:
    if issue.decision:
        counts.reasons[issue.decision].update(set(issue.reasons))
    for side, citations in (
        (ADMINISTRATOR, issue.claims_administrator_citations),
        (REVIEWER, issue.reviewer_citations),
    ):
        names = set(_guidelines(citations))
        counts.guidelines[side].update(names)
        if not names:
            counts.uncited[side] += 1


def _guidelines(citations: tuple[CitationRow, ...]) -> Iterator[str]:
    """The source, and its guideline where the source is more than one book."""
    for citation in citations:
        if citation.source == "MTUS" and citation.guideline:
            yield f"MTUS: {citation.guideline}"
        else:
            yield {"other": "Other sources", "ODG": "Official Disability Guidelines (ODG)"}.get(
                citation.source, citation.source
            )


def _add_quality(counts: Tally, row: RecordRow) -> None:
    counts.with_doubt += bool(row.needs_review)
    counts.reviewed.update({_field_name(item.field) for item in row.needs_review})
    found = (
        row.case.case_number, row.case.date_assigned, row.case.decision_date, row.case.utilization_review_date,
        row.injury.start_date, row.reviewer.board_certifications, row.worker.age_years, row.worker.sex, row.diagnoses,
    )  # fmt: skip
    counts.stated.update(name for name, value in zip(STATED, found, strict=True) if value)


def _field_name(pointer: str) -> str:
    known = field_of(pointer)
    if known:
        return known.label
    return "the list of treatments" if pointer.startswith(ISSUES) else "the letter as a whole"


def kinds_in_order(counts: Tally) -> Iterator[tuple[Category, str | None]]:
    """Categories with their subcategories below them, in the Division's order, those that occur."""
    for category in get_args(Category):
        if (category, None) in counts.kinds:
            yield category, None
            yield from ((category, code) for code in SUBCATEGORIES[category] if (category, code) in counts.kinds)
