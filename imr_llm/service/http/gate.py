"""So much at once, so much more that waits, and the rest turned away at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from imr_llm.service.http.faults import busy


class ConcurrencyLimit:
    """Lets `places` in at once, in the order in which they came; `queue` more may wait, for `seconds` at most."""

    def __init__(self, places: int, queue: int, seconds: float) -> None:
        self._most = places + queue
        self._seconds = seconds
        self._places = asyncio.Semaphore(places)
        self.admitted = 0

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now is turned away."""
        return self.admitted >= self._most

    @asynccontextmanager
    async def entered(self, *, patient: bool = False) -> AsyncIterator[None]:
        """A place, for as long as the block lasts. Raises ServiceError (busy) when there is none, unless `patient`.

        Whoever is patient waits as long as it takes; how many do is bounded elsewhere.
        """
        if self.is_full and not patient:
            raise busy()
        self.admitted += 1
        try:
            try:
                async with asyncio.timeout(None if patient else self._seconds):
                    await self._places.acquire()
            except TimeoutError:
                raise busy() from None
            try:
                yield
            finally:
                self._places.release()
        finally:
            self.admitted -= 1
