"""The client of an endpoint: one retry policy means none of its own, and nothing it logs may hold a letter."""

import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

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
    # httpx2's default timeout would end long answers; the endpoint bounds each request as a whole.
    timeout = httpx2.Timeout(settings.timeout)
    return openai.AsyncOpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else _NO_KEY,
        max_retries=0,
        timeout=timeout,
        default_headers={name: value.get_secret_value() for name, value in settings.headers.items()},
        http_client=openai.DefaultAioHttpClient(
            timeout=timeout,
            follow_redirects=False,
            event_hooks={"response": [_Bound(settings.max_reply_bytes)]},
        ),
    )


def _silence() -> None:
    """At their lower levels these log whole requests and answers, and so letters."""
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    logging.getLogger("openai").setLevel(logging.WARNING)


class _Bound:
    """A hook on replies: what is longer than the limit is not read into memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def __call__(self, response: "httpx2.Response") -> None:
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            raise ReplyTooLargeError
        if not length:
            response.stream = _bounded_stream(response.stream, self._limit)


def _bounded_stream(stream: Any, limit: int) -> "httpx2.AsyncByteStream":
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        """A stream that breaks off once it has given more than the limit."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in stream:
                read += len(chunk)
                if read > limit:
                    raise ReplyTooLargeError
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()
