"""A systemd unit as its settings."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "imr-llm.service"
_SECONDS = {"": 1, "s": 1, "min": 60, "h": 3600}
_BYTES = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


def settings(path: Path = FILE) -> dict[str, list[str]]:
    """The values of each setting, in their order: a setting may stand several times."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if match := re.fullmatch(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def words(name: str) -> list[str]:
    return [word for value in settings()[name] for word in value.split()]


def seconds(text: str) -> int:
    return _amount(text, _SECONDS)


def size(text: str) -> int:
    """Bytes."""
    return _amount(text, _BYTES)


def _amount(text: str, units: dict[str, int]) -> int:
    match = re.fullmatch(r"(\d+) ?([A-Za-z]*)", text)
    assert match, text
    return int(match[1]) * units[match[2]]


def variables(lines: Iterator[str]) -> dict[str, str]:
    """NAME=value lines, also those that are offered as a remark."""
    return dict(pair.split("=", 1) for line in lines for pair in [line.lstrip("#")] if re.match(r"[A-Z][A-Z_]+=", pair))
