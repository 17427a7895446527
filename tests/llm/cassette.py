"""Recorded exchanges: how they are written so that a person can read them, and what of a request has to match."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "cassettes"
# All that is kept of a reply's headers: no cookie, no account, no machine, no time.
KEPT_HEADERS = frozenset({"content-type", "retry-after"})
# The address that recordings carry, whoever answered.
ADDRESS = "http://endpoint/v1"


class _Dumper(yaml.SafeDumper):
    pass


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def _open(value: Any) -> Any:
    """JSON text, and JSON text within it, as YAML mappings, so that an answer can be read."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return {"json": _open(json.loads(value))}
        except ValueError:
            return value
    if isinstance(value, dict):
        return {name: _open(item) for name, item in value.items()}
    return [_open(item) for item in value] if isinstance(value, list) else value


def _close(value: Any) -> Any:
    """The way back."""
    if isinstance(value, dict) and set(value) == {"json"}:
        return json.dumps(_close(value["json"]), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, dict):
        return {name: _close(item) for name, item in value.items()}
    return [_close(item) for item in value] if isinstance(value, list) else value


class Serializer:
    """vcrpy's interface; `answered_by` is written on top of the file."""

    def __init__(self, answered_by: str = "") -> None:
        self._answered_by = answered_by

    def serialize(self, cassette: dict[str, Any]) -> str:
        document = {"answered_by": self._answered_by, **_open(cassette)}
        return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)

    def deserialize(self, text: str) -> dict[str, Any]:
        document = yaml.safe_load(text)
        del document["answered_by"]
        closed: dict[str, Any] = _close(document)
        return closed


def _request(request: Any) -> Any:
    request.uri = ADDRESS + request.path.removeprefix("/v1")
    request.headers = {"content-type": "application/json"}
    return request


def _response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name.lower(): value for name, value in response["headers"].items() if name.lower() in KEPT_HEADERS}
    return response | {"headers": kept}


@contextmanager
def cassette(path: Path, record: bool, answered_by: str = "") -> Iterator[Any]:
    """Record a cassette anew, or replay it: then every request must be in it, and nothing is sent."""
    recorder = vcr.VCR(
        record_mode="all" if record else "none",
        match_on=("method", "path", "body"),
        before_record_request=_request,
        before_record_response=_response,
        decode_compressed_response=True,
    )
    recorder.register_serializer("readable", Serializer(answered_by))
    if record:
        path.unlink(missing_ok=True)
    with recorder.use_cassette(str(path), serializer="readable") as tape:
        yield tape


def model_of(path: Path) -> str:
    """The model that a cassette was recorded with."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return str(document["interactions"][0]["request"]["body"]["json"]["model"])
