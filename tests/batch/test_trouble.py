"""A full disk, a temporary folder that is gone, an endpoint that dies: no loss, one clear line, and the run goes on."""

import json
import resource
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from imr_llm.batch.queue import engine as engine_module
from imr_llm.batch.queue.budget import Caps, Prices
from tests.batch.running import GroundedReading, batch, environment, finish, ids, run_here, settings_for, start
from tests.batch.written import write
from tests.llm.loopback import Body, Loopback

LETTERS = 40


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("letters"), LETTERS)


@pytest.fixture(scope="module")
def whole(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The records of a run that nothing went wrong in, by an LLM that knows nothing."""
    output = tmp_path_factory.mktemp("whole")
    with Loopback() as server:
        assert run_here(letters, output, settings=settings_for(server)).exit_code == 0
    return (output / "records.jsonl").read_bytes()


def without_attempts(records: bytes) -> list[object]:
    """Records without what differs when a request had to be sent again."""
    found = [json.loads(line) for line in records.splitlines()]
    for record in found:
        del record["provenance"]["attempts"]
    return found


def test_a_quota_on_the_size_of_files(letters, tmp_path):
    output = tmp_path / "out"

    def quota() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    code, _, err = finish(
        start(letters, output, "--no-llm", "--no-parquet", "--quiet", "--workers", 1, preexec_fn=quota)
    )
    assert code == 1
    assert "full" in err
    assert "Traceback" not in err
    assert not (output / "records.jsonl").exists()
    assert run_here(letters, output).exit_code == 0
    assert len(ids(output)) == LETTERS


def test_a_disk_that_is_nearly_full_stops_the_run_while_there_is_still_room(letters, tmp_path, monkeypatch):
    room = iter([10**9, 10**9, 1_000])
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        engine_module.shutil, "disk_usage", lambda _: usage._replace(free=next(room, 1_000)), raising=True
    )
    heard = GroundedReading()
    with Loopback() as server:
        report = run_here(letters, tmp_path / "out", heard, settings=settings_for(server), concurrency=2)
        sent = len(server.received)
        monkeypatch.undo()
        assert (report.exit_code, "the disk is full" in report.ended) == (1, True)
        assert run_here(letters, tmp_path / "out", settings=settings_for(server)).exit_code == 0
        # What was in flight was written before the end, so that it is not paid for again.
        assert len(server.received) == 3 * LETTERS > sent


def test_outputs_that_cannot_be_written_leave_the_earlier_ones_and_the_ledger(letters, tmp_path):
    output = tmp_path / "out"
    run_here(letters, output, limit=10)
    before = (output / "records.jsonl").read_bytes()
    (output / ".records.jsonl.partial").mkdir()
    report = run_here(letters, output)
    assert (report.exit_code, report.done) == (1, LETTERS)
    assert "every record is safe in the ledger" in report.ended
    assert (output / "records.jsonl").read_bytes() == before
    (output / ".records.jsonl.partial").rmdir()
    report = run_here(letters, output)
    assert (report.exit_code, report.run.read) == (0, 0)
    assert len(ids(output)) == LETTERS


def test_no_temporary_folder_is_needed(letters, tmp_path):
    gone = tmp_path / "gone"
    code, _, err = batch(
        letters,
        tmp_path / "out",
        "--no-llm",
        "--limit",
        8,
        "--workers",
        1,
        env=environment(None, TMPDIR=str(gone), SQLITE_TMPDIR=str(gone)),
    )
    assert code == 0, err
    assert len(ids(tmp_path / "out")) == 8


def test_an_endpoint_that_dies_for_a_while_and_comes_back(letters, whole, tmp_path, monkeypatch):
    monkeypatch.setattr("imr_llm.batch.queue.asking._FIRST_REST", 0.05)
    monkeypatch.setattr("imr_llm.batch.queue.asking._LONGEST_REST", 0.2)
    dead = threading.Event()
    asked = 0

    def script(_: Body) -> str:
        nonlocal asked
        asked += 1
        if asked == 30:
            dead.set()
            threading.Timer(1.0, dead.clear).start()
        return "503" if dead.is_set() else "ok"

    heard = GroundedReading()
    with Loopback(script) as server:
        report = run_here(letters, tmp_path / "out", heard, settings=settings_for(server, attempts=2))
    assert report.exit_code == 0, report.ended
    assert without_attempts((tmp_path / "out" / "records.jsonl").read_bytes()) == without_attempts(whole)
    assert [line for line in heard.lines if "no letter is lost" in line]
    assert [line for line in heard.lines if "answers again" in line]


def test_an_endpoint_that_stays_away_ends_the_run_and_the_next_one_goes_on(letters, whole, tmp_path):
    heard = GroundedReading()
    with Loopback(["ok"] * 30 + ["drop"] * 10_000) as server:
        settings = settings_for(server, attempts=1)
        report = run_here(letters, tmp_path / "out", heard, settings=settings, patience=0.0)
    assert (report.exit_code, report.dead) == (4, 0)
    assert "has not answered" in report.ended
    assert 0 < report.waiting < LETTERS
    with Loopback() as server:
        assert run_here(letters, tmp_path / "out", settings=settings_for(server)).exit_code == 0
        assert len(server.received) <= 3 * LETTERS - 30 + 8
    assert without_attempts((tmp_path / "out" / "records.jsonl").read_bytes()) == without_attempts(whole)


def test_a_wrong_key_ends_the_run_and_makes_no_dead_letters(letters, tmp_path):
    with Loopback(["401"] * 10_000) as server:
        report = run_here(letters, tmp_path / "out", settings=settings_for(server))
        # Those in flight, and one pulse for all of them.
        assert len(server.received) <= 8 + 1
    assert (report.exit_code, report.dead, report.done) == (4, 0, 0)
    assert "IMR_LLM_API_KEY" in report.ended


def test_a_cap_is_passed_by_no_more_than_what_is_in_flight(letters, tmp_path):
    # The loopback says 110 tokens a request, and a letter takes two.
    with Loopback() as server:
        settings = settings_for(server)
        for cap in (1_000, 2_000):
            report = run_here(letters, tmp_path / "out", settings=settings, concurrency=4, caps=Caps(tokens=cap))
            assert (report.exit_code, "--max-tokens" in report.ended) == (5, True)
            assert cap <= report.prompt_tokens + report.completion_tokens <= cap + 4 * 220
        money = Caps(money=0.01, prices=Prices(prompt=1.0, completion=10.0))
        report = run_here(letters, tmp_path / "out", settings=settings, concurrency=4, caps=money)
        assert (report.exit_code, "--max-cost" in report.ended) == (5, True)
        assert run_here(letters, tmp_path / "out", settings=settings).exit_code == 0


def test_a_machine_that_slept_goes_on_where_it_was(letters, whole, tmp_path):
    output = tmp_path / "out"
    with Loopback(latency=0.2) as server:
        env = environment(server, IMR_LLM_TIMEOUT="1")
        run = start(letters, output, "--concurrency", 8, "--no-parquet", env=env)
        while len(server.received) < 20 and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(signal.SIGSTOP)
        time.sleep(2.0)
        run.send_signal(signal.SIGCONT)
        code, _, err = finish(run)
    assert code == 0, err
    assert without_attempts((output / "records.jsonl").read_bytes()) == without_attempts(whole)
