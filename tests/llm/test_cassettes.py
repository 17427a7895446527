import asyncio
import re
import socket

import pytest
import yaml

from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.settings import load_settings
from tests.llm.asking import KEY, ask, question
from tests.llm.cassette import ADDRESS, FOLDER, KEPT_HEADERS, cassette, model_of
from tests.llm.perfect import label_of
from tests.llm.record import play
from tests.llm.scenarios import SCENARIOS

TAPES = sorted(FOLDER.glob("*.yaml"))
SECRETS = re.compile(
    r"(?i)authorization|bearer|api[-_]?key|cookie|openai-organization|openai-project|x-request-id|-secret\b|\bsk-[a-z0-9]"
)


@pytest.fixture
def no_socket(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a replay opened a connection")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.usefixtures("no_socket")
def test_replay(scenario):
    path = FOLDER / f"{scenario.name}.yaml"
    settings = load_settings(model=model_of(path), base_url="http://127.0.0.1:9/v1", mode=scenario.mode, max_wait=0.01)
    with cassette(path, record=False) as tape:
        told = asyncio.run(play(scenario, settings))
    assert tape.all_played
    assert not scenario.scripted or told.usage.requests == scenario.requests
    assert told.ending is scenario.ending
    assert told.usage.requests == tape.play_count == len(tape)
    assert (told.usage.prompt_tokens > 0) == (told.ending is not Ending.DENIED)


@pytest.mark.parametrize("scenario", [it for it in SCENARIOS if it.name.startswith("extract_")], ids=lambda it: it.name)
@pytest.mark.usefixtures("no_socket")
def test_a_recorded_reading_agrees_with_the_labels(scenario):
    (stem,) = scenario.play.args
    path = FOLDER / f"{scenario.name}.yaml"
    settings = load_settings(model=model_of(path), base_url=ADDRESS)
    with cassette(path, record=False):
        told = asyncio.run(play(scenario, settings))
    assert told.decisions == tuple(issue.decision for issue in label_of(stem).issues)
    assert told.decisions


def test_every_cassette_has_its_scenario_and_every_scenario_its_cassette():
    assert [path.stem for path in TAPES] == sorted(scenario.name for scenario in SCENARIOS)
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in TAPES} | {"README.md"}


@pytest.mark.parametrize("path", TAPES, ids=lambda path: path.stem)
def test_no_secret_and_no_machine_is_on_a_cassette(path):
    text = path.read_text(encoding="utf-8")
    assert SECRETS.search(text) is None
    for exchange in yaml.safe_load(text)["interactions"]:
        assert exchange["request"]["uri"] == f"{ADDRESS}/chat/completions"
        assert set(exchange["request"]["headers"]) == {"content-type"}
        assert set(exchange["response"]["headers"]) <= KEPT_HEADERS


@pytest.mark.parametrize("path", TAPES, ids=lambda path: path.stem)
def test_bodies_are_readable_and_say_who_answered(path):
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert document["answered_by"]
    for exchange in document["interactions"]:
        assert isinstance(exchange["request"]["body"]["json"]["messages"], list)


@pytest.mark.usefixtures("no_socket")
def test_another_request_is_not_answered_from_a_cassette():
    path = FOLDER / "refusal.yaml"
    settings = load_settings(model=model_of(path), base_url=ADDRESS, attempts=1, api_key=KEY)
    with cassette(path, record=False) as tape:
        assert ask(settings, question("other words")).ending is Ending.UNAVAILABLE
        assert tape.play_count == 0


def test_the_recorder_would_notice_a_secret():
    """The pattern of the check finds what recordings used to carry."""
    for line in (f"authorization: Bearer {KEY}", "set-cookie: a=b", "x-request-id: 1", "key: sk-abc123"):
        assert SECRETS.search(line)
