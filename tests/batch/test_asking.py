"""An endpoint that is down, and a letter on which it always fails, are two things."""

import asyncio
from collections.abc import Callable

import pytest

from imr_llm.batch.errors import EndpointDownError, StoppedError
from imr_llm.batch.ledger.unit import KeptAnswer
from imr_llm.batch.queue import asking
from imr_llm.batch.queue.asking import LetterAsk, OutageAwareAsk
from imr_llm.batch.queue.budget import Budget, Caps
from imr_llm.llm.endpoint.exchange import Answer, Ending, Message, Question, Usage
from imr_llm.llm.questions.responses import Answered


class Told(Answered):
    words: str


def question(words: str) -> Question[Told]:
    return Question("extract@1", (Message("user", words),), Told, 10)


class Endpoint:
    """Fails on what `fails` says, given the number of the request and its words; the words of a pulse are ''."""

    def __init__(self, fails: Callable[[int, str], bool]) -> None:
        self.asked: list[str] = []
        self._fails = fails

    async def __call__(self, put):
        await asyncio.sleep(0)
        words = "" if put.prompt == "pulse" else put.messages[0].content
        self.asked.append(words)
        if self._fails(len(self.asked), words):
            return Answer(Ending.UNAVAILABLE, None, Usage(1), why="the endpoint answered HTTP 500")
        value = put.response_model.model_validate({"alive": True} if words == "" else {"words": words})
        return Answer(Ending.ANSWERED, value, Usage(1, 10, 1))


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_FIRST_REST", 0.001)
    monkeypatch.setattr(asking, "_LONGEST_REST", 0.001)


def ask_all(endpoint, words, patience=60.0, at_once=4, stop=None):
    """The endings of the questions, in their order, or the error that ended the run; and what was told."""
    told: list[str] = []

    async def run():
        steady = OutageAwareAsk(endpoint, Budget(Caps()), stop or asyncio.Event(), told.append, patience)
        slots = asyncio.Semaphore(at_once)

        async def one(each):
            async with slots:
                return await steady(question(each))

        return await asyncio.gather(*map(one, words), return_exceptions=True)

    return asyncio.run(run()), told


@pytest.mark.parametrize("at_once", [1, 4])
@pytest.mark.parametrize("words", [["poison"], ["poison", "a", "b"], ["a", "b", "poison"], ["poison"] * 5 + ["a"]])
def test_a_letter_on_which_the_endpoint_always_fails_is_given_up_and_the_others_are_answered(words, at_once):
    endpoint = Endpoint(lambda _, put: put == "poison")
    answers, told = ask_all(endpoint, words, at_once=at_once)
    endings = [Ending.UNAVAILABLE if each == "poison" else Ending.ANSWERED for each in words]
    assert [answer.ending for answer in answers] == endings
    assert told == []
    assert endpoint.asked.count("poison") == 3 * words.count("poison")
    assert answers[words.index("poison")].usage == Usage(3)


@pytest.mark.parametrize("at_once", [1, 3, 20])
@pytest.mark.parametrize("length", [1, 10, 60])
def test_an_outage_is_waited_for_and_no_letter_is_blamed(at_once, length):
    words = [str(number) for number in range(20)]
    endpoint = Endpoint(lambda number, _: 10 <= number < 10 + length)
    answers, told = ask_all(endpoint, words, at_once=at_once)
    assert [answer.value.words for answer in answers] == words
    # A single failure is no outage.
    assert [line.split(";")[0].split(" after")[0] for line in told] in (
        [],
        ["the endpoint answered HTTP 500", "the endpoint answers again"],
    )
    if length == 60:
        assert len(told) == 2


def test_a_letter_that_meets_one_outage_after_another_is_not_blamed_either():
    # Four times the letter fails, then the pulse, then the endpoint is back.
    answers, told = ask_all(Endpoint(lambda number, _: number <= 12 and number % 3 != 0), ["a"])
    assert answers[0].ending is Ending.ANSWERED
    assert len(told) == 8


def test_a_poison_letter_in_an_outage_is_still_given_up_and_no_other():
    words = ["a", "poison", *"bcdefg"]
    answers, told = ask_all(Endpoint(lambda number, put: put == "poison" or 3 <= number < 40), words)
    assert [answer.ending is Ending.ANSWERED for answer in answers] == [each != "poison" for each in words]
    assert len(told) == 2


def test_an_endpoint_that_stays_away_ends_the_run():
    endpoint = Endpoint(lambda *_: True)
    stop = asyncio.Event()
    stop.set()
    answers, told = ask_all(endpoint, "abcdef", patience=0.0, stop=stop)
    assert {type(answer) for answer in answers} == {EndpointDownError, StoppedError}
    assert len(told) == 1


def test_an_endpoint_that_answers_no_letter_at_all_ends_the_run_instead_of_losing_every_letter(monkeypatch):
    monkeypatch.setattr(asking, "_MOST_IN_A_ROW", 4)
    endpoint = Endpoint(lambda _, put: put != "")
    answers, _ = ask_all(endpoint, "abcdefgh", at_once=1)
    assert [isinstance(answer, EndpointDownError) for answer in answers[:4]] == [False, False, False, True]
    assert "--retry-failed" in str(answers[3])


def test_a_denial_ends_the_run_at_once():
    async def deny(_):
        return Answer(Ending.DENIED, None, Usage(1), why="the key is wrong")

    answers, _ = ask_all(deny, "ab")
    assert all(isinstance(answer, EndpointDownError) and "the key is wrong" in str(answer) for answer in answers)


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_letter_that_alone_is_denied_is_given_up_at_once_and_the_others_are_answered(at_once):
    asked = []

    async def deny(put):
        words = "" if put.prompt == "pulse" else put.messages[0].content
        asked.append(words)
        if words == "poison":
            return Answer(Ending.DENIED, None, Usage(1), why="the endpoint answered HTTP 403")
        return Answer(Ending.ANSWERED, put.response_model.model_construct(), Usage(1, 10, 1))

    answers, told = ask_all(deny, ["a", "poison", "b", "c"], at_once=at_once)
    assert [answer.ending is Ending.ANSWERED for answer in answers] == [True, False, True, True]
    assert (answers[1].ending, answers[1].why) == (Ending.UNAVAILABLE, "the endpoint answered HTTP 403")
    assert (asked.count("poison"), asked.count(""), told) == (1, 1, [])


def test_an_endpoint_that_denies_every_letter_but_no_pulse_ends_the_run(monkeypatch):
    monkeypatch.setattr(asking, "_MOST_IN_A_ROW", 4)

    async def deny(put):
        if put.prompt == "pulse":
            return Answer(Ending.ANSWERED, put.response_model.model_construct(), Usage(1, 10, 1))
        return Answer(Ending.DENIED, None, Usage(1), why="denied")

    answers, _ = ask_all(deny, "abcd", at_once=1)
    assert [isinstance(answer, EndpointDownError) for answer in answers] == [False, False, False, True]


def test_what_was_paid_for_is_kept_before_the_next_question_and_never_asked_again():
    async def run():
        endpoint = Endpoint(lambda *_: False)
        kept: list[KeptAnswer] = []

        async def keep(answers):
            kept.extend(answers)

        first = LetterAsk(endpoint, (), keep)
        one = await first(question("one"))
        assert kept == []
        await first(question("two"))
        assert [answer.usage for answer in kept] == [Usage(1, 10, 1)]
        again = LetterAsk(endpoint, kept, keep)
        assert await again(question("one")) == one
        await again(question("two"))
        assert endpoint.asked == ["one", "two", "two"]
        assert again.usage == Usage(2, 20, 2)

    asyncio.run(run())
