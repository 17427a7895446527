"""Whatever fails in a file of several letters, a retry completes it and puts no question that was answered again."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from imr_llm.batch.cluster.shards import deal, take_in
from imr_llm.batch.ledger.ledger import LEDGER, Job, Ledger
from imr_llm.batch.ledger.recipe import WORDING, way_of
from imr_llm.batch.ledger.unit import InputItem
from imr_llm.batch.ledger.views import records, summaries
from imr_llm.batch.queue.asking import LetterAsk
from imr_llm.batch.queue.reading import read_with_llm
from imr_llm.llm.endpoint.exchange import Answer, Ending, Usage
from imr_llm.llm.questions.responses import GroundsAnswer, LetterAnswer
from imr_llm.pipeline import LlmReader
from imr_llm.settings import load_settings
from tests.batch.written import letter

SETTINGS = load_settings(model="one")
TWO = "\f".join(letter(number) for number in (1, 2)).encode()


class Endpoint:
    """Answers, and with little; `fails`: the numbers of the questions that it does not answer."""

    def __init__(self, *fails: int) -> None:
        self.fails, self.asked, self.answered = fails, 0, list[str]()

    async def __call__(self, put):
        self.asked += 1
        if self.asked in self.fails:
            return Answer(Ending.UNAVAILABLE, None, Usage(1), why="down")
        self.answered.append(f"{put.prompt} {put.messages}")
        if put.response_model is LetterAnswer:
            return Answer(Ending.ANSWERED, LetterAnswer(facts=[], issues=[]), Usage(1, 10, 5))
        if put.response_model is GroundsAnswer:
            return Answer(Ending.ANSWERED, GroundsAnswer(issues=[]), Usage(1, 10, 5))
        return Answer(Ending.REFUSED, None, Usage(1, 10, 5))


def run(ledger: Ledger, endpoint: Endpoint, *, retry_failed: bool = False, languages=("en", "es")) -> int:
    """Read the file; how many units that was."""
    job = Job("two", way_of(SETTINGS, split=True), languages, WORDING, retry_failed)
    begun = ledger.begin(job)
    units = ledger.admit(begun, [InputItem("two.txt", "two", data=TWO)])
    for unit in units:

        async def keep(answers, sha256=unit.sha256):
            ledger.keep_answers(begun, sha256, answers)

        ask = LetterAsk(endpoint, unit.answers, keep)
        ledger.finish(begun, [asyncio.run(read_with_llm(unit, LlmReader(ask, "one"), ask))])
    return len(units)


def run_in_a_shard(ledger: Ledger, endpoint: Endpoint) -> int:
    """Retry what failed as a cluster does: in a ledger apart, which is taken in."""
    job = Job("two", way_of(SETTINGS, split=True), ("en", "es"), WORDING, retry_failed=True)
    begun = ledger.begin(job)
    ledger.admit(begun, [InputItem("two.txt", "two", data=TWO)])
    (folder,) = deal(ledger, begun, 1, None)
    with Ledger(folder / LEDGER) as shard:
        count = run(shard, endpoint)
    take_in(ledger, folder)
    return count


def state(ledger: Ledger):
    way = way_of(SETTINGS, split=True).key
    census = ledger.census(way)
    return (
        [row.letter_id for row in records(ledger.path, way, set())],
        [(row.letter_id, row.language) for row in summaries(ledger.path, way, set())],
        (census.done, census.dead),
    )


def whole(tmp_path) -> tuple[int, object, Usage]:
    """How many questions a run without trouble puts, what it comes to, and its cost."""
    endpoint = Endpoint()
    (tmp_path / "whole").mkdir()
    with Ledger(tmp_path / "whole" / LEDGER) as ledger:
        run(ledger, endpoint)
        return endpoint.asked, state(ledger), ledger.spent()


@pytest.mark.parametrize("retry", [partial(run, retry_failed=True), run_in_a_shard], ids=["alone", "in a shard"])
def test_a_question_that_failed_is_put_again_and_no_other(tmp_path, retry):
    count, result, cost = whole(tmp_path)
    assert count > 3
    for failing in range(1, count + 1):
        (tmp_path / str(failing)).mkdir()
        first, second = Endpoint(failing), Endpoint()
        with Ledger(tmp_path / str(failing) / LEDGER) as ledger:
            run(ledger, first)
            assert run(ledger, Endpoint()) == 0
            assert retry(ledger, second) == 1
            answered = first.answered + second.answered
            assert len(answered) == len(set(answered)), failing
            assert state(ledger) == result
            # The question that failed is a request more.
            assert ledger.spent() == cost + Usage(1)
            assert run(ledger, Endpoint(), retry_failed=True) == 0


def test_a_letter_that_fails_again_loses_nothing_of_the_file(tmp_path):
    with Ledger(tmp_path / LEDGER) as ledger:
        run(ledger, Endpoint(1), languages=())
        kept = state(ledger)
        assert kept == (["two-2"], [], (0, 1))
        run(ledger, Endpoint(1), retry_failed=True, languages=())
        assert state(ledger) == kept
        run(ledger, Endpoint(), retry_failed=True, languages=())
        assert state(ledger) == (["two-1", "two-2"], [], (1, 0))


@pytest.mark.parametrize("split", [False, True])
def test_split_reads_what_was_several_letters_and_nothing_else_again(tmp_path, split):
    found = [InputItem("two.txt", "two", data=TWO), InputItem("one.txt", "one", data=letter(3).encode())]
    job = Job("letters", way_of(SETTINGS))
    endpoint = Endpoint()

    def read(job) -> list[str]:
        begun = ledger.begin(job)
        units = ledger.admit(begun, found)
        for unit in units:
            ask = LetterAsk(endpoint, unit.answers, _nothing)
            ledger.finish(begun, [asyncio.run(read_with_llm(unit, LlmReader(ask, "one"), ask))])
        return [unit.ident for unit in units]

    with Ledger(tmp_path / LEDGER) as ledger:
        assert read(job) == ["two", "one"]
        assert read(replace(job, way=way_of(SETTINGS, split=split))) == (["two"] if split else [])
        assert read(replace(job, way=way_of(SETTINGS, split=True))) == ([] if split else ["two"])
        assert ledger.census(job.way.key).done == 2


async def _nothing(_) -> None:
    return None
