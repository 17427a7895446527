"""`imr-llm extract`: letters in, records out."""

from collections.abc import Iterator
from enum import StrEnum

import typer

from imr_llm.cli.letters import Letters, SplitOrPages, print_array
from imr_llm.cli.reading import Llm, Redact, reading
from imr_llm.record.model import LetterRecord


class RecordFormat(StrEnum):
    """How records are printed."""

    JSON = "json"
    JSONL = "jsonl"
    TABLE = "table"


def extract(
    paths: list[str] = typer.Argument(
        ..., metavar="PATH...", help="Letters (.txt, .pdf, .png, .jpg, .tiff); - is standard input."
    ),
    output: RecordFormat = typer.Option(RecordFormat.JSON, "--format", help="json, one record a line, or a table."),
    llm: Llm = None,
    redact: Redact = None,
    split: SplitOrPages = None,
) -> None:
    """Print what letters say: typed fields, the words that prove each, and what a person must check.

    Examples:

      imr-llm extract letter.pdf

      imr-llm extract letters/*.txt --format jsonl > records.jsonl

      pdftotext letter.pdf - | imr-llm extract - --format table

      imr-llm extract all-my-letters.pdf --split

      imr-llm extract page1.jpg page2.jpg page3.jpg --pages
    """
    letters = Letters(paths, split=split)
    with reading(llm, redact) as reader:
        _print(letters.each(reader.read), output, alone=letters.alone)
    letters.finish(reader.exit_code)


def _print(records: Iterator[LetterRecord], output: RecordFormat, *, alone: bool) -> None:
    if output is RecordFormat.TABLE:
        from imr_llm.cli.table import print_record

        for record in records:
            print_record(record)
    elif output is RecordFormat.JSONL or alone:
        for record in records:
            typer.echo(record.to_json(indent=None if output is RecordFormat.JSONL else 2))
    else:
        print_array(record.to_json() for record in records)
