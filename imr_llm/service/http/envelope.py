"""What every request passes through: an id, the Host check, the headers of its answer, and one line in the log."""

import asyncio
import logging
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imr_llm.service.http.exchange import Exchange, Running, UploadMemory, begin, exchange_of
from imr_llm.service.http.faults import ServiceFault
from imr_llm.service.http.logs import log, place_of
from imr_llm.service.http.metrics import Metrics
from imr_llm.service.http.problems import refused
from imr_llm.service.settings import ServiceSettings

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
# They tell nothing, and whoever looks after the service asks by an address that has no name.
_ASKED_BY_ANY_NAME = frozenset({"/healthz", "/readyz"})
_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:@/\s]+))(?::\d{1,5})?")
# How long a client may leave an answer unread.
_SEND_SECONDS = 30.0

# A route may set any of these for itself.
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cache-control": "no-store",
}


@dataclass(slots=True)
class RequestMiddleware:
    """The middleware. It stands inside Starlette's own for errors, which therefore never meets one."""

    app: ASGIApp
    settings: ServiceSettings
    metrics: Metrics
    running: Running
    memory: UploadMemory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = UploadMemory(self.settings.held_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        exchange = Exchange(_request_id(headers), self.memory)
        begin(scope, exchange)
        started = time.perf_counter()
        try:
            # ClientDisconnect: nobody is there to be answered.
            with suppress(ClientDisconnect):
                await self._answer(scope, receive, self._noting(exchange, send))
        finally:
            exchange.let_go()
            self._note(scope, exchange, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        exchange = exchange_of(scope)
        refusal = self._refusal(request)
        if refusal is not None:
            response = refused(request, *refusal)
            await response(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 -- the last stop: its message and traceback may hold letter text
            log("fault", logging.ERROR, request_id=exchange.request_id, where=place_of(error))
            if exchange.status is None:
                fault = ServiceFault.FAULT_OF_OURS
                response = refused(request, fault, "please report it with the request id, without the letter")
                await response(scope, receive, send)

    def _refusal(self, request: Request) -> tuple[ServiceFault, str] | None:
        # h11 looks at the size of a head only while some of it is still missing.
        size = len(request.scope["raw_path"]) + len(request.scope["query_string"])
        if size + sum(len(name) + len(value) + 4 for name, value in request.headers.raw) > self.settings.header_bytes:
            return ServiceFault.LARGE_HEADERS, "send fewer or shorter headers"
        if request.url.path not in _ASKED_BY_ANY_NAME and not self._is_known(request.headers.get("host", "")):
            return ServiceFault.UNKNOWN_HOST, "name this host in IMR_LLM_SERVICE_ALLOWED_HOSTS to be reached by it"
        # A page of another site can post a form to us in a reader's browser; it cannot read the answer, but it costs.
        # For a browser another port is of the same site. Programs send no such header.
        if request.method == "POST" and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return ServiceFault.CROSS_SITE, "open the service's own page"
        return None

    def _is_known(self, host: str) -> bool:
        match = _HOST.fullmatch(host)
        return match is not None and self.settings.is_allowed_host(match["six"] or match["name"])

    def _noting(self, exchange: Exchange, send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = exchange.request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.running.stop.is_set():
                    headers["connection"] = "close"
            elif message["type"] == "http.response.body":
                exchange.bytes_out += len(message.get("body", b""))
            try:
                async with asyncio.timeout(_SEND_SECONDS):
                    await send(message)
            except TimeoutError:
                raise ClientDisconnect from None

        return noted

    def _note(self, scope: Scope, exchange: Exchange, seconds: float) -> None:
        # The pattern of the route: what was sent may hold anything.
        route = str(getattr(scope.get("route"), "path", "none"))
        method = scope["method"] if scope["method"] in _METHODS else "other"
        status = exchange.status or 499
        self.metrics.request(route, method, status, seconds)
        if exchange.fault is not None:
            self.metrics.fault(route, exchange.fault.value)
        log(
            "request",
            request_id=exchange.request_id,
            route=route,
            method=method,
            status=status,
            seconds=round(seconds, 4),
            bytes_in=exchange.bytes_in,
            bytes_out=exchange.bytes_out,
            fault=exchange.fault,
            key=exchange.key,
        )


def _request_id(headers: Headers) -> str:
    """The caller's id where it is short and plain, else one of ours."""
    given = headers.get("x-request-id", "")
    return given if _SANE_ID.fullmatch(given) else uuid4().hex
