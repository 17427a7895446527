"""`imr-llm summarize`: letters in, plain words out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from imr_llm.cli.letters import Letters, SplitOrPages, print_array
from imr_llm.cli.reading import Llm, Redact, Today, reading
from imr_llm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from imr_llm.letter.model import Letter
    from imr_llm.record.model import LetterRecord
    from imr_llm.summary.model import Summary
    from imr_llm.summary.render import TextFormat


class SummaryFormat(StrEnum):
    """How summaries are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"

    @property
    def is_page(self) -> bool:
        """Whether it is a document of its own: one letter, in ordinary or in large print."""
        return self in (SummaryFormat.HTML, SummaryFormat.PDF)


_TEXT_FORMATS: dict[SummaryFormat, TextFormat] = {
    SummaryFormat.TEXT: "text",
    SummaryFormat.MARKDOWN: "markdown",
    SummaryFormat.JSON: "json",
}


_BY_ENDING = {
    ".pdf": SummaryFormat.PDF,
    ".html": SummaryFormat.HTML,
    ".htm": SummaryFormat.HTML,
    ".md": SummaryFormat.MARKDOWN,
    ".json": SummaryFormat.JSON,
}


class SummaryLanguage(StrEnum):
    """The languages of a summary."""

    EN = "en"
    ES = "es"


def summarize(  # noqa: PLR0913, PLR0917 -- a command has a parameter for each of its options
    paths: list[str] = typer.Argument(
        ..., metavar="PATH...", help="Letters (.txt, .pdf, .png, .jpg, .tiff); - is standard input."
    ),
    language: list[SummaryLanguage] = typer.Option(
        [SummaryLanguage.EN], "--language", help="English or Spanish; say it twice for one html file in both."
    ),
    given_format: SummaryFormat | None = typer.Option(
        None, "--format", help="How the summary is written; else as the name of --output ends, else text."
    ),
    output: Path | None = typer.Option(None, "--output", help="Write to this file instead of standard output."),
    large_print: bool = typer.Option(False, "--large-print", help="18 point type, for html and pdf."),
    llm: Llm = None,
    redact: Redact = None,
    split: SplitOrPages = None,
    today: Today = None,
) -> None:
    """Say in plain words what a letter decided, why, and what can be done now.

    Examples:

      imr-llm summarize letter.pdf

      imr-llm summarize letter.pdf --language es --output resumen.txt

      imr-llm summarize letter.pdf --format html --language en --language es --output letter.html

      imr-llm summarize letter.pdf --format pdf --large-print --output sheet.pdf

      imr-llm summarize page1.jpg page2.jpg page3.jpg --pages

      pdftotext letter.pdf - | imr-llm summarize - --format markdown
    """
    output_format = given_format or _BY_ENDING.get(output.suffix.lower() if output else "", SummaryFormat.TEXT)
    wish = _Wish(output_format, tuple(dict.fromkeys(language)), large_print)
    letters = Letters(paths, split=split)
    wish.check(output, alone=letters.alone)
    with reading(llm, redact, today.date() if today else None) as reader:

        def document(letter: Letter) -> bytes:
            record = reader.read(letter)
            return wish.document([reader.summarize(record, one.value) for one in wish.languages], record)

        _put(letters.each(document), output_format, output, alone=letters.alone)
    letters.finish(reader.exit_code)


def _put(documents: Iterator[bytes], output_format: SummaryFormat, output: Path | None, *, alone: bool) -> None:
    if output is not None:
        for written in documents:
            output.write_bytes(written)
    elif output_format is SummaryFormat.JSON and not alone:
        print_array(written.decode() for written in documents)
    elif output_format is SummaryFormat.PDF:
        for written in documents:
            sys.stdout.buffer.write(written)
    else:
        for index, written in enumerate(documents):
            typer.echo(("\n" if index else "") + written.decode(), nl=False)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for."""

    output_format: SummaryFormat
    languages: tuple[SummaryLanguage, ...]
    large_print: bool

    def check(self, output: Path | None, *, alone: bool) -> None:
        """Raise UsageError when this cannot be had, or not there. `alone`: one letter is asked for, no more."""
        name = self.output_format.value
        if output is not None and not alone:
            raise UsageError("--output takes one letter, not several or --split; run the command once for each")
        if self.output_format.is_page and not alone:
            raise UsageError(f"--format {name} takes one letter, not several or --split; run the command once for each")
        if self.output_format is not SummaryFormat.HTML and len(self.languages) > 1:
            raise UsageError(f"--format {name} takes one --language; only html holds both")
        if not self.output_format.is_page and self.large_print:
            raise UsageError("--large-print is for --format html and --format pdf")
        if self.output_format is SummaryFormat.PDF and output is None and sys.stdout.isatty():
            raise UsageError("--format pdf needs --output FILE, or a pipe: a PDF is nothing for a terminal")

    def document(self, summaries: Sequence[Summary], record: LetterRecord) -> bytes:
        """The summaries of one letter, one a language, in the format; text is UTF-8."""
        from imr_llm.summary.render import render

        if self.output_format is SummaryFormat.PDF:
            from imr_llm.summary.render.pdf import render_pdf

            return render_pdf(summaries[0], record, large_print=self.large_print)
        if self.output_format is SummaryFormat.HTML:
            from imr_llm.summary.render.html import render_html

            return render_html(summaries, record, large_print=self.large_print).encode()
        kind = _TEXT_FORMATS[self.output_format]
        return render(summaries[0], kind, record.case.case_number).encode()
