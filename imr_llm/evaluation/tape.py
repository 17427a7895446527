"""Recorded exchanges of an eval, one JSON file a case, from which a replay answers with sockets blocked.

A request is known by the sha256 of its whole canonical body, so a changed prompt, schema or letter is another request.
The body itself is not kept: `imr-llm prompt` prints it, and it would be five times as long as the answer.
"""

import hashlib
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from imr_llm.errors import UsageError
from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.questions.prompts import load
from imr_llm.record.facts import Frozen
from imr_llm.second_reading import Ask
from imr_llm.settings import AnswerMode, LimitField, Settings, load_settings

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

# The address that replays ask; nobody is there.
ADDRESS = "http://endpoint/v1"
# Which prompt asks for which answer, and the random mark around a letter.
_PROMPTS = {"LetterAnswer": "extract", "RecheckAnswer": "recheck", "GroundsAnswer": "explain"}
_MARK = re.compile(r"\[[a-z]+ [0-9a-f]{8,}\]")
_BLOCKED = ("connect", "connect_ex", "sendto")


class Request(Frozen):
    """What a request was made of: the prompt with its version, and a hash of each part that can change it."""

    prompt: str
    stable: str
    letter: str
    schema_hash: str


class Exchange(Frozen):
    """One request and its reply. `answer` is the reply's content where that is JSON, opened so that it can be read.

    `asked`: what the request was made of, so that one that fits no more can say why.
    """

    key: str
    asked: Request | None = None
    status: int
    reply: Any
    answer: Any = None


class Wording(Frozen):
    """The settings that shape a request's body."""

    model: str
    mode: AnswerMode = AnswerMode.JSON_SCHEMA
    seed: int | None = 0
    temperature: float | None = 0.0
    max_tokens: int | None = None
    limit_field: LimitField = LimitField.MAX_TOKENS
    body: dict[str, Any] = {}


class Cassette(Frozen):
    """The exchanges of one case. `answered_by`: the model in words; `model` is null when a script answered instead."""

    answered_by: str
    model: str | None
    recorded_on: str | None
    wording: Wording
    exchanges: tuple[Exchange, ...]

    @property
    def answerer(self) -> str:
        """Who answered, in words."""
        if self.model is None:
            return f"{self.answered_by} (no model)"
        return f"{self.answered_by} on {self.recorded_on}"


def key_of(body: bytes) -> str:
    """The sha256 of a request's body in canonical JSON."""
    canonical = json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def asked_of(body: bytes) -> Request | None:
    """What a request's body is made of; null for one that is none of our questions."""
    told = json.loads(body)
    shape = ((told.get("response_format") or {}).get("json_schema") or {}) or next(
        (tool["function"] for tool in told.get("tools", ())), {}
    )
    name = _PROMPTS.get(shape.get("name", ""))
    stable = [one["content"] for one in told["messages"] if one["role"] == "system"]
    rest = [one for one in told["messages"] if one["role"] != "system"]
    if name is None:
        return None
    return Request(
        prompt=load(name).reference,
        stable=_short_hash(stable),
        letter=_short_hash(_MARK.sub("[mark]", json.dumps(rest, ensure_ascii=False))),
        schema_hash=_short_hash(shape),
    )


def _short_hash(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def what_changed(recorded: Sequence[Exchange], asked: Request | None) -> str:
    """In words, in what a request differs from the recorded one for the same prompt."""
    name = asked.prompt.partition("@")[0] if asked else ""
    before = next((one.asked for one in recorded if one.asked and one.asked.prompt.partition("@")[0] == name), None)
    if asked is None or before is None:
        return f"no exchange for {asked.prompt} was recorded" if asked else "another request was recorded"
    version = f"recorded as {before.prompt}, now {asked.prompt}"
    if before.prompt == asked.prompt:
        version = f"without a new version than {asked.prompt}"
    changes = [
        f"the prompt {name} ({version})" if before.stable != asked.stable else "",
        f"the schema of {name}'s answer" if before.schema_hash != asked.schema_hash else "",
        f"what {name} is told of the letter" if before.letter != asked.letter else "",
    ]
    return " and ".join(filter(None, changes)) + " changed" if any(changes) else "the settings of the request changed"


def load_tape(folder: Path, name: str) -> Cassette:
    """The tape of a case. Raises UsageError when there is none or it is not a tape."""
    path = folder / f"{name}.json"
    nothing = StaleError(path, "no exchange was recorded for this case")
    try:
        tape = Cassette.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise nothing from None
    except ValidationError:
        raise UsageError(
            f"{path}: this is no recording of an eval; record it again with imr-llm eval --record"
        ) from None
    if not tape.exchanges:
        # Every case is asked about at least once, so an empty tape would replay an endpoint that is down.
        raise nothing
    return tape


class StaleError(UsageError):
    """A recording that does not fit what is asked now. `why` says in words what changed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; record it anew with imr-llm eval --record")
        self.why = why


@contextmanager
def sockets_blocked() -> Iterator[None]:
    """No connection can be opened and no name looked up: what is not on a tape fails instead of going out."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise ConnectionRefusedError("a replay opens no connection")

    kept = {name: getattr(socket.socket, name) for name in _BLOCKED}
    look_up = socket.getaddrinfo
    for name in _BLOCKED:
        setattr(socket.socket, name, refuse)
    socket.getaddrinfo = refuse
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(socket.socket, name, method)
        socket.getaddrinfo = look_up


class Replay:
    """Answers from the tapes of a folder. A request that is on none, and an exchange that was not asked for, fail.

    `whole`: false where only some of a letter's questions are put.
    """

    def __init__(self, folder: Path, *, whole: bool = True) -> None:
        self._folder = folder
        self._whole = whole
        self._played: list[Cassette] = []

    @property
    def answered_by(self) -> tuple[str, ...]:
        """Who answered so far, in words: a script, or which model on which date."""
        return tuple(sorted({tape.answerer for tape in self._played}))

    @property
    def a_model_answered(self) -> bool:
        """Whether any of them is a model."""
        return any(tape.model for tape in self._played)

    @asynccontextmanager
    async def asking(self, name: str) -> AsyncIterator[Ask]:
        """Something to put a case's questions to. Raises UsageError, which names the case and the exchange."""
        tape = load_tape(self._folder, name)
        self._played.append(tape)
        spare = list(tape.exchanges)
        missing: list[str] = []

        def answer(request: "httpx2.Request") -> "httpx2.Response":
            import httpx2

            key = key_of(request.content)
            found = next((exchange for exchange in spare if exchange.key == key), None)
            if found is None:
                # Denied access is asked no second time.
                missing.append(what_changed(tape.exchanges, asked_of(request.content)))
                return httpx2.Response(404, json={})
            spare.remove(found)
            return httpx2.Response(found.status, json=closed(found))

        with sockets_blocked():
            async with _Replayed(answer, _settings(tape.wording)) as endpoint:
                yield endpoint.ask
        path = self._folder / f"{name}.json"
        if missing:
            raise StaleError(path, missing[0])
        if spare and self._whole:
            raise StaleError(path, f"exchange {spare[0].key[:16]} is not asked for any more")


class _Replayed(Endpoint):
    """An endpoint whose client is answered by a function."""

    def __init__(self, answer: "Callable[[httpx2.Request], httpx2.Response]", settings: Settings) -> None:
        super().__init__(settings)
        self._answer = answer

    def _opened(self) -> "AsyncOpenAI":
        import httpx2
        import openai

        return openai.AsyncOpenAI(
            base_url=ADDRESS,
            api_key="none",
            max_retries=0,
            http_client=httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer)),
        )


def _settings(wording: Wording) -> Settings:
    given = wording.model_dump()
    return load_settings(**given, base_url=ADDRESS, headers={}, cache_dir=None)


def opened(body: bytes, status: int, content: bytes) -> Exchange:
    """An exchange as kept: of the reply what the reader uses, its answer opened where it is JSON."""
    key, asked = key_of(body), asked_of(body)
    try:
        reply = json.loads(content)
    except ValueError:
        return Exchange(key=key, asked=asked, status=status, reply=content.decode("utf-8", "replace"))
    try:
        answer = json.loads(reply["choices"][0]["message"].pop("content"))
    except (KeyError, IndexError, TypeError, ValueError):
        return Exchange(key=key, asked=asked, status=status, reply=json.loads(content))
    return Exchange(key=key, asked=asked, status=status, reply=reply, answer=answer)


def closed(exchange: Exchange) -> Any:
    """The reply of a kept exchange."""
    if exchange.answer is None:
        return exchange.reply
    reply = json.loads(json.dumps(exchange.reply))
    reply["choices"][0]["message"]["content"] = json.dumps(exchange.answer, ensure_ascii=False, separators=(",", ":"))
    return reply
