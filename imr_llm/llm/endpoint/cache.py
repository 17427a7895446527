"""Answers kept on disk, as bytes and never as pickles.

diskcache unpickles what it reads (CVE-2025-69872), whoever wrote it; the `Disk` here refuses every row that is not
plain bytes under a plain key, and every row that points at a file. Answers quote letters, so the directory is its
owner's alone.
"""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_RAW

from imr_llm.errors import UsageError

# The cache's own directory within the one that is set, so that `clear` and the permissions touch nothing else.
_FOLDER = "answers"
_OWNER_ONLY = 0o700
# Answers are a few kB; a row that would need a file is refused, so no row may name one.
_LARGEST = 8 * 1024 * 1024


class RefusedRowError(ValueError):
    """A row that this program did not write."""


class PlainDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Text keys and bytes values within the database, and nothing else."""

    def put(self, key: Any) -> Any:
        """The stored form of a key."""
        if not isinstance(key, str):
            raise TypeError("a key is text")
        return super().put(key)

    def get(self, key: Any, raw: bool) -> Any:
        """A key as read; a pickled one is refused."""
        if not raw or not isinstance(key, str):
            raise RefusedRowError("a key that is not text")
        return key

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        """The stored form of a value."""
        if read or not isinstance(value, bytes) or len(value) > _LARGEST:
            raise TypeError("a value is bytes of bounded length")
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> bytes:
        """A value as read; a pickled one, or one in a file, is refused."""
        if mode != MODE_RAW or filename is not None or read or not isinstance(value, bytes):
            raise RefusedRowError("a value that is not plain bytes")
        return value

    def remove(self, file_path: str) -> None:
        """No row has a file, so none is removed: a row that names one was not written here."""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What is kept: the directory, how many answers, and the size of the files in bytes."""

    directory: Path
    answers: int
    bytes: int


class AnswerCache:
    """Answers by the key of their request. A row that is damaged, foreign or tampered with counts as not there."""

    def __init__(self, directory: Path) -> None:
        folder = _own_folder(directory)
        try:
            self._rows = diskcache.Cache(
                str(folder),
                disk=PlainDisk,
                disk_min_file_size=_LARGEST + 1,
                eviction_policy="none",
                cull_limit=0,
                statistics=0,
                tag_index=0,
            )
        except sqlite3.DatabaseError:
            raise UsageError(f"the cache in {directory} is damaged: run `imr-llm cache clear`") from None

    def get(self, key: str) -> str | None:
        """The text of an answer, or null."""
        try:
            row = json.loads(self._rows.get(key) or b"null")
        except (RefusedRowError, ValueError, sqlite3.DatabaseError, diskcache.Timeout):
            return None
        # The key stands in the value too, so that an answer moved to another request is not taken for its own.
        if not isinstance(row, dict) or row.get("key") != key or not isinstance(row.get("answer"), str):
            return None
        answer: str = row["answer"]
        return answer

    def put(self, key: str, answer: str) -> None:
        """Keep an answer. A cache that is locked or full is no reason to lose one: it is then not kept."""
        row = json.dumps({"key": key, "answer": answer}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            self._rows.set(key, row)
        except (sqlite3.DatabaseError, diskcache.Timeout, OSError):
            return

    def close(self) -> None:
        """Let go of the database."""
        self._rows.close()

    def __len__(self) -> int:
        return len(self._rows)


def cache_info(directory: Path) -> CacheInfo:
    """What a cache directory holds. It is not made when it is not there."""
    files = _files(directory)
    if not files:
        return CacheInfo(directory, 0, 0)
    size = sum(file.stat().st_size for file in files)
    kept = AnswerCache(directory)
    try:
        return CacheInfo(directory, len(kept), size)
    finally:
        kept.close()


def clear_cache(directory: Path) -> int:
    """Remove every kept answer, damaged or not; the freed bytes. Only the cache's own files are touched."""
    freed = 0
    for file in _files(directory):
        freed += file.stat().st_size
        file.unlink()
    return freed


def _files(directory: Path) -> list[Path]:
    folder = directory / _FOLDER
    return [] if folder.is_symlink() else sorted(file for file in folder.glob("cache.db*") if file.is_file())


def _own_folder(directory: Path) -> Path:
    """The cache's folder, made when needed, which nobody else may enter."""
    folder = directory / _FOLDER
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        if folder.is_symlink():
            raise UsageError(f"{folder} is a link; set IMR_LLM_CACHE_DIR to a directory of your own")
        folder.chmod(_OWNER_ONLY)
    except OSError as error:
        raise UsageError(f"IMR_LLM_CACHE_DIR: {folder} cannot be used: {error.strerror}") from None
    return folder
