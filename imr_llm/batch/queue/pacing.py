"""How fast requests go: never faster than the endpoint allows, and at least nine tenths as fast.

Requests and tokens are each kept to a rate: the one that was given, or that the endpoint's headers name. An answer of
429 holds everybody back for as long as it says, and teaches a rate where none is known.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping

from imr_llm.batch.errors import StoppedError
from imr_llm.llm.endpoint.retry import retry_after

# Of what is allowed; the rest covers two clocks that differ, and windows that are counted otherwise than ours.
_MARGIN = 0.97
# Seconds that may be caught up when a request was sent late.
_CATCH_UP = 0.1
# After a 429 the rate is this part of what it was, and is won back: quickly up to near where it failed, slowly beyond.
_SLOWER = 0.95
_NEAR, _QUICKLY, _SLOWLY = 0.97, 0.02, 0.001
# In seconds: the pause after a 429, doubled while nothing is answered, up to the second figure; what the 429 itself
# asks for is believed up to the third. One request goes then, and the others that much later if it is not heard of.
_FIRST_HOLD, _MOST_DOUBLED, _LONGEST_HOLD, _PROBE = 1.0, 8.0, 60.0, 5.0
# In seconds: limits are told a minute, and so are answers counted to learn one.
_WINDOW = 60.0
# In seconds: a shorter time is taken for this one. A rate that is taken too high is soon refused; too low, it stays.
_SHORTEST = 0.1
# In seconds: who would have to wait longer than this is not waited for at the end.
_SOON = 10.0
# Tokens for a byte of a request and the answer to it, before any was counted; and the least that one answer teaches.
_TOKENS_A_BYTE, _LESSON = 0.3, 0.05
_TOO_MANY_REQUESTS = 429
_NUMBER = re.compile(r"[0-9]{1,12}")


class _Rate:
    """A rate a second that is kept from one to the next, with hardly any burst. Null holds nothing back."""

    def __init__(self, per_minute: float | None) -> None:
        self.most = per_minute / 60 * _MARGIN if per_minute else None
        self.free_at = 0.0

    def lower_to(self, per_minute: float) -> None:
        """Keep to this rate too."""
        most = per_minute / 60 * _MARGIN
        self.most = most if self.most is None else min(self.most, most)

    def take(self, now: float, amount: float, share: float) -> None:
        """Enter what goes now, at a share of the rate."""
        if self.most:
            self.free_at = max(self.free_at, now - _CATCH_UP) + amount / (self.most * share)


class Pacer:
    """Holds requests back. `rpm`, `tpm`: requests and tokens a minute, null where the endpoint may say.

    `clock` counts seconds and is one that nobody can set. `refused` counts the answers of 429.
    """

    def __init__(
        self,
        rpm: float | None = None,
        tpm: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._requests, self._tokens = _Rate(rpm), _Rate(tpm)
        self._turn = asyncio.Lock()
        self._last_at = float("inf")
        self._hold_until, self._hold = 0.0, _FIRST_HOLD
        # Held back until one request has gone; then, until it is answered.
        self._held = self._probing = False
        # The share of the rates that is used, where it last failed, and since when it has been what it is.
        self._share, self._failed_at, self._shared_at = 1.0, float("inf"), clock()
        self._learned = False
        self._slowed_at = float("-inf")
        self._tokens_a_byte, self._counted = _TOKENS_A_BYTE, 0
        self._answered: deque[float] = deque(maxlen=100_000)
        self.refused = 0

    def stop(self) -> None:
        """Let only those requests go whose turn comes soon: the others raise StoppedError."""
        self._last_at = self._clock() + _SOON

    async def ready(self, size: int) -> None:
        """Wait until a request of so many bytes may be sent; first come, first served."""
        async with self._turn:
            while (wait := self._due() - self._clock()) > 0:
                if self._due() > self._last_at:
                    raise StoppedError("no further request is sent")
                await self._sleep(min(wait, 0.5))
            now = self._clock()
            if self._held:
                self._held, self._probing = False, True
                self._hold_until = now + _PROBE
            self._win_back(now)
            self._requests.take(now, 1, self._share)
            self._tokens.take(now, size * self._tokens_a_byte, self._share)

    def replied(self, size: int, status: int, headers: Mapping[str, str], tokens: int) -> None:
        """Learn from a reply; `tokens` are those of the request and of its answer, 0 where none are told."""
        now = self._clock()
        for rate, name in ((self._requests, "requests"), (self._tokens, "tokens")):
            told = headers.get(f"x-ratelimit-limit-{name}", "")
            if _NUMBER.fullmatch(told) and int(told):
                rate.lower_to(int(told))
                self._learned = False
        if status == _TOO_MANY_REQUESTS:
            self.refused += 1
            self._slow_down(now, retry_after(headers))
            return
        self._answered.append(now)
        self._hold = _FIRST_HOLD
        if self._probing:
            self._probing, self._hold_until = False, now
        if tokens and size:
            if self._tokens.most:
                self._tokens.free_at += (tokens - size * self._tokens_a_byte) / (self._tokens.most * self._share)
            self._counted += 1
            lesson = max(_LESSON, 1 / self._counted)
            self._tokens_a_byte += lesson * (tokens / size - self._tokens_a_byte)

    def _due(self) -> float:
        return max(self._hold_until, self._requests.free_at - _CATCH_UP, self._tokens.free_at - _CATCH_UP)

    def _slow_down(self, now: float, wait: float | None) -> None:
        wait = min(wait or 0.0, _LONGEST_HOLD)
        if now - self._slowed_at < max(1.0, wait):
            # The others that were in flight are told the same, and teach nothing more.
            self._hold_until = max(self._hold_until, now + wait)
            return
        self._hold_until, self._hold = now + max(wait, self._hold), min(2 * self._hold, _MOST_DOUBLED)
        before, self._slowed_at = self._slowed_at, now
        self._held, self._probing = True, False
        answered = [at for at in self._answered if at > max(before, now - _WINDOW)]
        # Where nothing was answered there is nothing to learn but to wait.
        if answered:
            since = before if before > now - _WINDOW else answered[0]
            self._learn(now, len(answered) / max(now - since, _SHORTEST))

    def _learn(self, now: float, lately: float) -> None:
        """Go slower. `lately`: the answers a second since the last refusal."""
        self._win_back(now)
        self._failed_at = self._share
        share = self._share * _SLOWER
        # So many were allowed in the last minute: some servers count just that, others refill as time goes on.
        allowed = max(lately, sum(1 for at in self._answered if at > now - _WINDOW) / _WINDOW)
        if self._requests.most is None and self._tokens.most is None:
            self._requests.most, self._learned, share = allowed, True, _SLOWER
        elif self._learned and self._requests.most:
            share = min(share, _SLOWER * allowed / self._requests.most)
        self._share = share

    def _win_back(self, now: float) -> None:
        """Go faster again. What was given or named is never passed; what was learned may have been too low."""
        near = self._share >= _NEAR * self._failed_at
        self._share *= 1 + (_SLOWLY if near else _QUICKLY) * (now - self._shared_at)
        if not self._learned:
            self._share = min(1.0, self._share)
        self._shared_at = now
