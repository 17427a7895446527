"""`imr-llm report`: a picture of many records."""

from pathlib import Path

import typer


def report(
    records: Path = typer.Argument(..., metavar="OUTPUT", help="The OUTPUT of imr-llm batch, or a file of records."),
    output: Path | None = typer.Option(None, "--output", help="The folder to write to, instead of beside the records."),
) -> None:
    """Write one page on many letters: outcomes, rates with intervals, reasons, guidelines; and the same as CSV.

    Examples:

      imr-llm report out

      imr-llm report records.jsonl --output picture
    """
    from imr_llm.corpus.write import write_report

    page, letters = write_report(records, output)
    typer.echo(f"{page}: {letters:,} letters; the numbers are in {page.with_suffix('')}")
