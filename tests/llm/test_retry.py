import asyncio
import email.utils
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.llm.endpoint.retry import policy, retry_after
from tests.llm.asking import ask, ask_all, question, settings_for
from tests.llm.loopback import Loopback


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
def test_the_pause_that_a_reply_asks_for(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_pause_until_a_date():
    assert retry_after({"retry-after": email.utils.formatdate(time.time() + 30, usegmt=True)}) == pytest.approx(
        30, abs=2
    )


@given(st.text(max_size=40))
def test_no_header_makes_a_pause_fail_or_negative(value):
    seconds = retry_after({"retry-after": value})
    assert seconds is None or seconds >= 0


def timed(script, **given):
    with Loopback(script) as server:
        settings = settings_for(server, **given)
        ask(settings)  # the first call of a process imports the client
        started = time.monotonic()
        answer = ask(settings)
        return answer, time.monotonic() - started


def test_retry_after_is_kept_to():
    answer, seconds = timed(["ok", "429:0.6"], max_wait=5.0)
    assert answer.ending is Ending.ANSWERED
    assert 0.6 <= seconds < 30


def test_retry_after_is_bounded():
    answer, seconds = timed(["ok", "429:3600"], max_wait=0.1)
    assert answer.ending is Ending.ANSWERED
    assert seconds < 3


@pytest.mark.parametrize("first", ["500", "malformed", "drop"])
def test_questions_do_not_spend_each_others_tries(first):
    """A policy shared by questions in flight would count their tries together."""
    with Loopback([first] * 20) as server:
        answers = ask_all(settings_for(server, attempts=6, reasks=5), [question(str(number)) for number in range(10)])
    assert [answer.ending for answer in answers] == [Ending.ANSWERED] * 10
    assert len(server.received) == 30


@pytest.mark.parametrize(("attempts", "reasks", "script", "requests"), [
    (1, 2, ["500"] * 9, 1),
    (1, 2, ["malformed"] * 9, 1),
    (3, 0, ["malformed"] * 9, 1),
    (3, 1, ["malformed"] * 9, 2),
    (3, 9, ["malformed"] * 9, 3),
    (9, 1, ["500", "malformed", "500", "malformed", "ok"], 4),
])  # fmt: skip
def test_tries_and_reasks_are_bounded(attempts, reasks, script, requests):
    with Loopback(script) as server:
        answer = ask(settings_for(server, attempts=attempts, reasks=reasks))
    assert answer.ending is not Ending.ANSWERED
    assert len(server.received) == requests


def test_the_client_library_does_not_retry_by_itself():
    with Loopback(["500"] * 9) as server:
        ask(settings_for(server, attempts=1))
    assert len(server.received) == 1


def test_pauses_grow_but_not_over_their_bound():
    with Loopback() as server:
        settings = settings_for(server, max_wait=0.4)
    waits = policy(settings).wait

    async def collected():
        import tenacity

        state = tenacity.RetryCallState(policy(settings), None, (), {})
        state.set_exception((TimeoutError, TimeoutError(), None))
        found = []
        for attempt in range(1, 40):
            state.attempt_number = attempt
            found.append(waits(state))
        return found

    found = asyncio.run(collected())
    assert max(found) <= 0.4
    assert max(found) > 0.05


@pytest.mark.parametrize(("code", "ending", "shown"), [
    ("insufficient_quota", Ending.DENIED, "insufficient_quota"),
    ("rate_limit_exceeded", Ending.UNAVAILABLE, "rate_limit_exceeded"),
    ("John Doe has claim 123", Ending.UNAVAILABLE, ""),
    (17, Ending.UNAVAILABLE, ""),
])  # fmt: skip
def test_a_plain_error_code_is_shown_and_nothing_else_is(code, ending, shown):
    import httpx2
    import openai

    from imr_llm.llm.endpoint.retry import fault_of

    reply = httpx2.Response(429, request=httpx2.Request("POST", "http://127.0.0.1/v1"))
    fault = fault_of(openai.RateLimitError("The letter says John Doe", response=reply, body={"code": code}))
    assert fault is not None
    assert fault.ending is ending
    assert fault.why == "the endpoint answered HTTP 429" + (f" ({shown})" if shown else "")
