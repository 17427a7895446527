"""The composite action for evals: what it says it takes, and its own steps run as a runner runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import yaml

from tests.deploy.containerfile import ROOT

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}
NAME = "000_2a52b0a2dc210819"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "my letters" / "cases"
    folder.mkdir(parents=True)
    for ending in (".txt", ".json"):
        shutil.copy(ROOT / "evals" / "cases" / f"{NAME}{ending}", folder)
    return folder


def run(folder: Path, **inputs: str) -> "tuple[subprocess.CompletedProcess[str], str]":
    """The eval's step in a workspace; and the job's summary."""
    bin_folder = folder / "temp" / "imr-llm" / "bin"
    bin_folder.mkdir(parents=True, exist_ok=True)
    program = bin_folder / "imr-llm"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m imr_llm "$@"\n')
    program.chmod(0o755)
    values = {name: told.get("default", "") for name, told in ACTION["inputs"].items()} | inputs
    step = STEPS["Eval"]
    given = {name: value.replace("${{ github.action_path }}", str(ROOT)) for name, value in step["env"].items()}
    for name, value in values.items():
        given = {key: told.replace(f"${{{{ inputs.{name} }}}}", value) for key, told in given.items()}
    assert "${{" not in "".join(given.values())
    summary = folder / "summary.md"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("IMR_LLM_", "OPENAI_"))}
    environment |= given | {
        "RUNNER_TEMP": str(folder / "temp"), "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTIONS": "true",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        ["/bin/bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done, summary.read_text("utf-8") if summary.exists() else ""


def test_every_input_is_described_and_used() -> None:
    used = str(ACTION["runs"])
    for name, told in ACTION["inputs"].items():
        assert told["description"]
        assert f"inputs.{name}" in used


@pytest.mark.parametrize("mode", ["rules", "replay"])
def test_it_leaves_reports_and_a_verdict_on_top(letters: Path, tmp_path: Path, mode: str) -> None:
    done, summary = run(tmp_path, cases=str(letters), mode=mode)
    assert done.returncode == 0, done.stderr
    assert summary.startswith(f"**imr-llm eval, {mode}: PASS: 1 letter scored")
    reports = tmp_path / "build" / "imr-llm-eval"
    assert {path.name for path in reports.iterdir()} == {
        f"{mode}.{end}" for end in ("xml", "html", "md", "json", "log")
    }
    assert fromstring((reports / f"{mode}.xml").read_text("utf-8")).tag == "testsuites"  # noqa: S314 -- our own


def test_a_gate_that_is_missed_fails_the_job_and_says_so_first(letters: Path, tmp_path: Path) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text("[totals]\nmicro_f1 = 1.0\n[fields]\n'issues.reasons' = 1.0\n")
    label = letters / f"{NAME}.json"
    label.write_text(label.read_text("utf-8").replace('"prior_treatment_no_benefit"', '"safety_risk"'))
    done, summary = run(tmp_path, cases=str(letters), gates=str(gates))
    assert done.returncode == 100
    assert "FAIL: " in summary.splitlines()[0]
    assert "::error" in done.stdout


def test_what_cannot_be_run_says_why(tmp_path: Path) -> None:
    done, summary = run(tmp_path, cases=str(tmp_path / "nothing"))
    assert done.returncode == 2
    assert "no letters" in summary
    done, _ = run(tmp_path, mode="guess")
    assert done.returncode == 2
    assert "mode is one of rules, replay and live" in done.stderr


def test_the_library_is_installed_from_hashes() -> None:
    install = STEPS["Install"]["run"]
    assert "--require-hashes" in install
    (lock,) = [word.strip('"') for word in install.split() if ".lock" in word]
    assert (ROOT / lock.replace("$HERE/", "")).is_file()


def test_the_projects_own_workflow_uses_it() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert [step for step in steps if step.get("uses") == "./"]
