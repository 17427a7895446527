"""A report on disk: one page, and the same numbers as CSV."""

import csv
import io
from pathlib import Path

from imr_llm.corpus.page import page
from imr_llm.corpus.rows import record_rows, records_file
from imr_llm.corpus.tables import Table, tables
from imr_llm.corpus.tally import tally
from imr_llm.errors import UsageError

PAGE, FIGURES = "report.html", "report"


def write_report(source: Path, output: Path | None = None) -> tuple[Path, int]:
    """Write `report.html` and `report/*.csv` beside the records, or into `output`; the page's path, and its letters.

    Raises UsageError when there are no records, a line is none, or the place cannot be written to.
    """
    records = records_file(source)
    counts = tally(record_rows(records))
    if not counts.letters:
        raise UsageError(f"{records}: there is no record in it; run imr-llm batch first")
    found = {table.name: table for table in tables(counts)}
    folder = output or records.parent
    try:
        (folder / FIGURES).mkdir(parents=True, exist_ok=True)
        for table in found.values():
            _replace(folder / FIGURES / f"{table.name}.csv", _csv(table))
        _replace(folder / PAGE, page(counts, found))
    except OSError as error:
        raise UsageError(f"{folder}: cannot write the report here ({error.strerror}); name another folder") from None
    return folder / PAGE, counts.letters


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(tuple(_safe(cell) for cell in row) for row in table.rows)
    return text.getvalue()


def _safe(cell: str | float | None) -> str | float | None:
    """A cell that no spreadsheet takes for a formula; names in it come from letters."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
