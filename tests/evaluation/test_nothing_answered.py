"""An eval whose second reader is not there passes on nothing, and a recording is overwritten by no less."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.running import environment
from tests.llm.loopback import Loopback

ROOT = Path(__file__).parents[2]
SEEDS = sorted((ROOT / "evals" / "cases").glob("00*"))


@pytest.fixture
def cases(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    for seed in SEEDS[:4]:
        shutil.copy(seed, folder)
    return folder


def evaluated(env, *arguments):
    command = [sys.executable, "-m", "imr_llm", "eval", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize("behaviour", ["500", "refusal", "malformed", "drop"])
def test_where_no_letter_is_answered_nothing_is_evaluated(cases, behaviour):
    with Loopback(lambda _: behaviour) as server:
        env = environment(server, IMR_LLM_ATTEMPTS="1")
        done = evaluated(env, "--live", "--cases", cases, "--gates", ROOT / "evals" / "gates.toml")
    assert done.returncode == 4
    assert "none of 2 letters was answered" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_dead_endpoint_empties_no_recording(cases, tmp_path):
    kept = tmp_path / "cassettes"
    shutil.copytree(ROOT / "evals" / "cassettes", kept)
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    with Loopback(lambda _: "500") as server:
        env = environment(server, IMR_LLM_ATTEMPTS="1")
        done = evaluated(env, "--record", "--cases", cases, "--cassettes", kept)
    assert done.returncode == 4
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_a_model_that_is_asked_again_shows_its_spread(cases):
    with Loopback() as server:
        done = evaluated(environment(server), "--live", "--cases", cases, "--repeat", "2")
        asked = len(server.received)
    assert "run 1: imr_llm" in done.stderr
    assert "run 2: imr_llm" in done.stderr
    assert re.search(r"all values .* 0\.0$", done.stderr, re.MULTILINE)
    assert re.search(r"^seconds a letter +\d", done.stderr, re.MULTILINE)
    assert asked % 2 == 0


def test_a_script_is_not_asked_again():
    done = evaluated(dict(os.environ), "--replay", "--repeat", "2")
    assert done.returncode == 2
    assert "--repeat asks a model again" in done.stderr
