"""What one question has cost so far, and what each reply to it amounts to."""

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import from_json

from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.endpoint.retry import EndedError, TruncatedError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

# How much larger the limit is when a cut-off answer is asked again.
_LARGER = 2


class RequestAccount:
    """The account of one question: its request, and the requests and tokens of every try.

    The client library overwrites a completion's usage with a running sum of its own, so it is summed here, before.
    """

    def __init__(self, body: dict[str, Any], limit_field: str, max_reply_bytes: int) -> None:
        self.usage = Usage()
        self._body = body
        self._limit_field = limit_field
        self._max_reply_bytes = max_reply_bytes
        self._cut_off = False

    def next_body(self, messages: list[Any]) -> dict[str, Any]:
        """The body of the next request, with the messages so far; it counts as sent."""
        self.usage += Usage(requests=1)
        body = {**self._body, "messages": messages}
        if self._cut_off:
            body[self._limit_field] *= _LARGER
        return body

    def accept(self, reply: bytes) -> "ChatCompletion":
        """Enter a reply. Raises EndedError or TruncatedError when it holds no whole answer."""
        completion = _completion(reply)
        self._count(completion)
        # The library does not check replies, so anything may be missing or of another type.
        choices: Any = completion.choices
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = getattr(choice, "message", None)
        if choice is None or message is None:
            raise EndedError(Ending.INVALID, "the reply holds no answer")
        if getattr(message, "refusal", None):
            raise EndedError(Ending.REFUSED, "the model refused to answer")
        if choice.finish_reason == "content_filter":
            raise EndedError(Ending.FILTERED, "the endpoint's content filter withheld the answer")
        if choice.finish_reason == "length":
            if self._cut_off:
                raise EndedError(Ending.TRUNCATED, f"the answer was cut off at {_LARGER} times its limit too")
            self._cut_off = True
            raise TruncatedError
        self._check_answer(message)
        return completion

    def _check_answer(self, message: Any) -> None:
        calls = message.tool_calls if isinstance(message.tool_calls, list) else []
        tools = self._body.get("tools")
        if tools and calls and calls[0].function.name != tools[0]["function"]["name"]:
            raise EndedError(Ending.INVALID, "the model called a tool that it was not given")
        answers = [message.content, *(call.function.arguments for call in calls)]
        if any(isinstance(answer, str) and len(answer) > self._max_reply_bytes for answer in answers):
            raise EndedError(Ending.INVALID, "the answer is longer than is read (IMR_LLM_MAX_REPLY_BYTES)")

    def _count(self, completion: "ChatCompletion") -> None:
        usage = completion.usage
        prompt, answer = getattr(usage, "prompt_tokens", 0), getattr(usage, "completion_tokens", 0)
        self.usage += Usage(0, prompt if isinstance(prompt, int) else 0, answer if isinstance(answer, int) else 0)


def _completion(reply: bytes) -> "ChatCompletion":
    """A reply as the library's type. Endpoints leave fields out, so one that does not validate is taken as it is."""
    from openai.types.chat import ChatCompletion

    try:
        return ChatCompletion.model_validate_json(reply)
    except ValidationError:
        pass
    try:
        fields = from_json(reply)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise EndedError(Ending.INVALID, "the reply is no chat completion (IMR_LLM_BASE_URL up to and including /v1)")
    return ChatCompletion.construct(**fields)
