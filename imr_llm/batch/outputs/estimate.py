"""What a run would do and cost, found without sending or writing anything."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from imr_llm.batch.inputs import Source
from imr_llm.batch.ledger.database import connect, told
from imr_llm.batch.ledger.ledger import LEDGER
from imr_llm.batch.ledger.recipe import way_of
from imr_llm.batch.ledger.unit import InputItem
from imr_llm.batch.queue.budget import Prices
from imr_llm.errors import UnreadableLetterError
from imr_llm.letter.model import Letter
from imr_llm.letter.read import read_bytes
from imr_llm.letter.several import split
from imr_llm.llm.answers.reader import letter_question
from imr_llm.llm.endpoint.exchange import Question, Usage
from imr_llm.llm.endpoint.wire import request_body
from imr_llm.llm.questions.explain import explain_questions
from imr_llm.llm.redaction.redact import redact, unredacted
from imr_llm.pipeline import prepare
from imr_llm.record.facts import Frozen
from imr_llm.rules.reader import read
from imr_llm.settings import Settings

# So many letters are looked into; the others are taken to cost as much for each of their bytes.
_SAMPLE = 100
# English and JSON have some four characters a token.
_CHARACTERS_A_TOKEN = 4


class Estimate(Frozen):
    """What a run would do.

    `names`: places of INPUT; `bad` of them hold no letter. `letters`: distinct ones; `done` of them need nothing more.
    `to_read`: what a run would read. Tokens and money (null without prices) are estimates for these.
    """

    names: int
    bad: int
    letters: int
    duplicates: int
    done: int
    to_read: int
    requests: int
    prompt_tokens: int
    completion_tokens: int
    money: float | None


def estimate(
    source: Source,
    output: Path,
    settings: Settings | None,
    prices: Prices | None,
    *,
    split: bool = False,
) -> Estimate:
    """Count what INPUT holds, and estimate what reading it costs. Nothing is sent, and OUTPUT is left as it is."""
    counted = _Count(output, way_of(settings, split=split).key)
    sample = _Sample(settings, split=split)
    with closing(counted):
        for item in source.letters():
            if counted.is_to_be_read(item):
                sample.add(item)
    usage = sample.usage()
    return Estimate(
        names=counted.names,
        bad=counted.bad,
        letters=counted.letters,
        duplicates=counted.names - counted.bad - counted.letters,
        done=counted.done,
        to_read=counted.letters - counted.done,
        requests=usage.requests,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        money=round(prices.of(usage), 2) if prices and settings else None,
    )


class _Count:
    """Tells letters apart by their digests, in a database of its own that moves to the disk where it grows."""

    def __init__(self, output: Path, way: str) -> None:
        self.names = self.bad = self.letters = self.done = 0
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.execute("CREATE TABLE seen (sha256 TEXT PRIMARY KEY) WITHOUT ROWID")
        ledger = output / LEDGER
        self._ledger = connect(ledger, read_only=True) if ledger.is_file() else None
        self._path, self._way = ledger, way

    def close(self) -> None:
        """Let go of both databases."""
        self._seen.close()
        if self._ledger is not None:
            self._ledger.close()

    def is_to_be_read(self, item: InputItem) -> bool:
        """Enter what was found; whether it is a letter that is met for the first time, and not read yet."""
        self.names += 1
        sha256 = item.sha256
        if sha256 is None:
            self.bad += 1
            return False
        if not self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (sha256,)).rowcount:
            return False
        self.letters += 1
        if self._ledger is not None:
            with told(self._path):
                known = self._ledger.execute(
                    "SELECT state FROM letters WHERE sha256 = ? AND way = ? AND state <> 'queued'", (sha256, self._way)
                ).fetchone()
            if known:
                self.done += 1
                return False
        return True


class _Sample:
    """The first letters are looked into: what their requests hold is known, and what is answered is guessed."""

    def __init__(self, settings: Settings | None, *, split: bool) -> None:
        self._settings = settings
        self._split = split
        self._sampled, self._bytes, self._all, self._all_bytes = 0, 0, 0, 0
        self._sum = Usage()

    def add(self, item: InputItem) -> None:
        """Enter a letter that would be read."""
        if self._settings is None:
            return
        self._all += 1
        self._all_bytes += len(item.data)
        if self._sampled < _SAMPLE:
            with suppress(UnreadableLetterError):
                letter = read_bytes(item.name, item.data)
                for part in split(letter) if self._split else (letter,):
                    self._sum = sum(_asked(part, self._settings), self._sum)
            self._sampled += 1
            self._bytes += len(item.data)

    def usage(self) -> Usage:
        """The estimate for all."""
        if not self._sampled:
            return Usage()
        letters, size = self._all / self._sampled, self._all_bytes / max(self._bytes, 1)
        return Usage(
            round(self._sum.requests * letters),
            round(self._sum.prompt_tokens * (letters + size) / 2),
            round(self._sum.completion_tokens * letters),
        )


def _asked(letter: Letter, settings: Settings) -> Iterator[Usage]:
    """What the questions of a letter would cost, one by one, if none is asked twice."""
    ready = prepare(letter)
    sent = redact(ready.clean) if settings.redact else unredacted(ready.clean)
    yield _cost(letter_question(ready, sent), settings)
    for question in explain_questions(ready, read(ready), sent):
        yield _cost(question, settings)


def _cost(question: Question[Any], settings: Settings) -> Usage:
    """The limit of an answer is twice what a careful reader needs."""
    return Usage(1, len(to_json(request_body(question, settings))) // _CHARACTERS_A_TOKEN, question.max_tokens // 2)
