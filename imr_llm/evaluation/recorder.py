"""Putting an eval's questions to a real endpoint, with or without keeping the exchanges."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from imr_llm.evaluation.tape import Cassette, Exchange, Wording, opened
from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.second_reading import Ask
from imr_llm.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI


# The status of a reply that may hold an answer.
_DONE = 200


class Live:
    """Puts questions to the configured endpoint and keeps nothing. `today` is an ISO date."""

    def __init__(self, settings: Settings, today: str) -> None:
        self._settings = settings
        self.answered_by: tuple[str, ...] = (f"{settings.required_model()} on {today}",)
        self.a_model_answered = True

    @asynccontextmanager
    async def asking(self, _name: str) -> AsyncIterator[Ask]:
        """Something to put a case's questions to."""
        async with Endpoint(self._settings) as endpoint:
            yield endpoint.ask


class Recorder:
    """Puts questions to the configured endpoint and keeps every exchange, one file a case.

    `script` names a script that stands in for a model; left out, it is the model of the settings that answers, and
    `today` is kept with it. `described`: that model in words, where its name at the endpoint says too little.
    """

    def __init__(
        self, folder: Path, settings: Settings, today: str, script: str | None = None, described: str | None = None
    ) -> None:
        self._folder = folder
        self._settings = settings
        model = settings.required_model()
        self._blank = Cassette(
            answered_by=script or described or model,
            model=None if script else model,
            recorded_on=None if script else today,
            wording=Wording.model_validate({name: getattr(settings, name) for name in Wording.model_fields}),
            exchanges=(),
        )
        self.answered_by: tuple[str, ...] = (self._blank.answerer,)
        self.a_model_answered = script is None

    @asynccontextmanager
    async def asking(self, name: str) -> AsyncIterator[Ask]:
        """Something to put a case's questions to; the tape is written once they have all been answered."""
        heard: list[Exchange] = []
        async with _Recorded(self._settings, heard) as endpoint:
            yield endpoint.ask
        if not any(exchange.status == _DONE for exchange in heard):
            # Nothing is overwritten by nothing: an endpoint that is down empties no recording.
            return
        tape = self._blank.model_copy(update={"exchanges": tuple(heard)})
        self._folder.mkdir(parents=True, exist_ok=True)
        document = json.dumps(tape.model_dump(mode="json"), ensure_ascii=False, indent=1)
        (self._folder / f"{name}.json").write_text(document + "\n", encoding="utf-8")


class _Recorded(Endpoint):
    """An endpoint whose client is listened to."""

    def __init__(self, settings: Settings, heard: list[Exchange]) -> None:
        super().__init__(settings)
        self._heard = heard

    def _opened(self) -> "AsyncOpenAI":
        return cast("AsyncOpenAI", _Listening(super()._opened(), self._heard))


class _Listening:
    """Stands before a client and keeps what was answered; a replay has no faults to try again, so they are not kept."""

    def __init__(self, client: "AsyncOpenAI", heard: list[Exchange]) -> None:
        self._client = client
        self._heard = heard

    async def post(self, path: str, *, content: bytes, cast_to: Any) -> Any:
        response = await self._client.post(path, content=content, cast_to=cast_to)
        self._heard.append(opened(content, response.status_code, response.content))
        return response

    async def close(self) -> None:
        await self._client.close()
