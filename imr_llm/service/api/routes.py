"""The API for programs: a letter in, its record and summary out."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BeforeValidator, WithJsonSchema

from imr_llm.record.model import LetterRecord
from imr_llm.service.about import About, about_of
from imr_llm.service.api.answers import NDJSON, read_answer, reading_refusals, refusals
from imr_llm.service.api.batch import BatchResponse, Wish
from imr_llm.service.http.body import media_type, read_body
from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.http.forms import read_form
from imr_llm.service.http.metrics import Metrics
from imr_llm.service.keys import RateLimits, matching
from imr_llm.service.reading.example_letter import LETTER
from imr_llm.service.reading.job import FILES, Job, JobKind, safe_name
from imr_llm.service.reading.reader import reader_of
from imr_llm.service.settings import ServiceSettings
from imr_llm.summary.model import Language

_FIELD = "letter"
_NDJSON = frozenset({NDJSON, "application/ndjson", "application/jsonl"})


def _plainly(value: object) -> object:
    """`true` or `false`, and none of the other words that pydantic takes for them."""
    if value not in ("true", "false", True, False):
        raise ValueError("write true or false")
    return value in ("true", True)


_Choice = Annotated[bool, BeforeValidator(_plainly), WithJsonSchema({"type": "boolean"})]
_LANGUAGE = Query(description="The language of the summary.")
_SUMMARY = Query(description="Whether a summary is written too.")
_LLM = Query(description="Whether an LLM reads too; unless said, yes where the service has one. 422 where it has none.")


async def _wish(
    language: Annotated[Language, _LANGUAGE] = "en",
    summary: Annotated[_Choice, _SUMMARY] = True,
    llm: Annotated[_Choice | None, _LLM] = None,
) -> Wish:
    return Wish((language,) if summary else (), llm)


_bearer = HTTPBearer(auto_error=False, description="A key of this service, where it asks for one.")


async def _allow(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
    settings: ServiceSettings = request.app.state.settings
    if not settings.keys:
        return
    key = matching(settings.keys, given.credentials if given else "")
    if key is None:
        raise ServiceError(ServiceFault.NO_KEY, "send a key of this service as `Authorization: Bearer ...`")
    exchange_of(request.scope).key = key.name
    limits: RateLimits = request.app.state.limits
    wait = limits.take(key.name)
    if wait:
        raise ServiceError(ServiceFault.TOO_MANY, "this key has used up its requests; try again", int(wait) + 1)


router = APIRouter(prefix="/v1")
_ALLOWED = [Depends(_allow)]


def _binary(**more: Any) -> dict[str, Any]:
    return {"schema": {"type": "string", **more}}


_LETTER_BODY = {
    "required": True,
    "content": {
        **{kind: _binary(format="binary", contentMediaType=kind) for kind in FILES},
        "text/plain": {**_binary(), "example": LETTER},
        "application/json": {
            "schema": {"$ref": "#/components/schemas/LetterObject"},
            "example": {"text": LETTER, "name": "letter.txt"},
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {_FIELD: {"type": "string", "format": "binary"}},
                "required": [_FIELD],
                "additionalProperties": False,
            }
        },
    },
}


@router.post(
    "/letters",
    dependencies=_ALLOWED,
    responses={200: read_answer(), **reading_refusals(502, 504)},
    openapi_extra={"requestBody": _LETTER_BODY},
    summary="Read a letter",
)
async def read_letter(request: Request, wish: Annotated[Wish, Depends(_wish)]) -> Response:
    """The record of one letter, each value with the words that prove it, and its summary in plain words.

    The letter is read in memory and forgotten. What it is, PDF, picture or text, is found in its
    bytes.
    """
    reader = reader_of(request)
    # Before a large body is taken in for nothing.
    reader.check(wish.llm)
    kind, name, data = await _upload(request)
    read = await reader.read_job(Job(kind, name, wish.languages), data, wish.llm)
    metrics: Metrics = request.app.state.metrics
    metrics.letter(read.media_type, llm=read.llm)
    summary = read.summaries_json[0] if read.summaries_json else b"null"
    made = about_of(request).made().model_dump_json().encode()
    body = b'{"record":%b,"summary":%b,"made":%b}' % (read.record_json, summary, made)
    return Response(body, media_type="application/json")


async def _upload(request: Request) -> tuple[JobKind, str, bytes]:
    """What a body holds: a letter's file, or a JSON object that no more is known of; and a name for it."""
    settings: ServiceSettings = request.app.state.settings
    match media_type(request):
        case "multipart/form-data":
            form = await read_form(request)
            part = form.part(_FIELD)
            if part is None or len(form.parts) > 1:
                detail = f"the form has one field, named `{_FIELD}`; several pages are one PDF or one TIFF"
                raise ServiceError(ServiceFault.BAD_BODY, detail)
            return JobKind.FILE, safe_name(part.file_name or _FIELD), part.data
        case "application/json":
            return JobKind.JSON, _FIELD, await read_body(request, settings.json_bytes)
        case kind if kind in FILES:
            return JobKind.FILE, _FIELD, await read_body(request, settings.body_bytes)
    raise ServiceError(
        ServiceFault.UNKNOWN_TYPE,
        f"send a letter as multipart/form-data, application/json, or {', '.join(FILES)}",
    )


@router.post(
    "/letters:batch",
    dependencies=_ALLOWED,
    responses={
        200: {
            "description": (
                "A JSON object a line (BatchAnswer), each as soon as it is ready, so in an order of their own. Read"
                " while you send. An empty line is passed over."
            ),
            "content": {
                NDJSON: {
                    "schema": {"type": "string"},
                    "example": '{"line":1,"id":"a","record":{},"summary":{}}\n',
                }
            },
        },
        **reading_refusals(),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A JSON object a line (LetterObject).",
            "content": {NDJSON: {"example": '{"id":"a","text":"Case Number: ..."}\n'}},
        }
    },
    summary="Read many letters",
)
async def read_batch(request: Request, wish: Annotated[Wish, Depends(_wish)]) -> Response:
    """Letters as lines of JSON, answered line by line; what is wrong with one line stops no other.

    No more of the request is read than can be worked on. With keys, every line counts as a request, and waits its turn.
    """
    if media_type(request) not in _NDJSON:
        raise ServiceError(ServiceFault.UNKNOWN_TYPE, f"send the letters as {NDJSON}: a JSON object a line")
    reader_of(request).check(wish.llm)
    return BatchResponse(request, wish)


@router.get("/about", response_model=About, responses=refusals(), summary="What is this service?")
async def about(request: Request) -> About:
    """Its version, who runs it, and whether it reads photos, saves PDF and asks an LLM. Needs no key."""
    return about_of(request)


@router.get(
    "/schema",
    dependencies=_ALLOWED,
    responses={
        200: {
            "description": "A JSON Schema (draft 2020-12).",
            "content": {"application/schema+json": {"schema": {"type": "object"}}},
        },
        **refusals(401, 429),
    },
    summary="The schema of a record",
)
async def schema() -> Response:
    """What `imr-llm schema` prints: the JSON Schema of a record."""
    return Response(_schema(), media_type="application/schema+json")


@cache
def _schema() -> bytes:
    from pydantic_core import to_json

    return to_json(LetterRecord.schema_document(), indent=2)
