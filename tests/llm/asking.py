"""A small question and a way to put it to a scripted endpoint, for tests of the endpoint alone."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from imr_llm.llm.endpoint.cache import AnswerCache
from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.endpoint.exchange import Answer, Message, Model, Question
from imr_llm.settings import Settings, load_settings
from tests.llm.loopback import Loopback

KEY = "key-secret"


class Quoted(BaseModel):
    """A fact and its words."""

    model_config = ConfigDict(frozen=True)

    quote: str
    sessions: int | None = None


class Finding(BaseModel):
    """What is asked for in these tests."""

    model_config = ConfigDict(frozen=True)

    decision: str
    facts: list[Quoted]


def question(text: str = "The request: Upheld", max_tokens: int = 100) -> Question[Finding]:
    return Question("test@1", (Message("system", "Read the letter."), Message("user", text)), Finding, max_tokens)


def settings_for(server: Loopback, **given: Any) -> Settings:
    given = {"model": "loopback", "api_key": KEY, "timeout": 20.0, "max_wait": 0.05} | given
    return load_settings(base_url=server.base_url, **given)


def ask_all(
    settings: Settings, questions: Sequence[Question[Model]], cache: AnswerCache | None = None
) -> list[Answer[Model]]:
    async def run() -> list[Answer[Model]]:
        async with Endpoint(settings, cache) as endpoint:
            return list(await asyncio.gather(*(endpoint.ask(each) for each in questions)))

    return asyncio.run(run())


def ask(settings: Settings, asked: Question[Any] | None = None, cache: AnswerCache | None = None) -> Answer[Any]:
    return ask_all(settings, [asked or question()], cache)[0]
