"""The report in a real browser: axe-core finds nothing, nothing is cut off, nothing is asked of anybody."""

import pytest
from playwright.sync_api import BrowserContext

from imr_llm.corpus.write import write_report
from imr_llm.letter.read import read
from imr_llm.pipeline import extract
from tests.corpus.test_report import CASES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_it_can_be_read_by_anybody(browser: BrowserContext, axe: str, tmp_path, scheme, width):
    with (tmp_path / "records.jsonl").open("w") as file:
        for path in sorted(CASES.glob("written_e_*.txt")):
            file.write(extract(read(path)).to_json(indent=None) + "\n")
    address = write_report(tmp_path)[0].as_uri()
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    page.close()
    assert found["passes"]
    assert [fault["id"] for fault in found["violations"]] == []
    assert asked == [address]
