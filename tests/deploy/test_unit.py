"""The systemd unit: that systemd takes it, how far it is shut away, and that a letter is read within it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import PREFIX
from tests.deploy import unit
from tests.service.running import TEXT, running

ROOT = unit.ROOT
ANALYZE = shutil.which("systemd-analyze")
# 10.0 is no protection at all; systemd calls what is below 2.5 well sandboxed.
_WORST = 2.5

with_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit with a program that is here, since systemd looks for it."""
    path = tmp_path / unit.FILE.name
    path.write_text(unit.FILE.read_text().replace("/opt/imr-llm/bin/imr-llm", sys.executable))
    return path


@with_systemd
def test_systemd_takes_the_unit(installed: Path) -> None:
    done = subprocess.run([ANALYZE, "verify", "--man=no", installed], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if unit.FILE.name in line] == []


@with_systemd
def test_it_is_shut_away_well(installed: Path) -> None:
    command = [ANALYZE, "security", "--offline=yes", f"--threshold={round(_WORST * 10)}", installed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze judges no unit that is not installed")
    assert done.returncode == 0, done.stdout[-300:]


def test_its_settings_are_those_of_the_service() -> None:
    known = {f"{PREFIX}SERVICE_{name.upper()}" for name in ServiceSettings.model_fields}
    for line in (ROOT / "deploy" / "imr-llm.env").read_text().splitlines():
        name = line.lstrip("#").partition("=")[0]
        if name.startswith(f"{PREFIX}SERVICE_"):
            assert name in known
    given = unit.variables(word for value in unit.settings()["Environment"] for word in value.split())
    assert {name for name in given if name.startswith(PREFIX)} <= known


def test_it_is_given_time_for_the_longest_letter() -> None:
    settings = ServiceSettings()
    longest = settings.letter_seconds + settings.scan_seconds
    assert unit.seconds(unit.settings()["TimeoutStopSec"][0]) > longest


def _can_be_confined() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and ANALYZE is not None and _finds_seccomp()


def _finds_seccomp() -> bool:
    import ctypes.util

    return ctypes.util.find_library("seccomp") is not None


@pytest.mark.skipif(not _can_be_confined(), reason="confining a program takes root, systemd-analyze and libseccomp")
def test_a_letter_is_read_within_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    confined = [sys.executable, str(ROOT / "tests" / "deploy" / "confined.py")]
    if subprocess.run([*confined, "/bin/true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody confine a program")
    command = [*confined, sys.executable, "-m", "imr_llm", "serve", "--port", "0"]
    with running(tmp_path, command=command, workers=2) as service:
        answer = service.ask("POST", "/v1/letters", TEXT, content_type="text/plain")
        assert answer.json["record"]["outcome"] == "partially_overturned"
