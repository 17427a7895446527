"""One process for one OUTPUT: the others are told which."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from imr_llm.batch.errors import InUseError

LOCK = ".lock"


class Lock:
    """Holds OUTPUT for this process. The system lets go of it when the process ends, however it ends."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Raises InUseError when another process holds it."""
        self._descriptor = os.open(self._output / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            who = os.read(self._descriptor, 20).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise InUseError(
                f"{self._output} is in use by process {who or 'unknown'}; wait for it, or give another OUTPUT"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
