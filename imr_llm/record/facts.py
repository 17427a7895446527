"""What a letter says: plain values, no proof. The same shape as a hand-made label."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

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

    case_number: str | None = Field(default=None, description="The case number of the review organization, as printed.")
    date_assigned: date | None = Field(
        default=None, description="The day on which the review was assigned to the reviewer."
    )
    decision_date: date | None = Field(
        default=None, description="The date of the final determination. Time to appeal is counted from its mailing."
    )
    utilization_review_date: date | None = Field(
        default=None, description="The date of the utilization review decision that is disputed."
    )
    application_received_date: date | None = Field(
        default=None, description="The day on which the application for review was received."
    )
    priority: Priority | None = Field(default=None, description="Whether the review was regular or expedited.")


class Reviewer(Frozen):
    """The physician reviewer, whose name the law keeps confidential (Labor Code 4610.6(f))."""

    board_certifications: tuple[str, ...] = Field(
        default=(), description="The specialties that the reviewer is certified in, as printed."
    )
    subspecialties: tuple[str, ...] = Field(default=(), description="Subspecialties and certificates, as printed.")
    licensed_in: tuple[str, ...] = Field(default=(), description="The states that license the reviewer, as printed.")


class Worker(Frozen):
    """The injured worker, as far as the letter describes them."""

    age_years: int | None = Field(default=None, description="The age that the letter states, in years.")
    sex: Sex | None = Field(default=None, description="The sex that the letter states.")
    occupation: str | None = Field(default=None, description="The job, in the letter's words.")


class Injury(Frozen):
    """`end_date` is filled only for a range; `mechanism` is the letter's own words."""

    start_date: date | None = Field(default=None, description="The date of injury, or the first of a range.")
    end_date: date | None = Field(
        default=None, description="The last date of a range (cumulative trauma); null for a single date."
    )
    mechanism: str | None = Field(default=None, description="How it happened, in the letter's words.")


class Range(Frozen):
    """A count as stated: "6" is 6 to 6, "4-6" is 4 to 6. Never multiplied out."""

    minimum: int = Field(description="The least; equal to the most where one number is stated.")
    maximum: int = Field(description="The most.")


class BodyRegion(Frozen):
    """A part of the body named in the treatment, with its side where one is named."""

    region: Region = Field(description="The part of the body.")
    side: Side | None = Field(default=None, description="Its side; null where none is named.")


class Medication(Frozen):
    """A medicine as written; `count` is the number after # or "quantity"."""

    name: str = Field(description="The name, as written.")
    strength: str | None = Field(default=None, description="The strength, as written.")
    form: str | None = Field(default=None, description="Tablet, cream, patch and so on, as written.")
    count: int | None = Field(default=None, description='The number after # or "quantity".')
    refills: int | None = Field(default=None, description="How many refills.")


class Citation(Frozen):
    """One guideline named on a guideline line."""

    source: Source = Field(description="The body of guidelines: the MTUS, another one, or other.")
    guideline: str | None = Field(default=None, description="The guideline's name, as printed.")
    year: int | None = Field(default=None, description="Its year, where printed.")
    topic: str | None = Field(default=None, description="The chapter or topic, as printed.")
    pages: str | None = Field(default=None, description="The pages, as printed.")


class PlainWords(Frozen):
    """A ground told to the worker in one or two plain sentences a language; null where nobody has told it."""

    en: str | None = Field(default=None, description="In English; null where nobody has told it.")
    es: str | None = Field(default=None, description="In Spanish; null where nobody has told it.")


class Ground(Frozen):
    """A fact about this worker, request or record on which the reviewer rests the decision.

    `quote`: the words of the rationale that prove it, with their negation. `code`: null where no code is surely true of
    it. `needed`: what counted against the request by its absence, in the letter's words.
    """

    code: Reason | None = Field(
        default=None, description="What kind of reason it is; null where no code is surely true of it."
    )
    quote: str = Field(description="The words of the rationale that prove it, with their negation.")
    needed: str | None = Field(
        default=None, description="What counted against the request by its absence, in the letter's words."
    )
    plain: PlainWords = Field(default=PlainWords(), description="The ground in plain sentences to the worker.")


class Component(Frozen):
    """One treatment of a heading that names several under one decision: its words, kind and parts of the body."""

    words: str = Field(description="Its words in the heading.")
    category: Category | None = Field(default=None, description="The kind of treatment.")
    subcategory: Subcategory | None = Field(default=None, description="The kind within the category.")
    body_regions: tuple[BodyRegion, ...] = Field(default=(), description="The parts of the body that it names.")


class Issue(Frozen):
    """One disputed treatment with its decision.

    `grounds`: why, the weightiest first; `reasons` are their codes. `smaller_amount`: what the reviewer's own rationale
    would support instead. `contradiction`: where the letter defeats itself, in a plain English sentence. `components`:
    two or more where the heading names several treatments, else none. `heading`, `utilization_review_decision` and
    `rationale` stand in a record and not in a label.
    """

    number: int = Field(description="The place of the treatment in the letter, from 1.")
    treatment: str | None = Field(default=None, description="What is disputed, in the letter's words.")
    original_request: str | None = Field(
        default=None, description="What was first asked for, where the letter tells it apart from what is disputed."
    )
    authorized_portion: str | None = Field(
        default=None, description="What the claims administrator had already authorized of it."
    )
    retrospective: bool = Field(default=False, description="Whether the treatment had already been given.")
    category: Category | None = Field(default=None, description="The kind of treatment.")
    subcategory: Subcategory | None = Field(default=None, description="The kind within the category.")
    body_regions: tuple[BodyRegion, ...] = Field(
        default=(), description="The parts of the body that the treatment names."
    )
    medication: Medication | None = Field(default=None, description="The medicine, where the treatment is one.")
    sessions: Range | None = Field(default=None, description="How many visits or sessions are disputed.")
    per_week: Range | None = Field(default=None, description="How many times a week.")
    weeks: Range | None = Field(default=None, description="For how many weeks.")
    decision: Decision | None = Field(
        default=None,
        description="upheld: the refusal stands; overturned: it must be given; null: the letter does not settle it.",
    )
    claims_administrator_citations: tuple[Citation, ...] = Field(
        default=(), description="The guidelines that the claims administrator relied on."
    )
    reviewer_citations: tuple[Citation, ...] = Field(
        default=(), description="The guidelines that the reviewer relied on."
    )
    reasons: tuple[Reason, ...] = Field(default=(), description="Why, as codes: those of the grounds.")
    grounds: tuple[Ground, ...] = Field(
        default=(), description="Why, each with the words that prove it, the weightiest first."
    )
    smaller_amount: str | None = Field(
        default=None, description="What the reviewer's own rationale would support instead, in its words."
    )
    contradiction: str | None = Field(
        default=None, description="Where the letter defeats itself, in a plain English sentence."
    )
    components: tuple[Component, ...] = Field(
        default=(), description="The treatments of a heading that names several; else none."
    )
    safety_notice: str | None = Field(
        default=None, description="The reviewer's warning not to stop a medicine at once, in the letter's words."
    )
    heading: str | None = Field(default=None, description="The line under which the letter decides this treatment.")
    utilization_review_decision: UtilizationReviewDecision | None = Field(
        default=None, description="What utilization review had decided."
    )
    rationale: str | None = Field(default=None, description="The reviewer's reasoning, in the letter's words.")


class Facts(Frozen):
    """Everything that one reader found in one letter."""

    case: Case = Field(default=Case(), description="The front page.")
    reviewer: Reviewer = Field(default=Reviewer(), description="The physician reviewer.")
    worker: Worker = Field(default=Worker(), description="The injured worker.")
    injury: Injury = Field(default=Injury(), description="The injury.")
    diagnoses: tuple[str, ...] = Field(default=(), description="The diagnoses of the case, in the letter's words.")
    issues: tuple[Issue, ...] = Field(default=(), description="The disputed treatments, in the letter's order.")
