"""Batch runs as a person starts them, and within the test's own process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from imr_llm.batch.job import run_batch
from imr_llm.batch.options import Options, Reporter
from imr_llm.batch.outputs.report import Report
from imr_llm.settings import Settings, load_settings
from tests.llm.loopback import Loopback

Row = dict[str, Any]
_LONGEST = 120.0


def environment(server: Loopback | None = None, **more: str) -> dict[str, str]:
    """The environment of a run: the endpoint of a server, or none."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("IMR_LLM_", "OPENAI_"))}
    if server is not None:
        kept |= {"IMR_LLM_BASE_URL": server.base_url, "IMR_LLM_MODEL": "loopback", "IMR_LLM_MAX_WAIT": "0.2"}
    return kept | more


def start(*arguments: object, env: Mapping[str, str] | None = None, **options: Any) -> "subprocess.Popen[str]":
    """`imr-llm batch` in a process of its own."""
    command = [sys.executable, "-m", "imr_llm", "batch", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=dict(env or environment()), **(pipes | options))


def finish(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a run."""
    out, err = process.communicate(timeout=_LONGEST)
    return process.returncode, out, err


def batch(*arguments: object, env: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    return finish(start(*arguments, env=env))


def wait_for(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait until something is so, or the process is over."""
    until = time.monotonic() + _LONGEST
    while not condition() and process.poll() is None:
        if time.monotonic() > until:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.005)


class GroundedReading:
    """A voice that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.voice = Reporter(self.lines.append, lambda _: None, lambda: None)


def run_here(source: Path, output: Path, heard: GroundedReading | None = None, **options: Any) -> Report:
    """A run within this process."""
    given = {"workers": 1, "concurrency": 8} | options
    return run_batch(Options(str(source), output, **given), (heard or GroundedReading()).voice)


def settings_for(server: Loopback, **given: Any) -> Settings:
    return load_settings(base_url=server.base_url, model="loopback", **({"max_wait": 0.05, "timeout": 20.0} | given))


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ids(output: Path) -> list[str]:
    return [row["letter"]["id"] for row in rows(output / "records.jsonl")]
