"""`imr-llm batch`: speed and memory, the pace against an endpoint that counts, and what 50 kills cost.

    python -m benchmarks.batch rules --letters 10000 100000
    python -m benchmarks.batch llm --letters 10000 --in-flight 128
    python -m benchmarks.batch limits --rpm 600 --tpm 60000 --seconds 240
    python -m benchmarks.batch kill --letters 5000 --kills 50

All letters are written ones (tests.batch.written). Sizes are options; without any each case is small. `make bench` runs
the small ones. A batch run is a process as a person starts it; the endpoint shares the cores with it.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.llm import LATENCY, one_question_cases, scripted_endpoint
from tests.batch.written import write
from tests.llm.loopback import Body, Loopback

_MINUTE = 60.0
# What the loopback says that a request costs.
_TOKENS = 110
_IN_FLIGHT = 32


@dataclass(frozen=True, slots=True)
class Ran:
    """A batch run that is over: wall and CPU seconds, the largest sum of memory of its processes in MB, its words."""

    code: int
    seconds: float
    cpu: float
    memory: float
    said: str


class Watched:
    """A batch run under way, its memory looked at four times a second."""

    def __init__(self, *arguments: object, env: Mapping[str, str] | None = None) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("IMR_LLM_", "OPENAI_"))}
        command = [sys.executable, "-m", "imr_llm", "batch", *map(str, arguments)]
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed when the run is over
        self._began = time.perf_counter()
        self.process = subprocess.Popen(command, env=kept | dict(env or {}), stderr=self._said)  # noqa: S603
        self._memory = 0.0
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def wait(self) -> Ran:
        """What came of it."""
        _, status, used = os.wait4(self.process.pid, 0)
        seconds = time.perf_counter() - self._began
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self._watch.join()
        with self._said:
            self._said.seek(0)
            return Ran(self.process.returncode, seconds, used.ru_utime + used.ru_stime, self._memory, self._said.read())

    def _look(self) -> None:
        while self.process.returncode is None:
            self._memory = max(self._memory, _memory(self.process.pid))
            time.sleep(0.25)


def _memory(pid: int) -> float:
    """Megabytes of a process and its children that no other process shares; 0 once it is gone."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)  # noqa: S603, S607, PLW1510
    total = 0
    for each in (pid, *map(int, found.stdout.split())):
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += sum(map(int, re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE)))
    return total / 1024


def _endpoint(address: str, **more: str) -> dict[str, str]:
    return {"IMR_LLM_BASE_URL": address, "IMR_LLM_MODEL": "scripted"} | more


def rules(folder: Path, letters: Sequence[int], at_a_time: int) -> None:
    """Letters a second, memory, and the second run that finds nothing to do.

    `at_a_time`: a run is stopped after so many letters and taken up by another one; the sum is told.
    """
    print("  rules, all cores, tables too: letters   letters/s   CPU ms   memory MB   second run s   its memory MB")
    for count in letters:
        source = write(folder / f"letters-{count}", count)
        output = folder / f"out-{count}"
        limit = ("--no-llm", "--limit", min(count, at_a_time))
        runs = [Watched(source, output, "--quiet", *limit).wait() for _ in range(0, count, at_a_time)]
        again = Watched(source, output, *limit).wait()
        if any(ran.code for ran in (*runs, again)) or "nothing to do" not in again.said:
            raise RuntimeError(f"{[ran.code for ran in runs]} and {again.code}: {runs[-1].said} {again.said}")
        speed = count / sum(ran.seconds for ran in runs)
        cpu = sum(ran.cpu for ran in runs) / count * 1000
        memory = max(ran.memory for ran in runs)
        print(
            f"{count:39,} {speed:11,.0f} {cpu:8.1f} {memory:11,.0f} {again.seconds:14.1f} {again.memory:15,.0f}",
            flush=True,
        )


def llm(folder: Path, letters: int, in_flight: int) -> None:
    """Letters a second against ideal, CPU and memory, with an endpoint of 200 ms that answers as a perfect model."""
    cases = one_question_cases()
    source = folder / "letters"
    for number in range(letters):
        # Blanks at the end make another file of the same letter, to which the endpoint knows the answer.
        below = source / f"{number // 1000:04}"
        below.mkdir(parents=True, exist_ok=True)
        blanks = "".join(" \n" if digit == "1" else "  \n" for digit in f"{number:b}")
        text = cases[number % len(cases)].letter.original
        (below / f"letter-{number:07}.txt").write_text(text + "\n" + blanks, encoding="utf-8")
    with scripted_endpoint(cases) as address:
        arguments = (source, folder / "out", "--concurrency", in_flight, "--no-parquet", "--quiet")
        ran = Watched(*arguments, env=_endpoint(address)).wait()
    if ran.code:
        raise RuntimeError(f"exit code {ran.code}: {ran.said}")
    ideal = in_flight / LATENCY
    print(
        f"  LLM of {LATENCY * 1000:.0f} ms, {letters:,} letters, {in_flight} in flight: {letters / ran.seconds:,.0f} "
        f"letters/s (ideal {ideal:,.0f}), {ran.cpu / letters * 1000:.1f} ms CPU a letter, {ran.memory:,.0f} MB"
    )


class Counting:
    """A server's limits over the last minute: `script` answers 429 to what is beyond them."""

    def __init__(self, rpm: int, tpm: int) -> None:
        self._most = min(rpm, tpm // _TOKENS)
        self._lately: deque[float] = deque()
        self.began = self.ended = 0.0
        self.answered = self.refused = 0

    def script(self, _: Body) -> str:
        """What happens to a request."""
        now = time.monotonic()
        self.began = self.began or now
        self.ended = now
        while self._lately and self._lately[0] <= now - _MINUTE:
            self._lately.popleft()
        if len(self._lately) >= self._most:
            self.refused += 1
            return f"429:{max(1, round(self._lately[0] + _MINUTE - now))}"
        self._lately.append(now)
        self.answered += 1
        return "ok"

    @property
    def share(self) -> float:
        """Of what was allowed from the first request to the last, so much was used."""
        return self.answered / (self._most * (self.ended - self.began) / _MINUTE)


def limits(folder: Path, rpm: int, tpm: int, seconds: float) -> None:
    """The share of what is allowed that is used, and the refusals, where limits are given and where they are not."""
    source = write(folder / "letters", int(max(rpm, tpm // _TOKENS) * seconds / _MINUTE) + 1000)
    ways: tuple[tuple[str, int, int, tuple[object, ...]], ...] = (
        ("--rpm given", rpm, 10**9, ("--rpm", rpm)),
        ("--tpm given", 10**9, tpm, ("--tpm", tpm)),
        ("nothing given", rpm, 10**9, ()),
    )
    for name, most_requests, most_tokens, given in ways:
        counting = Counting(most_requests, most_tokens)
        with Loopback(counting.script, latency=LATENCY) as server:
            run = Watched(source, folder / name, "--no-parquet", "--quiet", *given, env=_endpoint(server.base_url))
            while not counting.began:
                time.sleep(0.1)
            time.sleep(seconds)
            run.process.send_signal(signal.SIGINT)
            run.wait()
        told = counting.answered + counting.refused
        print(
            f"  {name}: {counting.share:.0%} of what is allowed, {counting.refused:,} of {told:,} requests refused "
            f"in {counting.ended - counting.began:.0f} s",
            flush=True,
        )


def kill(folder: Path, letters: int, kills: int) -> None:
    """Kills at random moments: equal output, and what was asked twice."""
    source = write(folder / "letters", letters)
    whole, killed = folder / "whole", folder / "killed"
    quiet = ("--no-parquet", "--quiet", "--concurrency", _IN_FLIGHT)
    with Loopback() as server:
        ran = Watched(source, whole, *quiet, env=_endpoint(server.base_url)).wait()
        asked = len(server.received)
    chance = random.Random(50)  # noqa: S311 -- no secret
    with Loopback(latency=0.02) as server:
        done = 0
        for _ in range(kills):
            run = Watched(source, killed, *quiet, env=_endpoint(server.base_url))
            until = len(server.received) + chance.randrange(1, max(2, 2 * asked // (kills + 1)))
            while len(server.received) < until and run.process.poll() is None:
                time.sleep(0.002)
            done += run.process.poll() is None
            run.process.kill()
            run.wait()
        ran = Watched(source, killed, *quiet, env=_endpoint(server.base_url)).wait()
        again = len(server.received) - asked
    same = (whole / "records.jsonl").read_bytes() == (killed / "records.jsonl").read_bytes()
    print(
        f"  {done} kills over {letters:,} letters, {_IN_FLIGHT} in flight: output {'equal' if same else 'NOT EQUAL'}, "
        f"exit code {ran.code}, {again} of {asked:,} requests sent again (at most {done * _IN_FLIGHT})"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Run the cases that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", nargs="?", choices=("rules", "llm", "limits", "kill"))
    parser.add_argument("--letters", type=int, nargs="+", default=[])
    parser.add_argument("--at-a-time", type=int, default=10**9)
    parser.add_argument("--in-flight", type=int, default=_IN_FLIGHT)
    parser.add_argument("--rpm", type=int, default=600)
    parser.add_argument("--tpm", type=int, default=66_000)
    parser.add_argument("--seconds", type=float, default=70.0)
    parser.add_argument("--kills", type=int, default=5)
    given = parser.parse_args(arguments)
    cases: dict[str, Callable[[Path], None]] = {
        "rules": lambda folder: rules(folder, given.letters or [500, 2_000], given.at_a_time),
        "llm": lambda folder: llm(folder, *(given.letters or [1_000]), given.in_flight),
        "limits": lambda folder: limits(folder, given.rpm, given.tpm, given.seconds),
        "kill": lambda folder: kill(folder, *(given.letters or [300]), given.kills),
    }
    print(f"batch, {os.cpu_count()} cores")
    for name in (given.case,) if given.case else cases:
        with tempfile.TemporaryDirectory() as folder:
            cases[name](Path(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
