"""Jobs at a scripted provider: a few written letters, what a good model says of them, and the commands on them."""

import asyncio
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from imr_llm.batch.job import run_batch
from imr_llm.batch.ledger.ledger import LEDGER
from imr_llm.batch.options import Options, Reporter
from imr_llm.batch.outputs.report import Report
from imr_llm.batch.provider.job import Collecting, Order, collect, submit
from imr_llm.batch.provider.ledger import Batch, BatchLedger
from imr_llm.batch.provider.standing import Standing, standing
from imr_llm.batch.provider.submission import Submission
from imr_llm.batch.queue.budget import Caps, Prices
from imr_llm.letter.clean import clean
from imr_llm.letter.read import read_bytes
from imr_llm.letter.sections import section
from imr_llm.llm.answers.reader import letter_question
from imr_llm.llm.redaction.redact import redact
from imr_llm.settings import Settings, load_settings
from imr_llm.summary.model import Language
from tests.llm.loopback import fitting
from tests.llm.perfect import CASES, STEMS, Perfect

Body = dict[str, Any]
Row = dict[str, Any]
WRITTEN = STEMS[:15]
_FLIPPED = {"upheld": "overturned", "overturned": "upheld"}


def write_letters(folder: Path, stems: tuple[str, ...] = WRITTEN) -> Path:
    """The letters as files in a folder."""
    folder.mkdir()
    for stem in stems:
        (folder / f"{stem}.txt").write_bytes((CASES / f"{stem}.txt").read_bytes())
    return folder


@cache
def _answers() -> dict[str, str]:
    """By the words that are asked. Of every third letter one decision is told the wrong way round."""
    answers = {}
    for number, stem in enumerate(WRITTEN):
        answer = Perfect(stem).answer()
        if number % 3 == 0:
            first = answer.issues[0]
            wrong = first.model_copy(update={"decision": _FLIPPED[first.decision]})
            answer = answer.model_copy(update={"issues": [wrong, *answer.issues[1:]]})
        answers[_question(stem)] = answer.model_dump_json()
    return answers


def answer(body: Body) -> str:
    """The answer to a request. A second question is settled as upheld, whatever it is; a re-ask as the first try."""
    if body["response_format"]["json_schema"]["name"] == "RecheckAnswer":
        return json.dumps({"settled": [{"doubt": 1, "value": "upheld", "quote": "Upheld"}]})
    return _answers().get(body["messages"][1]["content"]) or fitting(body)


def settings_for(base_url: str, **given: Any) -> Settings:
    return load_settings(
        base_url=base_url, **({"model": "loopback", "api_key": "key-secret", "max_wait": 0.02, "timeout": 20.0} | given)
    )


class FirstAnswers:
    """How requests are answered where one letter's first question is not answered well, so many times.

    `name`: that question's, at the provider.
    """

    def __init__(self, behaviour: str, words: str, times: int) -> None:
        self.name = ""
        self._behaviour, self._words, self._times = behaviour, words, times

    def __call__(self, name: str, body: Body) -> str:
        """How a line is answered."""
        if self._times and len(body["messages"]) == 2 and body["messages"][1]["content"] == self._words:
            self.name = self.name or name
            self._times -= 1
            return self._behaviour
        return "ok"

    def live(self, body: Body) -> str:
        """How a request of the live path is answered."""
        return self("", body)


def answers_as(behaviour: str, stem: str, times: int = 1) -> FirstAnswers:
    """The first question about a letter, answered as told."""
    return FirstAnswers(behaviour, _question(stem), times)


def _question(stem: str) -> str:
    letter = read_bytes(f"{stem}.txt", (CASES / f"{stem}.txt").read_bytes())
    ready = section(letter, clean(letter))
    return letter_question(ready, redact(ready.clean)).messages[-1].content


class Trial:
    """One OUTPUT and the commands on it. `told`: the lines that were told."""

    def __init__(self, letters: Path, output: Path, settings: Settings, **order: Any) -> None:
        self.letters, self.output, self.settings = letters, output, settings
        self.order = Order(output, settings, **order)
        self.languages: tuple[Language, ...] = ()
        self.told: list[str] = []

    def submit(self, limit: int | None = None, *, retry_failed: bool = False) -> Report:
        submission = Submission.of(str(self.letters), self.languages, self.settings)
        return submit(self.order, submission, self.told.append, limit=limit, retry_failed=retry_failed)

    def collect(self, **how: Any) -> Report:
        return collect(self.order, Collecting(**how), self.told.append)

    def finish(self) -> Report:
        """Collect and send again until there is nothing left to be sent."""
        return self.collect(resubmit=True, wait=True, poll=0.0)

    def standing(self, prices: Prices | None = None) -> Standing:
        return asyncio.run(standing(self.output, self.settings, prices))

    def batches(self) -> list[Batch]:
        with BatchLedger(self.output / LEDGER) as batches:
            return batches.batches()

    def capped(self, caps: Caps) -> Order:
        return replace(self.order, output=self.output, caps=caps)

    def with_settings(self, **changed: Any) -> "Trial":
        settings = self.settings.model_copy(update=changed)
        return Trial(self.letters, self.output, settings)

    @property
    def records(self) -> list[Row]:
        return rows(self.output / "records.jsonl")

    @property
    def dead(self) -> list[Row]:
        return rows(self.output / "dead-letters.jsonl")


def read_live(letters: Path, output: Path, settings: Settings | None, languages: tuple[Language, ...] = ()) -> Report:
    """The live path's way with the same letters."""
    told: list[str] = []
    voice = Reporter(told.append, lambda _: None, lambda: None)
    return run_batch(Options(str(letters), output, settings, languages, concurrency=8, workers=1), voice)


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
