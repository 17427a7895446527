"""The ledger: what was found, what was read, what it cost. `ledger_schema` describes its tables.

Example:
    with Ledger(output / LEDGER) as ledger:
        run = ledger.begin(Job(input="letters/", way=way_of(None)))
        units = ledger.admit(run, found)          # what must be read of it
        ledger.finish(run, [read_by_rules(unit) for unit in units])
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from imr_llm.batch.ledger.database import connect, told, transaction
from imr_llm.batch.ledger.recipe import Recipe
from imr_llm.batch.ledger.unit import InputItem, ItemResult, KeptAnswer, PackedRecord, WorkItem
from imr_llm.errors import LetterFault
from imr_llm.llm.endpoint.exchange import Usage
from imr_llm.pipeline import VERSION
from imr_llm.summary.model import Language
from imr_llm.summary.occasion import Occasion

LEDGER = "ledger.sqlite3"


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of a run.

    `wording`: what words the summaries (`recipe.WORDING`). `retry_failed`: read again what failed, and ask again where
    the LLM's reading did not end well. `occasion`: what summaries say of themselves, null for today in California.
    """

    input: str
    way: Recipe
    languages: tuple[Language, ...] = ()
    wording: str = ""
    retry_failed: bool = False
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has begun."""

    number: int
    way: str
    job: Job


@dataclass(frozen=True, slots=True)
class Census:
    """What INPUT came to, under one way to read.

    `names`: places of INPUT. `bad`: of these, without a letter. `letters`: distinct letters. `dead`: names without a
    record that were looked at, bad or failed. `waiting`: letters not read yet. `review`: of those done, for a person.
    """

    names: int
    bad: int
    letters: int
    done: int
    dead: int
    waiting: int
    review: int

    @property
    def duplicates(self) -> int:
        """Names beyond the first of their letter."""
        return self.names - self.bad - self.letters


class Ledger:
    """An open ledger. Its methods may be called from several threads; each is one transaction.

    All of them raise OutputError when the database cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.RLock()
        self._database = connect(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        with self._turn:
            self._database.close()

    def begin(self, job: Job) -> Run:
        """Begin a run."""
        with self._transaction() as database:
            database.execute("INSERT OR IGNORE INTO ways VALUES (?, ?)", (job.way.key, job.way.described))
            added = database.execute(
                "INSERT INTO runs (input, way, code, began) VALUES (?, ?, ?, ?)",
                (job.input, job.way.key, VERSION, _now()),
            )
            return Run(added.lastrowid or 0, job.way.key, job)

    def admit(self, run: Run, found: Sequence[InputItem]) -> list[WorkItem]:
        """Enter what was found, and give back what must be read of it. A letter is given once in a run."""
        digests = [item.sha256 for item in found]
        units = []
        with self._transaction() as database:
            changed = 0
            for item, sha256 in zip(found, digests, strict=True):
                changed += _enter(database, run, item, sha256)
                if sha256 is not None:
                    unit = _wanted(database, run, item, sha256)
                    if unit is not None:
                        units.append(unit)
            if changed:
                _revise(database)
        return units

    def scanned(self, run: Run) -> None:
        """INPUT was gone through to its end: forget the names that are no longer in it. Their letters stay read."""
        with self._transaction() as database:
            if database.execute("DELETE FROM names WHERE seen <> ?", (run.number,)).rowcount:
                _revise(database)

    def keep_answers(self, run: Run, sha256: str, answers: Iterable[KeptAnswer]) -> None:
        """Keep the paid answers of a letter that has a further question to be sent."""
        rows = [(sha256, run.way, kept.question, kept.ending, kept.answer, *_counts(kept.usage)) for kept in answers]
        with self._transaction() as database:
            database.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def finish(self, run: Run, finished: Sequence[ItemResult]) -> None:
        """Make results durable: they are done when this returns. The same result twice is one."""
        with self._transaction() as database:
            for result in finished:
                _finish(database, run, result)
            spent = sum((result.usage for result in finished), Usage())
            database.execute(
                "UPDATE runs SET requests = requests + ?, prompt_tokens = prompt_tokens + ?, "
                "completion_tokens = completion_tokens + ? WHERE run = ?",
                (*_counts(spent), run.number),
            )
            _revise(database)

    def lose(self, run: Run, damaged: Iterable[str]) -> None:
        """Make dead letters of those whose rows cannot be read any more; a retry reads them anew."""
        why = "its row in the ledger was damaged; read it again"
        with self._transaction() as database:
            for sha256 in damaged:
                for table in ("records", "summaries", "answers"):
                    database.execute(f"DELETE FROM {table} WHERE sha256 = ? AND way = ?", (sha256, run.way))  # noqa: S608 -- ours
                database.execute(
                    "UPDATE letters SET state = 'failed', fault = 'damaged', why = ? WHERE sha256 = ? AND way = ?",
                    (why, sha256, run.way),
                )
                _revise(database)

    def end(self, run: Run, ending: str) -> None:
        """Note how a run ended."""
        with self._transaction() as database:
            database.execute("UPDATE runs SET ended = ?, ending = ? WHERE run = ?", (_now(), ending, run.number))

    def spent(self, run: Run | None = None) -> Usage:
        """What one run cost, or all of them."""
        with self._read() as database:
            row = database.execute(
                "SELECT total(requests), total(prompt_tokens), total(completion_tokens) FROM runs "
                "WHERE run = ?1 OR ?1 = 0",
                (run.number if run else 0,),
            ).fetchone()
        return Usage(*map(int, row))

    def census(self, way: str) -> Census:
        """The state of what INPUT holds."""
        with self._read() as database:
            names, bad = database.execute("SELECT count(*), count(*) - count(sha256) FROM names").fetchone()
            row = database.execute(
                "SELECT count(*), total(state = 'done'), total(state = 'failed'), total(state = 'done' AND review) "
                "FROM (SELECT DISTINCT sha256 FROM names WHERE sha256 IS NOT NULL) AS found "
                "LEFT JOIN letters ON letters.sha256 = found.sha256 AND way = ?",
                (way,),
            ).fetchone()
            (dead,) = database.execute(
                "SELECT count(*) FROM names JOIN letters ON letters.sha256 = names.sha256 "
                "WHERE way = ? AND state = 'failed'",
                (way,),
            ).fetchone()
        letters, done, failed, review = map(int, row)
        return Census(names, bad, letters, done, bad + dead, letters - done - failed, review)

    def meta(self, key: str) -> str | None:
        """A value of the table `meta`."""
        with self._read() as database:
            found = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the table `meta`."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._turn, transaction(self._database, self.path) as database:
            yield database

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._turn, told(self.path):
            yield self._database


def _enter(database: sqlite3.Connection, run: Run, item: InputItem, sha256: str | None) -> bool:
    """Enter a name; whether anything about it is new."""
    failure = item.failure
    row = (item.position, item.ident, sha256, failure.kind if failure else None, failure.why if failure else None)
    known = database.execute(
        "SELECT position, ident, sha256, fault, why, seen FROM names WHERE name = ?", (item.name,)
    ).fetchone()
    if known and known[:5] != row and known[5] == run.number:
        # An archive may hold two members of one name.
        return _enter(database, run, replace(item, name=f"{item.name}#{(sha256 or 'bad')[:12]}"), sha256)
    if known and known[:5] == row:
        database.execute("UPDATE names SET seen = ? WHERE name = ?", (run.number, item.name))
        return False
    database.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?, ?, ?)", (item.name, *row, run.number))
    return True


def _wanted(database: sqlite3.Connection, run: Run, item: InputItem, sha256: str) -> WorkItem | None:
    """The work that a letter still needs in this run, or none."""
    job, key = run.job, (sha256, run.way)
    known = database.execute(
        "SELECT state, ending, fault, run FROM letters WHERE sha256 = ? AND way = ?", key
    ).fetchone()
    if known is None:
        database.execute("INSERT INTO letters (sha256, way, state, run) VALUES (?, ?, 'queued', ?)", (*key, run.number))
        return WorkItem(item.name, item.ident, sha256, item.data, job.way.split, job.languages, occasion=job.occasion)
    state, ending, fault, claimed = known
    unclear = ending not in (None, "answered")
    again = job.retry_failed and (state == "failed" or unclear)
    # A file that was read without --split before.
    again = again or (job.way.split and state == "failed" and fault == LetterFault.SEVERAL_LETTERS)
    # What was paid for and ended well is not read again: the letters of a file of which others failed. The rules cost
    # nothing, and read the whole file.
    stays = not again if state == "done" else job.way.model is not None and not unclear
    missing = _missing(database, run, key) if state == "done" and not again else job.languages
    if claimed == run.number or not (state == "queued" or again or (state == "done" and missing)):
        return None
    database.execute("UPDATE letters SET run = ? WHERE sha256 = ? AND way = ?", (run.number, *key))
    unit = WorkItem(
        item.name,
        item.ident,
        sha256,
        item.data,
        job.way.split,
        missing,
        answers=_answers(database, key),
        occasion=job.occasion,
    )
    if not stays:
        return unit
    return replace(unit, records=_records(database, key), summarized=_summarized(database, run, key))


def _missing(database: sqlite3.Connection, run: Run, key: tuple[str, str]) -> tuple[Language, ...]:
    """The languages in which a letter that was read lacks a summary."""
    if not run.job.languages:
        return ()
    parts = database.execute("SELECT part FROM records WHERE sha256 = ? AND way = ?", key).fetchall()
    there = _summarized(database, run, key)
    return tuple(language for language in run.job.languages if any((part, language) not in there for (part,) in parts))


def _records(database: sqlite3.Connection, key: tuple[str, str]) -> tuple[PackedRecord, ...]:
    rows = database.execute("SELECT part, packed FROM records WHERE sha256 = ? AND way = ? ORDER BY part", key)
    return tuple(PackedRecord(*row) for row in rows)


def _summarized(database: sqlite3.Connection, run: Run, key: tuple[str, str]) -> frozenset[tuple[int, Language]]:
    """The parts of a letter's file, each with a language, of which there is a summary of this run's wording."""
    rows = database.execute(
        "SELECT part, language FROM summaries WHERE sha256 = ? AND way = ? AND wording = ?", (*key, run.job.wording)
    )
    return frozenset(rows)


def _answers(database: sqlite3.Connection, key: tuple[str, str]) -> tuple[KeptAnswer, ...]:
    rows = database.execute(
        "SELECT question, ending, answer, requests, prompt_tokens, completion_tokens FROM answers "
        "WHERE sha256 = ? AND way = ?",
        key,
    )
    return tuple(KeptAnswer(question, ending, answer, Usage(*counts)) for question, ending, answer, *counts in rows)


def _finish(database: sqlite3.Connection, run: Run, result: ItemResult) -> None:
    key = (result.sha256, run.way)
    failure = result.failure
    fault = (failure.kind, failure.why) if failure else (None, None)
    # A letter that was read before stays read when reading it again gives nothing; in a shard such a one is queued.
    database.execute(
        "UPDATE letters SET state = CASE WHEN ?3 IS NULL OR (?10 = 0 AND (state = 'done' "
        "OR (state = 'queued' AND coalesce(ending, 'answered') <> 'answered'))) THEN 'done' ELSE 'failed' END, "
        "fault = ?3, why = ?4, attempts = attempts + 1, requests = requests + ?5, prompt_tokens = prompt_tokens + ?6, "
        "completion_tokens = completion_tokens + ?7, code = ?8, run = ?9 WHERE sha256 = ?1 AND way = ?2",
        (*key, *fault, *_counts(result.usage), VERSION, run.number, len(result.records)),
    )
    # Where a question failed, the answers to the others are given again by a retry; their cost is entered above.
    is_whole = failure is None and result.ending in (None, "answered")
    database.execute(
        "DELETE FROM answers WHERE sha256 = ? AND way = ? AND (? OR ending <> 'answered')", (*key, is_whole)
    )
    database.execute(
        "UPDATE answers SET requests = 0, prompt_tokens = 0, completion_tokens = 0 WHERE sha256 = ? AND way = ?", key
    )
    if result.records:
        _replace_records(database, key, result)
    database.executemany(
        "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?, ?, ?)",
        [(*key, row.part, row.language, run.job.wording, row.packed) for row in result.summaries],
    )


def _replace_records(database: sqlite3.Connection, key: tuple[str, str], result: ItemResult) -> None:
    """Put new records in the place of those of the same parts. Those of other parts of the file stay."""
    # Whatever was made of an earlier record goes with it.
    parts = [(*key, record.part) for record in result.records]
    for table in ("records", "summaries"):
        database.executemany(f"DELETE FROM {table} WHERE sha256 = ? AND way = ? AND part = ?", parts)  # noqa: S608 -- ours
    # What was to be said of the parts that stay still is.
    database.execute(
        "UPDATE letters SET ending = CASE WHEN kept AND coalesce(ending, 'answered') <> 'answered' THEN ending "
        "ELSE ?3 END, review = (kept AND review) OR ?4 "
        "FROM (SELECT EXISTS (SELECT 1 FROM records WHERE sha256 = ?1 AND way = ?2) AS kept) "
        "WHERE sha256 = ?1 AND way = ?2",
        (*key, result.ending, result.review),
    )
    rows = [(*key, record.part, record.packed) for record in result.records]
    database.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", rows)


def _revise(database: sqlite3.Connection) -> None:
    database.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")


def _counts(usage: Usage) -> tuple[int, int, int]:
    return usage.requests, usage.prompt_tokens, usage.completion_tokens


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
