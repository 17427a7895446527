"""INPUT as the command line names it: which kind of source it is, gone through from its beginning to its end."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from imr_llm.batch.inputs.archives import count_zip, in_tar, in_zip
from imr_llm.batch.inputs.places import is_letter, lost, read_file, shown
from imr_llm.batch.inputs.rows import count_jsonl, count_parquet, in_jsonl, in_parquet
from imr_llm.batch.ledger.unit import InputItem
from imr_llm.batch.queue.reading import fault_of_ours
from imr_llm.errors import ImrError, UsageError

# A file by its name and path, or a folder that could not be looked into.
Place = tuple[str, Path] | InputItem
Opener = Callable[[Path, str], Iterator[InputItem]]
Counting = Callable[[Path], int]
_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
# What holds letters: the endings of its name, how it is read, and how it is counted where that can be known before.
_CONTAINERS: tuple[tuple[tuple[str, ...], Opener, Counting | None], ...] = (
    ((".zip",), in_zip, count_zip),
    (_TAR, in_tar, None),
    ((".jsonl", ".ndjson"), in_jsonl, count_jsonl),
    ((".parquet",), in_parquet, count_parquet),
)
_ROWS = (in_jsonl, in_parquet)
_MAGIC = frozenset("*?[")


class Source:
    """The letters of one INPUT. `skipped` counts, by ending, the files that `letters` passed over."""

    def __init__(self, given: str, files: Callable[[], Iterator[Place]], *, alone: bool, taken: bool) -> None:
        """`files`: the files as name and path. `alone`: there is one, which INPUT names. `taken`: all are letters."""
        self.given = given
        self.skipped: Counter[str] = Counter()
        self._files = files
        self._alone = alone
        self._taken = taken

    def letters(self, is_wanted: Callable[[str], bool] = lambda _: True) -> Iterator[InputItem]:
        """Everything that INPUT holds, in an order that may be another on another disk.

        `is_wanted`: told the name of a letter's file, whether it is to be read at all; archives and tables are gone
        through whole.
        """
        self.skipped.clear()
        for place in self._files():
            if isinstance(place, InputItem):
                yield place
                continue
            name, path = place
            container = _container(path)
            if container is not None:
                opener = container[0]
                prefix = "" if self._alone else name if opener in _ROWS else name + "/"
                try:
                    yield from opener(path, prefix)
                except OSError:
                    yield lost(name, "not_found", "this file may not be read; change its permissions or copy it")
                except ImrError:
                    raise
                except Exception as error:  # noqa: BLE001 -- one archive or table must not end the others
                    yield InputItem(shown(name), shown(name), failure=fault_of_ours(error))
            elif self._taken or is_letter(name):
                if is_wanted(shown(name)):
                    yield read_file(name, path)
            else:
                self.skipped[PurePath(name).suffix or PurePath(name).name] += 1

    def count(self) -> int | None:
        """How many letters there are, as far as can be told without reading them; null where it cannot."""
        total = 0
        for place in self._files():
            if isinstance(place, InputItem):
                continue
            name, path = place
            container = _container(path)
            if container is None:
                total += self._taken or is_letter(name)
            elif container[1] is None:
                return None
            else:
                total += container[1](path)
        return total


def open_input(given: str, output: Path) -> Source:
    """The source that INPUT names: a folder, a glob, an archive, a table, or a letter's file. OUTPUT is no part of it.

    Raises UsageError when there is no such thing.
    """
    path = Path(given)
    apart = output.resolve()
    if path.is_dir():
        if path.resolve() == apart:
            raise UsageError(f"{given}: OUTPUT is the same folder; give another")
        return Source(given, lambda: _below(path, apart), alone=False, taken=False)
    if path.is_file():
        return Source(given, lambda: iter([(path.name, path)]), alone=True, taken=True)
    if _MAGIC & set(given):
        base = _base(given)
        pattern = str(path.relative_to(base))
        try:
            first = next(base.glob(pattern), None)
        except (ValueError, NotImplementedError):
            raise UsageError(f"{given}: no pattern; write ** alone between two slashes") from None
        if first is None:
            raise UsageError(f"{given}: nothing matches; check the pattern")
        return Source(given, lambda: _matching(base, pattern, apart), alone=False, taken=True)
    raise UsageError(f"{given}: no such file or folder; check the name")


def _container(path: Path) -> tuple[Opener, Counting | None] | None:
    name = path.name.lower()
    return next(((opener, count) for endings, opener, count in _CONTAINERS if name.endswith(endings)), None)


def _below(folder: Path, apart: Path) -> Iterator[Place]:
    """Every file below a folder, however many it has. Links to folders are not followed: they may lead round."""
    open_folders = [os.scandir(folder)]
    try:
        while open_folders:
            entry = next(open_folders[-1], None)
            if entry is None:
                open_folders.pop().close()
            elif entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and Path(entry.path).resolve() != apart:
                    try:
                        open_folders.append(os.scandir(entry.path))
                    except OSError:
                        yield lost(_relative(entry.path, folder), "not_found", "this folder may not be entered")
            elif not entry.name.startswith("."):
                yield _relative(entry.path, folder), Path(entry.path)
    finally:
        # The run may end before the folder does.
        for left in open_folders:
            left.close()


def _matching(base: Path, pattern: str, apart: Path) -> Iterator[Place]:
    for path in base.glob(pattern):
        if path.is_file() and not path.name.startswith(".") and apart not in path.resolve().parents:
            yield _relative(path, base), path


def _base(pattern: str) -> Path:
    """The folder that all matches of a pattern lie below: its part before the first wildcard."""
    parts: list[str] = []
    for part in Path(pattern).parts:
        if _MAGIC & set(part):
            break
        parts.append(part)
    return Path(*parts)


def _relative(path: str | Path, base: Path) -> str:
    return PurePath(path).relative_to(base).as_posix()
