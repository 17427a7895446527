"""Letters in rows: JSONL, or a Parquet table. A row has an `id`, and `text`, or `path` to a letter's file.

A path is taken from the folder of the table. A row that is not as it should be is a dead letter; the others are read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imr_llm.batch.inputs.places import lost, read_file, shown, without_ending
from imr_llm.batch.ledger.unit import InputItem
from imr_llm.letter.read import LARGEST_TEXT
from imr_llm.machine import PARQUET

# JSON writes a character as six bytes at most.
_LONGEST_LINE = 6 * LARGEST_TEXT + 4096
_PART = 1024 * 1024
_ROWS = 64
_BAD = "bad_row"
_SHAPE = 'write it as {"id": "…", "text": "…"} or {"id": "…", "path": "…"}'


def in_jsonl(path: Path, prefix: str) -> Iterator[InputItem]:
    """The letters of a JSONL file, one a line; blank lines are none."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            name = f"{prefix or path.name}:{number}"
            if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := file.readline(_PART)) and not rest.endswith(b"\n"):
                    pass
                yield lost(name, _BAD, "the line is longer than any letter; give one letter a line", number)
            elif line.strip():
                yield _line(path, name, number, line)


def count_jsonl(path: Path) -> int:
    """How many lines a JSONL file has."""
    with path.open("rb") as file:
        return sum(part.count(b"\n") for part in iter(lambda: file.read(_PART), b""))


def in_parquet(path: Path, prefix: str) -> Iterator[InputItem]:
    """The letters of a Parquet table, one a row. Raises UsageError without the extra that reads such tables."""
    parquet = _parquet()
    name = prefix or path.name
    try:
        table = parquet.ParquetFile(path)
        columns = [column for column in ("id", "text", "path") if column in table.schema_arrow.names]
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield _row(path, f"{name}:{number}", number, row)
    except (OSError, ValueError):
        # pyarrow's own errors are of these kinds.
        yield lost(name, "bad_archive", "the table is damaged, or no Parquet file; write it again")


def count_parquet(path: Path) -> int:
    """How many rows a Parquet table has."""
    try:
        return int(_parquet().ParquetFile(path).metadata.num_rows)
    except (OSError, ValueError):
        return 0


def _parquet() -> Any:
    PARQUET.require()
    import pyarrow.parquet

    return pyarrow.parquet


def _line(path: Path, name: str, number: int, line: bytes) -> InputItem:
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return lost(name, _BAD, f"the line is no JSON; {_SHAPE}", number)
    if not isinstance(row, dict):
        return lost(name, _BAD, f"the line is no JSON object; {_SHAPE}", number)
    return _row(path, name, number, row)


def _row(path: Path, name: str, number: int, row: dict[str, Any]) -> InputItem:
    """A row as a letter. `path`: of its table."""
    given, text, file = row.get("id"), row.get("text"), row.get("path")
    if not (given is None or isinstance(given, str | int)) or isinstance(given, bool):
        return lost(name, _BAD, "the id is neither text nor a number", number)
    name = shown(name)
    ident = shown(str(given)) if given is not None else name
    if isinstance(text, bytes):
        return InputItem(name, ident, number, text)
    if isinstance(text, str):
        return InputItem(name, ident, number, text.encode("utf-8", "replace"))
    if text is not None or not isinstance(file, str) or not file:
        return lost(name, _BAD, f"the row has neither text nor a path; {_SHAPE}", number)
    letter = read_file(name, path.parent / file, number)
    ident = ident if given is not None else shown(without_ending(file))
    return InputItem(name, ident, number, letter.data, letter.failure)
