"""One request and its answer, as far as logs, metrics and limits need to know: no text, no name, no address."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from starlette.types import Scope

from imr_llm.service.http.faults import Fault, busy

_KEY = "imr_llm.exchange"


@dataclass(slots=True)
class Running:
    """What the server tells the application. `stop` is set once: no new connections, what is in flight is finished."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class UploadMemory:
    """The memory of all uploads together: `held` of `most` bytes."""

    most: int
    held: int = 0


@dataclass(slots=True)
class Exchange:
    """What is noted of a request while it is answered. `key`: the name of the key it came with."""

    request_id: str
    memory: UploadMemory
    fault: Fault | None = None
    key: str | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    status: int | None = None
    _held: int = field(default=0)

    def hold(self, size: int) -> None:
        """Count bytes of the body that stay in memory. Raises ServiceError (busy) when all uploads hold too much."""
        if self.memory.held + size > self.memory.most:
            raise busy("as many uploads as fit into memory are being read; try again", after=2)
        self.memory.held += size
        self._held += size

    def let_go(self, size: int | None = None) -> None:
        """Give back what was held: some of it, or all."""
        size = self._held if size is None else size
        self.memory.held -= size
        self._held -= size


def begin(scope: Scope, exchange: Exchange) -> None:
    """Note that a request began."""
    scope[_KEY] = exchange


def exchange_of(scope: Scope) -> Exchange:
    """What is noted of a request."""
    return cast("Exchange", scope[_KEY])
