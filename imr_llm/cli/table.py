"""A record as a table for people at a terminal; the table of fields names every row."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from imr_llm.record.facts import BodyRegion, Citation, Issue, Medication, Range
from imr_llm.record.fields import FIELDS, Field, value_of
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings

_OUTCOMES = {
    "upheld": ("UPHELD: the denial stands, against the worker", "bold red"),
    "overturned": ("OVERTURNED: the treatment must be given, for the worker", "bold green"),
    "partially_overturned": ("PARTIALLY OVERTURNED: some treatments each way", "bold yellow"),
    None: ("IN DOUBT: a person must read the decision; see the checks below", "bold magenta"),
}
_DECISIONS = {"upheld": "bold red", "overturned": "bold green", None: "bold magenta"}
# Columns are kept readable on a wide screen.
_WIDEST = 110


def print_record(record: LetterRecord, console: Console | None = None) -> None:
    """Print a record: outcome, facts, each treatment, and what a person must check."""
    console = console or Console(highlight=False)
    width = min(console.width, _WIDEST)
    words, style = _OUTCOMES[record.outcome]
    console.print(Text(f"{record.letter.id}  {words}", style=style))
    table = _table(width)
    for field in FIELDS:
        if not field.of_issue:
            _row(table, field, value_of(record.facts(), field))
    console.print(table)
    for issue, standing in zip(record.issues, standings(record), strict=True):
        console.print(_issue_table(issue, standing, len(record.issues), width))
    for item in record.needs_review:
        console.print(f"[bold magenta]check[/] {escape(item.field or 'letter')} ({item.state}): {escape(item.why)}")
    console.print()


def _table(width: int) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False, width=width, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True, width=34)
    table.add_column(overflow="fold", ratio=1)
    return table


def _issue_table(issue: Issue, standing: Standing, total: int, width: int) -> Table:
    table = _table(width)
    title = Text(f"Treatment {issue.number} of {total}: ", style="bold")
    title.append(issue.decision.upper() if issue.decision else "NOT READABLE", style=_DECISIONS[issue.decision])
    if issue.decision and standing is Standing.UNCLEAR:
        title.append(", IN DOUBT", style=_DECISIONS[None])
    table.title, table.title_justify = title, "left"
    for field in FIELDS:
        if field.of_issue and field.path != "/issues/*/decision":
            _row(table, field, value_of(issue, field))
    return table


def _row(table: Table, field: Field, value: Any) -> None:
    shown = "\n".join(_shown(value)) if value is not None and value is not False else ""
    if shown:
        table.add_row(field.label, Text(shown))


def _shown(value: Any) -> Iterator[str]:
    """A value as one or more lines."""
    match value:
        case tuple():
            for item in value:
                yield from _shown(item)
        case Range(minimum=low, maximum=high):
            yield str(low) if low == high else f"{low} to {high}"
        case Medication() | Citation():
            yield ", ".join(_parts(value))
        case BodyRegion(region=region, side=side):
            yield f"{side} {_words(region)}" if side else _words(region)
        case bool():
            yield "yes" if value else "no"
        case date():
            yield value.isoformat()
        case str() if value.islower() and "_" in value:
            yield _words(value)
        case _:
            yield str(value)


def _parts(model: BaseModel) -> Iterator[str]:
    for name in type(model).model_fields:
        part = getattr(model, name)
        if part is not None:
            yield f"{name} {part}" if name in {"count", "refills", "pages"} else str(part)


def _words(code: str) -> str:
    return code.replace("_", " ")
