"""Two tidy tables of the records: `letters`, one row a record, and `issues`, one row a disputed treatment.

Columns are typed: dates are dates, counts are integers, lists are lists; each carries its description in the file's
metadata. `evidence` holds the quotes that prove the values. Both have `letter_id`; with `number` it names an issue.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_origin

from imr_llm.batch.outputs.columns import Column, Row, inner_type, issue_columns, letter_columns

# Rows that are held in memory at a time: 2,000 letters are some 40 MB.
_ROWS = 2_000
_LETTERS, _ISSUES = letter_columns(), issue_columns()


@cache
def schemas() -> tuple[Any, Any]:
    """The Arrow schemas of `letters` and `issues`, with the description of each column in its metadata."""
    return _schema("letters", _LETTERS), _schema("issues", _ISSUES)


class Tables:
    """Writes both tables, a group of rows at a time. The files are whole once it is closed."""

    def __init__(self, letters: Path, issues: Path) -> None:
        import pyarrow.parquet

        letter_schema, issue_schema = schemas()
        self._letters = pyarrow.parquet.ParquetWriter(letters, letter_schema, compression="zstd")
        self._issues = pyarrow.parquet.ParquetWriter(issues, issue_schema, compression="zstd")
        self._letter_rows: list[Row] = []
        self._issue_rows: list[Row] = []

    def add(self, name: str, part: int, record: Row) -> None:
        """Add a record, given as JSON."""
        told = record | {"name": name, "part": part}
        self._letter_rows.append({column.name: column.read(told) for column in _LETTERS})
        for index in range(len(record["issues"])):
            row = {"record": told, "index": index}
            self._issue_rows.append({column.name: column.read(row) for column in _ISSUES})
        if len(self._letter_rows) == _ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the ends of the files."""
        self._flush()
        self._letters.close()
        self._issues.close()

    def _flush(self) -> None:
        import pyarrow as pa

        letter_schema, issue_schema = schemas()
        self._letters.write_table(pa.Table.from_pylist(self._letter_rows, letter_schema))
        self._issues.write_table(pa.Table.from_pylist(self._issue_rows, issue_schema))
        self._letter_rows, self._issue_rows = [], []


def _schema(table: str, columns: Sequence[Column]) -> Any:
    import pyarrow as pa

    made = [
        pa.field(
            column.name,
            pa.list_(_arrow(column.type)) if column.many else _arrow(column.type),
            metadata={"description": column.description},
        )
        for column in columns
    ]
    return pa.schema(made, metadata={"description": f"imr-llm: {table} (docs/data.md)"})


def _arrow(kind: Any) -> Any:
    """The Arrow type for a Python type or a model."""
    import pyarrow as pa

    plain = {str: pa.string(), int: pa.int32(), bool: pa.bool_(), date: pa.date32(), float: pa.float64()}
    if get_origin(kind) is Literal:
        return pa.string()
    if kind in plain:
        return plain[kind]
    if is_dataclass(kind):
        return pa.struct([(field.name, _arrow(field.type)) for field in fields(kind)])
    parts = []
    for name, info in kind.model_fields.items():
        inner, many = inner_type(info.annotation)
        parts.append((name, pa.list_(_arrow(inner)) if many else _arrow(inner)))
    return pa.struct(parts)
