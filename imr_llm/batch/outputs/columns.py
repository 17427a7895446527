"""The columns of the two tables, derived from the models of a record: a field that is added there is a column here.

A count or a medicine becomes a column for each of its parts; what holds several values stays a list. Beside the fields
stand the names that tie the tables together, and for each row its doubts and the quotes that prove its values.
"""

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from imr_llm.record.facts import Case, Injury, Issue, Medication, Range, Reviewer, Worker
from imr_llm.record.model import LetterInfo, LetterRecord, Provenance, ReviewItem

Row = dict[str, Any]
# Models whose parts are columns of their own, named after the field.
_TAKEN_APART = (Medication, Range)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, what they are, and how one is read from a record or an issue.

    `type` is a Python type or a model; `many` marks a list of such.
    """

    name: str
    type: Any
    description: str
    read: Callable[[Row], Any]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """The words of the letter that prove a value. `field`: its JSON Pointer in the record."""

    field: str
    quote: str
    page: int
    by: str
    match: str


def letter_columns() -> tuple[Column, ...]:
    """The columns of `letters`, one row a record; each is read from the record as JSON."""
    letter = dict(_named(LetterInfo))
    return (
        Column("letter_id", str, letter.pop("id").description, lambda row: row["letter"]["id"]),
        Column("name", str, "The name of the letter in the input.", lambda row: row["name"]),
        Column("part", int, "Which letter of its file it is, from 0; null for a file of one.", lambda row: row["part"]),
        *(_below("letter", column) for column in letter.values()),
        Column("outcome", str, _told(LetterRecord, "outcome"), lambda row: row["outcome"]),
        *(_below("case", column) for _, column in _named(Case)),
        *(_below("reviewer", column) for _, column in _named(Reviewer)),
        *(_below("worker", column, "worker_") for _, column in _named(Worker)),
        *(_below("injury", column, "injury_") for _, column in _named(Injury)),
        Column("diagnoses", str, _told(LetterRecord, "diagnoses"), lambda row: row["diagnoses"], many=True),
        Column("issues", int, "How many treatments are disputed.", lambda row: len(row["issues"])),
        Column("issues_upheld", int, "Of how many the refusal stands.", lambda row: _decided(row, "upheld")),
        Column("issues_overturned", int, "How many must be given.", lambda row: _decided(row, "overturned")),
        Column(
            "needs_review", ReviewItem, _told(LetterRecord, "needs_review"), lambda row: row["needs_review"], many=True
        ),
        Column(
            "evidence", Proof, "The words that prove the values of this row.",
            lambda row: _proofs(row["evidence"], lambda field: not field.startswith("/issues/")), many=True,
        ),
        *(_below("provenance", column) for _, column in _named(Provenance)),
    )  # fmt: skip


def issue_columns() -> tuple[Column, ...]:
    """The columns of `issues`, one row a disputed treatment; each is read from the record and the issue's `index`."""
    return (
        *(replace(column, read=_of_letter(column)) for column in letter_columns() if column.name in _SHARED),
        *(replace(column, read=_of_issue(column)) for _, column in _named(Issue)),
        Column("decision_quote", str, "The words that decide it.", lambda row: _decision(row).get("quote")),
        Column("decision_page", int, "The page that they stand on, from 1.", lambda row: _decision(row).get("page")),
        Column("needs_review", ReviewItem, "The doubts about this treatment.", _doubts, many=True),
        Column(
            "evidence", Proof, "The words that prove the values of this row.",
            lambda row: _proofs(row["record"]["evidence"], lambda field: field.startswith(f"{_pointer(row)}/")),
            many=True,
        ),
    )  # fmt: skip


_SHARED = ("letter_id", "name", "sha256", "case_number", "decision_date")


def _named(model: type[BaseModel]) -> Iterator[tuple[str, Column]]:
    """The columns of a model's fields, by the field's name (that of the part where it is taken apart)."""
    for name, info in model.model_fields.items():
        inner, many = inner_type(info.annotation)
        key = info.serialization_alias or name
        if inner in _TAKEN_APART:
            for part, told in inner.model_fields.items():
                of = inner_type(told.annotation)[0]
                yield f"{name}_{part}", Column(f"{key}_{part}", of, f"{_text(info)} {_text(told)}", _part_of(key, part))
        else:
            yield name, Column(key, inner, _text(info), _value_of(key, inner), many)


def inner_type(annotation: Any) -> tuple[Any, bool]:
    """The type of a field's values, without the null that it may be, and whether there are several."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (types.UnionType, Union):
        return inner_type(next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        return inner_type(arguments[0])[0], True
    return annotation, False


def _value_of(key: str, inner: Any) -> Callable[[Row], Any]:
    if inner is date:
        return lambda row: date.fromisoformat(row[key]) if row[key] else None
    # A part of a record that is left out where there is nothing to say is null here.
    return lambda row: row.get(key)


def _part_of(key: str, part: str) -> Callable[[Row], Any]:
    return lambda row: (row[key] or {}).get(part)


def _below(place: str, column: Column, prefix: str = "") -> Column:
    return replace(column, name=prefix + column.name, read=lambda row: column.read(row[place]))


def _of_letter(column: Column) -> Callable[[Row], Any]:
    return lambda row: column.read(row["record"])


def _of_issue(column: Column) -> Callable[[Row], Any]:
    return lambda row: column.read(row["record"]["issues"][row["index"]])


def _pointer(row: Row) -> str:
    return f"/issues/{row['index']}"


def _decision(row: Row) -> Row:
    proofs: list[Row] = row["record"]["evidence"].get(f"{_pointer(row)}/decision") or [{}]
    return proofs[0]


def _doubts(row: Row) -> list[Row]:
    at = _pointer(row)
    return [one for one in row["record"]["needs_review"] if one["field"] == at or one["field"].startswith(f"{at}/")]


def _decided(row: Row, decision: str) -> int:
    return sum(issue["decision"] == decision for issue in row["issues"])


def _proofs(evidence: dict[str, list[Row]], wanted: Callable[[str], bool]) -> list[Row]:
    keys = ("quote", "page", "by", "match")
    return [
        {"field": field, **{key: proof[key] for key in keys}}
        for field, proofs in evidence.items()
        if wanted(field)
        for proof in proofs
    ]


def _told(model: type[BaseModel], field: str) -> str:
    return _text(model.model_fields[field])


def _text(info: FieldInfo) -> str:
    return info.description or ""
