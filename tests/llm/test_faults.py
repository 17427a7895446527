import json
import random

import pytest

from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.settings import AnswerMode
from tests.llm.asking import Finding, Quoted, ask, ask_all, question, settings_for
from tests.llm.loopback import Loopback, fitting

S, T = AnswerMode.JSON_SCHEMA, AnswerMode.TOOLS
# What the endpoint does, in which mode, how the question ends, and after how many requests.
OUTCOMES = [
    (["ok"], S, Ending.ANSWERED, 1),
    (["ok"], T, Ending.ANSWERED, 1),
    (["429:0.01"], S, Ending.ANSWERED, 2),
    (["500"], S, Ending.ANSWERED, 2),
    (["503:0.01", "502", "529", "408"], S, Ending.ANSWERED, 5),
    (["409"], S, Ending.ANSWERED, 2),
    (["429"] * 9, S, Ending.UNAVAILABLE, 5),
    (["500"] * 9, T, Ending.UNAVAILABLE, 5),
    (["drop"], S, Ending.ANSWERED, 2),
    (["drop"] * 9, S, Ending.UNAVAILABLE, 5),
    (["malformed"], S, Ending.ANSWERED, 2),
    (["malformed"], T, Ending.ANSWERED, 2),
    (["malformed"] * 9, S, Ending.INVALID, 3),
    (["misfit"] * 9, S, Ending.INVALID, 3),
    (["misfit"] * 9, T, Ending.INVALID, 3),
    (["empty"] * 9, S, Ending.INVALID, 3),
    (["notool"], T, Ending.ANSWERED, 1),
    (["fence"], S, Ending.ANSWERED, 1),
    (["fence"], T, Ending.ANSWERED, 1),
    (["think"], S, Ending.ANSWERED, 1),
    (["prose"], S, Ending.ANSWERED, 1),
    (["parts"], S, Ending.ANSWERED, 1),
    (["toolcall"], S, Ending.ANSWERED, 1),
    (["thought"] * 9, S, Ending.INVALID, 3),
    (["unknown:temperature"], S, Ending.ANSWERED, 2),
    (["unknown:seed", "unknown:temperature"], S, Ending.ANSWERED, 3),
    (["unknown:max_tokens"], S, Ending.ANSWERED, 2),
    (["unknown:max_tokens", "unknown:max_completion_tokens"], S, Ending.ANSWERED, 3),
    (["unknown:response_format"], S, Ending.ANSWERED, 2),
    (["unknown:temperature", "unknown:temperature"], S, Ending.INVALID, 2),
    (["unknown:top_p"], S, Ending.INVALID, 1),
    (["error200:insufficient_quota"] * 9, S, Ending.DENIED, 1),
    (["error200:rate_limit_exceeded"], S, Ending.ANSWERED, 2),
    (["toolong"] * 9, S, Ending.DENIED, 1),
    (["stream"] * 9, S, Ending.DENIED, 1),
    (["list"] * 9, S, Ending.DENIED, 1),
    (["gzip"], S, Ending.ANSWERED, 1),
    (["bomb"] * 9, S, Ending.INVALID, 1),
    (["405"] * 9, S, Ending.DENIED, 1),
    (["wrongtool"] * 9, T, Ending.INVALID, 1),
    (["none"] * 9, S, Ending.INVALID, 1),
    (["none"] * 9, T, Ending.INVALID, 1),
    (["huge"] * 9, S, Ending.INVALID, 1),
    (["html"] * 9, S, Ending.DENIED, 1),
    (["notjson"] * 9, S, Ending.INVALID, 1),
    (["400"] * 9, S, Ending.INVALID, 1),
    (["413"] * 9, S, Ending.INVALID, 1),
    (["422"] * 9, S, Ending.INVALID, 1),
    (["length"], S, Ending.ANSWERED, 2),
    (["length"], T, Ending.ANSWERED, 2),
    (["length"] * 9, S, Ending.TRUNCATED, 2),
    (["length"] * 9, T, Ending.TRUNCATED, 2),
    (["refusal"] * 9, S, Ending.REFUSED, 1),
    (["refusal"] * 9, T, Ending.REFUSED, 1),
    (["filter"] * 9, S, Ending.FILTERED, 1),
    (["filter"] * 9, T, Ending.FILTERED, 1),
    (["401"] * 9, S, Ending.DENIED, 1),
    (["402"] * 9, S, Ending.DENIED, 1),
    (["403"] * 9, S, Ending.DENIED, 1),
    (["404"] * 9, S, Ending.DENIED, 1),
    (["redirect"] * 9, S, Ending.DENIED, 1),
    (["500", "malformed", "length", "429:0.01"], S, Ending.ANSWERED, 5),
    (["malformed", "refusal"], S, Ending.REFUSED, 2),
]


@pytest.mark.parametrize(("script", "mode", "ending", "requests"), OUTCOMES)
def test_every_fault_has_its_ending_and_its_number_of_requests(script, mode, ending, requests):
    with Loopback(script) as server:
        answer = ask(settings_for(server, mode=mode))
    assert answer.ending is ending
    assert len(server.received) == answer.usage.requests == requests
    assert (answer.value is not None) == (ending is Ending.ANSWERED)
    assert (answer.why == "") == (ending is Ending.ANSWERED)


def test_a_slow_answer_is_given_up_in_time_and_asked_again():
    with Loopback(["slow:30", "ok"]) as server:
        answer = ask(settings_for(server, timeout=0.3))
    assert answer.ending is Ending.ANSWERED
    assert len(server.received) == 2
    with Loopback(["slow:30"] * 9) as server:
        answer = ask(settings_for(server, timeout=0.1, attempts=2))
    assert answer.ending is Ending.UNAVAILABLE
    assert "in time" in answer.why
    assert len(server.received) == 2


def test_a_long_answer_within_the_reply_limit_is_read():
    def long(_):
        return json.dumps({"decision": "x" * 900_000, "facts": []})

    with Loopback(answer=long) as server:
        assert ask(settings_for(server)).ending is Ending.ANSWERED
        assert ask(settings_for(server, max_reply_bytes=800_000)).ending is Ending.INVALID


def test_nonsense_that_fits_the_schema_is_an_answer_for_grounding_to_judge():
    with Loopback(
        answer=lambda _: '{"decision": "the moon", "facts": [{"quote": "not there", "sessions": 99}]}'
    ) as server:
        answer = ask(settings_for(server))
    assert answer.ending is Ending.ANSWERED
    assert answer.value == Finding(decision="the moon", facts=[Quoted(quote="not there", sessions=99)])
    assert len(server.received) == 1


class Faulty:
    """A share of requests goes wrong. Which, depends on seed, letter and try, not on the order of arrival."""

    SHARES = (("429:0.02", 0.05), ("500", 0.03), ("malformed", 0.03), ("length", 0.02))

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tries: dict[str, int] = {}
        self.faults = 0

    def __call__(self, body):
        letter = body["messages"][1]["content"]
        self._tries[letter] = self._tries.get(letter, 0) + 1
        roll = random.Random(f"{self._seed} {letter} {self._tries[letter]}").random()  # noqa: S311  # a script, not a secret
        for behaviour, share in self.SHARES:
            roll -= share
            if roll < 0:
                self.faults += 1
                return behaviour
        return "ok"


@pytest.mark.parametrize("seed", range(5))
def test_two_hundred_letters_survive_a_faulty_endpoint(seed):
    def echo(body):
        letter = body["messages"][1]["content"]
        return json.dumps({"decision": letter, "facts": [{"quote": letter, "sessions": count} for count in range(8)]})

    faulty = Faulty(seed)
    with Loopback(faulty, answer=echo) as server:
        answers = ask_all(settings_for(server), [question(f"letter {number}") for number in range(200)])
    assert [answer.ending for answer in answers] == [Ending.ANSWERED] * 200
    for number, answer in enumerate(answers):
        assert answer.value is not None
        assert answer.value.decision == f"letter {number}"
        assert [fact.sessions for fact in answer.value.facts] == list(range(8))
    assert faulty.faults > 10
    assert sum(answer.usage.requests for answer in answers) == len(server.received) == 200 + faulty.faults


def test_fitting_answers_fit():
    """The yardstick of this file: what the loopback answers of itself is valid."""
    with Loopback() as server:
        ask(settings_for(server))
    Finding.model_validate_json(fitting(server.bodies[0]))
