"""Questions that are answered from what came back in files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from imr_llm.batch.errors import StoppedError
from imr_llm.batch.provider.files import Limits, Request, refusal, request_of
from imr_llm.batch.provider.ledger import Kept
from imr_llm.llm.endpoint.cache import AnswerCache
from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.endpoint.exchange import Answer, Ending, Model, Question
from imr_llm.llm.endpoint.retry import EndedError
from imr_llm.settings import Settings

if TYPE_CHECKING:
    import httpx2

_OK = 200


class UnansweredError(StoppedError):
    """A question has no answer yet: the reading of its letter ends there, to be taken up once it has."""


class KeptReplies:
    """Where a letter's requests go: each gets the reply that is kept for it. `wanted` is the first that has none."""

    def __init__(self, letter: str, kept: Mapping[str, Kept], settings: Settings, limits: Limits) -> None:
        self.wanted: Request | None = None
        self._letter, self._kept = letter, kept
        self._settings, self._limits = settings, limits

    async def __call__(self, content: bytes, /) -> "httpx2.Response":
        """The reply of a request. Raises what the live path would meet, and EndedError where there is none."""
        import httpx2

        request = request_of(self._letter, content, self._settings.limit_field.value)
        kept = self._kept.get(request.custom_id)
        if kept is not None and kept.reply is not None:
            if kept.status != _OK:
                raise refusal(kept.status, kept.reply)
            return httpx2.Response(kept.status, content=kept.reply)
        if kept is not None and kept.tries >= self._settings.attempts:
            why = f" ({kept.fault})" if kept.fault else ""
            raise EndedError(Ending.UNAVAILABLE, f"the provider did not answer it in {kept.tries} batches{why}")
        if len(request.line) > self._limits.bytes:
            raise EndedError(Ending.INVALID, "the request is larger than a file of requests may be")
        self.wanted = request
        raise EndedError(Ending.UNAVAILABLE, "it has no answer yet")


class DeferredAsk:
    """Puts the questions of one letter to its kept replies, as they would be put to the endpoint."""

    def __init__(self, replies: KeptReplies, settings: Settings, cache: AnswerCache | None) -> None:
        self._replies = replies
        self._endpoint = Endpoint(settings, cache, post=replies)

    async def __call__(self, question: Question[Model], /) -> Answer[Model]:
        """The answer, however it ended. Raises UnansweredError where it has to be waited for."""
        answer = await self._endpoint.ask(question)
        if self._replies.wanted is not None:
            raise UnansweredError("the question has no answer yet")
        return answer
