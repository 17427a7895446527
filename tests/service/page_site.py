"""The service in a thread of the test process, and a browser to look at it with."""

import io
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from imr_llm.service.app import create_app
from imr_llm.service.settings import ServiceSettings

# A headless Chromium looks for updates and proposals of its own; none of that is the page's.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Site:
    """The running service. `asked`: every address that pages asked for since the last `look`."""

    url: str
    browser: Browser
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @contextmanager
    def look(self, *, javascript: bool = True, **options: Any) -> Iterator[Page]:
        """A page in a profile of its own. At the end nothing went to another site, and the site kept nothing."""
        self.asked.clear()
        self.said.clear()
        context = self.browser.new_context(java_script_enabled=javascript, accept_downloads=True, **options)
        # Not a measure of speed: a busy machine takes as long as it takes.
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda message: self.said.append(message.text))
        try:
            yield page
            assert {urlsplit(address).netloc for address in self.asked} == {urlsplit(self.url).netloc}
            # A refusal has a status of its own, which Chromium takes for news.
            assert [line for line in self.said if "the server responded with a status of 4" not in line] == []
            self._assert_nothing_is_kept(context, page if javascript else None)
        finally:
            context.close()

    def _assert_nothing_is_kept(self, context: BrowserContext, page: Page | None) -> None:
        assert context.cookies() == []
        if page is not None:
            assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
            assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
            assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true. The page forbids the `eval` by which Playwright would wait itself."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def chromium() -> str:
    """The path of an installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(path for path in map(shutil.which, names) if path)


@contextmanager
def site() -> Iterator[Site]:
    """The service on a free port of the loopback, without an LLM, and a browser."""
    app = create_app(ServiceSettings(workers=2))
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    started = threading.Event()
    begin = server.startup

    async def startup(*arguments: Any, **options: Any) -> None:
        await begin(*arguments, **options)
        started.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(30)
        port = server.servers[0].sockets[0].getsockname()[1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET), headless=True)
            yield Site(f"http://127.0.0.1:{port}", browser)
            browser.close()
    finally:
        server.should_exit = True
        thread.join(30)


def main() -> None:
    """Draw docs/page.png: `python -m tests.service.page_site`."""
    picture = Path(__file__).parents[2] / "docs" / "page.png"
    with site() as shown, shown.look(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as page:
        page.goto(shown.url)
        page.click("button[value=sample]")
        page.hover("#summary article:visible .said >> nth=2")
        until(page, "document.querySelector('#the-letter').scrollTop > 0")
        page.evaluate("document.fonts.ready")
        taken = Image.open(io.BytesIO(page.screenshot()))
    # 64 colours are as good to look at, and a third of the size.
    taken.convert("RGB").quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main()
