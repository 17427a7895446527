"""Every field of a record says what it is: in the JSON Schema, the data dictionary, and the columns of the tables."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from imr_llm.batch.outputs.columns import issue_columns, letter_columns
from imr_llm.batch.outputs.dictionary import dictionary
from imr_llm.batch.outputs.tables import schemas
from imr_llm.record.facts import Issue
from imr_llm.record.model import LetterRecord

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = LetterRecord.schema_document()
PARTS = {"LetterRecord": SCHEMA, **SCHEMA["$defs"]}


@pytest.mark.parametrize("name", PARTS)
def test_every_property_of_the_schema_is_described(name: str) -> None:
    properties: dict[str, Any] = PARTS[name].get("properties", {})
    assert properties
    assert PARTS[name]["description"]
    assert {key for key, told in properties.items() if not told.get("description")} == set()


def test_the_schema_says_which_one_it_is() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:imr-llm:record:1"


def test_the_data_dictionary_is_that_of_the_program() -> None:
    made = (ROOT / "docs" / "data.md").read_text("utf-8")
    assert made == dictionary(), "make it anew: imr-llm schema --format markdown > docs/data.md"


def test_every_column_says_what_it_is_and_stands_in_the_file_with_it() -> None:
    for columns, schema in zip((letter_columns(), issue_columns()), schemas(), strict=True):
        assert [column.name for column in columns] == schema.names
        assert len(set(schema.names)) == len(schema.names)
        for column, field in zip(columns, schema, strict=True):
            assert column.description
            assert field.metadata == {b"description": column.description.encode()}


def test_every_field_of_a_treatment_has_a_column() -> None:
    names = {column.name for column in issue_columns()}
    for name in Issue.model_fields:
        assert name in names or any(column.startswith(f"{name}_") for column in names)


def test_counts_dates_and_lists_are_typed() -> None:
    _, issues = schemas()
    assert issues.field("decision_date").type == pa.date32()
    assert issues.field("sessions_minimum").type == pa.int32()
    assert issues.field("reasons").type == pa.list_(pa.string())
    assert issues.field("retrospective").type == pa.bool_()
    quote = issues.field("evidence").type.value_type.field("quote")
    assert quote.type == pa.string()
