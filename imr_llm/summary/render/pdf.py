"""A summary as a tagged PDF/UA file, drawn by WeasyPrint from the HTML page."""

import warnings
from functools import cache
from typing import Any, NoReturn

from imr_llm.errors import UsageError
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Summary
from imr_llm.summary.render.html import render_html


def render_pdf(summary: Summary, record: LetterRecord, *, large_print: bool = False) -> bytes:
    """The page on US letter paper, tagged after PDF/UA-1 (ISO 14289-1). One language a file, as a PDF has one.

    Raises:
        UsageError: WeasyPrint, the library that it draws with, or a font is missing; the message says how to get it.
    """
    page = render_html([summary], record, large_print=large_print, paper=True)
    made = _drawing()(string=page, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1", finisher=_mark_english)
    return bytes(made)


@cache
def _drawing() -> Any:
    """WeasyPrint's `HTML`. Imported here because it is an extra, and slow to import."""
    try:
        with warnings.catch_warnings():
            # Without any font WeasyPrint only warns, and then crashes the process when it draws.
            warnings.filterwarnings("error", message=".*FontConfig", category=UserWarning)
            from weasyprint import HTML
    except ImportError as error:
        raise UsageError("PDF needs WeasyPrint: pip install 'imr-llm[pdf]'") from error
    except OSError as error:
        raise UsageError("PDF needs Pango (on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)") from error
    except UserWarning as error:
        raise UsageError("PDF needs a font (on Debian: apt-get install fonts-dejavu-core)") from error
    return HTML


def _mark_english(_document: object, pdf: Any) -> None:
    """Give the letter's words their language in the tag tree, which WeasyPrint leaves out (PDF/UA-1, 7.2).

    On a page for paper only the letter's words are `span` elements. WeasyPrint makes a Span of each, and one of every
    run of text; the former hold other tags, the latter only numbers of marked content.
    """
    from pydyf import String

    for part in pdf.objects:
        if isinstance(part, dict) and part.get("S") == "/Span" and not all(isinstance(kid, int) for kid in part["K"]):
            part["Lang"] = String("en")


def _refuse(_url: str) -> NoReturn:
    """The page names no address to load, and a letter's words can never become one."""
    raise PermissionError("a summary loads nothing")
