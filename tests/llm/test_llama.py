"""A real server: llama.cpp, in this process, with random weights. Its answers fit the schema and mean nothing."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.second_reading import second_reading
from imr_llm.settings import Settings, load_settings
from tests.llm.asking import ask
from tests.llm.perfect import letter_of, rules_of

# There are wheels for Linux and macOS on x86-64 and arm64; anywhere else this file is left out, and pytest says so.
xllamacpp = pytest.importorskip("xllamacpp", reason="llama.cpp (xllamacpp) has no wheel for this platform")
pytest.importorskip("gguf", reason="gguf is not installed")

STEM = "002_526dd352d58e5f6d"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    from tests.llm.tiny_model import write_tiny_model

    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    write_tiny_model(path)
    parameters: Any = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = 32_768
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.warmup = False
    parameters.fit_params = False
    parameters.verbosity = -1
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    yield load_settings(base_url=f"{server.listening_address}/v1", model="tiny", timeout=120)
    del server


def test_a_real_server_answers_in_the_asked_shape(settings: Settings) -> None:
    answer = ask(settings)
    assert answer.ending is Ending.ANSWERED
    assert answer.usage.requests == 1
    assert min(answer.usage.prompt_tokens, answer.usage.completion_tokens) > 10


def test_nothing_that_it_makes_up_is_believed(settings: Settings) -> None:
    letter, rules = letter_of(STEM), rules_of(STEM)

    async def run() -> Any:
        async with Endpoint(settings) as endpoint:
            return await second_reading(letter, rules, endpoint.ask)

    outcome = asyncio.run(run())
    assert outcome.ending is Ending.ANSWERED
    assert outcome.usage.completion_tokens > 100
    assert outcome.reading.facts == rules.facts
    assert [check for check in outcome.reading.checks if check.verdict == "agree"] == []
