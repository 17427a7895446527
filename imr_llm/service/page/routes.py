"""The page for an injured worker: a letter in, its summary beside it out. Works without a script and keeps nothing.

Every address answers with a whole page; all that a reader chose travels in the form (`page_state`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from math import ceil

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from imr_llm.errors import ImrError, UnreadableLetterError, UsageError
from imr_llm.letter.files import kinds
from imr_llm.service.about import about_of
from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.http.forms import Form, read_form
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.http.logs import log, place_of
from imr_llm.service.http.problems import fault_of, http_problem
from imr_llm.service.page.faults import PageError, status_of
from imr_llm.service.page.seal import Result, SealError, unseal
from imr_llm.service.page.state import PageState
from imr_llm.service.page.static import static_file
from imr_llm.service.page.view import home_page, result_page
from imr_llm.service.page.words import LANGUAGES, words_of
from imr_llm.service.reading.reader import LetterReader, reader_of
from imr_llm.service.settings import ServiceSettings
from imr_llm.summary.render.pdf import render_pdf
from imr_llm.summary.render.text import render_text

router = APIRouter(include_in_schema=False)
_Answer = Callable[[Request, Form, PageState], Awaitable[Response]]


@router.get("/")
async def home(request: Request) -> Response:
    """The first page: what this does, and three ways to give a letter."""
    return _html(_home(request, PageState.of(request)))


@router.get("/letter")
@router.get("/sheet.pdf")
@router.get("/sheet.txt")
async def no_letter(request: Request) -> Response:
    """Somebody opened the address of a result, which is kept nowhere: on to the first page."""
    return _to_home(PageState.of(request))


@router.post("/letter")
async def letter(request: Request) -> Response:
    """The summary of a letter beside the letter, or the first page with advice."""
    settings: ServiceSettings = request.app.state.settings
    return await _answered(request, _read, settings.photos_bytes)


@router.post("/sheet.pdf")
async def sheet_pdf(request: Request) -> Response:
    """The sheet of a result as PDF, in the language and the print that are chosen."""
    return await _answered(request, _sheet_pdf)


@router.post("/sheet.txt")
async def sheet_text(request: Request) -> Response:
    """The sheet of a result as text."""
    return await _answered(request, _sheet_text)


@router.get("/static/{name}")
async def static(name: str, request: Request) -> Response:
    """A style sheet, the script, the font or the icon."""
    found = static_file(name)
    if found is None:
        return refusal(request, ServiceError(ServiceFault.NO_SUCH_PLACE, "there is no such file"))
    return Response(found.data, media_type=found.media_type, headers={"cache-control": "public, max-age=31536000"})


def refusal(request: Request, error: ImrError, form: Form | None = None) -> Response:
    """The first page with what went wrong and what to do; what the reader chose and pasted is kept."""
    response = _html(_home(request, PageState.of(request, form), error), status_of(error))
    if isinstance(error, (UnreadableLetterError, ServiceError)):
        exchange_of(request.scope).fault = error.fault
    if isinstance(error, ServiceError) and error.retry_after is not None:
        response.headers["retry-after"] = str(ceil(error.retry_after))
    return response


def answer_with_pages(app: FastAPI) -> None:
    """Have a browser that asks for what is not there shown the first page; programs are answered as before."""

    @app.exception_handler(HTTPException)
    async def lost(request: Request, error: HTTPException) -> Response:
        if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/v1/"):
            return http_problem(request, error)
        response = refusal(request, ServiceError(fault_of(error), "there is no such page"))
        response.headers.update(error.headers or {})
        return response


async def _answered(request: Request, answer: _Answer, most: int | None = None) -> Response:
    form: Form | None = None
    try:
        form = await read_form(request, most)
        return await answer(request, form, PageState.of(request, form))
    except ImrError as error:
        return refusal(request, error, form)
    except ClientDisconnect:
        raise
    except Exception as error:  # noqa: BLE001 -- a worker is told what to do; message and traceback may hold letter text
        log("fault", logging.ERROR, request_id=exchange_of(request.scope).request_id, where=place_of(error))
        return refusal(request, ServiceError(ServiceFault.FAULT_OF_OURS, "a fault of the page"), form)


async def _read(request: Request, form: Form, state: PageState) -> Response:
    way = form.text("way")
    if way == "another":
        return _to_home(state)
    sample = way == "sample"
    reader: LetterReader = reader_of(request)
    # The sample is no letter of the reader's: nothing asks an LLM for it.
    read = await reader.read_upload(
        "letter",
        (_sample(),) if sample else _given(form, state),
        languages=LANGUAGES,
        llm=None if state.llm and not sample else False,
    )
    return _html(await asyncio.to_thread(result_page, state, about_of(request), read, sample=sample))


def _given(form: Form, state: PageState) -> tuple[bytes, ...]:
    """What was chosen, a file or photos, unless the button of the pasted words was pressed; else the words."""
    files = tuple(part.data for part in form.files("letter"))
    if files and form.text("way") != "text":
        if len(files) > 1:
            _check_photos(files)
        return files
    if not state.text.strip():
        raise PageError("nothing", HTTPStatus.UNPROCESSABLE_ENTITY)
    return (state.text.encode(),)


def _check_photos(files: Sequence[bytes]) -> None:
    """Raise where several files are not all photos that can be read: nobody knows how they go together."""
    for data in files:
        refused = kinds.refusal(data)
        if refused:
            raise UnreadableLetterError("letter", *refused)
    if not all(kinds.media_type(data).startswith("image/") for data in files):
        raise PageError("several-files", HTTPStatus.UNPROCESSABLE_ENTITY)


async def _sheet_pdf(request: Request, form: Form, state: PageState) -> Response:
    result = _result(form)
    summary = result.summary(state.language)
    sheets: ConcurrencyLimit = request.app.state.sheets
    try:
        async with sheets.entered():
            made = await asyncio.to_thread(render_pdf, summary, result.record, large_print=state.large)
    except UsageError:
        raise PageError("no-pdf", HTTPStatus.NOT_IMPLEMENTED) from None
    return _file(made, "application/pdf", "pdf", state)


async def _sheet_text(_request: Request, form: Form, state: PageState) -> Response:
    result = _result(form)
    made = render_text(result.summary(state.language), result.record.case.case_number)
    return _file(made.encode(), "text/plain; charset=utf-8", "txt", state)


def _result(form: Form) -> Result:
    try:
        return unseal(form.text("result") or "")
    except SealError:
        raise PageError("expired", HTTPStatus.GONE) from None


def _file(data: bytes, media_type: str, ending: str, state: PageState) -> Response:
    name = f"{words_of(state.language).text('file-name')}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)


def _home(request: Request, state: PageState, error: ImrError | None = None) -> str:
    settings: ServiceSettings = request.app.state.settings
    return home_page(state, about_of(request), settings.body_bytes, error)


def _html(page: str, status: int = HTTPStatus.OK) -> Response:
    headers = {"cache-control": "no-store", "vary": "accept-language"}
    # A PDF can hold half a character; a page cannot.
    return Response(page.encode("utf-8", "replace"), status, headers, "text/html; charset=utf-8")


def _to_home(state: PageState) -> Response:
    return RedirectResponse(f"/?{state.query}", HTTPStatus.SEE_OTHER)


@cache
def _sample() -> bytes:
    """A letter that the state has published: one of those that this package is measured on."""
    return (files("imr_llm.service") / "samples" / "letter.txt").read_bytes()
