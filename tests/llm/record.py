"""Record the cassettes: `python -m tests.llm.record [NAME...]`.

A script on the loopback answers. With IMR_LLM_RECORD_BASE_URL, a key (IMR_LLM_API_KEY) and a model (IMR_LLM_MODEL) that
endpoint is asked instead, for the scenarios that need no scripted fault.
"""

import asyncio
import os
import sys

from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.settings import Settings, load_settings
from tests.llm.cassette import FOLDER, cassette
from tests.llm.loopback import Loopback
from tests.llm.scenarios import SCENARIOS, Scenario, Told

SCRIPT = "tests/llm/loopback.py, a script on the loopback; no model"
MODEL = "scripted"


async def play(scenario: Scenario, settings: Settings) -> Told:
    async with Endpoint(settings) as endpoint:
        return await scenario.play(endpoint)


def _record(scenario: Scenario) -> Told:
    path = FOLDER / f"{scenario.name}.yaml"
    real = os.environ.get("IMR_LLM_RECORD_BASE_URL")
    if real:
        settings = load_settings(base_url=real, mode=scenario.mode)
        with cassette(path, record=True, answered_by=settings.required_model()):
            return asyncio.run(play(scenario, settings))
    with Loopback(scenario.script, scenario.answer) as server, cassette(path, record=True, answered_by=SCRIPT):
        settings = load_settings(base_url=server.base_url, model=MODEL, api_key="none", mode=scenario.mode)
        return asyncio.run(play(scenario, settings))


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    real = "IMR_LLM_RECORD_BASE_URL" in os.environ
    for scenario in SCENARIOS:
        if (sys.argv[1:] and scenario.name not in sys.argv[1:]) or (real and scenario.scripted):
            continue
        told = _record(scenario)
        sys.stdout.write(f"{scenario.name}: {told.ending}, {told.usage.requests} requests\n")


if __name__ == "__main__":
    main()
