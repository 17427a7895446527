"""What the API answers, for its description: the models, and each status with what brings it about."""

from typing import Any

from pydantic import Field

from imr_llm.errors import LetterFault
from imr_llm.record.facts import Frozen
from imr_llm.record.model import LetterRecord
from imr_llm.service.about import Made
from imr_llm.service.api.examples import problem_example, read_example
from imr_llm.service.http.faults import REFUSALS, Fault, ServiceFault
from imr_llm.service.http.problems import MEDIA_TYPE, Problem
from imr_llm.service.reading.example_letter import LETTER
from imr_llm.summary.model import Summary

NDJSON = "application/x-ndjson"

Responses = dict[int | str, dict[str, Any]]


class LetterAnswer(Frozen):
    """A letter's record, its summary unless it was asked for without, and who made them."""

    record: LetterRecord
    summary: Summary | None
    made: Made


class BatchAnswer(Frozen):
    """What came of a line of a batch: record and summary, or a problem. `line` counts from 1; `id` is the line's."""

    line: int = Field(ge=1)
    id: str | int | None
    record: LetterRecord | None = None
    summary: Summary | None = None
    problem: Problem | None = None


class LetterObject(Frozen):
    """A letter in JSON: either its `text`, or a `file` in base64. `name` becomes the record's `letter.id`."""

    text: str | None = Field(default=None, examples=[LETTER])
    file: str | None = Field(
        default=None, description="A PDF, a picture or a text file, in base64.", json_schema_extra={"format": "byte"}
    )
    name: str | None = Field(default=None, description="The file's name.", examples=["letter.txt"])
    id: str | int | None = Field(default=None, description="Comes back with the answer to a line of a batch.")


class Health(Frozen):
    """Whether the service lives, or takes letters."""

    status: str = Field(examples=["ok"])


_DETAILS: dict[Fault, str] = {
    ServiceFault.BAD_BODY: "the form is broken",
    ServiceFault.NO_KEY: "send a key of this service as `Authorization: Bearer ...`",
    ServiceFault.TOO_LARGE: "the body may have 20971520 bytes; send one letter alone",
    ServiceFault.BUSY: "as many letters as can be read are being read; try again",
    ServiceFault.TOO_MANY: "this key has used up its requests; try again",
    LetterFault.PICTURE: "this is a HEIC picture, which cannot be read; save it as JPEG, PNG or PDF and give that",
    LetterFault.NOT_A_LETTER: "this is not an Independent Medical Review letter",
}
# Of everything that is under one address.
_ALWAYS = (400, 403, 408, 421, 431, 500, 503)
_READING = (401, 413, 415, 422, 429)
_HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds; not when the service is stopping."}},
}


def refusals(*more: int) -> Responses:
    """The refusals that an address can answer with: those of every address, and `more`."""
    return {status: _refusal(status) for status in sorted({*_ALWAYS, *more})}


def reading_refusals(*more: int) -> Responses:
    """The refusals of an address that reads letters."""
    return refusals(*_READING, *more)


def _refusal(status: int) -> dict[str, Any]:
    faults = [fault for fault, refusal in REFUSALS.items() if refusal.status == status]
    examples = {
        fault.value: {"value": problem_example(fault, _DETAILS.get(fault, REFUSALS[fault].title))} for fault in faults
    }
    return {
        "description": "; ".join(f"`{fault.value}`: {REFUSALS[fault].title}" for fault in faults),
        "headers": _HEADERS.get(status, {}),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def read_answer() -> dict[str, Any]:
    """The answer to a letter that was read."""
    return {
        "model": LetterAnswer,
        "description": "The record and the summary.",
        "content": {"application/json": {"example": read_example()}},
    }
