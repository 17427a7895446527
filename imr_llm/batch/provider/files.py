"""The lines of the files that go to a provider's batch endpoint and come back from it."""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic_core import from_json, to_json

from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.endpoint.retry import fault_of

if TYPE_CHECKING:
    from openai import APIStatusError

# OpenAI's API reference, POST /v1/batches, `input_file_id`: "up to 50,000 requests, and can be up to 200 MB in size".
MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000
ENDPOINT: Final = "/v1/chat/completions"
_OK = 200
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
# No request has fewer bytes for a token than this: English and JSON have some four. What it costs is at most so much.
_BYTES_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file holds: requests, and bytes."""

    requests: int = MOST_REQUESTS
    bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be sent. `letter`: the digest of its letter. `content`: the body, as the live path sends it.

    `most`: the most that it can cost, an estimate: the limit of its answer, and a third of its bytes in tokens.
    """

    custom_id: str
    letter: str
    content: bytes
    most: Usage

    @property
    def line(self) -> bytes:
        """Its line in a file: the body stands in it as it is."""
        head = to_json({"custom_id": self.custom_id, "method": "POST", "url": ENDPOINT})
        return head[:-1] + b',"body":' + self.content + b"}\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line that came back says. `body`: the reply that settles the request, null where it is to be sent again.

    `fault`: why it is, in one word. `usage`: what the reply cost.
    """

    custom_id: str
    status: int | None
    body: bytes | None
    fault: str
    usage: Usage


def custom_id(letter: str, content: bytes) -> str:
    """The name of a request: the same for the same letter and body, and no word of either."""
    return "imr-" + hashlib.sha256(letter.encode() + b"\n" + content).hexdigest()[:40]


def request_of(letter: str, content: bytes, limit_field: str) -> Request:
    """A request by its letter's digest and its body; `limit_field` names the bound on the answer's length."""
    limit = from_json(content).get(limit_field)
    most = Usage(1, len(content) // _BYTES_A_TOKEN, limit if isinstance(limit, int) else 0)
    return Request(custom_id(letter, content), letter, content, most)


def reply_in(line: bytes) -> Reply | None:
    """What a line of an output or error file says; null when it is no such line."""
    try:
        told = from_json(line)
    except ValueError:
        return None
    if not isinstance(told, dict) or not isinstance(told.get("custom_id"), str):
        return None
    name, response = told["custom_id"], told.get("response")
    status, body = (response.get("status_code"), response.get("body")) if isinstance(response, dict) else (None, None)
    if not isinstance(status, int) or not isinstance(body, dict):
        return Reply(name, None, None, _word(told.get("error")) or "no_response", Usage())
    content = to_json(body)
    if status == _OK:
        return Reply(name, status, content, "", _usage(body))
    fault = fault_of(refusal(status, content))
    if fault is not None and fault.ending is Ending.INVALID:
        return Reply(name, status, content, "", Usage())
    return Reply(name, None, None, _word(body.get("error")) or f"http_{status}", Usage())


def refusal(status: int, body: bytes) -> "APIStatusError":
    """The error that the live path meets for a reply of another status than 200."""
    import httpx2
    import openai

    told = from_json(body)
    error = told.get("error", told) if isinstance(told, dict) else told
    request = httpx2.Request("POST", "http://batch" + ENDPOINT)
    return openai.APIStatusError(f"HTTP {status}", response=httpx2.Response(status, request=request), body=error)


async def lines_of(chunks: AsyncIterator[bytes], longest: int) -> AsyncIterator[bytes]:
    """The lines of a file as it comes; one longer than so many bytes comes as an empty one, which says nothing."""
    held, lost = bytearray(), False
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            held += part
            yield b"" if lost or len(held) > longest else bytes(held)
            held.clear()
            lost = False
        held += rest
        if len(held) > longest:
            held.clear()
            lost = True
    if held or lost:
        yield b"" if lost else bytes(held)


def _usage(body: dict[str, Any]) -> Usage:
    told = body.get("usage")
    counts = [told.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(told, dict) else [0, 0]
    prompt, answer = (count if isinstance(count, int) and count >= 0 else 0 for count in counts)
    return Usage(1, prompt, answer)


def _word(error: Any) -> str:
    """An error's code, when it is a plain word: its message may quote the letter."""
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _PLAIN_WORD.fullmatch(code) else ""
