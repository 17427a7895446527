"""The project as a whole: locks, floors, import contracts, module sizes, and what the wheel holds."""

import ast
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "imr_llm"
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
WORKFLOW = ROOT / ".github/workflows/ci.yml"
PYPROJECT_LINES = (ROOT / "pyproject.toml").read_text().splitlines()
PYPROJECT: dict[str, Any] = tomllib.loads("\n".join(PYPROJECT_LINES))
BASE = PYPROJECT["project"]["dependencies"]
EXTRAS = PYPROJECT["project"]["optional-dependencies"]

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PACKAGES_AT_MOST = 60
LINES_AT_MOST = 400
FUNCTION_LINES_AT_MOST = 60

# The numbers of published letters; written letters use others, so that none is taken for a real person's.
PUBLISHED_CASE_NUMBER = re.compile(r"CM(?:16-02[1-4]|17-00[0-2])\d{4}")
TEXT_SUFFIXES = {".json", ".jsonl", ".md", ".py", ".toml", ".txt", ".yaml", ".yml", ".html", ".csv", ".tsv"}

# Modules in which a model client may be loaded by an import.
MODEL_MODULES = ("imr_llm.llm",)


def pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        if match := PIN.match(line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def distribution(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement, maxsplit=1)[0].lower()


def files_below(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def module_names() -> list[str]:
    names = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
    def test_holds_pins_with_hashes_and_nothing_else(self, lock):
        lines = [line for line in lock.read_text().splitlines() if not line.lstrip().startswith("#")]
        odd = [line for line in lines if not PIN.match(line) and not HASH.match(line)]
        assert not odd  # so no index, no host, no path, no option of pip
        unhashed = [
            line
            for line, following in zip(lines, [*lines[1:], ""], strict=True)
            if PIN.match(line) and not HASH.match(following)
        ]
        assert lines
        assert not unhashed

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
    def test_comments_name_no_host_and_no_option(self, lock):
        comments = [line for line in lock.read_text().splitlines() if line.lstrip().startswith("#")]
        assert not [line for line in comments if "://" in line or "--" in line or "/" in line]

    @pytest.mark.parametrize("name", ["base", "build", "service"])
    def test_agrees_with_the_development_lock(self, name):
        development = pins(ROOT / "requirements/dev.lock")
        assert pins(ROOT / f"requirements/{name}.lock").items() <= development.items()

    @pytest.mark.parametrize(
        ("name", "extras"),
        [
            ("base", []),
            ("service", ["parquet", "pdf", "scans", "service"]),
            ("dev", ["dev", "parquet", "pdf", "service"]),
        ],
    )
    def test_holds_what_pyproject_asks_for(self, name, extras):
        asked = {distribution(entry) for entry in [*BASE, *(entry for extra in extras for entry in EXTRAS[extra])]}
        assert asked - {"imr-llm"} <= pins(ROOT / f"requirements/{name}.lock").keys()

    def test_floors_are_the_floors_of_pyproject(self):
        entries = [*BASE, *EXTRAS["pdf"], *EXTRAS["service"], *EXTRAS["parquet"]]
        floors = {distribution(entry): entry.split(">=")[1].split(",")[0] for entry in entries}
        locked = pins(ROOT / "requirements/floors.lock")
        assert [
            name for name, floor in floors.items() if not any(same_release(floor, pin) for pin in locked[name])
        ] == []

    def test_base_install_stays_small(self):
        assert len(pins(ROOT / "requirements/base.lock")) <= PACKAGES_AT_MOST


def same_release(floor: str, pin: str) -> bool:
    """Whether a pin is the floor itself or, for a floor like 2.12, a release of that series."""
    return pin == floor or pin.startswith(f"{floor}.")


class TestDependencies:
    @pytest.mark.parametrize("requirement", [*BASE, *(entry for entries in EXTRAS.values() for entry in entries)])
    def test_has_a_floor_and_a_reason(self, requirement):
        if distribution(requirement) == "imr-llm":
            return
        (line,) = {line for line in PYPROJECT_LINES if line.lstrip().startswith(f'"{requirement}"')}
        assert ">=" in requirement
        assert re.search(r",\s+# \w.{8,}$", line)

    def test_workflow_runs_the_same_script_without_secrets_on_supported_pythons(self):
        text = WORKFLOW.read_text()
        versions = {line.rsplit(" ", 1)[-1] for line in PYPROJECT["project"]["classifiers"] if " :: 3." in line}
        tested = set(re.findall(r'"(3\.\d+)"', text))
        assert "run: bash .ci/run" in text
        assert "secrets." not in text
        assert re.findall(r"uses: (\S+)", text)
        # And the project's own action.
        assert all(re.fullmatch(r"actions/[a-z-]+@v\d+|\./", used) for used in re.findall(r"uses: (\S+)", text))
        assert {min(versions), max(versions)} <= tested <= versions


class TestImports:
    def lint(self, root: Path) -> subprocess.CompletedProcess[str]:
        return run(Path(sys.executable).with_name("lint-imports"), "--no-cache", cwd=root)

    def test_contracts_hold(self):
        result = self.lint(ROOT)
        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("module", "statement", "contract"),
        [
            ("rules/__init__.py", "import instructor", "imports no model client"),
            ("rules/__init__.py", "def late():\n    import openai", "imports no model client"),
            ("letter/__init__.py", "import openai", "imports no model client"),
            ("record/__init__.py", "import imr_llm.rules", "one direction"),
            ("letter/__init__.py", "from imr_llm import pipeline", "one direction"),
            ("llm/grounding.py", "import openai", "imports no model client"),
            ("summary/__init__.py", "import instructor", "imports no model client"),
            ("grounds/__init__.py", "import openai", "imports no model client"),
            ("grounds/hear.py", "import imr_llm.explaining", "one direction"),
            ("summary/verify.py", "import imr_llm.cli", "one direction"),
            ("pipeline.py", "import imr_llm.batch", "one direction"),
        ],
    )
    def test_contracts_notice(self, tmp_path, module, statement, contract):
        shutil.copytree(PACKAGE, tmp_path / "imr_llm", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        for name in (module, Path(module).parent / "__init__.py", "batch/__init__.py", "pipeline.py", "cli.py"):
            (tmp_path / "imr_llm" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "imr_llm" / name).touch()
        with (tmp_path / "imr_llm" / module).open("a") as file:
            file.write(f"\n{statement}\n")
        result = self.lint(tmp_path)
        assert result.returncode == 1, result.stdout
        assert re.search(rf"{contract} BROKEN", COLOUR.sub("", result.stdout))

    def test_importing_loads_no_model_client(self):
        names = [name for name in module_names() if not name.startswith(MODEL_MODULES)]
        program = (
            "import importlib, sys\n"
            f"for name in {names!r}:\n"
            "    importlib.import_module(name)\n"
            "    loaded = {'instructor', 'openai'} & sys.modules.keys()\n"
            "    assert not loaded, (name, loaded)\n"
        )
        result = run(sys.executable, "-c", program)
        assert result.returncode == 0, result.stderr


class TestFiles:
    @pytest.mark.parametrize("folder", ["imr_llm", "tests", "benchmarks"])
    def test_no_module_is_long(self, folder):
        lengths = {path: len(path.read_text().splitlines()) for path in files_below(folder) if path.suffix == ".py"}
        assert {
            path.relative_to(ROOT).as_posix(): length for path, length in lengths.items() if length > LINES_AT_MOST
        } == {}

    def test_every_function_fits_a_screen(self):
        lengths = {
            f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
            for path in files_below("imr_llm")
            if path.suffix == ".py"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES_AT_MOST} == {}

    def test_no_published_case_number_stands_anywhere(self):
        texts = [path for path in ROOT.glob("*") if path.is_file()]
        texts += files_below("benchmarks", "cassettes", "docs", "evals", "imr_llm", "prompts", "tests")
        named = [
            path.relative_to(ROOT).as_posix()
            for path in texts
            if path.suffix in TEXT_SUFFIXES
            and PUBLISHED_CASE_NUMBER.search(path.read_text(encoding="utf-8", errors="replace"))
        ]
        assert named == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    built = run(sys.executable, "-m", "pip", "wheel", *options, "-w", folder, ROOT)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("imr_llm-*.whl")
    return zipfile.ZipFile(path)


class TestWheel:
    def test_holds_the_package_with_its_data_and_the_prompts(self, wheel):
        expected = {path.relative_to(ROOT).as_posix(): path for path in files_below("imr_llm")}
        for path in files_below("prompts"):
            expected["imr_llm/prompts_data/" + path.relative_to(ROOT / "prompts").as_posix()] = path
        digests = {
            name: hashlib.sha256(wheel.read(name)).hexdigest() for name in wheel.namelist() if ".dist-info/" not in name
        }
        assert digests == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in expected.items()}
        assert "imr_llm/py.typed" in digests

    def test_names_the_command_and_the_licence(self, wheel):
        names = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
        metadata = wheel.read(names["METADATA"]).decode()
        assert wheel.read(names["LICENSE"]) == (ROOT / "LICENSE").read_bytes()
        assert "imr-llm = imr_llm.cli:main" in wheel.read(names["entry_points.txt"]).decode()
        assert re.search(r"^License-Expression: Apache-2\.0$", metadata, re.MULTILINE)
        assert re.search(r"^Requires-Python: >=3\.11$", metadata, re.MULTILINE)


class TestNetworkRefusal:
    @pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("letters.example", 80)])
    def test_other_machines_are_refused(self, address):
        family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
        with socket.socket(family) as client, pytest.raises(RuntimeError, match="stay on loopback"):
            client.connect(address)

    def test_names_are_not_looked_up(self):
        with pytest.raises(RuntimeError, match="stay on loopback"):
            socket.getaddrinfo("letters.example", 80)

    def test_datagrams_are_refused(self):
        with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(RuntimeError, match="stay on loopback"):
            client.sendto(b"letter", ("192.0.2.1", 53))

    def test_loopback_works(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            with socket.create_connection(server.getsockname()) as client:
                client.sendall(b"x")
                connection, _ = server.accept()
            with connection:
                assert connection.recv(1) == b"x"


class TestMake:
    def test_an_old_python_is_told_so_in_one_line(self, tmp_path):
        old = tmp_path / "python"
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        command = ["make", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}", "demo"]
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        told = [line for line in result.stderr.splitlines() if not line.startswith("make")]
        assert result.returncode != 0
        assert told == [f"imr_llm needs Python 3.11 or newer, and '{old}' is not: try 'make PYTHON=python3.13'"]
        assert not (tmp_path / "venv").exists()
