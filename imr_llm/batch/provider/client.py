"""A provider's files and batches, through the client library, under the one retry policy."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from io import SEEK_END, BufferedRandom
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from imr_llm.batch.provider.files import ENDPOINT, Limits, lines_of
from imr_llm.batch.provider.ledger import Seen
from imr_llm.errors import EndpointError
from imr_llm.llm.endpoint.retry import ReplyTooLargeError, fault_of, policy
from imr_llm.llm.endpoint.transport import open_client
from imr_llm.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import Batch

Result = TypeVar("Result")
# A batch in one of these changes no more.
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
# The name under which the provider keeps our name of a batch.
_KEY = "imr_llm_batch"
# Names are the provider's: only plain ones are asked for, or shown.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")
# Of a line that came back, besides the reply in it.
_AROUND = 4096


class Provider:
    """An open connection to a provider. Everything raises EndpointError when the policy has no further try."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        # A file of answers is read line by line, so it may be longer than any one reply.
        self._settings = settings.model_copy(update={"max_reply_bytes": limits.requests * settings.max_reply_bytes})
        self._longest = settings.max_reply_bytes + _AROUND
        self._policy = policy(settings)
        self._opened: AsyncOpenAI | None = None

    async def __aenter__(self) -> Self:
        self._opened = open_client(self._settings)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()
        self._opened = None

    @property
    def _client(self) -> "AsyncOpenAI":
        if self._opened is None:
            raise RuntimeError("the provider is not open: use it as `async with Provider(settings, limits)`")
        return self._opened

    async def upload(self, key: str, file: BufferedRandom) -> str:
        """Upload a file of requests; its name at the provider."""

        async def once() -> str:
            size = file.seek(0, SEEK_END)
            file.seek(0)
            named = (file_name(key), file, "application/jsonl")
            stored = await self._client.files.create(file=named, purpose="batch")
            if stored.bytes and stored.bytes != size:
                raise EndpointError(f"uploading requests: {size} bytes were sent and the provider has {stored.bytes}")
            return _named(stored.id)

        return await self._steadily("uploading requests", once)

    async def start(self, key: str, file: str) -> Seen:
        """Have a file of requests answered. What was not heard of is looked for before it is asked for again."""
        tried = False

        async def once() -> Seen:
            nonlocal tried
            if tried:
                started = await self._started()
                if found := started.get(key) or started.get(file):
                    return found
            tried = True
            async with asyncio.timeout(self._settings.timeout):
                batch = await self._client.batches.create(
                    input_file_id=file,
                    endpoint=ENDPOINT,
                    completion_window="24h",
                    metadata={_KEY: key},
                    extra_headers={"Idempotency-Key": key},
                )
            return _seen(batch)

        return await self._steadily("starting a batch", once)

    async def started(self) -> dict[str, Seen]:
        """All batches of ours that the provider lists, by their keys; those without one, by their files."""
        return await self._steadily("listing batches", self._started)

    async def _started(self) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        async for batch in self._client.batches.list(limit=100):
            key = batch.metadata.get(_KEY) if isinstance(batch.metadata, dict) else None
            for name in (key, batch.input_file_id):
                if isinstance(name, str):
                    found[name] = _seen(batch)
        return found

    async def files(self) -> dict[str, tuple[str, ...]]:
        """All files for batches that the provider lists: their names at the provider, by the names that we gave."""

        async def once() -> dict[str, tuple[str, ...]]:
            found: dict[str, tuple[str, ...]] = {}
            async for file in self._client.files.list(purpose="batch"):
                name = str(file.filename)
                found[name] = (*found.get(name, ()), _named(file.id))
            return found

        return await self._steadily("listing files", once)

    async def look(self, batch: str) -> Seen | None:
        """How a batch stands; null when the provider knows none of this name."""
        import openai

        async def once() -> Seen | None:
            try:
                async with asyncio.timeout(self._settings.timeout):
                    return _seen(await self._client.batches.retrieve(batch))
            except openai.NotFoundError:
                return None

        return await self._steadily(f"looking at {batch}", once)

    async def read(self, file: str, take: Callable[[bytes], None]) -> bool:
        """Read a file, and give its lines to `take`, each once, however often the reading breaks off.

        False when the provider has no such file.
        """
        import httpx2
        import openai

        taken = 0

        async def once() -> bool:
            nonlocal taken
            number = 0
            try:
                async with self._client.files.with_streaming_response.content(file) as response:
                    async for line in lines_of(response.iter_bytes(), self._longest):
                        number += 1
                        if number > taken:
                            take(line)
                            taken = number
            except openai.NotFoundError:
                return False
            except (httpx2.TransportError, ReplyTooLargeError) as error:
                # While a reply is streamed the client library lets the transport's own errors through.
                raise openai.APIConnectionError(request=httpx2.Request("GET", self._settings.base_url)) from error
            return True

        return await self._steadily(f"reading {file}", once)

    async def remove(self, file: str) -> bool:
        """Remove a file; false when the provider does not do so. One that is gone already is removed."""
        import openai

        async def once() -> bool:
            try:
                async with asyncio.timeout(self._settings.timeout):
                    return (await self._client.files.delete(file)).deleted is True
            except openai.NotFoundError:
                return True
            except openai.APIStatusError as error:
                if error.status_code in (405, 501):
                    return False
                raise

        return await self._steadily(f"removing {file}", once)

    async def _steadily(self, what: str, once: Callable[[], Awaitable[Result]]) -> Result:
        import tenacity

        def is_passing(error: BaseException) -> bool:
            fault = fault_of(error)
            return fault is not None and fault.again

        try:
            result: Result = await self._policy.copy(retry=tenacity.retry_if_exception(is_passing))(once)
        except Exception as error:
            fault = fault_of(error)
            if fault is None:
                raise
            # Its own text may quote the letter: neither it nor its cause is let out.
            raise EndpointError(f"{what}: {fault.why}") from None
        return result


def file_name(key: str) -> str:
    """The name that a file of requests is given."""
    return f"imr-llm-{key}.jsonl"


def _seen(batch: "Batch") -> Seen:
    """The library does not check replies, so anything may be missing or of another type."""
    counts, errors = batch.request_counts, getattr(batch.errors, "data", None)
    fault = getattr(errors[0], "code", None) if isinstance(errors, list) and errors else None
    return Seen(
        _named(batch.id),
        _named(batch.status),
        total=_count(getattr(counts, "total", 0)),
        completed=_count(getattr(counts, "completed", 0)),
        failed=_count(getattr(counts, "failed", 0)),
        output=_named(batch.output_file_id) if batch.output_file_id else None,
        errors=_named(batch.error_file_id) if batch.error_file_id else None,
        fault=fault if isinstance(fault, str) and _NAME.fullmatch(fault) else "",
    )


def _named(name: Any) -> str:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise EndpointError("the provider's reply names no batch or file as the Batch API does (IMR_LLM_BASE_URL)")
    return name


def _count(count: Any) -> int:
    return count if isinstance(count, int) else 0
