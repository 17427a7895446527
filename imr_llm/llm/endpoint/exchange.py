"""What is asked of an endpoint and what comes back, free of any client library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel

from imr_llm.errors import EndpointError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question(Generic[Model]):
    """A request: the messages of a rendered prompt, and the model that the answer must fit.

    `prompt` is the prompt's name and version (`extract@3`). `max_tokens` bounds the answer.
    """

    prompt: str
    messages: tuple[Message, ...]
    response_model: type[Model]
    max_tokens: int


class Ending(StrEnum):
    """How a question ended. Everything but ANSWERED leaves the rules' record standing.

    refused: by the model. filtered: by the endpoint's content filter. truncated: cut off at twice its limit too.
    invalid: the answer, or the request, is not as it should be. unavailable: the endpoint failed on every try.
    denied: every letter would end so (no such host, wrong key, model or address).
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    FILTERED = "filtered"
    TRUNCATED = "truncated"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a question cost, summed over every request sent for it."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    @property
    def tokens(self) -> int:
        """Prompts and answers together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Answer(Generic[Model]):
    """What came back. `value` is there exactly when `ending` is ANSWERED; `why` says in one line what went wrong."""

    ending: Ending
    value: Model | None
    usage: Usage
    cached: bool = False
    why: str = ""

    def raise_if_denied(self) -> None:
        """Raise EndpointError when every other letter would end the same way: there is no use in going on."""
        if self.ending is Ending.DENIED:
            raise EndpointError(f"{self.why}; the rules alone work without it (--no-llm)")
