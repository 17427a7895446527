"""Shards: letters dealt to several workers by their digests, and what the workers made of them taken in again.

A shard is a folder, OUTPUT/shards/RUN-NUMBER, with a ledger like that of OUTPUT. Dealt into it is all that is known of
its letters, their names among it, and no letter's text. Its worker is then a run like any other on that ledger, which
is the truth about these letters until they are taken in. Every step may be taken again: a shard that was only half
dealt holds nothing new, and one that was taken in but not removed is known.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from imr_llm.batch.errors import RESUME, InUseError, OutputError
from imr_llm.batch.ledger.database import connect, told
from imr_llm.batch.ledger.ledger import LEDGER, Ledger, Run
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.ledger.unit import NO_USAGE
from imr_llm.llm.endpoint.exchange import Usage

SHARDS = "shards"
# In seconds: how long the worker of a run that was killed may take to end.
_PATIENCE = 60.0
# A letter that must be read again, although it was; the others that were read lack summaries alone.
_AGAIN = "(?4 AND (state = 'failed' OR coalesce(ending, 'answered') <> 'answered'))"
_LETTERS = f"""INSERT INTO shard.letters SELECT
    sha256, way, CASE WHEN state = 'done' AND NOT {_AGAIN} THEN 'done' ELSE 'queued' END, attempts, requests,
    prompt_tokens, completion_tokens, ending, review, fault, why, code, 0
    FROM main.letters WHERE run = ?1 AND way = ?2 AND shard_of(sha256) = ?3 AND sha256 < ?5"""  # noqa: S608 -- ours
_NAMES = """INSERT INTO shard.names SELECT name, position, ident, sha256, NULL, NULL, 0 FROM main.names
    WHERE sha256 IN (SELECT sha256 FROM shard.letters)"""
_MADE = ("records", "summaries", "answers")
# The letters that were read in the shard and are not taken in yet.
_READ = """FROM shard.letters AS read JOIN main.letters AS known ON known.sha256 = read.sha256 AND known.way = read.way
    WHERE read.attempts > known.attempts"""
_COLUMNS = "state attempts requests prompt_tokens completion_tokens ending review fault why code".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Taken:
    """What shards came to: letters `read`, of which `failed` and `review` count some, and what they cost."""

    read: int = 0
    failed: int = 0
    review: int = 0
    usage: Usage = NO_USAGE

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.read + other.read, self.failed + other.failed, self.review + other.review, self.usage + other.usage
        )


def deal(ledger: Ledger, run: Run, count: int, limit: int | None) -> list[Path]:
    """Deal the letters that a run wants, at most `limit` of them, to at most so many shards; the folders of these.

    Raises OutputError.
    """
    shards = (ledger.path.parent / SHARDS / f"{run.number}-{number}" for number in range(count))
    return [folder for number, folder in enumerate(shards) if _deal(ledger.path, run, folder, (number, count), limit)]


def _deal(ledger: Path, run: Run, folder: Path, place: tuple[int, int], limit: int | None) -> int:
    """Deal one shard; how many letters it holds. One without any is removed."""
    number, count = place
    _make(folder)
    with _attached(ledger, folder) as database:
        database.create_function("shard_of", 1, lambda sha256: int(sha256[:8], 16) % count, deterministic=True)
        # The first by their digests, so that the same are chosen for every shard.
        end = database.execute(
            "SELECT sha256 FROM main.letters WHERE run = ? AND way = ? ORDER BY sha256 LIMIT 1 OFFSET ?",
            (run.number, run.way, -1 if limit is None else limit),
        ).fetchone()
        bound = end[0] if end and limit is not None else "g"
        again = run.job.retry_failed
        dealt = database.execute(_LETTERS, (run.number, run.way, number, again, bound)).rowcount
        database.execute(_NAMES)
        for table in _MADE:
            database.execute(
                f"INSERT INTO shard.{table} SELECT * FROM main.{table} WHERE way = ? "  # noqa: S608 -- ours
                "AND sha256 IN (SELECT sha256 FROM shard.letters)",
                (run.way,),
            )
    if not dealt:
        _remove(folder)
    return dealt


def take_in(ledger: Ledger, folder: Path) -> Taken:
    """Take in what a shard came to, which is not much where it was not read, and remove it. Raises OutputError.

    Raises InUseError when its worker does not end.
    """
    with held(folder):
        taken = _take_in(ledger.path, folder)
    _remove(folder)
    return taken


def take_in_all(ledger: Ledger) -> Taken:
    """Take in every shard that runs have left behind. Raises as `take_in` does."""
    folder = ledger.path.parent / SHARDS
    if not folder.is_dir():
        return Taken()
    taken = sum((take_in(ledger, shard) for shard in sorted(folder.iterdir()) if shard.is_dir()), Taken())
    _remove(folder)
    return taken


def _take_in(ledger: Path, folder: Path) -> Taken:
    with _attached(ledger, folder) as database:
        mark = f"taken in {folder.name}"
        if database.execute("SELECT 1 FROM main.meta WHERE key = ?", (mark,)).fetchone():
            return Taken()
        read, failed, review = map(
            int,
            database.execute(
                "SELECT count(*), total(read.fault IS NOT NULL), total(read.fault IS NULL AND read.review) " + _READ
            ).fetchone(),
        )
        for table in _MADE[:2]:
            _replace(database, table, f"SELECT read.sha256 {_READ}")
        # Answers are also kept of letters that are not finished.
        _replace(database, "answers", "SELECT sha256 FROM shard.letters")
        changes = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS)
        database.execute(
            f"INSERT INTO main.letters (sha256, way, run, {', '.join(_COLUMNS)}) SELECT read.sha256, read.way, "
            f"known.run, {', '.join(f'read.{column}' for column in _COLUMNS)} {_READ} "
            f"ON CONFLICT (sha256, way) DO UPDATE SET {changes}"
        )
        spent = database.execute(
            "SELECT total(requests), total(prompt_tokens), total(completion_tokens) FROM shard.runs"
        ).fetchone()
        usage = Usage(*map(int, spent))
        database.execute(
            "UPDATE main.runs SET requests = requests + ?, prompt_tokens = prompt_tokens + ?, "
            "completion_tokens = completion_tokens + ? WHERE run = ?",
            (usage.requests, usage.prompt_tokens, usage.completion_tokens, int(folder.name.partition("-")[0])),
        )
        database.execute("INSERT INTO main.meta VALUES (?, '')", (mark,))
        database.execute("UPDATE main.meta SET value = value + 1 WHERE key = 'revision'")
    return Taken(read, failed, review, usage)


def _replace(database: sqlite3.Connection, table: str, letters: str) -> None:
    """Put a shard's rows about these letters in the place of those that were known."""
    ways = "SELECT way FROM shard.letters"
    database.execute(f"DELETE FROM main.{table} WHERE way IN ({ways}) AND sha256 IN ({letters})")  # noqa: S608 -- ours
    database.execute(f"INSERT INTO main.{table} SELECT * FROM shard.{table} WHERE sha256 IN ({letters})")  # noqa: S608


class Dealt:
    """The letters of a shard, to be picked out of INPUT: by their names before they are read, by their digests after.

    Neither needs memory, however many there are.
    """

    def __init__(self, ledger: Path) -> None:
        self._path = ledger
        self._database = connect(ledger, read_only=True)

    def is_named(self, name: str) -> bool:
        """Whether a letter of this name may be among them. The ledger tells two of one name apart by a suffix."""
        query = "SELECT 1 FROM names WHERE name = ?1 OR (name > ?1 || '#' AND name < ?1 || '$')"
        return self._has(query, name)

    def has(self, sha256: str) -> bool:
        """Whether a letter is among them."""
        return self._has("SELECT 1 FROM letters WHERE sha256 = ?", sha256)

    def left(self) -> int:
        """How many of them were not read."""
        with told(self._path):
            return int(self._database.execute("SELECT count(*) FROM letters WHERE state = 'queued'").fetchone()[0])

    def _has(self, query: str, key: str) -> bool:
        with told(self._path):
            return self._database.execute(query, (key,)).fetchone() is not None

    def close(self) -> None:
        """Let go of the ledger."""
        self._database.close()


@contextmanager
def held(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold a shard; the one who held it and was killed may need a while to end. Raises InUseError when it does not."""
    until = time.monotonic() + patience
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(Lock(folder))
                break
            except InUseError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
        yield


@contextmanager
def _attached(ledger: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """One transaction on a ledger with that of a shard beside it."""
    shard = folder / LEDGER
    connect(shard).close()
    database = connect(ledger)
    try:
        with told(ledger):
            database.execute("ATTACH DATABASE ? AS shard", (str(shard),))
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
    finally:
        database.close()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror}); {RESUME} once it can") from None


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be removed ({error.strerror}); remove it, and {RESUME}") from None
