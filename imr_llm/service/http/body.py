"""The body of a request, read into memory and nowhere else, within its limits of size and time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Request

from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds a body may take to come in, and pause."""

    seconds: float
    idle: float


def media_type(request: Request) -> str:
    """The media type of the body without its parameters, in lower case; empty when none is given."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request, most: int) -> bytes:
    """The whole body. Nothing more is read of one that is larger than `most` bytes, or says that it will be.

    Raises ServiceError: too_large, too_slow, encoded, busy.
    """
    body = bytearray()
    async for chunk in chunks(request, most):
        exchange_of(request.scope).hold(len(chunk))
        body += chunk
    return bytes(body)


async def chunks(request: Request, most: int, pace: Pace | None = None) -> AsyncIterator[bytes]:
    """The body as it comes in, at most `most` bytes of it; none of them is held. Raises as `read_body` does."""
    settings: ServiceSettings = request.app.state.settings
    pace = pace or Pace(settings.read_seconds, settings.idle_seconds)
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise ServiceError(ServiceFault.ENCODED, "send the body as it is, without Content-Encoding")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > most:
        raise _too_large(most)
    async for chunk in _timely(request, pace):
        exchange = exchange_of(request.scope)
        exchange.bytes_in += len(chunk)
        if exchange.bytes_in > most:
            raise _too_large(most)
        yield chunk


async def _timely(request: Request, pace: Pace) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    end = loop.time() + pace.seconds
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout_at(min(end, loop.time() + pace.idle)):
                chunk = await anext(stream, None)
        except TimeoutError:
            detail = f"the body has to come in within {pace.seconds:g} seconds, without a pause of {pace.idle:g}"
            raise ServiceError(ServiceFault.TOO_SLOW, detail) from None
        if chunk is None:
            return
        yield chunk


def _too_large(most: int) -> ServiceError:
    return ServiceError(ServiceFault.TOO_LARGE, f"the body may have {most} bytes; send one letter alone")
