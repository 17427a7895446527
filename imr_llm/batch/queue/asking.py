"""Questions put so that nothing is lost or paid for twice: through outages, and across runs."""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from imr_llm.batch.errors import RESUME, EndpointDownError, StoppedError
from imr_llm.batch.ledger.unit import NO_USAGE, KeptAnswer
from imr_llm.batch.queue.budget import Budget
from imr_llm.llm.endpoint.exchange import Answer, Ending, Message, Model, Question
from imr_llm.llm.questions.responses import Answered, schema_hash
from imr_llm.second_reading import Ask

# In seconds: the pause before the endpoint is tried again, doubled every time.
_FIRST_REST, _LONGEST_REST = 1.0, 30.0
# How often one question may fail on an endpoint that answers others, before it is the question's fault.
_TRIES = 3
# So many letters may be given up one after the other, with none answered between, before it is the endpoint's fault.
_MOST_IN_A_ROW = 20
_NO_LONGER = "the endpoint was waited for no longer"

Keep = Callable[[Sequence[KeptAnswer]], Awaitable[None]]


class Probe(Answered):
    """What is asked of an endpoint to learn whether it answers at all."""

    alive: bool


def _pulse() -> Question[Probe]:
    """A question that holds nothing of any letter and costs some thirty tokens; no cache has its answer."""
    return Question("pulse", (Message("user", f'Question {time.time_ns()}: answer {{"alive": true}}'),), Probe, 32)


class OutageAwareAsk:
    """An endpoint that may be down for a while, and on which single letters may fail for ever.

    A question that fails all its tries is followed by one that says nothing. If that is answered, the fault may be the
    letter's: it is tried again, and given up in the end, while the others go on. If not, the endpoint is down: all
    questions wait, and that one alone is asked until it is back; no letter is blamed for a failure of that time.

    `patience`: seconds without any answer after which the run ends. `tell`: told in a line when it is down, and back.
    Raises EndpointDownError where no letter can be answered any more, and StoppedError for a wait that was broken off.
    """

    def __init__(
        self, ask: Ask, budget: Budget, stopped: asyncio.Event, tell: Callable[[str], None], patience: float
    ) -> None:
        self._ask = ask
        self._budget = budget
        self._stopped = stopped
        self._tell = tell
        self._patience = patience
        # Held by whoever looks whether the endpoint answers.
        self._looking = asyncio.Lock()
        self._is_down = False
        self._outages = 0
        self._given_up = 0
        # Why not even a pulse was answered; whoever waits for one need not ask again.
        self._denied = ""

    async def __call__(self, question: Question[Model], /) -> Answer[Model]:
        """The answer, once there is one; UNAVAILABLE only for a question that fails while others are answered.

        One that is denied while others are answered is not put again.
        """
        failed, usage = 0, NO_USAGE
        while failed < _TRIES:
            if self._is_down:
                await self._until_it_answers()
            outages = self._outages
            answer = await self._paid(question)
            usage += answer.usage
            if answer.ending not in (Ending.UNAVAILABLE, Ending.DENIED):
                self._given_up = 0
                return replace(answer, usage=usage)
            await self._until_it_answers()
            if self._outages == outages:
                failed += _TRIES if answer.ending is Ending.DENIED else 1
        self._given_up += 1
        if self._given_up == _MOST_IN_A_ROW:
            raise EndpointDownError(
                f"the endpoint failed on {_MOST_IN_A_ROW} letters one after the other ({answer.why}); look into it, "
                "then run the same command with --retry-failed"
            )
        return replace(answer, ending=Ending.UNAVAILABLE, usage=usage)

    async def _paid(self, question: Question[Model]) -> Answer[Model]:
        answer = await self._ask(question)
        self._budget.spend(answer.usage)
        return answer

    async def _felt(self) -> Answer[Probe]:
        """What the endpoint says to a question that holds nothing. Raises EndpointDownError when it is denied."""
        if not self._denied:
            pulse = await self._paid(_pulse())
            if pulse.ending is not Ending.DENIED:
                return pulse
            self._denied = pulse.why
        raise EndpointDownError(f"{self._denied}; {RESUME} once that is mended")

    async def _until_it_answers(self) -> None:
        """Look whether the endpoint answers, and wait until it does."""
        outages = self._outages
        async with self._looking:
            if self._outages != outages and not self._is_down:
                # Somebody else has waited for it meanwhile.
                return
            if self._is_down and self._stopped.is_set():
                raise StoppedError(_NO_LONGER)
            # The clock is one that nobody can set, and that stands still while the machine sleeps.
            since, pause = time.monotonic(), _FIRST_REST
            while (pulse := await self._felt()).ending is Ending.UNAVAILABLE:
                if not self._is_down:
                    self._is_down, self._outages = True, self._outages + 1
                    self._tell(
                        f"{pulse.why}; no letter is lost: trying again until it is back, for at most "
                        f"{self._patience:.0f} s"
                    )
                if time.monotonic() - since > self._patience:
                    raise EndpointDownError(
                        f"the endpoint has not answered for {self._patience:.0f} s; {RESUME} once it does"
                    )
                await self._rest(pause)
                pause = min(2 * pause, _LONGEST_REST)
            if self._is_down:
                self._is_down = False
                self._tell(f"the endpoint answers again after {time.monotonic() - since:.0f} s")

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return
        raise StoppedError(_NO_LONGER)


class LetterAsk:
    """Puts the questions of one letter. `usage` is what they cost so far, `why` what the last one said was wrong.

    Answers are kept durably before the next question of the letter is sent: whoever ends the process then, what was
    paid for stays. `kept`: those of an earlier run, which are given again and cost nothing more.
    """

    def __init__(self, ask: Ask, kept: Sequence[KeptAnswer], keep: Keep) -> None:
        self._ask = ask
        self._kept = {answer.question: answer for answer in kept}
        self._keep = keep
        self._new: list[KeptAnswer] = []
        self.usage = NO_USAGE
        self.why = ""

    async def __call__(self, question: Question[Model], /) -> Answer[Model]:
        """The answer, however it ended."""
        key = _key(question)
        answer = _again(self._kept[key], question) if key in self._kept else await self._put(key, question)
        self.usage += answer.usage
        self.why = answer.why
        return answer

    async def keep(self) -> None:
        """Keep what was answered since the last question was sent, for a letter that will be asked about again."""
        if self._new:
            await self._keep(self._new)
            self._new = []

    async def _put(self, key: str, question: Question[Model]) -> Answer[Model]:
        await self.keep()
        answer = await self._ask(question)
        if not answer.cached and answer.ending is not Ending.UNAVAILABLE:
            told = answer.value.model_dump_json() if answer.value is not None else None
            self._new.append(KeptAnswer(key, answer.ending.value, told, answer.usage))
        return answer


def _again(kept: KeptAnswer, question: Question[Model]) -> Answer[Model]:
    value = question.response_model.model_validate_json(kept.answer) if kept.answer is not None else None
    return Answer(Ending(kept.ending), value, kept.usage)


def _key(question: Question[Any]) -> str:
    """What a question is known by: all that is sent of it."""
    messages = [[message.role, message.content] for message in question.messages]
    model: type[BaseModel] = question.response_model
    sent = [question.prompt, messages, schema_hash(model), question.max_tokens]
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()
