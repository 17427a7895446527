"""A job that is ended at every step, and taken up again: nothing is lost, and nothing is paid for twice.

It is ended after the first of each kind of step; with EVERY_STEP=1 in the environment, after each step that it takes.
"""

import os
import signal
import subprocess
import sys

import pytest

from imr_llm.batch.ledger.ledger import Ledger
from imr_llm.batch.provider.client import Provider
from imr_llm.batch.provider.files import Limits
from imr_llm.batch.provider.ledger import BatchLedger
from tests.batch.provider_server import ProviderServer
from tests.batch.provider_trial import WRITTEN, Trial, answer, settings_for, write_letters

# What letters and batches come to, in the ledger and at the provider.
STEPS = [
    (Ledger, "keep_answers"), (Ledger, "finish"), (BatchLedger, "intend"), (Provider, "upload"),
    (BatchLedger, "uploaded"), (Provider, "start"), (BatchLedger, "submitted"), (Provider, "read"),
    (BatchLedger, "keep_replies"), (BatchLedger, "collected"), (Provider, "remove"), (BatchLedger, "removed"),
]  # fmt: skip


class KilledError(BaseException):
    """The process has ended here: nothing catches it."""


class Steps:
    """Counts the steps of a run, and ends it after one of them."""

    def __init__(self, monkeypatch) -> None:
        self.taken: list[str] = []
        self.last = -1
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name), owner is Provider, name))

    def _counted(self, step, waits, name):
        if waits:

            async def waited(*arguments):
                result = await step(*arguments)
                self._end(name)
                return result

            return waited

        def done(*arguments, **options):
            result = step(*arguments, **options)
            self._end(name)
            return result

        return done

    def _end(self, name):
        self.taken.append(name)
        if len(self.taken) == self.last:
            raise KilledError(name)


def job(server, letters, output):
    """Three first questions, one about doubts and three about why, in files of two."""
    trial = Trial(letters, output, settings_for(server.base_url), limits=Limits(2))
    trial.submit()
    for _ in range(3):
        trial.collect(resubmit=True, remove=True)
    return trial


@pytest.fixture
def letters(tmp_path):
    return write_letters(tmp_path / "letters", WRITTEN[:3])


def test_a_job_that_is_ended_after_any_step_loses_nothing_and_pays_nothing_twice(letters, tmp_path, monkeypatch):
    steps = Steps(monkeypatch)
    with ProviderServer(answer) as server:
        records = (job(server, letters, tmp_path / "whole").output / "records.jsonl").read_bytes()
        asked = len(server.paid)
        assert records.count(b"\n") == 3
        assert (asked, server.files) == (7, {})
    steps_of_whole = steps.taken
    names, count = set(steps_of_whole), len(steps_of_whole)
    assert {"intend", "upload", "start", "keep_answers", "read", "keep_replies", "finish", "remove"} <= names
    assert count > len(names)
    for last in range(1, count + 1):
        if not os.environ.get("EVERY_STEP") and steps_of_whole[last - 1] in steps_of_whole[: last - 1]:
            continue
        with ProviderServer(answer) as server:
            steps.taken, steps.last = [], last
            with pytest.raises((KilledError, BaseExceptionGroup)) as ended:
                job(server, letters, tmp_path / f"{last}")
            assert is_killed(ended.value)
            steps.last, where = -1, f"ended after step {last}, {steps.taken[last - 1]}"
            again = job(server, letters, tmp_path / f"{last}")
            again.collect(remove=True)
            assert (again.output / "records.jsonl").read_bytes() == records, where
            assert len(server.paid) == asked, where
            assert set(server.paid.values()) == {1}, where
            assert server.files == {}, where


def is_killed(error):
    """Whether it is the end that was brought about, alone or in the groups of the tasks that it ended."""
    return isinstance(error, KilledError) or error.subgroup(KilledError) is not None


# In a process of its own: the steps of `submit` after which it is killed, and how many batches it leaves behind.
KILL = """
import os, signal, sys
from imr_llm.batch.provider.client import Provider
name = sys.argv.pop(1)
step = getattr(Provider, name)
async def killed_after(*arguments):
    await step(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(Provider, name, killed_after)
from imr_llm.cli import main
main()
"""


@pytest.mark.parametrize(("step", "batches"), [("upload", 0), ("start", 1)])
def test_a_process_that_is_killed_leaves_no_request_behind_and_submits_none_twice(letters, tmp_path, step, batches):
    output = tmp_path / "out"
    with ProviderServer(answer) as server:
        settings = {"IMR_LLM_BASE_URL": server.base_url, "IMR_LLM_MODEL": "loopback", "IMR_LLM_API_KEY": "key-secret"}
        command = [sys.executable, "-c", KILL, step, "batch", "submit", str(letters), str(output)]
        ended = subprocess.run(
            command, env=os.environ | settings, capture_output=True, text=True, timeout=100, check=False
        )
        assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "")
        assert {path.name for path in output.iterdir()} <= {".lock"} | {
            f"ledger.sqlite3{ending}" for ending in ("", "-wal", "-shm")
        }
        assert len(server.batches) == batches
        trial = Trial(letters, output, settings_for(server.base_url))
        trial.submit()
        assert trial.finish().done == 3
        assert len(server.paid) == 7
        assert set(server.paid.values()) == {1}


def test_the_commands_go_from_letters_to_records(letters, tmp_path):
    output = tmp_path / "out"
    with ProviderServer(answer) as server:
        settings = {"IMR_LLM_BASE_URL": server.base_url, "IMR_LLM_MODEL": "loopback", "IMR_LLM_API_KEY": "key-secret"}

        def run(*arguments):
            command = [sys.executable, "-m", "imr_llm", "batch", *map(str, arguments)]
            done = subprocess.run(
                command, env=os.environ | settings, capture_output=True, text=True, timeout=100, check=False
            )
            assert "key-secret" not in done.stdout + done.stderr
            return done.returncode, done.stdout, done.stderr

        prices = ("--price-in", 1, "--price-out", 3, "--price-share", 0.5)
        code, out, told = run("submit", letters, output, "--max-cost", 9, *prices)
        assert (code, out) == (0, "")
        assert "3 requests are submitted as batch_1" in told
        code, out, _ = run("status", output, *prices)
        assert code == 0
        assert "batch 1 · batch_1 · completed · 3 of 3 answered, 0 failed\n" in out
        assert "in money" in out
        code, out, told = run("collect", output, "--resubmit", "--wait", "--poll", 1, "--delete")
        assert (code, out) == (0, "")
        assert "3 of 3 letters have a record" in told
        assert server.files == {}
