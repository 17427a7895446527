"""What is at the provider, in the ledger of OUTPUT. `schema` describes its tables."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from imr_llm.batch.ledger.database import connect, told, transaction
from imr_llm.batch.ledger.unit import pack, unpack
from imr_llm.batch.provider.files import Reply, Request
from imr_llm.batch.provider.schema import TABLES
from imr_llm.errors import UsageError
from imr_llm.llm.endpoint.exchange import Usage


class State(StrEnum):
    """Where a batch is, as far as this ledger knows."""

    INTENDED = "intended"
    SUBMITTED = "submitted"
    COLLECTED = "collected"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Seen:
    """A batch as the provider tells of it. `output`, `errors`: names of files; `fault`: a code, or empty."""

    batch: str
    status: str
    total: int = 0
    completed: int = 0
    failed: int = 0
    output: str | None = None
    errors: str | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A row of provider_batches. `seen` is null for a batch that is not known to be there."""

    number: int
    key: str
    state: State
    intended: int
    requests: int
    most: Usage
    file: str | None
    seen: Seen | None
    missing: int
    removed: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a request. `reply`: its reply's body, with its `status`; `waits`: it is in a batch."""

    status: int
    reply: bytes | None
    waits: bool
    tries: int
    fault: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters that are not finished, by what holds them up.

    `waiting`: for a batch. `ready`: to be read on, because their answers have come or must be asked for again;
    `unanswered` counts the requests that must be.
    """

    waiting: int
    ready: int
    unanswered: int


class BatchLedger:
    """The provider's tables of an open ledger. Every method is one transaction; all raise OutputError."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._database = connect(path, read_only=read_only)
        if not read_only:
            with told(path):
                self._database.executescript(f"BEGIN IMMEDIATE;{TABLES} COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def adopt(self, way: str) -> None:
        """Count all requests as those of this way to read: a new version of the code finds what it asks as before."""
        with self._transaction() as database:
            database.execute("UPDATE provider_requests SET way = ?1 WHERE way <> ?1", (way,))

    def kept(self, letter: str) -> dict[str, Kept]:
        """What is known of a letter's requests."""
        with told(self.path):
            rows = self._database.execute(
                "SELECT custom_id, coalesce(status, 0), reply, batch IS NOT NULL AND reply IS NULL, tries, fault "
                "FROM provider_requests WHERE sha256 = ?",
                (letter,),
            ).fetchall()
        return {
            name: Kept(status, unpack(reply) if reply is not None else None, bool(waits), tries, fault)
            for name, status, reply, waits, tries, fault in rows
        }

    def intend(self, key: str, digest: str, way: str, requests: Sequence[Request]) -> int:
        """Write down what is about to be submitted; the number of the batch."""
        most = sum((request.most for request in requests), Usage())
        with self._transaction() as database:
            number = database.execute(
                "INSERT INTO provider_batches "
                "(key, digest, intended, requests, prompt_tokens, completion_tokens, state) "
                "VALUES (?, ?, ?, ?, ?, ?, 'intended')",
                (key, digest, int(time.time()), len(requests), most.prompt_tokens, most.completion_tokens),
            ).lastrowid
            database.executemany(
                "INSERT INTO provider_requests (custom_id, sha256, way, batch) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (custom_id) DO UPDATE SET batch = excluded.batch, way = excluded.way",
                [(request.custom_id, request.letter, way, number) for request in requests],
            )
        return number or 0

    def uploaded(self, number: int, file: str) -> None:
        """Note the provider's name of a file of requests."""
        with self._transaction() as database:
            database.execute("UPDATE provider_batches SET file = ? WHERE number = ?", (file, number))

    def submitted(self, number: int, seen: Seen) -> None:
        """Note what the provider says of a batch."""
        with self._transaction() as database:
            database.execute(
                "UPDATE provider_batches SET state = 'submitted', batch = ?, status = ?, total = ?, completed = ?, "
                "failed = ?, output = ?, errors = ?, fault = ? WHERE number = ? AND state <> 'collected'",
                (
                    *(seen.batch, seen.status, seen.total, seen.completed, seen.failed),
                    *(seen.output, seen.errors, seen.fault, number),
                ),
            )

    def keep_replies(self, replies: Sequence[Reply]) -> None:
        """Keep what lines that came back say. Of two, the one that settles its request stands, and then the first."""
        with self._transaction() as database:
            for reply in replies:
                if reply.body is None:
                    query = "UPDATE provider_requests SET fault = ? WHERE custom_id = ? AND reply IS NULL"
                    database.execute(query, (reply.fault, reply.custom_id))
                    continue
                usage = reply.usage
                database.execute(
                    "UPDATE provider_requests SET status = ?1, reply = ?2, fault = '', prompt_tokens = ?3, "
                    "completion_tokens = ?4 WHERE custom_id = ?5 AND (reply IS NULL OR (status <> 200 AND ?1 = 200))",
                    (reply.status, pack(reply.body), usage.prompt_tokens, usage.completion_tokens, reply.custom_id),
                )

    def collected(self, number: int, *, tried: bool) -> int:
        """Note that all that a batch brought is kept; how many of its requests it did not settle.

        `tried`: they were put to the model, and count as tries.
        """
        with self._transaction() as database:
            missing = database.execute(
                "UPDATE provider_requests SET batch = NULL, tries = tries + ? WHERE batch = ? AND reply IS NULL",
                (int(tried), number),
            ).rowcount
            query = "UPDATE provider_batches SET state = 'collected', missing = ? WHERE number = ?"
            database.execute(query, (missing, number))
        return missing

    def abandon(self, number: int, file: str | None) -> None:
        """Note that a batch never came to be: its requests are to be sent again. `file`: what was left of it."""
        with self._transaction() as database:
            database.execute("UPDATE provider_requests SET batch = NULL WHERE batch = ? AND reply IS NULL", (number,))
            query = "UPDATE provider_batches SET state = 'abandoned', file = coalesce(file, ?) WHERE number = ?"
            database.execute(query, (file, number))

    def removed(self, number: int) -> None:
        """Note that the provider has no file of a batch any more."""
        with self._transaction() as database:
            database.execute("UPDATE provider_batches SET removed = 1 WHERE number = ?", (number,))

    def batches(self) -> list[Batch]:
        """All batches, in the order of their submission."""
        with told(self.path):
            rows = self._database.execute(
                "SELECT number, key, state, intended, requests, prompt_tokens, completion_tokens, file, missing, "
                "removed, batch, status, total, completed, failed, output, errors, fault FROM provider_batches "
                "ORDER BY number"
            ).fetchall()
        return [
            Batch(
                *(number, key, State(state), intended, requests, Usage(requests, prompt, completion), file),
                *(Seen(*seen) if seen[0] is not None else None, missing, bool(removed)),
            )
            for number, key, state, intended, requests, prompt, completion, file, missing, removed, *seen in rows
        ]

    def heard(self) -> Usage:
        """What the answers have cost that came for letters that are not finished."""
        return self._sum("provider_requests WHERE reply IS NOT NULL", "count(*)")

    def under_way(self) -> Usage:
        """The most that the batches will cost that are not collected, an estimate."""
        return self._sum("provider_batches WHERE state IN ('intended', 'submitted')", "total(requests)")

    def _sum(self, rows: str, requests: str) -> Usage:
        with told(self.path):
            query = f"SELECT {requests}, total(prompt_tokens), total(completion_tokens) FROM {rows}"  # noqa: S608 -- ours
            return Usage(*map(int, self._database.execute(query).fetchone()))

    def letters(self) -> Letters:
        """The letters that are not finished."""
        with told(self.path):
            row = self._database.execute(
                "SELECT total(waits > 0), total(waits = 0), total(unanswered) FROM (SELECT "
                "sum(batch IS NOT NULL AND reply IS NULL) AS waits, sum(batch IS NULL AND reply IS NULL) AS unanswered "
                "FROM provider_requests GROUP BY sha256)"
            ).fetchone()
        return Letters(*map(int, row))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with transaction(self._database, self.path) as database:
            yield database


def require_none_waiting(path: Path) -> None:
    """Raise UsageError when letters of a ledger wait for a batch: to ask an endpoint now would pay for them twice."""
    database = connect(path, read_only=True)
    try:
        with told(path):
            query = "SELECT 1 FROM sqlite_master WHERE name = 'provider_requests'"
            if database.execute(query).fetchone() is None:
                return
            query = "SELECT count(DISTINCT sha256) FROM provider_requests WHERE batch IS NOT NULL AND reply IS NULL"
            (waiting,) = database.execute(query).fetchone()
    finally:
        database.close()
    if waiting:
        raise UsageError(
            f"{waiting:,} letters are at the provider's batch endpoint: `imr-llm batch collect {path.parent}` first"
        )
