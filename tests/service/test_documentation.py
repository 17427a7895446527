"""The commands that the documentation shows, run against the service."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from imr_llm.service.settings import PREFIX, ServiceSettings

ROOT = Path(__file__).parents[2]
ADDRESS = "http://127.0.0.1:8000"
DOCUMENT = (ROOT / "docs" / "service.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", DOCUMENT + (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
COMMANDS = sorted({line for block in BLOCKS for line in block.splitlines() if ADDRESS in line})


def test_there_are_three():
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_documentation_works(shared_service, command):
    said = command.replace(ADDRESS, shared_service.url)
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", said], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    found = json.loads(done.stdout)
    assert found["record"]["outcome"] == "upheld"
    language = "es" if "language=es" in command else None if "summary=false" in command else "en"
    assert (found["summary"] or {}).get("language") == language
    assert found.get("line") == (1 if ":batch" in command else None)


def test_every_setting_of_the_documentation_is_one():
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", DOCUMENT, re.M)
    named = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    named += [name for name in re.findall(rf"{PREFIX}([A-Z_]+)\b", DOCUMENT) if name]
    assert len(named) > 10
    assert {name.lower() for name in named} <= set(ServiceSettings.model_fields)
