"""A summary as one HTML file: no script, nothing fetched from anywhere, light and dark, on a screen and on paper."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from imr_llm.record.model import LetterRecord
from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.model import Language, Summary
from imr_llm.summary.render.article import article_html
from imr_llm.summary.render.labels import LANGUAGE_NAMES, labels
from imr_llm.summary.render.markup import Html, element


def render_html(
    summaries: Sequence[Summary], record: LetterRecord, *, large_print: bool = False, paper: bool = False
) -> str:
    """A whole document for one letter, with a final line end.

    Args:
        summaries: one a language, all of the same record; with several, the reader chooses among them on the page.
        record: where the summaries come from; its evidence is shown behind their sentences.
        large_print: 18 points, on the screen and on paper.
        paper: leave out what only a screen can do: what unfolds, and the choice of a language.
    """
    languages = [summary.language for summary in summaries]
    articles = [article_html(summary, record, paper=paper) for summary in summaries]
    choice = [_language_choice(languages)] if len(languages) > 1 and not paper else []
    document = element(
        "html",
        _head(languages, record.case.case_number),
        element("body", *choice, element("main", *articles)),
        lang=languages[0],
        class_="large" if large_print else None,
    )
    return f"<!DOCTYPE html>\n{document}\n"


@cache
def style() -> str:
    """The style sheet of the page."""
    return (files("imr_llm.summary.render") / "page.css").read_text("utf-8")


@cache
def content_policy() -> str:
    """What the page may load: its own style, known by its hash, and nothing else. A second wall behind the escaping."""
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(languages: Sequence[Language], case_number: str | None) -> Html:
    titles = [catalogue(language).text("sheet-title") for language in languages]
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=content_policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        # Figures of a letter are no telephone numbers; the page links the ones that are.
        element("meta", name="format-detection", content="telephone=no"),
        element("title", " · ".join((*titles, *((case_number,) if case_number else ())))),
        # A file of this package, whose test says that it holds no "</": markup as it stands.
        element("style", Html(style())),
    )


def _language_choice(languages: Sequence[Language]) -> Html:
    """A radio button a language; the style sheet shows the article of the one that is chosen."""
    choices = [
        element(
            "label",
            element("input", type="radio", name="language", id=f"show-{language}", checked="" if first else None),
            element("span", LANGUAGE_NAMES[language]),
            lang=language,
        )
        for language, first in ((language, language == languages[0]) for language in languages)
    ]
    legend = element("legend", labels(languages[0]).text("language"))
    return element("header", element("fieldset", legend, *choices))
