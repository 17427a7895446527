"""The record of one letter: facts, the words that prove them, and a verdict on itself."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from imr_llm.record.codes import Outcome
from imr_llm.record.facts import Case, Facts, Frozen, Injury, Issue, Reviewer, Worker

SCHEMA_VERSION: Literal["1"] = "1"
# The list of treatments as a whole: a doubt here means that some may be missing, and no outcome is told.
ISSUES = "/issues"

Reader = Literal["rules", "llm"]
Match = Literal["exact", "close", "absent"]
Verdict = Literal["agree", "close", "disagree", "rules_only", "llm_only", "ungrounded"]
Against = Literal["llm", "narrative", "closing_sentence", "restatement"]
State = Literal["disputed", "not_readable", "missing", "suspicious"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the letter that prove a fact: `quote` is `text[start:end]` of the cleaned text.

    A letter has a hundred of these, and building them is a good part of reading it: hence a plain dataclass.
    """

    quote: str
    start: int
    end: int
    page: int
    by: Reader = "rules"
    match: Match = "exact"


class Check(Frozen):
    """Two statements of one fact held against each other.

    `against` says what the rules' value was compared with: the LLM's answer, the narrative, the closing sentence of the
    rationale, or the same thing said again. `close` is the same in other words. `llm` carries the LLM's value;
    `elsewhere` the other place's value.
    """

    field: str
    verdict: Verdict
    against: Against = "llm"
    rules: Any = None
    llm: Any = None
    elsewhere: Any = None


class ReviewItem(Frozen):
    """A field that a person must look at, and why. `field` is a JSON Pointer into the record ("" is the whole letter).

    `state`: the field is disputed (two statements differ), not_readable (the place is there, its value is not),
    missing (a part that every letter has is not there), or suspicious (the letter looks tampered with).
    """

    field: str
    state: State
    why: str


class Ocr(Frozen):
    """How pages that are pictures were read: by which program, which pages, with what mean confidence (0 to 1)."""

    engine: str
    pages: tuple[int, ...]
    confidence: float


def _is_null(value: object) -> bool:
    return value is None


class LetterInfo(Frozen):
    """`characters` counts the cleaned text; `pages` what the file, or the page marks left in a text, show.

    `ocr` is there only when some pages were read from pictures.
    """

    id: str
    sha256: str
    pages: int
    characters: int
    form: str
    ocr: Ocr | None = Field(default=None, exclude_if=_is_null)


class Provenance(Frozen):
    """What made the record. `attempts` and tokens sum every request sent for this letter."""

    imr_llm: str
    rules: str
    prompt: str | None = None
    # "schema" is the contract's word; the attribute has another name because pydantic models have a `schema` method.
    response_schema: str | None = Field(default=None, alias="schema", serialization_alias="schema")
    model: str | None = None
    cache: Literal["hit", "miss", "off"] = "off"
    attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Reading(Frozen):
    """What one reader made of one letter."""

    by: Reader
    facts: Facts
    evidence: dict[str, tuple[Evidence, ...]] = {}
    checks: tuple[Check, ...] = ()
    needs_review: tuple[ReviewItem, ...] = ()


class LetterRecord(Frozen):
    """The contract: what `imr-llm extract` prints for a letter."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    letter: LetterInfo
    outcome: Outcome | None
    case: Case
    reviewer: Reviewer
    worker: Worker
    injury: Injury
    diagnoses: tuple[str, ...]
    issues: tuple[Issue, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    checks: tuple[Check, ...] = ()
    needs_review: tuple[ReviewItem, ...] = ()
    provenance: Provenance

    @property
    def doubted(self) -> frozenset[str]:
        """The pointers that a person must look at."""
        return frozenset(item.field for item in self.needs_review)

    def facts(self) -> Facts:
        """The plain facts, in the shape of a label."""
        return Facts(
            case=self.case,
            reviewer=self.reviewer,
            worker=self.worker,
            injury=self.injury,
            diagnoses=self.diagnoses,
            issues=self.issues,
        )

    def to_json(self, indent: int | None = 2) -> str:
        """The record as the contract's JSON."""
        return self.model_dump_json(indent=indent, by_alias=True)
