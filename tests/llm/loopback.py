"""A scripted chat-completions endpoint on the loopback: it answers as told, one behaviour a request, and remembers.

    with Loopback(["429:0.2", "refusal"]) as server:
        settings = Settings(base_url=server.base_url, model="loopback")

Behaviours: ok · STATUS · STATUS:RETRY-AFTER · malformed (the answer breaks off) · misfit (JSON of another shape) ·
length · refusal · filter · none (no choices) · empty (a choice without content) · wrongtool · notool · huge (5 MB) ·
html · stream · list (JSON that is no completion) · error200:CODE · toolong · unknown:FIELD (400) · fence · think ·
prose · parts · toolcall · thought (the answer is thought aloud alone) · gzip · bomb (50 MB packed into 200 kB) ·
notjson (a JSON body that breaks off) · redirect · drop · slow:SECONDS. After the script's end it is ok.
`python -m tests.llm.loopback --latency 0.2` serves until it is stopped, for benchmarks.
"""

import argparse
import asyncio
import gzip
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]
Answerer = Callable[[Body], str]
Script = Iterable[str] | Callable[[Body], str]

HUGE = 5_000_000
_PATH = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    raw: bytes
    behaviour: str

    @property
    def body(self) -> Body:
        body: Body = json.loads(self.raw)
        return body


def schema_of(body: Body) -> Body:
    """The schema that a request asks for, in either mode."""
    tools = body.get("tools")
    if tools:
        schema: Body = tools[0]["function"]["parameters"]
    elif "response_format" in body:
        schema = body["response_format"]["json_schema"]["schema"]
    else:
        schema = json.loads(body["messages"][-1]["content"].partition("\n")[2])
    return schema


def instance(schema: Body, root: Body | None = None) -> Any:
    """A small value that fits a schema: the first of every choice, one item in every list."""
    root = root or schema
    if "$ref" in schema:
        return instance(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return instance(schema["anyOf"][0], root)
    if "properties" in schema:
        return {name: instance(part, root) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [instance(schema["items"], root)]
    return {"integer": 1, "number": 0.5, "boolean": True, "null": None}.get(str(schema.get("type")), "words")


def fitting(body: Body) -> str:
    """The answer of a model that fits the schema and knows nothing."""
    return json.dumps(instance(schema_of(body)))


def digest(text: str) -> str:
    """What a file of answers is keyed by."""
    return hashlib.sha256(text.encode()).hexdigest()


class Loopback:
    """The endpoint, served by a thread of its own, so that synchronous and asynchronous callers can use it."""

    def __init__(self, script: Script = (), answer: Answerer = fitting, latency: float = 0.0, port: int = 0) -> None:
        self._script = script if callable(script) else None
        self._steps = iter(() if callable(script) else script)
        self._answer = answer
        self._latency = latency
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()
        self.received: list[Received] = []
        self.base_url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def bodies(self) -> list[Body]:
        return [request.body for request in self.received]

    async def _start(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", self._port, backlog=1024)

    async def _stop(self) -> None:
        if self._server:
            self._server.close()
        for writer in self._connections:
            writer.transport.abort()
        open_tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_tasks:
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client hung up, which is part of the tests
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; false when the connection ends with it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        path = head[0].split(" ")[1]
        behaviour = (
            "404" if path != _PATH else self._script(json.loads(raw)) if self._script else next(self._steps, "ok")
        )
        self.received.append(Received(path, headers, raw, behaviour))
        behaviour, _, detail = behaviour.partition(":")
        if behaviour == "drop":
            writer.transport.abort()
            return False
        await asyncio.sleep(float(detail) if behaviour == "slow" else 0.0 if behaviour.isdigit() else self._latency)
        writer.write(self._reply(behaviour, detail, json.loads(raw)))
        await writer.drain()
        return True

    def _reply(self, behaviour: str, detail: str, body: Body) -> bytes:
        if behaviour.isdigit():
            error = {"message": "scripted", "type": "scripted", "code": None, "param": None}
            return _http(int(behaviour), json.dumps({"error": error}), {"retry-after": detail} if detail else {})
        if behaviour == "redirect":
            return _http(307, "", {"location": "http://127.0.0.1:1/elsewhere"})
        if behaviour in ("unknown", "toolong"):
            message = (
                f"Unsupported parameter: '{detail}'." if detail else "This model's maximum context length is 4096."
            )
            error = {"message": message, "type": "invalid_request_error", "code": None, "param": None}
            return _http(400, json.dumps({"error": error}), {})
        if behaviour in _WHOLE:
            return _WHOLE[behaviour](detail)
        if behaviour == "html":
            return _http(200, "<html>Log in</html>", {"content-type": "text/html"})
        message, finish = self._message(behaviour, body)
        text = json.dumps(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1700000000,
                "model": body["model"],
                "choices": [] if behaviour == "none" else [{"index": 0, "message": message, "finish_reason": finish}],
                "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
            }
        )
        if behaviour == "gzip":
            return _http(200, gzip.compress(text.encode()), {"content-encoding": "gzip"})
        return _http(200, text[:-20] if behaviour == "notjson" else text, {"set-cookie": "session=cookie-secret"})

    def _message(self, behaviour: str, body: Body) -> tuple[Body, str]:
        message: Body = {"role": "assistant", "content": None, "refusal": None}
        if behaviour in ("refusal", "filter", "empty"):
            message["refusal"] = "I cannot help with that." if behaviour == "refusal" else None
            return message, "content_filter" if behaviour == "filter" else "stop"
        text = self._answer(body)
        if behaviour == "huge":
            text = json.dumps({"words": "x" * HUGE})
        elif behaviour == "misfit":
            text = '{"unexpected": 1}'
        elif behaviour in ("length", "malformed"):
            text = text[: len(text) // 2]
        elif behaviour in _WRAPPED:
            text = _WRAPPED[behaviour].format(text)
        finish = "length" if behaviour == "length" else "stop"
        if behaviour == "parts":
            return message | {
                "content": [{"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}]
            }, finish
        if behaviour == "toolcall":
            name = body["response_format"]["json_schema"]["name"]
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
            return message | {"tool_calls": [call]}, "tool_calls"
        if "tools" in body and behaviour != "notool":
            name = "another" if behaviour == "wrongtool" else body["tools"][0]["function"]["name"]
            call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
            return message | {"tool_calls": [call]}, finish
        return message | {"content": text}, finish


_WRAPPED = {
    "fence": "```json\n{}\n```",
    "think": '<think>\nPerhaps {{"unexpected": 1}}?\n</think>\n{}',
    "prose": "Sure! Here is the JSON:\n{}\nHope this helps.",
    "thought": "<think>\n{}\n</think>\nI am done.",
}


def _http(status: int, text: str | bytes, headers: dict[str, str]) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    lines = {"content-type": "application/json", "x-request-id": "request-secret", "content-length": str(len(data))}
    head = "".join(f"{name}: {value}\r\n" for name, value in (lines | headers).items())
    return f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + data


# Replies with 200 that are no completions.
_WHOLE: dict[str, Callable[[str], bytes]] = {
    "error200": lambda code: _http(200, json.dumps({"error": {"message": "scripted", "code": code}}), {}),
    "list": lambda _: _http(200, '{"object": "list", "data": []}', {}),
    "stream": lambda _: _http(200, "data: {}\n\ndata: [DONE]\n\n", {"content-type": "text/event-stream"}),
    "bomb": lambda _: _http(200, gzip.compress(bytes(50_000_000), 1), {"content-encoding": "gzip"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve until stopped; the address is the first line printed.")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds before each answer")
    parser.add_argument("--answers", type=Path, help="JSON: the sha256 of a request's last message, and its answer")
    arguments = parser.parse_args()
    answers: dict[str, str] = json.loads(arguments.answers.read_text()) if arguments.answers else {}

    def answer(body: Body) -> str:
        return answers.get(digest(body["messages"][-1]["content"])) or fitting(body)

    with Loopback(answer=answer, latency=arguments.latency) as server:
        print(server.base_url, flush=True)  # noqa: T201  # the caller reads it
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
