"""A summary as a tagged PDF/UA file, drawn by WeasyPrint from the HTML page."""

import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

from imr_llm.errors import UsageError
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Summary
from imr_llm.summary.render.html import render_html


def render_pdf(summaries: Sequence[Summary], record: LetterRecord, *, large_print: bool = False) -> bytes:
    """The page on US letter paper, one language after the other, tagged after PDF/UA-1 (ISO 14289-1).

    Raises:
        UsageError: WeasyPrint, the library that it draws with, or a font is missing; the message says how to get it.
    """
    page = render_html(summaries, record, large_print=large_print, paper=True)
    made = _drawing()(string=page, url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1")
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


def _refuse(_url: str) -> NoReturn:
    """The page names no address to load, and a letter's words can never become one."""
    raise PermissionError("a summary loads nothing")
