"""A reply as endpoints really give it: the answer, wherever it stands in it, or in one line why there is none.

Servers wrap the JSON that they were asked for in a code fence, in prose, behind what a model thought aloud, in parts,
or in a tool call; and what stands at a wrong address answers 200 with a web page, an error or a stream.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import from_json

from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.llm.endpoint.retry import EndedError, Fault, FaultError, error_fault

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

_THOUGHT = re.compile(r".*</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"```[a-zA-Z]{0,10}\s*\n(.*?)\n?\s*```", re.DOTALL)
_ADDRESS = "set IMR_LLM_BASE_URL to the address of the API, up to and including /v1"


def completion_of(reply: bytes) -> "ChatCompletion":
    """A reply as the library's type. Endpoints leave fields out, so one that does not validate is taken as it is.

    Raises FaultError for what is no chat completion.
    """
    from openai.types.chat import ChatCompletion

    try:
        return ChatCompletion.model_validate_json(reply)
    except ValidationError:
        pass
    try:
        fields = from_json(reply)
    except ValueError:
        raise FaultError(_not_json(reply)) from None
    if isinstance(fields, dict) and isinstance(fields.get("error"), dict | str):
        raise FaultError(error_fault(fields["error"]))
    if not isinstance(fields, dict) or "choices" not in fields:
        raise FaultError(Fault(Ending.DENIED, f"the reply is no chat completion: {_ADDRESS}"))
    return ChatCompletion.construct(**fields)


def _not_json(reply: bytes) -> Fault:
    head = reply[:200].lstrip().lower()
    if head.startswith(b"<"):
        return Fault(Ending.DENIED, f"the endpoint answered with a web page, perhaps to sign in: {_ADDRESS}")
    if head.startswith((b"data:", b"event:", b":")):
        why = "the endpoint answered with an event stream; it was asked for none: set IMR_LLM_BODY to"
        return Fault(Ending.DENIED, f'{why} {{"stream": false}}, or IMR_LLM_BASE_URL to an address that answers whole')
    return Fault(Ending.INVALID, "the reply is not JSON")


def text_of(message: Any, name: str) -> str | None:
    """What a message answers: its words, whole or in parts, else the arguments of its call of the tool `name`.

    Null where it answers nothing. Raises EndedError for a call of another tool alone.
    """
    content: Any = message.content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if isinstance(content, str) and content.strip():
        return content
    calls = message.tool_calls if isinstance(getattr(message, "tool_calls", None), list) else []
    functions = [function for call in calls if (function := _field(call, "function")) is not None]
    own = [_field(function, "arguments") for function in functions if _field(function, "name") == name]
    if functions and not own:
        raise EndedError(Ending.INVALID, "the model called a tool that it was not given")
    return own[0] if own and isinstance(own[0], str) else None


def _field(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)


def candidates(text: str) -> Iterator[str]:
    """Where in an answer's text its JSON may stand, the likeliest place first; never what was thought aloud."""
    spoken = _THOUGHT.sub("", text, count=1).strip()
    yield spoken
    for fence in _FENCE.finditer(spoken):
        yield fence[1]
    first, last = spoken.find("{"), spoken.rfind("}")
    if 0 < first < last or 0 <= first < last < len(spoken) - 1:
        yield spoken[first : last + 1]
