"""Pages in a real browser: axe-core finds nothing, nothing is cut off, nothing is asked of anybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page

from imr_llm.summary.render.html import render_html
from tests.summary.render.pages import both, letter

pytestmark = pytest.mark.browser

LETTERS = ["003_", "written_e_05", "written_e_14"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
Scheme = Literal["light", "dark"]


@pytest.fixture
def shown(browser: BrowserContext, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens the page of a letter in both languages; at the end, nothing but the file itself was asked for."""
    file = tmp_path / "page.html"
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))

    def opened(beginning: str, large: bool) -> Page:
        record = letter(beginning)
        file.write_text(render_html(both(record), record, large_print=large), "utf-8")
        page.goto(file.as_uri())
        return page

    yield opened
    page.close()
    assert set(asked) == {file.as_uri()}


def choose(page: Page, language: str) -> None:
    """Show one language, with everything unfolded."""
    page.check(f"#show-{language}")
    assert page.locator("article:visible").evaluate_all("all => all.map(one => one.lang)") == [language]
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize(("beginning", "large"), [*((one, False) for one in LETTERS), ("written_e_14", True)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(shown: Callable[..., Page], axe: str, beginning: str, scheme: Scheme, large: bool) -> None:
    page = shown(beginning, large)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(axe)
    for language in ("en", "es"):
        choose(page, language)
        found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert found["passes"]
        assert [fault["id"] for fault in found["violations"]] == []
        assert [fault["id"] for fault in found["incomplete"]] == []


@pytest.mark.parametrize("beginning", [*LETTERS, "written_e_02", "written_e_16"])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_is_wider_than_the_screen(shown: Callable[..., Page], beginning: str, large: bool) -> None:
    page = shown(beginning, large)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        for language in ("en", "es"):
            choose(page, language)
            assert not page.evaluate(TOO_WIDE), (width, language)
