"""A summary as a tagged PDF/UA file, set by Typst from the article of the HTML page."""

import json
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

from imr_llm.errors import ImrError
from imr_llm.machine import PDF
from imr_llm.record.model import LetterRecord
from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.model import Summary
from imr_llm.summary.render.article import article_html

_FOLDER = "imr_llm.summary.render"
_FONTS = ("atkinson-hyperlegible-next-regular.ttf", "atkinson-hyperlegible-next-bold.ttf")


def render_pdf(summary: Summary, record: LetterRecord, *, large_print: bool = False) -> bytes:
    """The page on US letter paper, tagged after PDF/UA-1 (ISO 14289-1), which the compiler checks.

    One language a file, as a PDF has one. `large_print`: 18 points. Raises UsageError where Typst is not installed.
    """
    typst = _typst()
    inputs = {
        "page": json.dumps(_tree(str(article_html(summary, record, paper=True))), ensure_ascii=False),
        "large": "yes" if large_print else "no",
        "title": catalogue(summary.language).text("sheet-title"),
    }
    try:
        made = typst.compile(_template(), sys_inputs=inputs, font_paths=_fonts(), pdf_standards=["ua-1"])
    except typst.TypstError as error:
        # Its message quotes the source, and so the letter.
        raise ImrError(f"the sheet could not be set ({type(error).__name__}); use --format html") from None
    return bytes(made)


@cache
def _typst() -> Any:
    """Typst, which is an extra. Raises UsageError where it is not here."""
    PDF.require()
    import typst

    return typst


@cache
def _template() -> bytes:
    return (files(_FOLDER) / "sheet.typ").read_bytes()


@cache
def _fonts() -> Any:
    """The fonts of the package, and none of the machine's: a sheet looks the same everywhere."""
    folder = files(_FOLDER) / "fonts"
    return _typst().Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


class _Reader(HTMLParser):
    """Reads an article of ours, which is well-formed, into a tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top: dict[str, Any] = {"body": []}
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        node = {"tag": tag, "class": given.get("class") or "", "lang": given.get("lang") or "", "body": []}
        self._open[-1]["body"].append(node)
        self._open.append(node)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 -- ours are well-formed
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1]["body"].append(data)


def _tree(article: str) -> dict[str, Any]:
    reader = _Reader()
    reader.feed(article)
    reader.close()
    root: dict[str, Any] = reader.top["body"][0]
    return root
