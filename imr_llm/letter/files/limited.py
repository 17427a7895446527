"""A child process of this Python that may take so long and answer so much, and is never left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Timer
from typing import IO, cast

# A Python built with a shared library may need to be told where it is, and Tesseract where its languages are; nothing
# else of the environment is handed down.
_HANDED_DOWN = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TESSDATA_PREFIX")
# Exit codes of a child that was ended by us or the system, by the limit of processor time, or by itself when memory ran
# out.
COSTLY = (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGTRAP)


def run_limited(
    arguments: Sequence[str], data: bytes, seconds: float, most: int, variables: Mapping[str, str]
) -> tuple[int, bytes]:
    """Run this Python with arguments and `data` on standard input: exit code (negative: a signal's) and answer.

    After `seconds`, or more than `most` bytes of answer, the child is killed with every process that it has started.
    `variables` are set in its environment, which is otherwise bare.
    """
    with subprocess.Popen(  # noqa: S603 - this Python, by its full path
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in _HANDED_DOWN if key in os.environ} | dict(variables),
        start_new_session=True,
    ) as child:
        stdin, stdout = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        timer = Timer(seconds, _end, (child.pid,))
        timer.start()
        try:
            # A child that has ended does not read on; its exit code says why.
            with suppress(BrokenPipeError), stdin:
                stdin.write(data)
            answer = stdout.read(most + 1)
            if len(answer) > most:
                return -signal.SIGKILL, b""
            return child.wait(), answer
        finally:
            timer.cancel()
            _end(child.pid)


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
