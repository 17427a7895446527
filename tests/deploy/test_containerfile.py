"""The image, step by step, as far as that goes without a container: its files, its steps, its command, its check."""

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.deploy.containerfile import FILE, ROOT, Instruction, Outside, instructions, stages
from tests.service.running import TEXT, running

STEPS = list(instructions())
ALL = {step.name: step for step in STEPS}
COPIED = [source for step in stages()[0] if step.name == "COPY" for source in step.words[:-1]]
LOCKS = [word for step in STEPS for word in step.words if word.endswith(".lock") and step.name == "RUN"]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    """The first stage, done in a folder; the libraries, which it only looked for, are those of the tests."""
    outside, folder = Outside(tmp_path_factory.mktemp("image")), "/"
    for step in stages()[0]:
        if step.name == "WORKDIR":
            folder = step.rest
            Path(outside.at(folder)).mkdir(parents=True)
        elif step.name == "COPY":
            outside.copy(step, folder)
        elif step.name == "RUN":
            outside.run(step, folder)
    (packages,) = outside.root.glob("opt/imr-llm/lib/python3*/site-packages")
    (packages / "tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return outside


def test_the_linter_finds_nothing():
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if linter is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([linter, "--no-color", FILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_have_the_newest_python_that_is_supported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    newest = max((line.rsplit(" ", 1)[1] for line in project["classifiers"] if " :: 3." in line), key=_release)
    assert {step.words[0].partition(":")[2].split("-")[0] for step in STEPS if step.name == "FROM"} == {newest}


def _release(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_what_is_copied_is_sent_to_the_builder():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    kept = [line[1:] for line in lines if line[0] == "!"]
    assert lines[0] == "*"
    assert {source.split("/")[0] for source in COPIED} == set(kept)
    # No later line takes back what the lines before it gave.
    others = [line for line in lines[1:] if line[0] != "!"]
    assert not [source for source in COPIED for line in others if fnmatch(source, line)]


def test_it_is_nobody():
    user, group = ALL["USER"].rest.split(":")
    assert int(user) > 0
    assert int(group) > 0


def test_the_locks_hold_every_extra_but_ray():
    assert LOCKS == ["requirements/build.lock", "requirements/service.lock"]
    recipe = (ROOT / "Makefile").read_text()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (line,) = [line for line in recipe.splitlines() if line.startswith("EXTRAS := ")]
    assert set(line.split()) - {"EXTRAS", ":=", "--extra"} == extras.keys() - {"ray", "dev"}


def test_it_runs_what_was_built_and_not_the_clone(image, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    said = "import imr_llm; print(imr_llm.__file__)"
    done = subprocess.run(
        [image.at("/opt/imr-llm/bin/python"), "-c", said], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(image.at("/opt/imr-llm/lib/"))


def test_nothing_can_be_installed_where_letters_are_read(image):
    assert not list(image.root.glob("opt/imr-llm/bin/pip*"))


def test_debian_has_the_programs():
    (step,) = [step for step in stages()[1] if step.name == "RUN"]
    install = next(command for command in step.rest.split(" && ") if " install " in command)
    if (apt := shutil.which("apt-cache")) is None:
        pytest.skip("this is no Debian")
    known = subprocess.run([apt, "show", "tesseract-ocr"], capture_output=True, text=True, check=False)
    if "Package: " not in known.stdout:
        pytest.skip("Debian's list of packages is not here: apt-get update")
    done = subprocess.run(install.replace("--yes", "--simulate").split(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_its_command_reads_a_letter_and_its_check_sees_that(image, tmp_path, monkeypatch):
    python, check = image.at("/opt/imr-llm/bin/python"), ALL["HEALTHCHECK"]
    for name, value in _variables().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    command = [*ALL["ENTRYPOINT"].words, *ALL["CMD"].words]
    assert command == ["imr-llm", "serve", "--host", "0.0.0.0", "--port", ALL["EXPOSE"].rest]  # noqa: S104
    here = [image.at("/opt/imr-llm/bin/imr-llm"), "serve", "--host", "127.0.0.1", "--port", "0"]
    with running(tmp_path, command=here, workers=1) as service:
        answer = service.ask("POST", "/v1/letters", TEXT, content_type="text/plain")
        assert answer.json["record"]["outcome"] == "partially_overturned"
        assert _checked(check, python, service.port) == 0
    assert _checked(check, python, service.port) != 0


def _variables() -> dict[str, str]:
    """What ENV sets, but for the paths of the image."""
    pairs = (word.split("=", 1) for word in ALL["ENV"].words)
    return {name: value for name, value in pairs if name != "PATH"}


def _checked(check: Instruction, python: str, port: int) -> int:
    words = check.words
    assert words[0] == "python"
    said = [python, *(word.replace(ALL["EXPOSE"].rest, str(port)) for word in words[1:])]
    return subprocess.run(said, capture_output=True, timeout=10, check=False).returncode


@pytest.mark.network
@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_index_has_a_wheel_of_everything_for_the_image(tmp_path, lock, machine):
    python = ALL["FROM"].words[0].partition(":")[2].split("-")[0]
    target = ["--python-version", python, "--only-binary", ":all:", "--target", str(tmp_path)]
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(17, 42)] + [f"manylinux2014_{machine}"]
    target += [word for platform in platforms for word in ("--platform", platform)]
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--require-hashes", *target, "-r", lock]
    done = subprocess.run(pip, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
