"""What this machine can do beyond the base: each part, what it needs, whether that is here, and what brings it.

The one table of it: `imr-llm doctor`, every hint in an error, the API and the page take their words from here.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from imr_llm.errors import UsageError

# The language that Tesseract must have: letters are English.
OCR_LANGUAGE = "eng"
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the system. `listing`: run with these words it lists what it has, `has` among it.

    `packages`: what installs it with each package manager that is known, with the name of its system.
    """

    name: str
    listing: tuple[str, ...]
    has: str
    packages: Mapping[str, tuple[str, str]]

    def fault(self) -> str:
        """What is wrong with it, in a word or two; empty where it works."""
        path = shutil.which(self.name)
        if path is None:
            return self.name
        try:
            done = subprocess.run(  # noqa: S603 -- a program of the table, on the path of whoever runs this
                [path, *self.listing], capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return f"{self.name} (it does not run)"
        return "" if self.has in done.stdout.split() else f"{self.name} (without its {self.has!r})"

    def commands(self) -> str:
        """What installs it here; for every system that is known, where this one is not."""
        root = "" if os.geteuid() == 0 else "sudo "
        if sys.platform == "darwin":
            return self.packages["brew"][1]
        if shutil.which("apt-get"):
            return root + self.packages["apt-get"][1]
        return " or ".join(f"{command} ({system})" for system, command in self.packages.values())


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is done only where more is installed than the base.

    `name`: also that of the extra in pyproject.toml that brings its libraries. `does`: what it is for; completes "to".
    `libraries`: the module that is imported, for each package. `fits`: whether there are wheels for this machine, and
    `where` there are, in words.
    """

    name: str
    does: str
    libraries: Mapping[str, str]
    programs: tuple[Program, ...] = ()
    where: str = ""
    fits: Callable[[], bool] = lambda: True

    def missing(self) -> tuple[str, ...]:
        """What it lacks: packages of Python, then programs; nothing where it works."""
        return (*self._lacking(), *filter(None, (program.fault() for program in self.programs)))

    def is_here(self) -> bool:
        """Whether it works."""
        return not self.missing()

    def found(self) -> dict[str, str]:
        """The packages that are here, with their versions."""
        return {name: _version(name) for name, module in self.libraries.items() if _is_installed(module)}

    def commands(self) -> tuple[str, ...]:
        """The commands that bring what is missing, in order; none where nothing is, or where nothing can."""
        if not self.fits():
            return ()
        extra = (extra_command(self.name),) if self._lacking() else ()
        return tuple(program.commands() for program in self.programs if program.fault()) + extra

    def hint(self) -> str:
        """In one line what to install for it."""
        how = " and ".join(self.commands()) or f"see imr-llm doctor{f' (it needs {self.where})' if self.where else ''}"
        return f"to {self.does}, install what is missing: {how}"

    def require(self) -> None:
        """Raise UsageError, with the hint, where it does not work."""
        if not self.is_here():
            raise UsageError(self.hint())

    def lacks_libraries(self) -> bool:
        """Whether a package of Python is missing."""
        return bool(self._lacking())

    def _lacking(self) -> tuple[str, ...]:
        return tuple(name for name, module in self.libraries.items() if not _is_installed(module))


_TESSERACT = Program(
    "tesseract",
    ("--list-langs",),
    OCR_LANGUAGE,
    {"apt-get": ("Debian, Ubuntu", "apt install tesseract-ocr"), "brew": ("macOS", "brew install tesseract")},
)

PDF = Part("pdf", "write a summary as PDF", {"typst": "typst"})
SCANS = Part("scans", "read photos and scanned pages", {"pillow": "PIL"}, (_TESSERACT,))
SERVICE = Part(
    "service",
    "serve the page and the API",
    {
        "fastapi": "fastapi",
        "jinja2": "jinja2",
        "prometheus-client": "prometheus_client",
        "python-multipart": "python_multipart",
        "uvicorn": "uvicorn",
    },
)
PARQUET = Part("parquet", "read and write Parquet tables", {"pyarrow": "pyarrow"})
RAY = Part(
    "ray",
    "spread a batch over machines",
    {"ray": "ray", "pyarrow": "pyarrow"},
    where="Linux, with Python 3.13 or older",
    fits=lambda: sys.platform == "linux" and sys.version_info < (3, 14),
)
PARTS = (PDF, SCANS, SERVICE, PARQUET, RAY)


def extra_command(extra: str) -> str:
    """The command that installs an extra of this very copy: from its clone, or from the wheel's file that it came from.

    Where neither is to be found any more it names a clone that the reader stands in. It never names an index: the
    package is on none.
    """
    source, editable = _source()
    return f"{_pip()} install {'--editable ' if editable else ''}{shlex.quote(f'{source}[{extra}]')}"


def _source() -> tuple[str, bool]:
    """Where this copy was installed from, as pip is told it, and whether it is read from there."""
    folder = Path(__file__).resolve().parent.parent
    told = _direct_url()
    editable = bool(told.get("dir_info", {}).get("editable"))
    if (folder / "pyproject.toml").is_file():
        return _short(folder), editable
    place = Path(unquote(urlsplit(told.get("url", "")).path))
    return (_short(place), editable) if told and place.exists() else (".", False)


def _direct_url() -> dict[str, Any]:
    """What pip wrote down of where this copy came from (PEP 610); nothing where it came from an index."""
    try:
        written = distribution("imr-llm").read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    return dict(json.loads(written)) if written else {}


def _short(path: Path) -> str:
    return "." if path == Path.cwd() else str(path)


def _pip() -> str:
    """How pip is called for the Python that runs this; its environment may have none of its own (`make demo`)."""
    pip, python = shutil.which("pip"), Path(sys.executable)
    if pip and Path(pip).parent == python.parent:
        return "pip"
    if find_spec("pip"):
        return f"{shlex.quote(str(python))} -m pip"
    return f"pip --python {shlex.quote(str(python))}"


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:
        # A module that was put in place of another.
        return False


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"
