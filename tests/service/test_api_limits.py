"""What one request may cost, and all of them: the gate, the keys, and the processes that read."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from imr_llm.errors import UsageError
from imr_llm.service.http.faults import ServiceError
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.keys import ApiKey, RateLimits, keys_of, matching, new_key
from imr_llm.service.reading.job import Job, JobKind, safe_name
from imr_llm.service.reading.pool import WorkerPool, environment
from imr_llm.service.settings import load_service_settings
from tests.service.running import PDF, TEXT

TEXT_JOB = Job(JobKind.FILE, "letter", ("en",))


class TestGate:
    def test_the_queue_has_an_end(self):
        async def main():
            gate, ready, refused = ConcurrencyLimit(2, 3, 5), asyncio.Event(), 0
            inside = most = 0

            async def visit():
                nonlocal inside, most, refused
                try:
                    async with gate.entered():
                        inside += 1
                        most = max(most, inside)
                        await ready.wait()
                        inside -= 1
                except ServiceError as error:
                    refused += (error.fault, error.retry_after) == ("busy", 1)

            visits = [asyncio.create_task(visit()) for _ in range(10)]
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert (gate.is_full, refused) == (True, 5)
            ready.set()
            await asyncio.gather(*visits)
            return most, gate.admitted

        assert asyncio.run(main()) == (2, 0)

    def test_nobody_waits_for_ever_but_the_patient(self):
        async def main():
            gate = ConcurrencyLimit(1, 1, 0.01)
            async with gate.entered():
                with pytest.raises(ServiceError):
                    async with gate.entered():
                        pass
                waiting = asyncio.create_task(patient(gate))
                await asyncio.sleep(0.05)
                assert not waiting.done()
            await waiting

        async def patient(gate):
            async with gate.entered(patient=True):
                pass

        asyncio.run(main())

    def test_who_is_cancelled_leaves_no_trace(self):
        async def main():
            gate = ConcurrencyLimit(1, 1, 5)
            async with gate.entered():
                waiting = asyncio.create_task(gate.entered().__aenter__())
                await asyncio.sleep(0)
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)
                assert gate.admitted == 1
            async with gate.entered():
                pass

        asyncio.run(main())


class TestKeys:
    def test_a_new_key_is_the_one_that_its_entry_lets_in(self):
        (one, entry), (two, other) = new_key("clinic"), new_key("b.c_d-1")
        keys = keys_of(f"# whose\n{entry}\n  {other}, \n")
        assert [key.name for key in keys] == ["clinic", "b.c_d-1"]
        assert [matching(keys, given) for given in (one, two, one + "x", "", entry, "\udcff")] == [
            keys[0],
            keys[1],
            *[None] * 4,
        ]
        assert one not in entry

    @pytest.mark.parametrize(
        "text", ["clinic", "clinic:abc", f"a b:{'0' * 64}", f"a:{'0' * 64} a:{'1' * 64}", ":" + "0" * 64]
    )
    def test_an_entry_of_another_shape_is_refused_and_not_shown(self, text, monkeypatch):
        monkeypatch.setenv("IMR_LLM_SERVICE_KEYS", text)
        with pytest.raises(UsageError, match=r"^IMR_LLM_SERVICE_KEYS: ") as caught:
            load_service_settings()
        assert "0000" not in str(caught.value)

    def test_keys_come_from_the_environment_and_a_file(self, monkeypatch, tmp_path):
        file = tmp_path / "keys"
        file.write_text(f"# two\nb:{'1' * 64}\n")
        monkeypatch.setenv("IMR_LLM_SERVICE_KEYS", f"a:{'0' * 64}")
        monkeypatch.setenv("IMR_LLM_SERVICE_KEYS_FILE", str(file))
        assert load_service_settings().keys == (ApiKey("a", bytes(32)), ApiKey("b", b"\x11" * 32))

    @pytest.mark.parametrize("content", [None, "", "nonsense"])
    def test_a_file_without_keys_lets_nobody_think_it_has_some(self, tmp_path, content):
        file = tmp_path / "keys"
        if content is not None:
            file.write_text(content)
        with pytest.raises(UsageError, match="KEYS_FILE"):
            load_service_settings(keys_file=file)

    def test_a_minute_has_so_many_requests(self):
        now = 0.0
        limits = RateLimits(60, lambda: now)
        assert [limits.take("a") for _ in range(61)] == [0.0] * 60 + [1.0]
        assert limits.take("b") == 0
        now = 2.0
        assert [limits.take("a") for _ in range(3)] == [0.0, 0.0, 1.0]
        now = 3600.0
        assert [limits.take("a") for _ in range(61)] == [0.0] * 60 + [1.0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("../../", "letter"),
        ("..", "letter"),
        ("", "letter"),
        ("a\0b\r\nc.txt", "abc.txt"),
        ("<script>.txt", "script.txt"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("carta médica.pdf", "carta médica.pdf"),
        ("\udcff\u202e.txt", "txt"),
    ],
)
def test_of_a_name_the_last_part_is_kept(given, kept):
    assert safe_name(given) == kept


def pool_of(work, **settings):
    """Run `work(pool)` with an open pool."""

    async def main():
        async with WorkerPool(load_service_settings(**settings)) as pool:
            return await work(pool)

    return asyncio.run(main())


def processes(pool):
    return [worker.pid for worker in pool._idle]


async def begun(pool, job=TEXT_JOB, data=TEXT):
    """A reading that has taken a worker."""
    idle = len(processes(pool))
    reading = asyncio.create_task(pool.read(job, data))
    for _ in range(100):
        await asyncio.sleep(0)
        if len(processes(pool)) < idle:
            return reading
    raise AssertionError("no worker was taken")


class TestWorkers:
    def test_a_worker_that_dies_is_replaced_and_its_letter_read(self):
        async def work(pool):
            (pid,) = processes(pool)
            reading = await begun(pool)
            os.kill(pid, signal.SIGKILL)
            first = await reading
            # The next one dies while nobody looks.
            (pid,) = processes(pool)
            os.kill(pid, signal.SIGKILL)
            return first, await pool.read(TEXT_JOB, TEXT), pool.deaths

        first, second, deaths = pool_of(work, workers=1)
        assert first == second
        assert deaths == 2
        assert b'"outcome":"partially_overturned"' in first.parts[0]

    def test_a_letter_that_takes_too_long_ends_its_worker_and_no_other(self):
        async def work(pool):
            pid = processes(pool)[0]
            os.kill(pid, signal.SIGSTOP)
            slow = await begun(pool)
            other = await pool.read(TEXT_JOB, TEXT)
            assert not slow.done()
            return await slow, other, await pool.read(TEXT_JOB, TEXT), pool.deaths

        slow, other, after, deaths = pool_of(work, workers=2, letter_seconds=2)
        assert (slow.reply.fault, deaths) == ("too_costly", 1)
        assert other.parts == after.parts

    def test_a_letter_that_takes_too_much_memory_is_refused(self):
        async def work(pool):
            body = b'{"id": [' + b"[]," * 7_000_000 + b"1]}"
            return await pool.read(Job(JobKind.JSON, "letter"), body), await pool.read(TEXT_JOB, TEXT)

        costly, after = pool_of(work, workers=1, worker_memory=512 * 1024 * 1024)
        assert costly.reply.fault == "too_costly"
        assert after.reply.fault is None

    def test_whoever_goes_away_leaves_the_worker_whole(self):
        async def work(pool):
            reading = await begun(pool)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            return (await pool.read(TEXT_JOB, TEXT)).reply.fault, pool.deaths, pool.waiting

        assert pool_of(work, workers=1) == (None, 0, 0)

    def test_pdfs_do_not_keep_texts_waiting(self):
        async def work(pool):
            done = []

            async def read(name, data):
                await pool.read(TEXT_JOB, data)
                done.append(name)

            pdfs = [asyncio.create_task(read("pdf", PDF)) for _ in range(4)]
            await asyncio.sleep(0)
            await asyncio.gather(*(read("text", TEXT) for _ in range(3)))
            await asyncio.gather(*pdfs)
            return done

        assert pool_of(work, workers=2)[-1] == "pdf"

    def test_a_worker_knows_no_key(self, monkeypatch):
        for name in ("OPENAI_API_KEY", "IMR_LLM_API_KEY", "IMR_LLM_HEADERS", "IMR_LLM_SERVICE_KEYS"):
            monkeypatch.setenv(name, "secret")
        assert "secret" not in environment().values()
        assert environment()["PATH"] == os.environ["PATH"]

    def test_a_worker_writes_no_file(self, tmp_path):
        code = (
            "import sys; from imr_llm.service.reading.worker import limit; limit(2**31)\n"
            "try: open(sys.argv[1], 'wb', 0).write(b'x'); sys.exit(1)\n"
            "except OSError as error: sys.exit(error.errno != 27)"  # EFBIG
        )
        command = [sys.executable, "-c", code, str(tmp_path / "file")]
        assert subprocess.run(command, check=False, timeout=60).returncode == 0
