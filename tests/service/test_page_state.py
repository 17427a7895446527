import base64

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.read import read_bytes
from imr_llm.pipeline import extract, summarize
from imr_llm.service.http.forms import Form, Part
from imr_llm.service.page import seal as page_seal
from imr_llm.service.page.seal import SealError, seal, unseal
from imr_llm.service.page.state import PageState, accepted
from imr_llm.service.page.words import LANGUAGES
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.model import Language
from tests.letter.factories import Parts, plain

ACCEPTED: list[tuple[str, Language]] = [
    ("", "en"),
    ("es", "es"),
    ("es-MX,es;q=0.9,en;q=0.8", "es"),
    ("ES-419", "es"),
    ("en-US,en;q=0.9,es;q=0.8", "en"),
    ("fr, de;q=0.9, es;q=0.2", "es"),
    ("zh-CN,zh;q=0.9", "en"),
    ("en;q=0.3, es;q=0.7", "es"),
    ("es;q=0", "en"),
    ("en;q=0,es;q=0.1", "es"),
    ("est", "en"),
    ("*", "en"),
    ("es;q=x, en", "en"),
    ("; , q=1,,es", "es"),
]


@pytest.mark.parametrize(("header", "language"), ACCEPTED)
def test_the_browser_s_language(header: str, language: Language) -> None:
    assert accepted(header) == language


@given(st.text(max_size=200))
def test_any_header_has_an_answer(header: str) -> None:
    assert accepted(header) in LANGUAGES


def request(query: str = "", languages: str = "es") -> Request:
    headers = [(b"accept-language", languages.encode())]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


def form(**fields: str) -> Form:
    return Form(tuple(Part(name, None, value.encode()) for name, value in fields.items()))


STATES = [
    (request(), None, PageState("es")),
    (request("language=en"), None, PageState("en")),
    (request("language=fr"), None, PageState("es")),
    (request("language=en&print=large&llm=no"), None, PageState("en", large=True, llm=False)),
    (request("language=en"), form(language="es"), PageState("es")),
    (request("print=large"), form(language="en"), PageState("en")),
    (request(), form(print="large", text="Words", llm="no"), PageState("es", large=True, text="Words", llm=False)),
    (request(), form(language="xx", print="small", llm="yes"), PageState("es")),
]


@pytest.mark.parametrize(("asked", "posted", "state"), STATES)
def test_the_form_comes_before_the_address_and_that_before_the_browser(
    asked: Request, posted: Form | None, state: PageState
) -> None:
    assert PageState.of(asked, posted) == state


def test_what_is_chosen_fits_an_address() -> None:
    state = PageState("es", large=True, text="private", llm=False)
    assert PageState.of(request(state.query)) == PageState("es", large=True)


def result() -> ReadLetter:
    record = extract(read_bytes("letter", plain(Parts()).encode()))
    summaries = tuple(summarize(record, language).model_dump_json().encode() for language in LANGUAGES)
    return ReadLetter(record.to_json().encode(), summaries, "", (), "text/plain", llm=False)


def test_a_sealed_result_comes_back_whole() -> None:
    read = result()
    opened = unseal(seal(read))
    assert opened.record.to_json().encode() == read.record_json
    for language, summary in zip(LANGUAGES, read.summaries, strict=True):
        assert opened.summary(language) == summary


@given(st.data())
def test_a_result_that_was_changed_is_refused(data: st.DataObject) -> None:
    sealed = base64.urlsafe_b64decode(SEALED)
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        unseal(base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("sealed", ["", "=", "a", "ñ", "AAAA", "e30=", "A" * 400])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(SealError):
        unseal(sealed)


def test_another_process_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_seal, "_KEY", b"another")
    with pytest.raises(SealError):
        unseal(SEALED)


SEALED = seal(result())
