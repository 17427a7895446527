"""The service on the loopback, rules only: requests a second, waiting times, memory, overload, and a stop under load.

The client is a coroutine a connection and shares the cores with the service, so the figures are low rather than high.
"Of alone" compares with the same work on one core without a service, measured just before. Linux only. An argument is
the number of requests for the memory before and after.
"""

import asyncio
import os
import resource
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

LETTERS = Path(__file__).parent.parent / "evals" / "cases"
REQUESTS = {1: 300, 16: 1200, 64: 2400}
MANY = 10_000
CROWD = 256


@dataclass(frozen=True)
class Service:
    """A running service."""

    process: "subprocess.Popen[bytes]"
    host: str
    port: int

    def memory(self) -> float:
        """Megabytes of the service and of its workers."""
        pages = sum(int((folder / "statm").read_text().split()[1]) for folder in self._processes())
        return pages * resource.getpagesize() / 1024**2

    def cpu(self) -> float:
        """Seconds of processor time that the service and its workers have taken."""
        # utime and stime of proc(5), counted behind the name, which may hold anything.
        stats = ((folder / "stat").read_text().rpartition(")")[2].split() for folder in self._processes())
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")

    def _processes(self) -> list[Path]:
        """The folders of Linux's /proc."""
        own = Path(f"/proc/{self.process.pid}")
        return [own, *(Path("/proc") / pid for path in own.glob("task/*/children") for pid in path.read_text().split())]


@dataclass
class Tally:
    """What came of requests: the seconds of each answer by its status, and those that got none."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """How many were answered, in whatever way."""
        return sum(map(len, self.seconds.values()))


@contextmanager
def running(**settings: object) -> Iterator[Service]:
    """The service as `imr-llm serve` starts it, with its logs thrown away."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("IMR_LLM_")},
        **{f"IMR_LLM_SERVICE_{name.upper()}": str(value) for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "imr_llm", "serve", "--port", "0", "--no-llm"]
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        if process.stdout is None:
            raise RuntimeError("no pipe")
        try:
            address = urlsplit(process.stdout.readline().decode().strip())
            yield Service(process, address.hostname or "", address.port or 0)
        finally:
            process.terminate()


def requests_of(letters: Sequence[bytes]) -> Iterator[bytes]:
    """Requests for the letters, over and over."""
    head = "POST /v1/letters HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n"
    return cycle([head.format(len(letter)).encode() + letter for letter in letters])


async def ask(service: Service, requests: Iterator[bytes], left: Iterator[int], tally: Tally) -> None:
    """One connection: a request after the other, on a new one where the service closed the last."""
    while True:
        try:
            reader, writer = await asyncio.open_connection(service.host, service.port)
        except OSError:
            return
        try:
            while next(left, None) is not None:
                started = time.perf_counter()
                writer.write(next(requests))
                status, closes = await _answer(reader)
                tally.seconds.setdefault(status, []).append(time.perf_counter() - started)
                if closes:
                    break
            else:
                return
        except (OSError, asyncio.IncompleteReadError) as error:
            tally.lost[type(error).__name__] += 1
        finally:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = int(head.partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
    await reader.readexactly(size)
    return int(head.split(b" ", 2)[1]), b"connection: close" in head


async def load(service: Service, letters: Sequence[bytes], connections: int, count: int) -> tuple[Tally, float]:
    """So many requests over so many connections, and the seconds that they took."""
    tally, requests, left = Tally(), requests_of(letters), iter(range(count))
    started = time.perf_counter()
    await asyncio.gather(*(ask(service, requests, left, tally) for _ in range(connections)))
    return tally, time.perf_counter() - started


def _milliseconds(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100)[percent - 1] * 1000


def alone(letters: Sequence[bytes]) -> float:
    """Letters a second of one core of the same machine in the same minute, without a service around them."""
    from imr_llm.letter.read import read_bytes
    from imr_llm.pipeline import extract, summarize

    def read() -> None:
        for letter in letters:
            record = extract(read_bytes("letter", letter))
            record.to_json(indent=None)
            summarize(record, "en").model_dump_json()

    read()
    started = time.perf_counter()
    for _ in range(20):
        read()
    return 20 * len(letters) / (time.perf_counter() - started)


def throughput(letters: Sequence[bytes], many: int) -> None:
    """Requests a second and waiting times, then memory over many requests."""
    with running() as service:
        asyncio.run(load(service, letters, 16, 200))
        print("  connections   requests/s  of alone    p50 ms    p99 ms   refused   CPU ms a request")
        for connections, count in REQUESTS.items():
            base, cpu = alone(letters), service.cpu()
            tally, seconds = asyncio.run(load(service, letters, connections, count))
            good = tally.seconds[200]
            refused = tally.answered - len(good)
            p50, p99 = _milliseconds(good, 50), _milliseconds(good, 99)
            rate = len(good) / seconds
            cost = (service.cpu() - cpu) * 1000 / tally.answered
            shown = f"  {connections:11} {rate:12.0f} {rate / base:9.2f} {p50:9.1f} {p99:9.1f} {refused:9} {cost:18.1f}"
            print(shown, flush=True)
        before = service.memory()
        tally, _ = asyncio.run(load(service, letters, 16, many))
        print(f"  memory before and after {many:,} requests: {before:.0f} and {service.memory():.0f} MB")


def overload(letters: Sequence[bytes]) -> None:
    """A crowd that is larger than the queue: how fast those are refused who find no place."""
    with running(rate=10**6) as service:
        asyncio.run(load(service, letters, 16, 200))
        tally, _ = asyncio.run(load(service, letters, CROWD, 4000))
        good, refused = tally.seconds.get(200, []), tally.seconds.get(503, [])
        print(
            f"  {CROWD} connections: {len(good)} read (p99 {_milliseconds(good, 99):.0f} ms), {len(refused)} refused"
            f" (p50 {_milliseconds(refused, 50):.1f} ms, p99 {_milliseconds(refused, 99):.0f} ms),"
            f" lost {tally.lost.total()}"
        )


async def _stopped(service: Service, letters: Sequence[bytes]) -> Tally:
    tally, requests, left = Tally(), requests_of(letters), iter(range(10**9))
    asks = [asyncio.create_task(ask(service, requests, left, tally)) for _ in range(64)]
    while tally.answered < 300:  # noqa: ASYNC110 -- nobody tells when
        await asyncio.sleep(0.01)
    service.process.send_signal(signal.SIGTERM)
    await asyncio.gather(*asks)
    return tally


def stop(letters: Sequence[bytes]) -> None:
    """SIGTERM while 64 connections are at it, several times."""
    answered, lost, codes = Counter[int](), 0, []
    for _ in range(5):
        with running() as service:
            tally = asyncio.run(_stopped(service, letters))
            codes.append(service.process.wait(90))
        answered.update({status: len(seconds) for status, seconds in tally.seconds.items()})
        lost += tally.lost.total()
    print(f"  SIGTERM under 64 connections, 5 times: answers {dict(answered)}, lost {lost}, exit codes {set(codes)}")


def main() -> None:
    """Print the table."""
    letters = [path.read_bytes() for path in sorted(LETTERS.glob("00*.txt"))]
    print(f"the service, rules only: record and English summary, {len(letters)} letters in turn")
    throughput(letters, int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
    overload(letters)
    stop(letters)


if __name__ == "__main__":
    main()
