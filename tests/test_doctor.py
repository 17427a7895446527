"""`imr-llm doctor`: what works on this machine, what is missing, and commands that bring it."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imr_llm.cli.main import app
from imr_llm.errors import UsageError
from imr_llm.machine import PARTS, PDF, RAY, SCANS, Program, extra_command

ROOT = Path(__file__).resolve().parent.parent


def doctor(*options: str) -> str:
    done = CliRunner().invoke(app, ["doctor", *options])
    assert done.exit_code == 0
    return done.output


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, listed: str) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\necho {listed}\n")
    path.chmod(0o755)


def test_each_part_is_an_extra_and_needs_what_the_extra_brings() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert {part.name for part in PARTS} == extras.keys() - {"dev"}
    for part in PARTS:
        named = {line.split(">")[0].split("[")[0] for line in extras[part.name]}
        assert named <= part.libraries.keys()


def test_a_missing_library_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setitem(sys.modules, "typst", None)
    assert not PDF.is_here()
    told = doctor()
    assert "no   write a summary as PDF: no typst" in told
    assert "install --editable '.[pdf]'" in told
    with pytest.raises(UsageError, match=r"to write a summary as PDF, install what is missing: .*\[pdf\]"):
        PDF.require()


def test_a_missing_program_is_named_with_the_command_of_each_system(no_programs: Path) -> None:
    told = doctor()
    assert "no   read photos and scanned pages: no tesseract\n" in told
    if sys.platform != "darwin":
        assert "apt install tesseract-ocr (Debian, Ubuntu) or brew install tesseract (macOS)" in told
    program(no_programs, "osd")
    assert "no tesseract (without its 'eng')" in doctor()
    program(no_programs, "eng")
    assert "yes  read photos and scanned pages" in doctor()


def test_a_program_that_does_not_run_is_no_program(no_programs: Path) -> None:
    path = no_programs / "tesseract"
    path.write_bytes(b"\x00no program")
    path.chmod(0o755)
    assert SCANS.missing() == ("tesseract (it does not run)",)


def test_as_json_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    found = json.loads(doctor("--json"))["parts"]
    assert found.keys() == {*(part.name for part in PARTS), "llm"}
    assert found["pdf"]["missing"] == ["typst"]
    assert not found["pdf"]["here"]
    assert len(found["pdf"]["install"]) == 1
    assert found["service"]["found"]["fastapi"]


def test_the_model_is_named_and_its_key_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMR_LLM_MODEL", raising=False)
    assert "IMR_LLM_MODEL is not set, so nothing is sent anywhere" in doctor()
    monkeypatch.setenv("IMR_LLM_MODEL", "some-model")
    monkeypatch.setenv("IMR_LLM_BASE_URL", "http://127.0.0.1:9/v1?api-version=2026-01-01")
    monkeypatch.setenv("IMR_LLM_API_KEY", "sk-secret")
    for told in (doctor(), doctor("--json")):
        assert "some-model" in told
        assert "http://127.0.0.1:9/v1" in told
        assert "secret" not in told
    monkeypatch.setenv("IMR_LLM_TIMEOUT", "soon")
    assert "IMR_LLM_TIMEOUT" in doctor()


def test_a_part_that_has_no_wheels_here_has_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(sys, "platform", "win32")
    assert RAY.commands() == ()
    assert RAY.hint().endswith("see imr-llm doctor (it needs Linux, with Python 3.13 or older)")


def test_no_command_names_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for part in PARTS:
        assert f".[{part.name}]" in extra_command(part.name)
        assert "imr-llm[" not in extra_command(part.name)


def test_the_command_is_right_for_a_copy_from_a_wheel(tmp_path: Path) -> None:
    """The wheel's file is what brings the extra of a copy that came from it."""
    site = tmp_path / "site"
    info = site / "imr_llm-0.dist-info"
    info.mkdir(parents=True)
    wheel = tmp_path / "imr_llm-0-py3-none-any.whl"
    wheel.write_bytes(b"")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: imr-llm\nVersion: 0\n")
    (info / "direct_url.json").write_text(json.dumps({"url": wheel.as_uri(), "archive_info": {}}))
    package = site / "imr_llm"
    package.mkdir()
    for name in ("machine.py", "errors.py"):
        (package / name).write_text((ROOT / "imr_llm" / name).read_text("utf-8"))
    (package / "__init__.py").write_text("")
    code = "from imr_llm.machine import extra_command; print(extra_command('pdf'))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip().endswith(f"install '{wheel}[pdf]'")


def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    tesseract: Program = SCANS.programs[0]
    for user, command in ((0, "apt install tesseract-ocr"), (1000, "sudo apt install tesseract-ocr")):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        assert tesseract.commands() == command
