"""A ledger's database: opened, made, and its faults told in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from imr_llm.batch.errors import RESUME, OutputError
from imr_llm.batch.ledger import schema as ledger_schema

# In milliseconds: how long a commit waits for a reader or a checkpoint.
_PATIENCE = 10_000
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """Turn the faults of a database into OutputError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _FULL:
            raise OutputError(
                f"{path} cannot be written: the disk or its quota is full; free some space, {RESUME}"
            ) from None
        raise OutputError(f"{path} cannot be used ({error.sqlite_errorname}); {RESUME} once it can") from None
    except sqlite3.DatabaseError as error:
        raise OutputError(
            f"{path} is damaged ({getattr(error, 'sqlite_errorname', 'unknown')}); restore it, or give another OUTPUT"
        ) from None


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection that several threads may use in turn. Raises OutputError."""
    with told(path):
        if not read_only:
            _make_private(path)
        # Opened for writing by readers too: the last one to close then takes away the files beside it.
        address = f"file:{_quoted(path)}?mode={'rw' if read_only else 'rwc'}"
        database = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        database.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        # Sorting spills into no temporary folder, which may be small, or gone.
        database.execute("PRAGMA temp_store = MEMORY")
        if read_only:
            database.execute("PRAGMA query_only = ON")
        else:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            _make(database)
        found = database.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if found is None or found[0] != ledger_schema.VERSION:
        raise OutputError(f"{path} was made by another version of imr-llm; give another OUTPUT")
    return database


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, readable by its owner alone; what SQLite keeps beside it follows."""
    with suppress(OSError):
        path.touch(mode=0o600)


def _make(database: sqlite3.Connection) -> None:
    """The tables, where there are none. A process that is killed here leaves all of them or none."""
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return
    database.executescript(f"BEGIN IMMEDIATE;{ledger_schema.TABLES} COMMIT;")


def _quoted(path: Path) -> str:
    """A path within a file: address."""
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


@contextmanager
def transaction(database: sqlite3.Connection, path: Path | str) -> Iterator[sqlite3.Connection]:
    """All of what is written within, or nothing. Raises OutputError as `told` does."""
    with told(path):
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
