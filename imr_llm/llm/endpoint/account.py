"""What one question has cost so far, and what each reply to it amounts to."""

from typing import TYPE_CHECKING, Any

from imr_llm.llm.endpoint.dialect import Dialect
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.endpoint.replies import completion_of, text_of
from imr_llm.llm.endpoint.retry import EndedError, TruncatedError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

# How much larger the limit is when a cut-off answer is asked again.
_LARGER = 2


class RequestAccount:
    """The account of one question: its request, and the requests and tokens of every try.

    `dialect`: what the endpoint has been found not to know. `name`: the answer's, by which a tool is called.

    The client library overwrites a completion's usage with a running sum of its own, so it is summed here, before.
    """

    def __init__(self, body: dict[str, Any], dialect: Dialect, name: str, max_reply_bytes: int) -> None:
        self.usage = Usage()
        self._body = body
        self._dialect = dialect
        self._name = name
        self._max_reply_bytes = max_reply_bytes
        self._cut_off = False

    def next_body(self, messages: list[Any]) -> dict[str, Any]:
        """The body of the next request, with the messages so far; it counts as sent."""
        self.usage += Usage(requests=1)
        return self._dialect.spoken({**self._body, "messages": messages}, _LARGER if self._cut_off else 1)

    def accept(self, reply: bytes) -> "ChatCompletion":
        """Enter a reply, with its answer where the client library looks for it.

        Raises EndedError or TruncatedError when it holds no whole answer.
        """
        completion = completion_of(reply)
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
        self._place(message)
        return completion

    def _place(self, message: Any) -> None:
        """Put the answer where it was asked for: in the content, or in a call of the tool."""
        from openai.types.chat import ChatCompletionMessageFunctionToolCall
        from openai.types.chat.chat_completion_message_function_tool_call import Function

        text = text_of(message, self._name)
        if text is not None and len(text) > self._max_reply_bytes:
            raise EndedError(Ending.INVALID, "the answer is longer than is read (IMR_LLM_MAX_REPLY_BYTES)")
        called = bool(message.tool_calls) and not (isinstance(message.content, str) and message.content.strip())
        if self._body.get("tools") and called:
            # It stands where it was asked for; a re-ask answers this very call.
            return
        message.content = text
        if self._body.get("tools") and text is not None:
            call = Function(name=self._name, arguments=text)
            message.tool_calls = [ChatCompletionMessageFunctionToolCall(id="answer", type="function", function=call)]

    def _count(self, completion: "ChatCompletion") -> None:
        usage = completion.usage
        prompt, answer = getattr(usage, "prompt_tokens", 0), getattr(usage, "completion_tokens", 0)
        self.usage += Usage(0, prompt if isinstance(prompt, int) else 0, answer if isinstance(answer, int) else 0)
