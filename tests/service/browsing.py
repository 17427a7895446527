"""What a worker does on the page, for the tests in a real browser."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Download, Page

from tests.summary.render.pages import CASES

DESK = {"width": 1400, "height": 900}
SAID = "#summary article:visible .said"


def case(beginning: str) -> Path:
    (path,) = CASES.glob(f"{beginning}*.txt")
    return path


def sample(page: Page) -> None:
    page.click("button[value=sample]")
    page.wait_for_selector("#the-letter")


def paste(page: Page, words: str) -> None:
    if not page.is_visible("#text"):
        page.click("#paste summary")
    page.fill("#text", words)
    page.click("button[value=text]")
    page.wait_for_selector("#the-letter, #error")


def give(page: Page, name: str, data: bytes, kind: str = "application/octet-stream") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": data})
    page.click("button[value=file]")
    page.wait_for_selector("#the-letter, #error")


def download(page: Page, kind: Literal["pdf", "text"]) -> Download:
    with page.expect_download() as found:
        page.click(f"button[formaction^='/sheet.{'pdf' if kind == 'pdf' else 'txt'}']")
    return found.value
