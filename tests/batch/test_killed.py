"""Whatever ends a run, the next one goes on: the same output, nothing twice, and hardly anything paid for twice."""

import random
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.batch.running import batch, environment, finish, ids, run_here, settings_for, start, wait_for
from tests.batch.written import write
from tests.llm.loopback import Loopback

IN_FLIGHT = 12
# The loopback knows nothing, so each letter is asked about thrice: what it says, what is in doubt, and why. Of one
# letter the rules doubt the decision, so nobody asks why.
LETTERS, ASKED = 90, 3 * 90 - 1
LATENCY = 0.03
KILLS = 3


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("letters"), LETTERS)


def test_kill_9_at_random_moments(letters, tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    with Loopback() as server:
        assert run_here(letters, whole, settings=settings_for(server), concurrency=IN_FLIGHT).exit_code == 0
        asked = len(server.received)
    chance = random.Random(6)  # noqa: S311 -- no secret
    with Loopback(latency=LATENCY) as server:
        for _ in range(KILLS):
            run = start(letters, killed, "--concurrency", IN_FLIGHT, "--no-parquet", env=environment(server))
            seen = len(server.received) + chance.randrange(2, asked // (KILLS + 1))
            wait_for(lambda seen=seen: len(server.received) >= seen, run)
            run.kill()
            finish(run)
            assert run.returncode == -signal.SIGKILL
            assert not (killed / "records.jsonl").exists()
        settings = settings_for(server, max_wait=0.2)
        assert run_here(letters, killed, settings=settings, concurrency=IN_FLIGHT).exit_code == 0
        assert asked <= len(server.received) <= asked + KILLS * IN_FLIGHT
    assert (killed / "records.jsonl").read_bytes() == (whole / "records.jsonl").read_bytes()
    assert len(set(ids(killed))) == len(ids(killed)) == LETTERS


def test_ctrl_c_finishes_what_is_in_flight_and_says_how_to_resume(letters, tmp_path):
    output = tmp_path / "out"
    with Loopback(latency=0.2) as server:
        run = start(letters, output, "--concurrency", 8, "--no-parquet", env=environment(server))
        wait_for(lambda: len(server.received) >= 30, run)
        run.send_signal(signal.SIGINT)
        code, _, err = finish(run)
        assert code == 130, err
        assert "finishing the " in err
        assert "the same command goes on from here" in err
        assert "Traceback" not in err
        assert 0 < len(ids(output)) < LETTERS
    with Loopback() as server_after:
        settings = settings_for(server_after, max_wait=0.2)
        assert run_here(letters, output, settings=settings, concurrency=32).exit_code == 0
        # Everything that was sent was waited for, and is kept: nothing of it is sent again.
        assert len(server.received) + len(server_after.received) == ASKED
    assert len(ids(output)) == LETTERS


def test_a_second_signal_ends_at_once_and_the_run_can_still_be_resumed(letters, tmp_path):
    output = tmp_path / "out"
    with Loopback(latency=30.0) as server:
        run = start(letters, output, "--limit", 20, "--no-parquet", "--quiet", env=environment(server))
        wait_for(lambda: len(server.received) >= 5, run)
        code, out, err = batch(letters, output, "--no-llm")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"in use by process {run.pid}" in err
        run.send_signal(signal.SIGTERM)
        assert "finishing the " in run.stderr.readline()
        run.send_signal(signal.SIGINT)
        code, _, err = finish(run)
        assert (code, "ended at once" in err) == (130, True)
    with Loopback() as server:
        assert run_here(letters, output, settings=settings_for(server), limit=20).exit_code == 0
    assert len(ids(output)) == 20


def test_a_run_that_is_killed_leaves_a_ledger_that_sqlite_finds_whole(letters, tmp_path):
    run = start(letters, tmp_path / "out", "--no-llm", "--no-parquet", "--workers", 1)
    ledger = tmp_path / "out" / "ledger.sqlite3"
    wait_for((tmp_path / "out" / "ledger.sqlite3-wal").exists, run)
    wait_for(lambda: _count(ledger) > 20, run)
    run.kill()
    finish(run)
    database = sqlite3.connect(ledger)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    done = database.execute("SELECT count(*) FROM letters WHERE state = 'done'").fetchone()[0]
    assert database.execute("SELECT count(*) FROM records").fetchone()[0] == done > 0
    database.close()


def _count(ledger: Path) -> int:
    try:
        database = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
        try:
            return int(database.execute("SELECT count(*) FROM records").fetchone()[0])
        finally:
            database.close()
    except sqlite3.Error:
        return 0
