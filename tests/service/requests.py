"""A request without a server: what a route is given, with a body that comes in as it is told to."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

from fastapi import Request

from imr_llm.service.http.exchange import Exchange, UploadMemory, begin
from imr_llm.service.settings import ServiceSettings


def request_of(
    pieces: Sequence[bytes | float], headers: dict[str, str], settings: ServiceSettings, held: int = 2**30
) -> Request:
    """A POST whose body comes in pieces; a number between two is a pause in seconds. `held`: all uploads' memory."""
    left = list(pieces)

    async def receive():
        if left and isinstance(left[0], float):
            await asyncio.sleep(left.pop(0))
        piece = left.pop(0) if left else b""
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "app": SimpleNamespace(state=SimpleNamespace(settings=settings)),
    }
    begin(scope, Exchange("id", UploadMemory(held)))
    return Request(scope, receive)
