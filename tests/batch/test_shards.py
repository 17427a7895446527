"""Letters dealt to shards, read there by workers within this process, and taken in again."""

import asyncio
import io
import sqlite3
import sys
import tarfile
from dataclasses import replace

import pytest

from imr_llm.batch.cluster import shards as shards_module
from imr_llm.batch.cluster.shards import SHARDS, Taken, deal, take_in, take_in_all
from imr_llm.batch.cluster.worker import read_shard, share_of
from imr_llm.batch.errors import CapReachedError, ClusterError, InUseError, StoppedError
from imr_llm.batch.inputs import open_input
from imr_llm.batch.ledger.ledger import LEDGER, Ledger
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.ledger.unit import NO_USAGE
from imr_llm.batch.options import Options, job_of
from imr_llm.batch.queue.budget import Caps, Prices
from imr_llm.errors import UsageError
from imr_llm.llm.endpoint.exchange import Usage
from imr_llm.machine import RAY
from tests.batch.running import run_here, settings_for
from tests.batch.written import letter, write
from tests.llm.loopback import Loopback

LETTERS = 12


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    return write(tmp_path_factory.mktemp("letters"), LETTERS)


@pytest.fixture(scope="module")
def whole(letters, tmp_path_factory):
    """The records of one process, by an LLM that knows nothing, and what it was asked."""
    output = tmp_path_factory.mktemp("whole")
    with Loopback() as server:
        assert run_here(letters, output, settings=settings_for(server)).exit_code == 0
        return (output / "records.jsonl").read_bytes(), len(server.received)


@pytest.fixture
def server():
    """Processes for the rules alone take longer to start than all letters take."""
    with Loopback() as server:
        yield server


class Job:
    """A job that is dealt by hand."""

    def __init__(self, letters, output, server=None, **options) -> None:
        output.mkdir(exist_ok=True)
        settings = settings_for(server) if server else None
        self.options = Options(str(letters), output, settings, concurrency=4, **options)
        self.ledger = Ledger(output / LEDGER)

    def deal(self, count=3, limit=None):
        self.run = self.ledger.begin(job_of(self.options))
        self.ledger.admit(self.run, list(open_input(self.options.input, self.options.output).letters()))
        self.ledger.scanned(self.run)
        return deal(self.ledger, self.run, count, limit)

    def read(self, shard, stop_at=None, way=None, **changed):
        """Read a shard, and stop when so many letters are read; why it ended."""

        async def report(count, _):
            return stop_at is not None and count.read >= stop_at

        share = replace(share_of(self.options, self.ledger.spent(), 1), settings=self.options.settings, **changed)
        return asyncio.run(read_shard(shard, share, way or self.run.way, report))

    def finish(self):
        """Let one process write the outputs; it must find nothing to do."""
        self.ledger.close()
        given = {"settings": self.options.settings, "languages": self.options.languages}
        return run_here(self.options.input, self.options.output, **given)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_what_shards_come_to_is_what_one_process_comes_to(letters, whole, tmp_path, count):
    records, asked = whole
    with Loopback() as server:
        job = Job(letters, tmp_path / "out", server)
        shards = job.deal(count)
        assert len(shards) <= min(count, LETTERS)
        assert [job.read(shard) for shard in shards] == [None] * len(shards)
        assert len(server.received) == asked
        taken = take_in_all(job.ledger)
        assert (taken.read, taken.failed, taken.usage.requests) == (LETTERS, 0, asked)
        assert job.ledger.spent() == taken.usage
        report = job.finish()
        assert (report.exit_code, report.run.read, len(server.received)) == (0, 0, asked)
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == records
    assert not (tmp_path / "out" / SHARDS).exists()


def test_a_worker_that_ends_midway_is_taken_in_and_the_next_goes_on(letters, whole, tmp_path):
    records, asked = whole
    with Loopback(latency=0.3) as server:
        job = Job(letters, tmp_path / "out", server)
        shards = job.deal(2)
        assert isinstance(job.read(shards[0], stop_at=1), StoppedError)
        # The same worker again goes on; the other one was never started, and what is left of it is dealt again.
        assert job.read(shards[0]) is None
        taken = take_in_all(job.ledger)
        assert 0 < taken.read < LETTERS
        for shard in job.deal(2):
            assert job.read(shard) is None
        assert take_in_all(job.ledger).read == LETTERS - taken.read
        assert job.finish().run.read == 0
        assert len(server.received) == asked
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == records


@pytest.mark.parametrize("step", ["_remove", "_replace"])
def test_taking_in_that_is_broken_off_is_taken_up_again(letters, server, tmp_path, step, monkeypatch):
    class KilledError(BaseException):
        """Nothing catches it."""

    def killed(*_):
        raise KilledError

    job = Job(letters, tmp_path / "out", server)
    for shard in job.deal(1):
        job.read(shard)
    monkeypatch.setattr(shards_module, step, killed)
    with pytest.raises(KilledError):
        take_in(job.ledger, shard)
    monkeypatch.undo()
    take_in_all(job.ledger)
    # What it cost is entered once.
    assert job.ledger.spent().requests == len(server.received)
    assert job.finish().done == LETTERS


def test_a_half_dealt_shard_and_strange_files_are_no_trouble(letters, server, tmp_path):
    (tmp_path / "out" / SHARDS / "1-0").mkdir(parents=True)
    (tmp_path / "out" / SHARDS / "notes.txt").write_text("what somebody left")
    assert run_here(letters, tmp_path / "out", settings=settings_for(server)).done == LETTERS


def test_a_shard_whose_worker_does_not_end_is_not_taken_in(letters, tmp_path, monkeypatch):
    monkeypatch.setattr("imr_llm.batch.cluster.shards.held.__wrapped__.__defaults__", (0.3,))
    job = Job(letters, tmp_path / "out")
    shards = job.deal(2)
    with Lock(shards[0]):
        with pytest.raises(InUseError, match="in use by process"):
            take_in(job.ledger, shards[0])
        assert isinstance(job.read(shards[0]), InUseError)
    assert take_in(job.ledger, shards[0]) == Taken()


def test_only_what_is_missing_of_a_letter_that_was_read_is_made(letters, server, tmp_path):
    settings = settings_for(server)
    run_here(letters, tmp_path / "plain", settings=settings, languages=("en",))
    run_here(letters, tmp_path / "out", settings=settings)
    with sqlite3.connect(tmp_path / "out" / LEDGER) as database:
        before = database.execute("SELECT sha256, packed FROM records ORDER BY sha256").fetchall()
    database.close()
    job = Job(letters, tmp_path / "out", server, languages=("en",))
    for shard in job.deal():
        assert job.read(shard) is None
    take_in_all(job.ledger)
    assert job.finish().run.read == 0
    with sqlite3.connect(tmp_path / "out" / LEDGER) as database:
        assert database.execute("SELECT sha256, packed FROM records ORDER BY sha256").fetchall() == before
    database.close()
    for name in ("records.jsonl", "summaries.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()


def test_what_failed_is_read_again_where_that_is_asked_for_and_once(letters, tmp_path):
    with Loopback(lambda _: "400") as server:
        assert run_here(letters, tmp_path / "out", settings=settings_for(server)).done == LETTERS
    with Loopback() as server:
        job = Job(letters, tmp_path / "out", server)
        assert job.deal() == []
        job.options = replace(job.options, retry_failed=True)
        shards = job.deal(1)
        assert job.read(shards[0]) is None
        asked = len(server.received)
        assert asked == 3 * LETTERS
        assert job.read(shards[0]) is None
        assert len(server.received) == asked
        assert take_in_all(job.ledger).read == LETTERS
        job.ledger.close()


def test_no_more_letters_are_dealt_than_are_wanted(letters, server, tmp_path):
    job = Job(letters, tmp_path / "out", server)
    for shard in job.deal(limit=5):
        job.read(shard)
    assert take_in_all(job.ledger).read == 5
    for shard in job.deal(limit=0):
        job.read(shard)
    assert take_in_all(job.ledger).read == 0
    job.ledger.close()


def test_two_members_of_one_name_are_two_letters(server, tmp_path):
    source = tmp_path / "letters.tar"
    with tarfile.open(source, "w") as archive:
        for number in range(6):
            words = letter(number).encode()
            member = tarfile.TarInfo("one/letter.txt")
            member.size = len(words)
            archive.addfile(member, io.BytesIO(words))
    job = Job(source, tmp_path / "out", server)
    for shard in job.deal():
        assert job.read(shard) is None
    assert take_in_all(job.ledger).read == 6
    assert job.finish().done == 6


def test_letters_that_are_gone_are_told_and_the_others_are_read(server, tmp_path):
    letters = write(tmp_path / "letters", LETTERS)
    job = Job(letters, tmp_path / "out", server)
    shard = job.deal(1)[0]
    next(letters.rglob("*.txt")).unlink()
    ending = job.read(shard)
    assert isinstance(ending, ClusterError)
    assert "did not find 1 of its letters" in str(ending)
    assert take_in_all(job.ledger).read == LETTERS - 1
    assert job.finish().waiting == 0


def test_a_worker_of_another_version_is_refused(letters, server, tmp_path):
    job = Job(letters, tmp_path / "out", server)
    ending = job.read(job.deal()[0], way="another")
    assert isinstance(ending, UsageError)
    assert "another version" in str(ending)
    job.ledger.close()


def test_a_worker_that_dies_again_and_again_is_not_started_for_ever(letters, server, tmp_path):
    job = Job(letters, tmp_path / "out", server)
    shard = job.deal()[0]
    with Ledger(shard / LEDGER) as ledger:
        for _ in range(4):
            ledger.begin(job_of(job.options))
    ending = job.read(shard)
    assert isinstance(ending, ClusterError)
    assert "died 4 times" in str(ending)
    job.ledger.close()


def test_a_fault_of_ours_tells_no_words(letters, server, tmp_path, monkeypatch):
    def broken(*_):
        raise ValueError("the worker's words")

    monkeypatch.setattr("imr_llm.batch.cluster.worker.open_queue", broken)
    job = Job(letters, tmp_path / "out", server)
    ending = job.read(job.deal()[0])
    assert isinstance(ending, ClusterError)
    assert "ValueError at test_shards.py" in str(ending)
    assert "words" not in str(ending)
    job.ledger.close()


def test_without_ray_the_command_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"install .*\[ray\]"):
        RAY.require()


def test_what_is_allowed_is_shared_out(tmp_path):
    with Loopback() as server:
        settings = settings_for(server, api_key="key-secret", headers={"x-team": "secret"})
    caps = Caps(1_000, 9.0, Prices(1_000_000, 2_000_000))
    options = Options("letters", tmp_path, settings, concurrency=10, workers=4, rpm=100.0, tpm=None, caps=caps, limit=7)
    share = share_of(options, Usage(1, 100, 0), 4)
    assert share.caps == Caps(225, 0.0, caps.prices)
    assert share_of(options, Usage(1, 1, 1), 4).caps == Caps(249, 1.5, caps.prices)
    assert (share.rpm, share.tpm, share.concurrency, share.workers, share.limit) == (25.0, None, 2, 1, None)
    assert "secret" not in repr(share.settings.model_dump())
    assert share.settings.api_key is None
    assert share.settings.headers == {}
    assert share_of(replace(options, settings=None, caps=Caps()), NO_USAGE, 4).caps == Caps()


def test_a_share_that_is_spent_stops_its_worker_and_a_new_start_gives_no_new_share(letters, tmp_path):
    # The loopback says 110 tokens a request, and a letter takes two.
    with Loopback() as server:
        job = Job(letters, tmp_path / "out", server)
        shard = job.deal(1)[0]
        for _ in range(2):
            assert isinstance(job.read(shard, caps=Caps(tokens=500), concurrency=1), CapReachedError)
            assert len(server.received) == 6
        assert take_in_all(job.ledger).usage.tokens == 660
        job.ledger.close()
