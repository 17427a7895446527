"""The records of a file, one after the other, with only what a picture of the corpus needs."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from imr_llm.errors import UsageError
from imr_llm.record.codes import Category, Decision, Outcome, Reason, Subcategory, UtilizationReviewDecision

RECORDS = "records.jsonl"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CitationRow(_Part):
    """One guideline named on a guideline line."""

    source: str
    guideline: str | None = None


class MedicationRow(_Part):
    """The medicine that a treatment asks for."""

    name: str


class IssueRow(_Part):
    """One disputed treatment."""

    treatment: str | None = None
    category: Category | None = None
    subcategory: Subcategory | None = None
    medication: MedicationRow | None = None
    decision: Decision | None = None
    utilization_review_decision: UtilizationReviewDecision | None = None
    reasons: tuple[Reason, ...] = ()
    claims_administrator_citations: tuple[CitationRow, ...] = ()
    reviewer_citations: tuple[CitationRow, ...] = ()


class CaseRow(_Part):
    """The front page."""

    case_number: str | None = None
    date_assigned: date | None = None
    decision_date: date | None = None
    utilization_review_date: date | None = None


class ReviewerRow(_Part):
    """The physician reviewer."""

    board_certifications: tuple[str, ...] = ()


class WorkerRow(_Part):
    """The injured worker, as far as the letter describes them."""

    age_years: int | None = None
    sex: str | None = None


class InjuryRow(_Part):
    """When the worker was hurt."""

    start_date: date | None = None


class LetterRow(_Part):
    """What the letter's file was."""

    sha256: str
    form: str


class ReviewRow(_Part):
    """A field that a person must look at."""

    field: str
    state: str


class RecordRow(_Part):
    """One record, without its evidence."""

    letter: LetterRow
    outcome: Outcome | None
    case: CaseRow
    reviewer: ReviewerRow
    worker: WorkerRow
    injury: InjuryRow
    diagnoses: tuple[str, ...]
    issues: tuple[IssueRow, ...]
    needs_review: tuple[ReviewRow, ...] = ()


def records_file(path: Path) -> Path:
    """The file of records: `path` itself, or `records.jsonl` in it. Raises UsageError where there is none."""
    found = path / RECORDS if path.is_dir() else path
    if not found.is_file():
        raise UsageError(f"{path}: no {RECORDS} here; name the OUTPUT folder of imr-llm batch, or a file of records")
    return found


def record_rows(path: Path) -> Iterator[RecordRow]:
    """Every record of a file, one a line. Raises UsageError that names the line which is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield RecordRow.model_validate_json(line)
            except ValidationError:
                raise UsageError(f"{path}: line {number} is no record of imr-llm; write the file anew") from None
