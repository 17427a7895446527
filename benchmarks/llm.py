"""Letters a second and CPU a letter with an LLM of 200 ms, everything on, beside instructor as documented.

The endpoint is a script in a process of its own. Ours cleans, sections and redacts the letter, reads it by the rules,
asks, grounds every quote, cross-checks and merges; instructor sends the same ready messages and validates the answer.
The answers are what a perfect model would say. Ideal is the number in flight divided by the latency.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.letter.model import Letter
from imr_llm.llm.answers.reader import letter_question
from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.endpoint.exchange import Ending, Question
from imr_llm.llm.redaction.redact import redact
from imr_llm.pipeline import prepare
from imr_llm.rules.reader import read
from imr_llm.second_reading import second_reading
from imr_llm.settings import load_settings
from tests.llm.loopback import digest
from tests.llm.perfect import STEMS, Perfect, Scripted, letter_of

ROOT = Path(__file__).parent.parent
LATENCY = 0.2
# How many are in flight, and how many letters are read by ours and by instructor in one round.
LOADS = ((32, 320, 160), (128, 896, 384))
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Case:
    """A letter, its question, and what a perfect model answers."""

    letter: Letter
    question: Question[Any]
    answer: str


@dataclass(frozen=True, slots=True)
class Speed:
    """Letters a second, and CPU milliseconds a letter of this process."""

    letters: float
    cpu: float


def one_question_cases() -> list[Case]:
    """The letters on which the rules and a perfect model agree, so that each takes one question."""
    found = []
    for stem in STEMS:
        ready, answer = letter_of(stem), Perfect(stem).answer()
        ask = Scripted(answer)
        asyncio.run(second_reading(ready, read(ready), ask))
        if len(ask.questions) == 1:
            question = letter_question(ready, redact(ready.clean))
            found.append(Case(ready.letter, question, answer.model_dump_json()))
    return found


@contextmanager
def scripted_endpoint(cases: Sequence[Case]) -> Iterator[str]:
    """A scripted endpoint in another process; its address."""
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.json"
        answers.write_text(json.dumps({digest(case.question.messages[-1].content): case.answer for case in cases}))
        command = [sys.executable, "-m", "tests.llm.loopback", "--latency", str(LATENCY), "--answers", str(answers)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:  # noqa: S603  # our own
            try:
                yield (server.stdout.readline() if server.stdout else "").strip()
            finally:
                server.terminate()


async def _measure(cases: Sequence[Case], in_flight: int, count: int, one: Callable[[Case], Awaitable[None]]) -> Speed:
    numbers = iter(range(count))

    async def work() -> None:
        for number in numbers:
            await one(cases[number % len(cases)])

    # Connections are opened and modules imported before the clock starts.
    await asyncio.gather(*(one(cases[number % len(cases)]) for number in range(in_flight)))
    cpu, started = _cpu(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(in_flight)))
    return Speed(count / (time.perf_counter() - started), (_cpu() - cpu) / count * 1000)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _ours(address: str, cases: Sequence[Case], in_flight: int, count: int) -> Speed:
    async with Endpoint(load_settings(base_url=address, model="scripted")) as endpoint:

        async def one(case: Case) -> None:
            ready = prepare(case.letter)
            outcome = await second_reading(ready, read(ready), endpoint.ask)
            if outcome.ending is not Ending.ANSWERED or outcome.usage.requests != 1:
                raise RuntimeError(f"{case.letter.name}: {outcome.ending}, {outcome.usage.requests} requests")

        return await _measure(cases, in_flight, count, one)


async def _documented(address: str, cases: Sequence[Case], in_flight: int, count: int) -> Speed:
    import instructor
    import openai

    async with openai.AsyncOpenAI(base_url=address, api_key="none") as openai_client:
        client = instructor.from_openai(openai_client)

        async def one(case: Case) -> None:
            messages: Any = [{"role": each.role, "content": each.content} for each in case.question.messages]
            await client.chat.completions.create(
                model="scripted", response_model=case.question.response_model, messages=messages
            )

        return await _measure(cases, in_flight, count, one)


def _median(speeds: Sequence[Speed]) -> Speed:
    return Speed(statistics.median(it.letters for it in speeds), statistics.median(it.cpu for it in speeds))


def main() -> None:
    """Print the table."""
    cases = one_question_cases()
    with scripted_endpoint(cases) as address:
        print(f"LLM, {LATENCY * 1000:.0f} ms, {len(cases)} letters again and again, median of {ROUNDS} rounds")
        for in_flight, ours_count, theirs_count in LOADS:
            rounds = [
                (
                    asyncio.run(_ours(address, cases, in_flight, ours_count)),
                    asyncio.run(_documented(address, cases, in_flight, theirs_count)),
                )
                for _ in range(ROUNDS)
            ]
            ours, theirs = _median([pair[0] for pair in rounds]), _median([pair[1] for pair in rounds])
            ideal = in_flight / LATENCY
            print(f"  {in_flight} in flight, ideal {ideal:.0f} letters/s")
            print(f"    instructor as documented   {theirs.letters:6.0f} letters/s {theirs.cpu:6.2f} ms CPU   1.0")
            ratio = (
                f"{ours.letters / theirs.letters:.2f} times instructor, ideal is {ideal / ours.letters:.2f} times ours"
            )
            print(f"    imr_llm, everything on     {ours.letters:6.0f} letters/s {ours.cpu:6.2f} ms CPU   {ratio}")


if __name__ == "__main__":
    main()
