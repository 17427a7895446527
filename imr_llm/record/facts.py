"""What a letter says: plain values, no proof. The same shape as a hand-made label."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from imr_llm.record.codes import (
    Category,
    Decision,
    Priority,
    Reason,
    Region,
    Sex,
    Side,
    Source,
    Subcategory,
    UtilizationReviewDecision,
)


class Frozen(BaseModel):
    """Base of everything that passes between modules: immutable, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Case(Frozen):
    """The front page. Dates are calendar dates; null where the letter does not state one."""

    case_number: str | None = None
    date_assigned: date | None = None
    decision_date: date | None = None
    utilization_review_date: date | None = None
    application_received_date: date | None = None
    priority: Priority | None = None


class Reviewer(Frozen):
    """The physician reviewer, whose name the law keeps confidential (Labor Code 4610.6(f))."""

    board_certifications: tuple[str, ...] = ()
    subspecialties: tuple[str, ...] = ()
    licensed_in: tuple[str, ...] = ()


class Worker(Frozen):
    """The injured worker, as far as the letter describes them."""

    age_years: int | None = None
    sex: Sex | None = None
    occupation: str | None = None


class Injury(Frozen):
    """`end_date` is filled only for a range; `mechanism` is the letter's own words."""

    start_date: date | None = None
    end_date: date | None = None
    mechanism: str | None = None


class Range(Frozen):
    """A count as stated: "6" is 6 to 6, "4-6" is 4 to 6. Never multiplied out."""

    minimum: int
    maximum: int


class BodyRegion(Frozen):
    """A part of the body named in the treatment, with its side where one is named."""

    region: Region
    side: Side | None = None


class Medication(Frozen):
    """A medicine as written; `count` is the number after # or "quantity"."""

    name: str
    strength: str | None = None
    form: str | None = None
    count: int | None = None
    refills: int | None = None


class Citation(Frozen):
    """One guideline named on a guideline line."""

    source: Source
    guideline: str | None = None
    year: int | None = None
    topic: str | None = None
    pages: str | None = None


class PlainWords(Frozen):
    """A ground told to the worker in one or two plain sentences a language; null where nobody has told it."""

    en: str | None = None
    es: str | None = None


class Ground(Frozen):
    """A fact about this worker, request or record on which the reviewer rests the decision.

    `quote`: the words of the rationale that prove it, with their negation. `code`: null where no code is surely true of
    it. `needed`: what counted against the request by its absence, in the letter's words.
    """

    code: Reason | None = None
    quote: str
    needed: str | None = None
    plain: PlainWords = PlainWords()


class Component(Frozen):
    """One treatment of a heading that names several under one decision: its words, kind and parts of the body."""

    words: str
    category: Category | None = None
    subcategory: Subcategory | None = None
    body_regions: tuple[BodyRegion, ...] = ()


class Issue(Frozen):
    """One disputed treatment with its decision.

    `grounds`: why, the weightiest first; `reasons` are their codes. `smaller_amount`: what the reviewer's own rationale
    would support instead. `contradiction`: where the letter defeats itself, in a plain English sentence. `components`:
    two or more where the heading names several treatments, else none. `heading`, `utilization_review_decision` and
    `rationale` stand in a record and not in a label.
    """

    number: int
    treatment: str | None = None
    original_request: str | None = None
    authorized_portion: str | None = None
    retrospective: bool = False
    category: Category | None = None
    subcategory: Subcategory | None = None
    body_regions: tuple[BodyRegion, ...] = ()
    medication: Medication | None = None
    sessions: Range | None = None
    per_week: Range | None = None
    weeks: Range | None = None
    decision: Decision | None = None
    claims_administrator_citations: tuple[Citation, ...] = ()
    reviewer_citations: tuple[Citation, ...] = ()
    reasons: tuple[Reason, ...] = ()
    grounds: tuple[Ground, ...] = ()
    smaller_amount: str | None = None
    contradiction: str | None = None
    components: tuple[Component, ...] = ()
    safety_notice: str | None = None
    heading: str | None = None
    utilization_review_decision: UtilizationReviewDecision | None = None
    rationale: str | None = None


class Facts(Frozen):
    """Everything that one reader found in one letter."""

    case: Case = Case()
    reviewer: Reviewer = Reviewer()
    worker: Worker = Worker()
    injury: Injury = Injury()
    diagnoses: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
