"""The record of one letter: facts, the words that prove them, and a verdict on itself."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from imr_llm.record.codes import Outcome
from imr_llm.record.facts import Case, Facts, Frozen, Injury, Issue, Reviewer, Worker

SCHEMA_VERSION: Literal["1"] = "1"
# A name and no address: the schema is what `imr-llm schema` prints.
_SCHEMA_ID = f"urn:imr-llm:record:{SCHEMA_VERSION}"
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

    quote: Annotated[str, Field(description="Words of the letter, with the spaces of the cleaned text.")]
    start: Annotated[int, Field(description="Where they begin in the cleaned text, in characters.")]
    end: Annotated[int, Field(description="Where they end.")]
    page: Annotated[int, Field(description="The page that they stand on, from 1.")]
    by: Annotated[Reader, Field(description="Which reader found them.")] = "rules"
    match: Annotated[
        Match,
        Field(
            description="exact: as in the letter; close: but for spaces and signs; absent: there is nothing to quote."
        ),
    ] = "exact"


class Check(Frozen):
    """Two statements of one fact held against each other.

    `against` says what the rules' value was compared with: the LLM's answer, the narrative, the closing sentence of the
    rationale, or the same thing said again. `close` is the same in other words. `llm` carries the LLM's value;
    `elsewhere` the other place's value.
    """

    field: str = Field(description="A JSON Pointer into the record.")
    verdict: Verdict = Field(description="How the two statements go together.")
    against: Against = Field(default="llm", description="What the rules' value was compared with.")
    rules: Any = Field(default=None, description="The rules' value.")
    llm: Any = Field(default=None, description="The LLM's value.")
    elsewhere: Any = Field(default=None, description="The other place's value.")


class ReviewItem(Frozen):
    """A field that a person must look at, and why. `field` is a JSON Pointer into the record ("" is the whole letter).

    `state`: the field is disputed (two statements differ), not_readable (the place is there, its value is not),
    missing (a part that every letter has is not there), or suspicious (the letter looks tampered with).
    """

    field: str = Field(description='A JSON Pointer into the record; "" is the whole letter.')
    state: State = Field(description="What kind of doubt it is.")
    why: str = Field(description="The doubt, in words.")


class Ocr(Frozen):
    """How pages that are pictures were read: by which program, which pages, with what mean confidence (0 to 1)."""

    engine: str = Field(description="The program and its version.")
    pages: tuple[int, ...] = Field(description="The pages that were pictures, from 1.")
    confidence: float = Field(description="The mean confidence of their words, 0 to 1.")


def _is_null(value: object) -> bool:
    return value is None


class LetterInfo(Frozen):
    """`characters` counts the cleaned text; `pages` what the file, or the page marks left in a text, show.

    `ocr` is there only when some pages were read from pictures.
    """

    id: str = Field(description="The name of the file without its ending.")
    sha256: str = Field(description="The hash of the file's bytes, in hexadecimal.")
    pages: int = Field(description="How many pages the file has, or the page marks left in a text show.")
    characters: int = Field(description="The length of the cleaned text.")
    form: str = Field(description="The form of the letter (docs/architecture.md), A to F.")
    ocr: Ocr | None = Field(
        default=None,
        exclude_if=_is_null,
        description="How pages that are pictures were read; only there when some were.",
    )


class Provenance(Frozen):
    """What made the record. `attempts` and tokens sum every request sent for this letter."""

    imr_llm: str = Field(description="The version of the program.")
    rules: str = Field(description="The version of the rules.")
    prompt: str | None = Field(default=None, description="The prompts that were put, with their versions.")
    # "schema" is the contract's word; the attribute has another name because pydantic models have a `schema` method.
    response_schema: str | None = Field(
        default=None,
        alias="schema",
        serialization_alias="schema",
        description="The hashes of the schemas of the answers.",
    )
    model: str | None = Field(
        default=None, description="The LLM's name at its endpoint; null where the rules read alone."
    )
    cache: Literal["hit", "miss", "off"] = Field(default="off", description="Whether the answers came from the cache.")
    attempts: int = Field(default=0, description="How many requests were sent.")
    prompt_tokens: int = Field(default=0, description="Tokens sent.")
    completion_tokens: int = Field(default=0, description="Tokens answered.")


class Reading(Frozen):
    """What one reader made of one letter."""

    by: Reader
    facts: Facts
    evidence: dict[str, tuple[Evidence, ...]] = {}
    checks: tuple[Check, ...] = ()
    needs_review: tuple[ReviewItem, ...] = ()


class LetterRecord(Frozen):
    """The contract: what `imr-llm extract` prints for a letter."""

    schema_version: Literal["1"] = Field(
        default=SCHEMA_VERSION, description="Of this schema; another one may name or shape things otherwise."
    )
    letter: LetterInfo = Field(description="The file.")
    outcome: Outcome | None = Field(
        description="Who won: of all treatments together; null where any decision is in doubt."
    )
    case: Case = Field(description="The front page.")
    reviewer: Reviewer = Field(description="The physician reviewer.")
    worker: Worker = Field(description="The injured worker.")
    injury: Injury = Field(description="The injury.")
    diagnoses: tuple[str, ...] = Field(description="The diagnoses of the case, in the letter's words.")
    issues: tuple[Issue, ...] = Field(description="The disputed treatments, in the letter's order.")
    evidence: dict[str, tuple[Evidence, ...]] = Field(
        description="The words that prove each value, by its JSON Pointer."
    )
    checks: tuple[Check, ...] = Field(default=(), description="Statements of one fact held against each other.")
    needs_review: tuple[ReviewItem, ...] = Field(default=(), description="What a person must look at, and why.")
    provenance: Provenance = Field(description="What made the record.")

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

    @staticmethod
    def schema_document() -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of a record as it is printed."""
        made = LetterRecord.model_json_schema(by_alias=True, mode="serialization")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _SCHEMA_ID, **made}

    def to_json(self, indent: int | None = 2) -> str:
        """The record as the contract's JSON."""
        return self.model_dump_json(indent=indent, by_alias=True)
