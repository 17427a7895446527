"""What an endpoint is asked to answer: narrow, flat models that fit the strict mode of every endpoint.

Every property is required and no other is allowed; no keyword is used beyond types, enumerations and null. A fact comes
with the words of the letter that prove it. Facts that a letter does not state are left out of the lists, not filled.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from imr_llm.record.codes import SUBCATEGORIES, Category, Decision, Reason, Region, Side, Source, Subcategory
from imr_llm.record.fields import ASKED


@dataclass(frozen=True, slots=True)
class _Named:
    """The names that a fact may have, as the table of fields gives them; in the schema an enumeration."""

    of_issue: bool

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.literal_schema(fact_names(of_issue=self.of_issue))


def fact_names(*, of_issue: bool) -> list[str]:
    """The names of the facts that are asked about the letter, or about each issue."""
    return [name for name, asked in ASKED.items() if asked.field.of_issue is of_issue]


# A subcategory names its category, so one code says both; four categories have no subcategory.
Kind = Literal[Subcategory, "home_health", "programs", "transportation", "other"]


def _bare(schema: dict[str, Any]) -> None:
    """Leave out what is paid for in tokens and tells an endpoint nothing: titles of properties, our docstrings."""
    schema.pop("description", None)
    for described in schema.get("properties", {}).values():
        described.pop("title", None)


def _untitled(schema: dict[str, Any]) -> None:
    _bare(schema)
    schema.pop("title", None)


class Answered(BaseModel):
    """Base of the response models."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_bare)


class Part(Answered):
    """Base of what a response model is made of."""

    model_config = ConfigDict(json_schema_extra=_untitled)


class LetterFact(Part):
    """One fact about the whole letter; a field with several values (diagnosis) has one entry for each."""

    field: Annotated[str, _Named(of_issue=False)]
    value: str
    quote: str


class IssueFact(Part):
    """One fact of one disputed treatment."""

    field: Annotated[str, _Named(of_issue=True)]
    value: str
    quote: str


class RegionFact(Part):
    """A part of the body that the treatment names."""

    region: Region
    side: Side | None
    quote: str


class CitationFact(Part):
    """A guideline that one side cited."""

    by: Literal["claims_administrator", "reviewer"]
    source: Source
    guideline: str | None
    year: int | None
    topic: str | None
    pages: str | None
    quote: str


class ReasonFact(Part):
    """A ground of the reviewer."""

    code: Reason
    quote: str


class IssueAnswer(Part):
    """One disputed treatment. `heading`, copied with its decision, is the proof of `decision` and `kind`.

    `closing`: the deciding sentence of the rationale, for the forms whose headings only ask.
    """

    heading: str
    decision: Decision
    closing: str | None
    kind: Kind
    facts: list[IssueFact]
    body_regions: list[RegionFact]
    citations: list[CitationFact]
    reasons: list[ReasonFact]


class LetterAnswer(Answered):
    """The answer to `extract`."""

    facts: list[LetterFact]
    issues: list[IssueAnswer]


class RecheckedFact(Part):
    """The answer to one doubt; `value` and `quote` are null when the letter does not state the fact."""

    doubt: int
    value: str | None
    quote: str | None


class RecheckAnswer(Answered):
    """The answer to `recheck`."""

    settled: list[RecheckedFact]


class GroundFact(Part):
    """One ground: the words that prove it, and how it is told to the worker, a sentence an entry."""

    quote: str
    code: Reason
    plain_en: list[str]
    plain_es: list[str]
    needed: str | None


class ContradictionFact(Part):
    """Two places of the letter that defeat each other, and what is odd about them in one English sentence."""

    quote: str
    other_quote: str
    plain_en: str


class IssueGrounds(Part):
    """Why one treatment was decided as it was; `number` is the one that it was asked under."""

    number: int
    grounds: list[GroundFact]
    smaller_amount: str | None
    contradiction: ContradictionFact | None


class GroundsAnswer(Answered):
    """The answer to `explain`."""

    issues: list[IssueGrounds]


RESPONSE_MODELS: dict[str, type[Answered]] = {
    model.__name__: model for model in (LetterAnswer, RecheckAnswer, GroundsAnswer)
}
_CATEGORIES: dict[str, tuple[Category, Subcategory | None]] = {
    code or category: (category, code) for category, codes in SUBCATEGORIES.items() for code in codes or (None,)
}


def category_of(kind: Kind) -> tuple[Category, Subcategory | None]:
    """The category and subcategory that one code stands for."""
    return _CATEGORIES[kind]


@cache
def schema_hash(model: type[BaseModel]) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of a model's JSON schema, for provenance."""
    schema = json.dumps(model.model_json_schema(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(schema.encode()).hexdigest()[:12]
