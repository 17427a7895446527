from importlib.resources import files

import pytest
from fluent.syntax import FluentParser, ast

from imr_llm.summary.catalogue import Catalogue
from imr_llm.summary.render.html import render_html
from tests.summary.factories import RECORDS, issue, record
from tests.summary.render.pages import LANGUAGES, both, letter, summary_of


def messages(language: str) -> set[str]:
    text = (files("imr_llm.summary.render") / "labels" / f"{language}.ftl").read_text("utf-8")
    body = FluentParser().parse(text).body
    assert not [entry for entry in body if isinstance(entry, ast.Junk)]
    names = [entry.id.name for entry in body if isinstance(entry, ast.Message)]
    assert len(names) == len(set(names))
    return set(names)


def test_both_languages_have_the_same_labels() -> None:
    assert messages("en") == messages("es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_shown_somewhere(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()
    original = Catalogue.text

    def listening(self: Catalogue, message: str, /, **arguments: str) -> str:
        if self.language == language:
            said.add(message)
        return original(self, message, **arguments)

    monkeypatch.setattr(Catalogue, "text", listening)
    told = letter("written_e_05")
    for made in (both(told), both(told)[::-1]):
        render_html(made, told)
    doubted = record(issue(treatment=None), doubts=(("/case/utilization_review_date", "disputed"),))
    single = told.model_copy(update={"letter": told.letter.model_copy(update={"pages": 1})})
    paged = told.model_copy(update={"letter": told.letter.model_copy(update={"pages": 3})})
    for one in (doubted, single, paged, *RECORDS.values()):
        unverified = summary_of(one, language).model_copy(update={"verified": False})
        render_html([unverified], one)
    assert messages(language) - said == set()
