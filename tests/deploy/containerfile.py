"""A Containerfile as its instructions, and its steps carried out outside a container."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "Containerfile"


@dataclass(frozen=True)
class Instruction:
    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The words of it: those of a JSON list, where it is written as one."""
        listed = self.rest[self.rest.find("[") :]
        return json.loads(listed) if listed.startswith("[") else self.rest.split()


def instructions(path: Path = FILE) -> Iterator[Instruction]:
    lines = [line.strip() for line in path.read_text().splitlines()]
    text = "\n".join(line for line in lines if line and not line.startswith("#"))
    for line in text.replace("\\\n", " ").splitlines():
        name, _, rest = line.partition(" ")
        yield Instruction(name, " ".join(rest.split()))


def stages() -> list[list[Instruction]]:
    found: list[list[Instruction]] = []
    for one in instructions():
        if one.name == "FROM":
            found.append([])
        found[-1].append(one)
    return found


@dataclass(frozen=True)
class Outside:
    """A folder that stands for the root of an image, in which the steps of a stage are done."""

    root: Path

    def at(self, path: str) -> str:
        """Where a path of the image is."""
        return f"{self.root}{path}"

    def copy(self, step: Instruction, folder: str) -> None:
        """COPY of files of the clone; a folder's contents are copied, not the folder."""
        *sources, target = step.words
        for source in sources:
            place = Path(self.at(folder), target)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, place)

    def run(self, step: Instruction, folder: str) -> None:
        """RUN, with the pip of the tests. What its locks name is held against what is installed here: offline."""
        said = " && ".join(map(self._outside, step.rest.split(" && ")))
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            ["/bin/sh", "-ec", said],
            cwd=self.at(folder),
            env={**os.environ, "PATH": path, "PYTHONPATH": ""},
            check=True,
            capture_output=True,
            text=True,
        )

    def _outside(self, command: str) -> str:
        if "--require-hashes" in command:
            command = command.replace("pip --python /opt/imr-llm/bin/python", "pip") + " --dry-run --no-index"
        if command.startswith("pip "):
            command = f"{sys.executable} -m {command} --disable-pip-version-check"
        return command.replace("/opt/imr-llm", self.at("/opt/imr-llm"))
