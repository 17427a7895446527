"""The few files that the page loads, by name; there is no folder that an address could leave."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from imr_llm.summary.render.html import style

_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "atkinson-hyperlegible-next.woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """`version` changes with the content, so that a browser may keep the file for as long as it likes."""

    data: bytes
    media_type: str
    version: str


def static_file(name: str) -> StaticFile | None:
    """A file of the page; null when there is none of that name."""
    return _files().get(name)


def static_address(name: str) -> str:
    """Where a page loads a file from. Raises KeyError for a name that is not there."""
    return f"/static/{name}?v={_files()[name].version}"


@cache
def _files() -> Mapping[str, StaticFile]:
    folder = files("imr_llm.service") / "static"
    found = {name: _static(folder.joinpath(name).read_bytes(), type_) for name, type_ in _TYPES.items()}
    # The style of every summary, on the page as in a file of its own.
    return found | {"sheet.css": _static(style().encode(), "text/css; charset=utf-8")}


def _static(data: bytes, media_type: str) -> StaticFile:
    return StaticFile(data, media_type, hashlib.sha256(data).hexdigest()[:12])
