"""The command on a Ray cluster of two workers, which it starts on this machine."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from imr_llm.batch.cluster.shards import SHARDS
from tests.batch.running import batch, environment, finish, ids, run_here, settings_for, start, wait_for
from tests.batch.written import write
from tests.llm.loopback import Loopback

pytestmark = pytest.mark.ray

LETTERS = 40
IN_FLIGHT = 4
# The loopback knows nothing, so each letter is asked about twice.
ASKED = 3 * LETTERS


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("letters"), LETTERS)


@pytest.fixture(scope="module")
def whole(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The records of one process."""
    output = tmp_path_factory.mktemp("whole")
    with Loopback() as server:
        assert run_here(letters, output, settings=settings_for(server)).exit_code == 0
        assert len(server.received) == ASKED
    return (output / "records.jsonl").read_bytes()


@pytest.fixture
def logs():
    """Where Ray writes; its sockets are there too, and want a short path."""
    folder = Path(tempfile.mkdtemp(prefix="ray"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def started(letters, output, server, logs):
    env = environment(server, IMR_LLM_API_KEY="key-secret", RAY_TMPDIR=str(logs))
    options = ("--engine", "ray", "--workers", 2, "--concurrency", IN_FLIGHT, "--no-parquet")
    return start(letters, output, *options, env=env)


def workers(output):
    """The processes that hold a shard."""
    return [int(lock.read_text()) for lock in (output / SHARDS).glob("*/.lock") if lock.stat().st_size]


def test_a_worker_that_is_killed_loses_nothing_and_its_words_are_nowhere(letters, whole, tmp_path, logs):
    output = tmp_path / "out"
    with Loopback(latency=0.1) as server:
        run = started(letters, output, server, logs)
        wait_for(lambda: len(server.received) >= ASKED // 3 and len(workers(output)) == 2, run)
        os.kill(workers(output)[0], signal.SIGKILL)
        code, out, err = finish(run)
        assert (code, out) == (0, ""), err
        assert ASKED <= len(server.received) <= ASKED + IN_FLIGHT // 2
        assert {request.headers["authorization"] for request in server.received} == {"Bearer key-secret"}
    assert "a worker has died, and another goes on with its shard" in err
    assert (output / "records.jsonl").read_bytes() == whole
    assert not (output / SHARDS).exists()
    written = b"".join(path.read_bytes() for path in logs.rglob("*") if path.is_file() and path.suffix != ".so")
    words = {word for path in letters.rglob("*.txt") for word in path.read_text().split() if len(word) > 14}
    assert len(words) > 50
    assert [word for word in words if word.encode() in written] == []
    assert b"key-secret" not in written


def test_a_command_that_is_killed_is_taken_up_by_one_without_a_cluster(letters, whole, tmp_path, logs):
    output = tmp_path / "out"
    with Loopback(latency=0.1) as server:
        run = started(letters, output, server, logs)
        wait_for(lambda: len(server.received) >= ASKED // 3, run)
        run.kill()
        finish(run)
        code, _, err = batch(letters, output, "--concurrency", 32, "--no-parquet", env=environment(server))
        assert code == 0, err
        assert ASKED <= len(server.received) <= ASKED + IN_FLIGHT
    assert (output / "records.jsonl").read_bytes() == whole
    assert not (output / SHARDS).exists()


def test_a_run_that_is_stopped_finishes_what_is_in_flight_and_keeps_it(letters, tmp_path, logs):
    output = tmp_path / "out"
    with Loopback(latency=0.1) as server:
        run = started(letters, output, server, logs)
        wait_for(lambda: len(server.received) >= ASKED // 4, run)
        # Ray puts a handler of its own in the place of that of the command, which has to come back.
        run.send_signal(signal.SIGTERM)
        code, _, err = finish(run)
        assert code == 130, err
        assert "the same command goes on from here" in err
        assert 3 * len(ids(output)) == len(server.received) < ASKED
    assert not (output / SHARDS).exists()
