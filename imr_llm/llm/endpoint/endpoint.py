"""Any OpenAI-compatible endpoint: a question in, an answer with one of a few endings out.

    async with Endpoint(load_settings()) as endpoint:
        answer = await endpoint.ask(question)

instructor reads the answer, words the re-ask and keeps the tries; what is sent, counted, retried and given up is
decided here. openai and instructor cost a second and 94 MB to import, so that happens when an endpoint is opened.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from imr_llm.errors import EndpointError
from imr_llm.llm.endpoint.account import RequestAccount
from imr_llm.llm.endpoint.dialect import Dialect
from imr_llm.llm.endpoint.exchange import Answer, Ending, Model, Question, Usage
from imr_llm.llm.endpoint.replies import candidates
from imr_llm.llm.endpoint.retry import again, fault_of, policy
from imr_llm.llm.endpoint.transport import open_client
from imr_llm.llm.endpoint.wire import request_body, request_key
from imr_llm.settings import AnswerMode, Settings

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletion

    from imr_llm.llm.endpoint.cache import AnswerCache

# How many faults of an answer the model is told of; one wrong habit makes dozens.
_MOST_MISFITS = 10


class Pace(Protocol):
    """Who says when a request may be sent, and learns from every reply."""

    async def ready(self, size: int, /) -> None:
        """Wait until a request of so many bytes may be sent."""

    def replied(self, size: int, status: int, headers: Mapping[str, str], tokens: int, /) -> None:
        """A reply came: its status, its headers, and the tokens of the request and its answer, 0 where untold."""


class _Unpaced:
    """A request may always be sent."""

    async def ready(self, size: int, /) -> None:
        pass

    def replied(self, size: int, status: int, headers: Mapping[str, str], tokens: int, /) -> None:
        pass


class Post(Protocol):
    """How the body of a request gets its reply: over the network, or from replies that came in a file."""

    async def __call__(self, content: bytes, /) -> "httpx2.Response":
        """The reply of a request that was answered. Raises what `retry.fault_of` knows for one that was not."""


class Endpoint:
    """An open endpoint. `ask` may run many times at once; the caller bounds how many are in flight.

    `post`: where requests go instead of to the address of the settings; such an endpoint needs no opening.
    """

    def __init__(
        self,
        settings: Settings,
        cache: "AnswerCache | None" = None,
        pace: Pace | None = None,
        post: Post | None = None,
    ) -> None:
        settings.required_model()
        self._settings = settings
        self._cache = cache
        self._pace = pace or _Unpaced()
        self._client: AsyncOpenAI | None = None
        self._post = post
        self._policy = policy(settings)
        self._dialect = Dialect(settings.limit_field)

    async def __aenter__(self) -> Self:
        if self._post is None:
            self._client = self._opened()
            self._post = partial(_post, self._client, self._settings.timeout)
        return self

    def _opened(self) -> "AsyncOpenAI":
        """The client that requests go through."""
        return open_client(self._settings)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = self._post = None

    async def ask(self, question: Question[Model]) -> Answer[Model]:
        """Put a question. Every fault of the endpoint is an ending, none is raised.

        Raises EndpointError when the client itself fails.
        """
        body = request_body(question, self._settings)
        if self._cache is None:
            answer, _ = await self._exchange(question, body)
            return answer
        key = request_key(body, self._settings.base_url)
        kept = self._cache.get(key)
        if kept is not None and (value := _fitting(question.response_model, kept)) is not None:
            return Answer(Ending.ANSWERED, value, Usage(), cached=True)
        answer, text = await self._exchange(question, body)
        if text is not None:
            self._cache.put(key, text)
        return answer

    async def _exchange(self, question: Question[Model], body: dict[str, Any]) -> tuple[Answer[Model], str | None]:
        """Ask until there is an ending; the answer, and its text when it is whole."""
        from instructor import Mode
        from instructor.core.exceptions import InstructorRetryException
        from instructor.core.retry import retry_async

        if self._post is None:
            raise RuntimeError("the endpoint is not open: use it as `async with Endpoint(settings) as endpoint`")
        name = question.response_model.__name__
        ledger = RequestAccount(body, self._dialect, name, self._settings.max_reply_bytes)
        try:
            # What a patched client ends in. The patch would render the schema again, and Jinja found in letters if it
            # were given a `context`.
            reply: Any = await retry_async(
                func=partial(self._send, self._post, ledger),
                response_model=_reader_of(question.response_model),
                args=(),
                kwargs={"messages": list(body["messages"])},
                max_retries=self._policy.copy(retry=again(self._settings)),
                mode=Mode.TOOLS if self._settings.mode is AnswerMode.TOOLS else Mode.JSON_SCHEMA,
            )
        except InstructorRetryException as error:
            # Its text quotes the letter: neither it nor its cause is let out.
            cause = error.__cause__ or error
            fault = fault_of(cause)
            if fault is None:
                raise EndpointError(f"the client of the endpoint failed ({type(cause).__name__})") from None
            return Answer(fault.ending, None, ledger.usage, why=fault.why), None
        return Answer(Ending.ANSWERED, reply.value, ledger.usage), reply.text

    async def _send(self, post: Post, ledger: RequestAccount, messages: list[Any]) -> "ChatCompletion":
        """One request, with the messages so far, when its turn has come.

        It is sent once more where the endpoint names a field that it does not know.
        """
        import openai

        while True:
            content = to_json(ledger.next_body(messages))
            before = ledger.usage
            await self._pace.ready(len(content))
            try:
                response = await post(content)
            except openai.APIStatusError as error:
                self._pace.replied(len(content), error.status_code, error.response.headers, 0)
                if self._dialect.learns(error.status_code, error.body):
                    continue
                raise
            try:
                return ledger.accept(response.content)
            finally:
                tokens = ledger.usage.tokens - before.tokens
                self._pace.replied(len(content), response.status_code, response.headers, tokens)


async def _post(client: "AsyncOpenAI", timeout: float, content: bytes) -> "httpx2.Response":  # noqa: ASYNC109
    import httpx2

    async with asyncio.timeout(timeout):
        return await client.post("/chat/completions", content=content, cast_to=httpx2.Response)


def _fitting(model: type[Model], text: str) -> Model | None:
    """A kept answer, validated again; null for one of another version, or tampered with."""
    try:
        return model.model_validate_json(text)
    except ValidationError:
        return None


def _misfits(error: ValidationError) -> str:
    """What the model is told: where its answer does not fit and why, without its words, which it has before it."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, fault['loc'])) or 'answer'}: {fault['msg']}" for fault in faults]
    more = len(lines) - _MOST_MISFITS
    return "\n".join([*lines[:_MOST_MISFITS], *([f"and {more} more"] if more > 0 else [])])


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer that fits, and its text."""

    value: Any
    text: str


@cache
def _reader_of(model: type[BaseModel]) -> Any:
    """What instructor takes for the response model.

    Of a pydantic model it walks all members for validators of its own, on every request, and it hangs the whole
    completion on the model that it returns. This class has nothing to walk, and returns the model as it is.
    """
    from instructor.core.exceptions import ResponseParsingError

    class Reader:
        """Stands in for the response model."""

        @classmethod
        def model_validate_json(cls, text: Any, **_: Any) -> _Reply:
            first: ValidationError | None = None
            for candidate in candidates(text or ""):
                try:
                    return _Reply(model.model_validate_json(candidate), candidate)
                except ValidationError as error:
                    first = first or error
            raise ResponseParsingError(_misfits(first) if first else "no JSON", mode="", raw_response=None) from None

    return Reader
