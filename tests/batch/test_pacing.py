"""Requests against a server that counts them, on a clock that costs no time."""

import asyncio
from collections import deque

import pytest

from imr_llm.batch.errors import StoppedError
from imr_llm.batch.queue.pacing import Pacer

SIZE = 1_000
RPM, TPM = 600, 60_000
MINUTES = 5


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


class Server:
    """Allows so many requests and tokens in the last minute."""

    def __init__(self, clock: Clock, rpm: float, tpm: float, headers: dict[str, str]) -> None:
        self.answered = self.tokens = self.refused = self.refused_late = 0
        self._clock, self._rpm, self._tpm, self._headers = clock, rpm, tpm, headers
        self._lately: deque[tuple[float, int]] = deque()

    def reply(self, tokens: int) -> tuple[int, dict[str, str], int]:
        """The status, the headers and the tokens of a reply to a request of so many."""
        now = self._clock()
        while self._lately and self._lately[0][0] <= now - 60.0:
            self._lately.popleft()
        used = sum(each for _, each in self._lately)
        if len(self._lately) >= self._rpm or used + tokens > self._tpm:
            self.refused += 1
            self.refused_late += now > 60.0 * MINUTES / 2
            return 429, self._headers | {"retry-after": "1"}, 0
        self._lately.append((now, tokens))
        self.answered += 1
        self.tokens += tokens
        return 200, self._headers, tokens


class Bucket(Server):
    """Allows RPM requests a minute, so many of them at once, and says nothing of it."""

    def __init__(self, clock: Clock, burst: int) -> None:
        super().__init__(clock, 0, 0, {})
        self._burst, self._level, self._filled_at = burst, float(burst), 0.0

    def reply(self, tokens: int) -> tuple[int, dict[str, str], int]:
        now = self._clock()
        self._level = min(self._burst, self._level + (now - self._filled_at) * RPM / 60)
        self._filled_at = now
        if self._level < 1:
            self.refused += 1
            return 429, {}, 0
        self._level -= 1
        self.answered += 1
        return 200, {}, tokens


def paced(given: tuple[float | None, float | None], server_of, tokens_of) -> Server:
    clock = Clock()
    server = server_of(clock)

    async def run() -> None:
        pacer = Pacer(*given, clock=clock, sleep=clock.sleep)
        number = 0
        while clock.now < 60.0 * MINUTES:
            before = clock.now
            await pacer.ready(SIZE)
            pacer.replied(SIZE, *server.reply(tokens_of(number)))
            # Whatever is allowed, no client sends more than a thousand a second.
            clock.now = max(clock.now, before + 0.001)
            number += 1
        assert pacer.refused == server.refused

    asyncio.run(run())
    return server


@pytest.mark.parametrize("told", ["given", "named", "learned"])
def test_nine_tenths_of_the_requests_that_are_allowed(told):
    headers = {"x-ratelimit-limit-requests": str(RPM)} if told == "named" else {}
    server = paced(
        (RPM if told == "given" else None, None), lambda clock: Server(clock, RPM, 1e9, headers), lambda _: 100
    )
    assert server.answered >= 0.9 * RPM * MINUTES
    if told != "learned":
        assert server.refused == 0
    # What nobody tells is learned from refusals, which then become few.
    assert server.refused_late <= 0.02 * server.answered


@pytest.mark.parametrize("burst", [10, 100, 600])
def test_a_server_that_refills_as_time_goes_on_is_learned_too(burst):
    server = paced((None, None), lambda clock: Bucket(clock, burst), lambda _: 100)
    assert server.answered >= 0.9 * RPM * MINUTES
    assert server.refused <= 0.02 * server.answered


@pytest.mark.parametrize("told", ["given", "named"])
@pytest.mark.parametrize("tokens_of", [lambda _: 300, lambda number: 100 + 400 * (number % 2)], ids=["even", "uneven"])
def test_nine_tenths_of_the_tokens_that_are_allowed(told, tokens_of):
    headers = {"x-ratelimit-limit-tokens": str(TPM)} if told == "named" else {}
    server = paced((None, TPM if told == "given" else None), lambda clock: Server(clock, 1e9, TPM, headers), tokens_of)
    assert server.tokens >= 0.9 * TPM * MINUTES
    assert server.refused_late <= 0.02 * server.answered


def test_a_refusal_holds_everybody_back_for_as_long_as_it_says():
    clock = Clock()
    pacer = Pacer(clock=clock, sleep=clock.sleep)
    pacer.replied(SIZE, 429, {"retry-after": "7"}, 0)
    asyncio.run(pacer.ready(SIZE))
    assert 7.0 <= clock.now < 8.0


def test_a_refusal_that_asks_for_a_day_is_not_believed():
    clock = Clock()
    pacer = Pacer(clock=clock, sleep=clock.sleep)
    pacer.replied(SIZE, 429, {"retry-after": "86400"}, 0)
    asyncio.run(pacer.ready(SIZE))
    assert clock.now < 65.0


def test_who_would_wait_long_is_not_waited_for_at_the_end():
    clock = Clock()
    pacer = Pacer(rpm=1, clock=clock, sleep=clock.sleep)

    async def run() -> None:
        await pacer.ready(SIZE)
        pacer.stop()
        await pacer.ready(SIZE)

    with pytest.raises(StoppedError):
        asyncio.run(run())


def test_answers_that_were_on_their_way_do_not_end_a_pause():
    clock = Clock()
    pacer = Pacer(clock=clock, sleep=clock.sleep)
    pacer.replied(SIZE, 429, {"retry-after": "7"}, 0)
    pacer.replied(SIZE, 200, {}, 100)
    asyncio.run(pacer.ready(SIZE))
    assert clock.now >= 7.0


def test_after_a_pause_one_request_goes_and_the_others_when_it_is_answered_or_lost():
    clock = Clock()
    pacer = Pacer(clock=clock, sleep=clock.sleep)

    async def run() -> None:
        pacer.replied(SIZE, 429, {"retry-after": "7"}, 0)
        await pacer.ready(SIZE)
        sent = clock.now
        pacer.replied(SIZE, 200, {}, 100)
        await pacer.ready(SIZE)
        assert clock.now == sent
        clock.now += 100.0
        pacer.replied(SIZE, 429, {}, 0)
        await pacer.ready(SIZE)
        sent = clock.now
        await pacer.ready(SIZE)
        assert 4.0 < clock.now - sent < 6.0

    asyncio.run(run())


def test_the_first_answer_says_what_requests_cost():
    clock = Clock()
    pacer = Pacer(tpm=600, clock=clock, sleep=clock.sleep)

    async def run() -> None:
        await pacer.ready(SIZE)
        pacer.replied(SIZE, 200, {}, 20)
        for _ in range(5):
            await pacer.ready(SIZE)
        # Five times twenty tokens at ten a second.
        assert 9.0 < clock.now < 11.0

    asyncio.run(run())
