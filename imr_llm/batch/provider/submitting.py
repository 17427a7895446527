"""Requests gathered into files, uploaded and started: every step is written down before it is taken."""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable
from io import BufferedRandom
from pathlib import Path
from uuid import uuid4

from imr_llm.batch.errors import RESUME, OutputError
from imr_llm.batch.provider.client import Provider
from imr_llm.batch.provider.files import Limits, Request
from imr_llm.batch.provider.ledger import BatchLedger
from imr_llm.batch.queue.budget import Caps
from imr_llm.llm.endpoint.exchange import Usage


class Allowance:
    """What may still be submitted. `committed`: what OUTPUT has cost, and the most that what is under way will.

    A request counts at the most that it can cost until its answer is there, so no cap is passed.
    """

    def __init__(self, caps: Caps, committed: Usage) -> None:
        self._caps = caps
        self._committed = committed

    def refuses(self, most: Usage) -> str:
        """The cap that this request might pass, in words; empty while there is none."""
        caps, total = self._caps, self._committed + most
        if caps.tokens is not None and total.tokens > caps.tokens:
            return f"--max-tokens is {caps.tokens:,}, and {self._committed.tokens:,} are spent or under way"
        if caps.money is not None and caps.prices is not None and caps.prices.of(total) > caps.money:
            return f"--max-cost is {caps.money:.2f}, and {caps.prices.of(self._committed):.2f} are spent or under way"
        return ""

    def take(self, most: Usage) -> None:
        """Enter a request."""
        self._committed += most


class Submitter:
    """Takes requests, and submits a file whenever one is full.

    `submitted`: how many files were. `refused`: the cap that was met, empty while none was.
    The file that is being filled has no name: the system frees it when the process ends, however it ends.
    """

    def __init__(
        self,
        ledger: BatchLedger,
        provider: Provider,
        way: str,
        limits: Limits,
        allowance: Allowance,
        tell: Callable[[str], None],
    ) -> None:
        self.submitted = 0
        self.refused = ""
        self._ledger, self._provider, self._way = ledger, provider, way
        self._limits, self._allowance, self._tell = limits, allowance, tell
        self._turn = asyncio.Lock()
        self._requests: list[Request] = []
        self._size = 0
        self._file: BufferedRandom | None = None
        self._digest = hashlib.sha256()

    async def add(self, request: Request) -> None:
        """Take a request, unless a cap is met. Raises EndpointError and OutputError."""
        async with self._turn:
            self.refused = self.refused or self._allowance.refuses(request.most)
            if self.refused:
                return
            line = request.line
            if len(self._requests) == self._limits.requests or self._size + len(line) > self._limits.bytes:
                await self._submit()
            self._write(line)
            self._allowance.take(request.most)
            self._requests.append(Request(request.custom_id, request.letter, b"", request.most))

    async def finish(self) -> None:
        """Submit what was gathered. Raises EndpointError and OutputError."""
        async with self._turn:
            await self._submit()

    def close(self) -> None:
        """Let go of what was not submitted: it is gathered again."""
        if self._file is not None:
            self._file.close()

    def _write(self, line: bytes) -> None:
        folder: Path = self._ledger.path.parent
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- it is filled by many calls
            self._file.write(line)
        except OSError as error:
            raise OutputError(
                f"{folder}: requests cannot be gathered here ({error.strerror}); free some space, {RESUME}"
            ) from None
        self._size += len(line)
        self._digest.update(line)

    async def _submit(self) -> None:
        if self._file is None:
            return
        file, requests, digest = self._file, self._requests, self._digest.hexdigest()
        self._file, self._requests, self._size, self._digest = None, [], 0, hashlib.sha256()
        with file:
            key = uuid4().hex
            number = self._ledger.intend(key, digest, self._way, requests)
            name = await self._provider.upload(key, file)
        self._ledger.uploaded(number, name)
        seen = await self._provider.start(key, name)
        self._ledger.submitted(number, seen)
        self.submitted += 1
        self._tell(f"batch {number}: {len(requests):,} requests are submitted as {seen.batch}")
