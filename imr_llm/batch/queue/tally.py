"""The running count of one run, and its rate."""

import time
from collections import deque
from collections.abc import Callable, Sequence

from imr_llm.batch.ledger.unit import ItemResult
from imr_llm.batch.queue.budget import Budget
from imr_llm.record.facts import Frozen

# Seconds over which the rate is taken.
_LATELY = 30.0


class Progress(Frozen):
    """The state of a run.

    `letters`: of INPUT, null where that is not known yet. `settled`: of these, those that need nothing more; `read`: in
    this run. `rate`: letters read a second, lately. `seconds`: since the beginning; `left`: until the end at the pace
    of late, null where that cannot be told. `review`: the share of those read that a person must look at.
    """

    letters: int | None
    settled: int
    read: int
    failed: int
    in_flight: int
    rate: float
    seconds: float
    left: float | None
    review: float
    requests: int
    tokens: int
    money: float | None


class Tally:
    """Counts as a run goes: what was `found`, what of it is `wanted`, what was `read`.

    `clock` is one that nobody can set.
    """

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self.letters: int | None = None
        self.found = self.wanted = self.read = self.failed = self.review = self.in_flight = 0
        self._budget = budget
        self._clock = clock
        self._began = clock()
        self._marks: deque[tuple[float, int, int]] = deque([(self._began, 0, 0)])

    def finished(self, results: Sequence[ItemResult]) -> None:
        """Enter what has become durable."""
        self.read += len(results)
        self.failed += sum(1 for result in results if result.failure)
        self.review += sum(1 for result in results if result.review)

    def scanned(self) -> None:
        """INPUT has been gone through."""
        self.letters = self.found

    def progress(self) -> Progress:
        """The state now."""
        now = self._clock()
        settled = self.found - self.wanted + self.read
        self._marks.append((now, self.read, settled))
        while len(self._marks) > 2 and now - self._marks[0][0] > _LATELY:
            self._marks.popleft()
        then, read, settled_then = self._marks[0]
        passed = max(now - then, 1e-9)
        going = (settled - settled_then) / passed
        ahead = None if self.letters is None else max(self.letters - settled, 0)
        usage = self._budget.usage
        return Progress(
            letters=self.letters,
            settled=settled,
            read=self.read,
            failed=self.failed,
            in_flight=self.in_flight,
            rate=round((self.read - read) / passed, 1),
            seconds=round(now - self._began, 1),
            left=round(ahead / going, 1) if ahead and going else 0.0 if ahead == 0 else None,
            review=round(self.review / self.read, 3) if self.read else 0.0,
            requests=usage.requests,
            tokens=usage.tokens,
            money=self._budget.money,
        )
