"""The service as a process of its own on the loopback, and a client that may say anything."""

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.letter.factories import Parts, letter_pdf, plain

TEXT = plain(Parts()).encode()
PDF = letter_pdf()
_PATIENCE = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back. `headers`: names in lower case; a name that stands twice would be a fault, and is not kept."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Running:
    process: "subprocess.Popen[bytes]"
    host: str
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in map(json.loads, self.log.splitlines()) if event["event"] == name]

    def workers(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return sorted(int(child) for path in found for child in path.read_text().split())

    def memory(self) -> int:
        """Kilobytes of it and of its workers."""
        page = resource.getpagesize() // 1024
        sizes = (Path(f"/proc/{pid}/statm").read_text().split() for pid in [self.process.pid, *self.workers()])
        return sum(int(resident) * page for _, resident, *_ in sizes)

    def connect(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=_PATIENCE)

    def say(self, *pieces: bytes) -> list[Answer]:
        """Send bytes as they are, end the sending, and read every answer until the other side closes."""
        with self.connect() as client:
            try:
                for piece in pieces:
                    client.sendall(piece)
                client.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it was refused before it was all said; what was answered is read below
            return list(answers(read_all(client)))

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        (answer,) = self.say(request(method, path, body, **headers))
        return answer


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request; a header's `_` stands for `-`. It is the last of its connection."""
    said = {"host": "localhost", "connection": "close", "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body


def read_all(client: socket.socket) -> bytes:
    """Everything until the other side closes; a reset ends it like a close."""
    read = bytearray()
    try:
        while chunk := client.recv(65536):
            read += chunk
    except ConnectionResetError:
        pass
    return bytes(read)


def answers(read: bytes) -> Iterator[Answer]:
    """The answers of a connection, one after the other."""
    while read:
        head, _, read = read.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        headers = {name.lower(): value for name, value in pairs}
        assert len(headers) == len(pairs), f"a header stands twice: {lines}"
        if headers.get("transfer-encoding") == "chunked":
            body, read = _unchunked(read)
        else:
            size = int(headers.get("content-length", 0))
            body, read = read[:size], read[size:]
            assert len(body) == size, "an answer was cut off"
        yield Answer(int(first.split()[1]), headers, body)


def _unchunked(read: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, _, read = read.partition(b"\r\n")
        length = int(size, 16)
        body, read = body + read[:length], read[length + 2 :]
        if not length:
            return body, read


def form(*parts: tuple[str, bytes], boundary: str = "frontier", ending: str = "--\r\n") -> tuple[bytes, str]:
    """A multipart body and its Content-Type; each part is the rest of its Content-Disposition line, and its data."""
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data{rest}\r\n\r\n".encode() + data + b"\r\n"
        for rest, data in parts
    )
    return body + f"--{boundary}{ending}".encode(), f"multipart/form-data; boundary={boundary}"


@contextmanager
def running(
    folder: Path, options: Sequence[str] = ("--no-llm",), *, command: Sequence[str] = (), **settings: object
) -> Iterator[Running]:
    """The service, started in an empty folder with an empty one for temporary files; it has to end well.

    `command`: how it is started, where that is not as the tests do it.
    """
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("IMR_LLM_", "OPENAI_"))},
        "TMPDIR": str(folder / "tmp"),
        **{f"IMR_LLM_SERVICE_{name.upper()}": str(value) for name, value in settings.items()},
    }
    command = command or [sys.executable, "-m", "imr_llm", "serve", "--port", "0", *options]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder / "home", env=environment, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout is not None
        try:
            address = process.stdout.readline().decode().strip()
            assert address, (folder / "log").read_text()
            host, _, port = address.removeprefix("http://").rpartition(":")
            yield Running(process, host, int(port), folder)
        finally:
            process.terminate()
            try:
                code = process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert code == 0, (folder / "log").read_text()
