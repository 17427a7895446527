"""Tests reach nothing beyond this machine unless they are marked `network`."""

import ipaddress
import shutil
import socket
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

# What a browser would do of its own accord.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


# What marked tests drive, and where it comes from; without it they are left out, which is told at the end.
NEEDED: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (lambda: chromium() is not None, "Chromium (Debian: apt-get install chromium)"),
    "scans": (lambda: shutil.which("tesseract") is not None, "Tesseract (Debian: apt-get install tesseract-ocr)"),
    "ray": (lambda: find_spec("ray") is not None, "Ray, which has wheels for Linux and not for the newest Python"),
}


def chromium() -> str | None:
    """The path of an installed Chromium."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = {marker for marker, (is_here, _) in NEEDED.items() if not is_here()}
    left_out = [item for item in items if missing & {marker.name for marker in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for marker, (is_here, what) in NEEDED.items():
        if not is_here():
            terminalreporter.write_line(f"LEFT OUT: the tests marked {marker}: they need {what}", red=True, bold=True)


class NetworkRefusedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    name = host.decode("ascii") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return name == "localhost"


def _refuse(host: object) -> None:
    if not _is_here(host):
        raise NetworkRefusedError(f"a test tried to reach {host!r}; tests stay on loopback unless marked `network`")


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    """A socket method whose last argument is the address; addresses of local (Unix) sockets are not tuples."""

    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if isinstance(address, tuple):
            _refuse(address[0])
        return original(self, *arguments)

    return call


@pytest.fixture(autouse=True)
def _loopback_only(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.node.get_closest_marker("network"):
        yield
        return
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    for method in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
    yield


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[BrowserContext]":
    """The Chromium of this machine, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=chromium(), args=list(QUIET), headless=True
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
