"""A provider of files and batches on the loopback: it answers and fails as told, and remembers who paid for what.

    with ProviderServer(answer) as server:
        server.ends = ["expired:0.5"]            # how the next batches end
        server.faults["files.create"] = ["500"]  # what the next requests to a route meet

Ends: completed · expired:SHARE · cancelled:SHARE (that share of the lines is answered) · failed:CODE (none is) ·
running (until `release`). Faults of a route: STATUS · STATUS:RETRY-AFTER · drop (before anything is done) · deaf (it is
done, and the connection ends before the reply) · cut (half of the reply is sent). Lines: ok · drop (the line is in no
file) · STATUS · garbage (a line that is no JSON) · twice · foreign (beside one that nobody asked for) · malformed ·
misfit · length · refusal · huge.
"""

import json
import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Body = dict[str, Any]
MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file at the provider."""

    name: str
    content: bytes
    purpose: str


def completion(body: Body, text: str, behaviour: str) -> Body:
    """A reply of the chat-completions endpoint: what `tests.llm.loopback` says, word for word."""
    message: Body = {"role": "assistant", "content": text, "refusal": None}
    if behaviour == "refusal":
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    elif behaviour == "misfit":
        message["content"] = '{"unexpected": 1}'
    elif behaviour == "huge":
        message["content"] = json.dumps({"words": "x" * 2_000_000})
    elif behaviour in ("length", "malformed"):
        message["content"] = text[: len(text) // 2]
    finish = "length" if behaviour == "length" else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1700000000,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


class ProviderServer:
    """The provider. `paid` counts how often each request was answered; `lines` says how each is."""

    def __init__(self, answer: Callable[[Body], str]) -> None:
        self.answer = answer
        self.lines: Callable[[str, Body], str] = lambda *_: "ok"
        self.ends: list[str] = []
        self.faults: dict[str, list[str]] = {}
        self.removes = True
        self.keeps_metadata = True
        self.files: dict[str, StoredFile] = {}
        self.batches: dict[str, Body] = {}
        self.paid: Counter[str] = Counter()
        self.bodies: dict[str, Body] = {}
        self.requests: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self._random = random.Random(7)  # noqa: S311 -- a script, not a secret
        self._stored = 0
        self._turn = threading.RLock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.provider = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self.base_url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def release(self) -> None:
        """Let the batches that run come to their end."""
        for batch in self.batches.values():
            if batch["status"] == "in_progress":
                self._end(batch, "completed")

    def create(self, file: str, key: str) -> None:
        """Begin a batch that somebody asked for earlier."""
        asked = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
        self._start(asked | {"metadata": {"imr_llm_batch": key}})

    def handle(self, route: str, name: str, query: Body, raw: bytes, kind: str) -> tuple[int, bytes]:
        """The reply to a request: its status and its body."""
        with self._turn:
            if route.startswith("files."):
                return self._file(route, name, query, raw, kind)
            if route == "batches.create":
                return self._start(json.loads(raw))
            if route == "batches.list":
                return _json(_page(list(reversed(self.batches.values())), query, 100))
            return _json(self.batches[name]) if name in self.batches else _error(404, "not_found")

    def _file(self, route: str, name: str, query: Body, raw: bytes, kind: str) -> tuple[int, bytes]:
        if route == "files.create":
            parts = _parts(raw, kind)
            return _json(self._described(self.put(*parts["file"], parts["purpose"][1].decode())))
        if route == "files.list":
            kept = {name: file for name, file in self.files.items() if file.purpose == query["purpose"][0]}
            return _json(_page([self._described(name) for name in reversed(kept)], query, 10_000))
        if route == "files.delete" and not self.removes:
            return _error(405, "method_not_allowed")
        if name not in self.files:
            return _error(404, "not_found")
        if route == "files.content":
            return 200, self.files[name].content
        del self.files[name]
        return _json({"id": name, "object": "file", "deleted": True})

    def put(self, name: str, content: bytes, purpose: str) -> str:
        """Store a file; its name here."""
        self._stored += 1
        key = f"file-{self._stored}"
        self.files[key] = StoredFile(name, content, purpose)
        return key

    def _described(self, name: str) -> Body:
        file = self.files[name]
        return {
            "id": name,
            "object": "file",
            "bytes": len(file.content),
            "created_at": 1700000000,
            "filename": file.name,
            "purpose": file.purpose,
            "status": "processed",
        }

    def _start(self, asked: Body) -> tuple[int, bytes]:
        file = self.files.get(asked["input_file_id"])
        if file is None or asked["endpoint"] != "/v1/chat/completions" or asked["completion_window"] != "24h":
            return _error(400, "invalid_request")
        batch: Body = {
            "id": f"batch_{len(self.batches) + 1}",
            "object": "batch",
            "endpoint": asked["endpoint"],
            "completion_window": "24h",
            "input_file_id": asked["input_file_id"],
            "created_at": 1700000000 + len(self.batches),
            "status": "in_progress",
            "metadata": asked.get("metadata") if self.keeps_metadata else None,
            "output_file_id": None,
            "error_file_id": None,
            "errors": None,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
        }
        self.batches[batch["id"]] = batch
        end = self.ends.pop(0) if self.ends else "completed"
        if end != "running":
            self._end(batch, end)
        return _json(batch)

    def _end(self, batch: Body, end: str) -> None:
        """Answer what is answered of a batch, and write its files."""
        status, _, detail = end.partition(":")
        batch["status"] = status
        file = self.files[batch["input_file_id"]]
        lines = [json.loads(line) for line in file.content.splitlines()]
        names = [line["custom_id"] for line in lines]
        if len(file.content) > MOST_BYTES or len(lines) > MOST_REQUESTS or len(set(names)) != len(names):
            status, detail = "failed", "invalid_file"
        if status == "failed":
            batch["status"] = "failed"
            batch["errors"] = {"object": "list", "data": [{"code": detail, "message": "scripted", "line": None}]}
            return
        answered = len(lines) if status == "completed" else int(len(lines) * float(detail))
        outputs, errors = [], []
        for line in lines[:answered]:
            good, bad = self._answered(line)
            outputs += good
            errors += bad
        for line in lines[answered:]:
            errors.append(_failed(line["custom_id"], f"batch_{status}"))
        for kept in (outputs, errors):
            self._random.shuffle(kept)
        if outputs:
            batch["output_file_id"] = self.put("output.jsonl", "".join(outputs).encode(), "batch_output")
        if errors:
            batch["error_file_id"] = self.put("errors.jsonl", "".join(errors).encode(), "batch_output")
        batch["request_counts"] = {"total": len(lines), "completed": len(outputs), "failed": len(errors)}

    def _answered(self, line: Body) -> tuple[list[str], list[str]]:
        """The lines that a request comes to, in the file of outputs and in that of errors."""
        assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")
        name, body = line["custom_id"], line["body"]
        behaviour = self.lines(name, body)
        self.bodies[name] = body
        if behaviour.isdigit():
            failed = {"error": {"message": json.dumps(body), "code": "scripted_failure"}}
            response = {"status_code": int(behaviour), "request_id": "r", "body": failed}
            return [], [_told({"id": "r", "custom_id": name, "response": response, "error": None})]
        if behaviour == "drop":
            return [], []
        self.paid[name] += 1
        reply = completion(body, self.answer(body), behaviour)
        told = _told(
            {
                "id": "r",
                "custom_id": name,
                "response": {"status_code": 200, "request_id": "r", "body": reply},
                "error": None,
            }
        )
        if behaviour == "garbage":
            return [told[: len(told) // 2] + "\n"], []
        if behaviour == "twice":
            return [told, told], [_failed(name, "batch_expired")]
        if behaviour == "foreign":
            return [told, told.replace(name, "somebody-elses"), "[1, 2]\n", "\n"], []
        return [told], []


def _failed(name: str, code: str) -> str:
    return _told(
        {"id": "r", "custom_id": name, "response": None, "error": {"code": code, "message": "it was not answered"}}
    )


def _told(line: Body) -> str:
    return json.dumps(line) + "\n"


def _json(body: Body) -> tuple[int, bytes]:
    return 200, json.dumps(body).encode()


def _error(status: int, code: str) -> tuple[int, bytes]:
    error = {"message": "scripted", "type": "scripted", "code": code, "param": None}
    return status, json.dumps({"error": error}).encode()


def _page(found: list[Body], query: Body, most: int) -> Body:
    after = query.get("after", [None])[0]
    start = next((place + 1 for place, item in enumerate(found) if item["id"] == after), 0)
    page = found[start : start + min(int(query.get("limit", [most])[0]), most)]
    return {"object": "list", "data": page, "has_more": start + len(page) < len(found)}


def _parts(raw: bytes, kind: str) -> dict[str, tuple[str, bytes]]:
    """The parts of a form by their names: the name of the file, and the content byte for byte."""
    parts = {}
    for part in raw.split(b"--" + kind.partition("boundary=")[2].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = dict(re.findall(r'(\w+)="([^"]*)"', head.decode()))
        parts[named["name"]] = named.get("filename", ""), content.removesuffix(b"\r\n")
    return parts


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: ProviderServer

    def handle_error(self, *_: object) -> None:
        """The client hung up, which is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        provider = self.server.provider
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        route, name = _route(self.command, parts.path)
        with provider._turn:
            provider.requests[route] += 1
            provider.headers.append(dict(self.headers))
            fault = provider.faults[route].pop(0) if provider.faults.get(route) else ""
        behaviour, _, detail = fault.partition(":")
        if behaviour == "drop":
            self.close_connection = True
            return
        if behaviour.isdigit():
            status, body = _error(int(behaviour), "scripted_failure")
        else:
            status, body = provider.handle(route, name, parse_qs(parts.query), raw, self.headers["content-type"] or "")
        if behaviour == "deaf":
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if detail:
            self.send_header("retry-after", detail)
        self.end_headers()
        if behaviour == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 -- the names that the base class looks for


def _route(method: str, path: str) -> tuple[str, str]:
    """The route of a request, as the client library calls it, and the name that it is about."""
    _, _, kind, *rest = path.split("/")
    name = rest[0] if rest else ""
    if method == "POST" and not rest:
        return f"{kind}.create", name
    if method == "GET" and not rest:
        return f"{kind}.list", name
    if method == "DELETE":
        return f"{kind}.delete", name
    if rest[1:] == ["content"]:
        return f"{kind}.content", name
    return f"{kind}.retrieve", name
