import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.batch.provider.files import Reply, custom_id, lines_of, refusal, reply_in, request_of
from imr_llm.batch.provider.submitting import Allowance
from imr_llm.batch.queue.budget import Caps, Prices
from imr_llm.letter.read import read_bytes
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.endpoint.retry import fault_of
from imr_llm.pipeline import request_of as live_request_of
from imr_llm.settings import load_settings
from tests.batch.provider_trial import WRITTEN
from tests.llm.perfect import CASES

USAGE = {"prompt_tokens": 100, "completion_tokens": 10}
COMPLETION = {"choices": [], "usage": USAGE}
OK = {"status_code": 200, "body": COMPLETION}


def settled(status, body, usage):
    return Reply("a", status, json.dumps(body, separators=(",", ":")).encode(), "", usage)


def failed(fault):
    return Reply("a", None, None, fault, Usage())


# A line as it came, and what it says.
LINES = [
    ({"custom_id": "a", "response": OK, "error": None}, settled(200, COMPLETION, Usage(1, 100, 10))),
    ({"custom_id": "a", "response": {"status_code": 200, "body": {}}}, settled(200, {}, Usage(1, 0, 0))),
    ({"custom_id": "a", "response": {"status_code": 200, "body": "words"}}, failed("no_response")),
    ({"custom_id": "a", "response": {"status_code": "200", "body": {}}}, failed("no_response")),
    ({"custom_id": "a", "response": None, "error": {"code": "batch_expired"}}, failed("batch_expired")),
    ({"custom_id": "a", "response": None, "error": {"code": "Mr Smith's back"}}, failed("no_response")),
    ({"custom_id": "a", "response": {"status_code": 500, "body": {}}}, failed("http_500")),
    (
        {"custom_id": "a", "response": {"status_code": 429, "body": {"error": {"code": "slow_down"}}}},
        failed("slow_down"),
    ),
    ({"custom_id": "a", "response": {"status_code": 401, "body": {"error": {}}}}, failed("http_401")),
    (
        {"custom_id": "a", "response": {"status_code": 400, "body": {"error": {"code": "x"}}}},
        settled(400, {"error": {"code": "x"}}, Usage()),
    ),
    ({"custom_id": "a"}, failed("no_response")),
    ({"custom_id": "a", "response": {"status_code": 200, "body": {"usage": {"prompt_tokens": "many"}}}}, None),
    ({"custom_id": 1, "response": OK}, None),
    ({"response": OK}, None),
    ([1], None),
]


@pytest.mark.parametrize(("line", "told"), LINES)
def test_a_line_says_what_it_says(line, told):
    reply = reply_in(json.dumps(line).encode())
    if told is None and isinstance(line, dict) and line.get("custom_id") == "a":
        assert reply is not None
        assert reply.usage == Usage(1, 0, 0)
    else:
        assert reply == told


@pytest.mark.parametrize("line", [b"", b"{", b"null", b'{"custom_id": "a"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_line_says_nothing(line):
    assert reply_in(line) is None


@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), st.data())
def test_lines_do_not_depend_on_how_a_file_is_cut_up(lines, data):
    whole = b"".join(line + b"\n" for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    chunks = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert read(chunks, 12) == lines
    assert read(chunks, 5) == [line if len(line) <= 5 else b"" for line in lines]


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [([b"a"], [b"a"]), ([b"a\n", b"b"], [b"a", b"b"]), ([b"abcdef", b"ghi"], [b""]), ([b"a\xe2\x80\xa8b\n"], [b""])],
)
def test_a_file_that_breaks_off_has_its_last_line(chunks, lines):
    assert read(chunks, 4) == lines


def read(chunks, longest):
    async def cut():
        for chunk in chunks:
            yield chunk

    async def collected():
        return [line async for line in lines_of(cut(), longest)]

    return asyncio.run(collected())


@pytest.mark.parametrize("stem", WRITTEN[::8])
def test_a_request_is_the_body_of_the_live_path(stem):
    data = (CASES / f"{stem}.txt").read_bytes()
    settings = load_settings(model="m", max_tokens=77)
    body = live_request_of(read_bytes(f"{stem}.txt", data), settings)
    content = json.dumps(body, ensure_ascii=False).encode()
    request = request_of("letter", content, "max_tokens")
    assert request.line.count(b"\n") == 1
    line = json.loads(request.line)
    assert line == {
        "custom_id": request.custom_id,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }
    assert request.most == Usage(1, len(content) // 3, 77)


def test_a_name_is_told_by_letter_and_body_alone():
    names = {custom_id(letter, content) for letter in ("a", "b") for content in (b"x", b"y")}
    assert len(names) == 4
    assert custom_id("a", b"x") in names
    assert all(len(name) == 44 and name.startswith("imr-") for name in names)


@pytest.mark.parametrize(("status", "ending"), [(400, Ending.INVALID), (401, Ending.DENIED), (503, Ending.UNAVAILABLE)])
def test_a_refusal_ends_as_on_the_live_path(status, ending):
    fault = fault_of(refusal(status, b'{"error": {"code": "some_code", "message": "words of the letter"}}'))
    assert fault is not None
    assert fault.ending is ending
    assert "some_code" in fault.why
    assert "letter" not in fault.why


# Caps, what is committed, what one request costs at most, and whether it is refused.
CAPS = [
    (Caps(), Usage(1, 10**9, 10**9), Usage(1, 10**9, 0), False),
    (Caps(tokens=100), Usage(1, 60, 20), Usage(1, 10, 10), False),
    (Caps(tokens=100), Usage(1, 60, 20), Usage(1, 10, 11), True),
    (Caps(money=1.0, prices=Prices(1.0, 2.0)), Usage(1, 500_000, 0), Usage(1, 0, 250_000), False),
    (Caps(money=1.0, prices=Prices(1.0, 2.0)), Usage(1, 500_000, 0), Usage(1, 1, 250_000), True),
    (Caps(money=1.0, prices=Prices(0.5, 1.0)), Usage(1, 500_000, 0), Usage(1, 1, 250_000), False),
]


@pytest.mark.parametrize(("caps", "committed", "most", "refused"), CAPS)
def test_a_request_that_might_pass_a_cap_is_refused(caps, committed, most, refused):
    allowance = Allowance(caps, committed)
    assert bool(allowance.refuses(most)) is refused
    allowance.take(most)
    assert allowance.refuses(Usage(1, 10**7, 0)) or caps == Caps()
