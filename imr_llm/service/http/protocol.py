"""Connections: uvicorn's, with limits on their number and on how long they may be open without a whole request."""

import asyncio
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from imr_llm.service.http.envelope import HEADERS
from imr_llm.service.http.faults import ServiceFault
from imr_llm.service.http.problems import MEDIA_TYPE, problem_of
from imr_llm.service.settings import ServiceSettings

# In bytes; a client that streams sends whole lines or blocks.
_CRUMB = 64
_MOST_CRUMBS = 4096
_DETAILS = {
    ServiceFault.BAD_REQUEST: "send HTTP/1.1, and a body in larger pieces than a few bytes",
    ServiceFault.LARGE_HEADERS: "send fewer or shorter headers",
    ServiceFault.TOO_SLOW: "the head of a request has to come in faster",
    ServiceFault.BUSY: "as many connections as can be held are open; try again",
}


def guarded(settings: ServiceSettings, note: Callable[[ServiceFault], None]) -> type[H11Protocol]:
    """The protocol of a server. `note` is told of every refusal that no request stands behind."""

    class Guarded(GuardedProtocol):
        _settings = settings
        _note = staticmethod(note)

    return Guarded


class _Connection(h11.Connection):
    """Refuses a body that comes in crumbs: each costs as much to take in as a large piece."""

    _crumbs = 0

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._crumbs = 0
        elif isinstance(event, h11.Data) and len(event.data) < _CRUMB:
            self._crumbs += 1
            if self._crumbs > _MOST_CRUMBS:
                raise h11.RemoteProtocolError("a body in crumbs")
        return event


class GuardedProtocol(H11Protocol):
    """One connection. A refusal that h11 or a limit brings about is a problem (RFC 9457) like every other."""

    _settings: ServiceSettings
    _note: Callable[[ServiceFault], None]
    _patience: asyncio.TimerHandle | None = None

    def __init__(self, config: Config, *state: Any, **more: Any) -> None:
        super().__init__(config, *state, **more)
        self.conn = _Connection(h11.SERVER, self._settings.header_bytes)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or turn it away."""
        super().connection_made(transport)
        if len(self.connections) > self._settings.connections:
            self._refuse(ServiceFault.BUSY)
        else:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        super().connection_lost(exc)
        self._forget()

    def data_received(self, data: bytes) -> None:
        """Some of a request came in."""
        if not self.transport.is_closing():
            super().data_received(data)
            self._watch()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has said everything; whether it is still answered."""
        if self._is_answering() and not self.cycle.more_body:
            self.cycle.keep_alive = False
            return True
        return False

    def on_response_complete(self) -> None:
        """An answer is out; the next request may already be here."""
        super().on_response_complete()
        self._forget()
        self._watch()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- uvicorn's own words
        """Refuse what h11 does not take for HTTP. Called while its error is handled."""
        error = sys.exception()
        large = (
            isinstance(error, h11.RemoteProtocolError)
            and error.error_status_hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        )
        self._refuse(ServiceFault.LARGE_HEADERS if large else ServiceFault.BAD_REQUEST)

    def _watch(self) -> None:
        """Be patient for so long whenever no request is being answered."""
        if self.transport.is_closing():
            return
        if self._is_answering():
            self._forget()
        elif self._patience is None:
            self._patience = self.loop.call_later(self._settings.header_seconds, self._expire)

    def _is_answering(self) -> bool:
        # uvicorn has null here until the first request, and does not say so.
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _forget(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _expire(self) -> None:
        """No whole request came: half of one is refused, silence is just ended, and so is an answer left unread."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        elif self.conn.trailing_data[0]:
            self._refuse(ServiceFault.TOO_SLOW)
        else:
            self.transport.close()

    def _refuse(self, fault: ServiceFault) -> None:
        self._note(fault)
        if self._is_answering() and self.cycle.response_started:
            # Half of an answer is out; nothing that could be added would be understood.
            self.transport.abort()
            return
        self.transport.write(_bare_answer(fault))
        self.transport.close()


def _bare_answer(fault: ServiceFault) -> bytes:
    problem = problem_of(fault, _DETAILS[fault], uuid4().hex)
    body = problem.model_dump_json().encode()
    headers: dict[str, Any] = {
        **HEADERS,
        "content-type": MEDIA_TYPE,
        "content-length": len(body),
        "x-request-id": problem.request_id,
        "connection": "close",
        **({"retry-after": 1} if problem.status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
    }
    head = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{head}{lines}\r\n".encode("ascii") + body
