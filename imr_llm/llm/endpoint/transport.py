"""The client of an endpoint: one retry policy means none of its own, and nothing it logs may hold a letter."""

import logging
import os
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from imr_llm.errors import EndpointError
from imr_llm.llm.endpoint.retry import ReplyTooLargeError

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

    from imr_llm.settings import Settings

# The client library wants a key; local servers take any.
_NO_KEY = "none"


def open_client(settings: "Settings") -> "AsyncOpenAI":
    """A client for the endpoint of the settings. It follows no redirection: a letter goes to the set address alone."""
    import httpx2
    import openai

    _silence()
    address, query = settings.address
    _check_proxy(address)
    # httpx2's default timeout would end long answers; the endpoint bounds each request as a whole.
    timeout = httpx2.Timeout(settings.timeout)
    # Nothing packed is asked for: replies are short, and what is packed can be any size.
    headers = {"accept-encoding": "identity"}
    try:
        client = openai.DefaultAioHttpClient(
            timeout=timeout, follow_redirects=False, event_hooks={"response": [_Bound(settings.max_reply_bytes)]}
        )
    except (OSError, ValueError):
        raise EndpointError(_unopened()) from None
    return openai.AsyncOpenAI(
        base_url=address,
        api_key=settings.api_key.get_secret_value() if settings.api_key else _NO_KEY,
        max_retries=0,
        timeout=timeout,
        default_headers=headers | {name: value.get_secret_value() for name, value in settings.headers.items()},
        default_query=query,
        http_client=client,
    )


def _check_proxy(address: str) -> None:
    """Raise EndpointError for a proxy that the client cannot speak to; it would fail on every request."""
    parts = urlsplit(address)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    if proxy.lower().startswith("socks") and not proxy_bypass(parts.hostname or ""):
        raise EndpointError(
            "ALL_PROXY or HTTPS_PROXY names a SOCKS proxy, which is not supported; name an HTTP proxy, "
            "or the endpoint's host in NO_PROXY"
        )


def _unopened() -> str:
    """Why no client can be made: what of the environment it trips over."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if os.environ.get(name) and not Path(os.environ[name]).exists():
            return f"{name} names what is not there; unset it, or name your certificates"
    return "the connection's settings are not usable; look at HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE"


def _silence() -> None:
    """At their lower levels these log whole requests and answers, and so letters."""
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    logging.getLogger("openai").setLevel(logging.WARNING)


class _Bound:
    """A hook on replies: what is longer than the limit, unpacked, is not read into memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def __call__(self, response: "httpx2.Response") -> None:
        packing = response.headers.get("content-encoding", "identity").lower()
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            raise ReplyTooLargeError
        if packing not in _PACKINGS:
            raise ReplyTooLargeError
        unpack = zlib.decompressobj(_ANY_HEADER) if packing != "identity" else None
        if unpack is None and length:
            return
        # Unpacked here, within the limit, so that nobody unpacks it all at once.
        response.headers.pop("content-encoding", None)
        response.stream = _bounded_stream(response.stream, self._limit, unpack)


# What is unpacked though nobody asked for it, and what tells zlib to know both by their heads.
_PACKINGS = frozenset({"identity", "gzip", "x-gzip", "deflate"})
_ANY_HEADER = zlib.MAX_WBITS | 32


def _bounded_stream(stream: Any, limit: int, unpack: Any) -> "httpx2.AsyncByteStream":
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        """A stream that breaks off once it has given more than the limit."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in stream:
                plain = unpack.decompress(chunk, limit + 1 - read) if unpack else chunk
                read += len(plain)
                if read > limit:
                    raise ReplyTooLargeError
                yield plain

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()
