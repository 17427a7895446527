"""An endpoint that cannot be reached as it is set up: one line that says what to set, exit 4, no letter as read."""

import subprocess
import sys
from pathlib import Path

import pytest

from imr_llm.settings import Settings
from tests.batch.running import batch, environment
from tests.llm.asking import ask, settings_for
from tests.llm.loopback import Loopback

SEED = Path(__file__).parents[2] / "evals" / "cases" / "003_a2d9d1ce07a723b3.txt"


def extract(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "imr_llm", "extract", str(SEED), "--llm"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"SSL_CERT_FILE": "/no/such/file.pem"}, "SSL_CERT_FILE"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1"}, "SOCKS"),
    ],
)
def test_what_the_environment_gets_wrong_is_one_line(more, told):
    with Loopback() as server:
        ended = extract(environment(server, **more))
    assert ended.returncode == 4
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert server.received == []


@pytest.mark.parametrize("behaviour", ["html", "stream", "list", "error200:model_not_found", "405"])
def test_a_wrong_address_ends_a_letter_and_a_batch(behaviour, tmp_path):
    with Loopback(lambda _: behaviour) as server:
        ended = extract(environment(server))
        code, _, err = batch(SEED.parent, tmp_path / "out", "--quiet", "--llm", "--limit", 5, env=environment(server))
    assert ended.returncode == 4
    assert ("IMR_LLM_" in ended.stderr, "a fault of ours" in ended.stderr) == (True, False)
    assert (code, "IMR_LLM_" in err) == (4, True), err
    assert (tmp_path / "out" / "records.jsonl").read_text() == ""


def test_azure_wants_its_version_with_every_request():
    with Loopback() as server:
        settings = settings_for(server)
        address = f"{settings.base_url}?api-version=2026-01-01"
        assert ask(settings.model_copy(update={"base_url": address})).ending == "denied"
        assert server.received[0].path == "/v1/chat/completions?api-version=2026-01-01"
    assert Settings(base_url=address).address == (server.base_url, {"api-version": "2026-01-01"})


def test_what_an_endpoint_does_not_know_is_told_once_and_remembered(caplog):
    with Loopback(["unknown:temperature"]) as server:
        settings = settings_for(server)

        async def twice():
            from imr_llm.llm.endpoint.endpoint import Endpoint
            from tests.llm.asking import question

            async with Endpoint(settings) as endpoint:
                return [await endpoint.ask(question("one")), await endpoint.ask(question("two"))]

        import asyncio

        first, second = asyncio.run(twice())
    assert (first.usage.requests, second.usage.requests) == (2, 1)
    assert ["temperature" in body for body in server.bodies] == [True, False, False]
    assert [record.message for record in caplog.records if "temperature" in record.message] == [
        "the endpoint does not know temperature: asking without it (IMR_LLM_TEMPERATURE=none saves the detour)"
    ]
