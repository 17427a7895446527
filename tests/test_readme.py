"""Every command of the README runs and prints what the README says; a line of three dots stands for any lines."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _steps() -> list[tuple[str, str]]:
    """Every command with the output that follows it."""
    steps = []
    for block in _BLOCK.findall(README):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            steps.append((command, output))
    return steps


# These set the machine up, or repeat what other tests do at length.
_SET_UP = re.compile(r"^(?:git clone|cd |make |pip install|python3? -m pip)")
STEPS = [step for step in _steps() if not _SET_UP.match(step[0])]
TARGETS = sorted({command.split()[1] for command, _ in _steps() if command.startswith("make ")})


def _pattern(expected: str) -> re.Pattern[str]:
    lines = [".*" if line.strip() == "..." else re.escape(line) for line in expected.rstrip().split("\n")]
    return re.compile("\n".join(lines) + r"\n?", re.DOTALL)


def test_the_readme_has_commands():
    assert len(STEPS) >= 5


@pytest.mark.parametrize(("command", "expected"), STEPS, ids=[command for command, _ in STEPS])
def test_a_command_prints_what_the_readme_says(command, expected, tmp_path):
    bin_folder = str(Path(sys.executable).parent)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("IMR_LLM_", "OPENAI_"))}
    environment |= {"PATH": bin_folder + os.pathsep + os.environ["PATH"], "COLUMNS": "100", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # A table pads its lines with blanks, which a README does not show.
    shown = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())
    assert _pattern(expected).fullmatch(shown), shown


@pytest.mark.parametrize("code", _PYTHON.findall(README))
def test_the_python_of_the_readme_runs(code, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 -- it is our own README


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_target_of_the_readme_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
