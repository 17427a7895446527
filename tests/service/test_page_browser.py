"""The page in a real browser: how a letter comes in, and what is shown of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest
from playwright.sync_api import Page

from imr_llm.service.page.words import words_of
from tests.letter.factories import Parts, letter_pdf, pdf, plain
from tests.service.browsing import DESK, SAID, case, download, give, paste, sample
from tests.service.page_site import Site, site, until

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
TEXT = plain(Parts())
MIXED = "You won on 1 treatment, and the insurance company won on 1 treatment."
# What shows the focus of a choice of language stands beside it.
OUTLINE = """() => {
  const one = document.activeElement;
  return getComputedStyle(one.name === "language" ? one.nextElementSibling : one).outlineStyle;
}"""
# What a treatment ended in: a few words that lead to the letter's.
TAG = 'section[aria-labelledby="en-treatment-{}"] .tag .said'
SCRIPT = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"
Language = Literal["en", "es"]


@pytest.fixture(scope="module")
def shown() -> Iterator[Site]:
    with site() as made:
        yield made


def seed_pdf(path: Path) -> bytes:
    lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    return pdf([lines[start : start + 48] for start in range(0, len(lines), 48)], size=9)


GIVEN: list[Callable[[Page], None]] = [
    lambda page: give(page, "letter.txt", case("003_").read_bytes(), "text/plain"),
    lambda page: give(page, "letter.pdf", seed_pdf(case("003_")), "application/pdf"),
    lambda page: paste(page, case("003_").read_text()),
    sample,
]


@pytest.mark.parametrize("given", GIVEN, ids=["text", "pdf", "paste", "sample"])
def test_a_seed_comes_in_by_every_way(shown: Site, given: Callable[[Page], None]) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        given(page)
        answer = "You did not win on any of the 3 treatments: the review agreed with the insurance company."
        assert page.locator(".answer:visible").inner_text() == answer
        assert "CLINICAL CASE SUMMARY" in page.locator("#the-letter").inner_text()
        assert page.title() == "Your IMR letter in plain words"
        asked = len(shown.asked)
        page.check("#show-es")
        answer = "Usted no ganó en ninguno de los 3 tratamientos: la revisión le dio la razón a la compañía de seguros."
        assert page.locator(".answer:visible").inner_text() == answer
        assert page.title() == "Su carta IMR en palabras simples"
        assert page.evaluate("document.documentElement.lang") == "es"
        # The other language was there all the time.
        assert len(shown.asked) == asked
        # Once, in the language that is shown.
        assert page.locator("body").inner_text().count("no asesoría legal.") == 1
        assert "not legal advice" not in page.locator("body").inner_text()


STATES: list[tuple[str, Callable[[Page], None]]] = [
    ("first page", lambda _: None),
    ("lost", sample),
    ("mixed", lambda page: paste(page, case("written_e_09").read_text())),
    ("in doubt", lambda page: paste(page, case("written_e_14").read_text())),
    ("wrong letter", lambda page: paste(page, "Dear friend, hello.")),
]


LOOKS: dict[str, dict[str, Any]] = {
    "en": {"viewport": DESK, "color_scheme": "light"},
    "es": {"viewport": PHONE, "color_scheme": "dark"},
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("name", "reach"), STATES, ids=[name for name, _ in STATES])
def test_axe_finds_nothing(shown: Site, axe: str, name: str, reach: Callable[[Page], None], language: Language) -> None:
    with shown.look(bypass_csp=True, **LOOKS[language]) as page:
        page.goto(f"{shown.url}/?language={language}")
        reach(page)
        # Once large and once not, on the desk and on the phone.
        page.set_checked("#large", (language == "es") == (name in {"first page", "in doubt"}))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if page.locator(SAID).count():
            page.focus(f"{SAID} >> nth=1")
        page.evaluate(axe)
        found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert found["passes"]
        assert [fault["id"] for fault in found["violations"]] == []


@pytest.mark.parametrize("reach", [reach for _, reach in (STATES[0], STATES[2], STATES[4])])
def test_nothing_is_wider_than_the_screen(shown: Site, reach: Callable[[Page], None]) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        reach(page)
        for width in (320, 800, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for language in ("en", "es"):
                page.check(f"#show-{language}")
                for large in (False, True):
                    page.set_checked("#large", large)
                    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                    assert not page.evaluate(too_wide), (width, language, large)


def test_on_a_phone_the_three_ways_are_on_the_first_screen_and_the_summary_comes_first(shown: Site) -> None:
    with shown.look(viewport=PHONE, has_touch=True, is_mobile=True) as page:
        page.goto(shown.url)
        for title in ("#file-title", "#paste summary", "#sample-title"):
            box = page.locator(title).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE["height"]
        sample(page)
        answer, letter = page.locator(".answer:visible").bounding_box(), page.locator("#the-letter").bounding_box()
        assert answer is not None
        assert letter is not None
        assert answer["y"] + answer["height"] < PHONE["height"] < letter["y"]
        assert letter["width"] > PHONE["width"] * 0.9


def test_the_first_language_is_the_browser_s(shown: Site) -> None:
    with shown.look(locale="es-MX") as page:
        page.goto(shown.url)
        assert page.locator("h1").inner_text() == "¿Qué dice su carta IMR?"
        assert page.is_checked("#show-es")


def test_a_choice_of_language_keeps_what_was_typed_and_chosen(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        page.fill("#text", "My words")
        page.set_input_files("#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
        page.check("#show-es")
        page.check("#large")
        assert page.input_value("#text") == "My words"
        assert page.evaluate("document.getElementById('file').files.length") == 1
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
        page.set_input_files("#file", [])
        page.click("button[value=text]")
        page.wait_for_selector("#error")
        assert page.input_value("#text") == "My words"
        assert page.is_checked("#show-es")
        assert page.is_checked("#large")
        assert page.locator("h1").inner_text() == "Esto no parece una carta IMR."


def test_a_choice_of_language_keeps_the_place_in_the_summary(shown: Site) -> None:
    with shown.look(viewport=DESK, reduced_motion="reduce") as page:
        page.goto(shown.url)
        sample(page)
        page.evaluate("document.getElementById('en-next_steps').closest('section').scrollIntoView()")
        until(page, "scrollY > 0 && place")
        top = "language => document.getElementById(`${language}-next_steps`).getBoundingClientRect().top"
        before = page.evaluate(top, "en")
        # `check` would scroll to the choice first, although it can be seen.
        page.evaluate("document.getElementById('show-es').click()")
        assert page.evaluate(top, "es") == pytest.approx(before, abs=5)
        page.evaluate("document.getElementById('large').click()")
        assert page.evaluate(top, "es") == pytest.approx(before, abs=30)


def lit(page: Page) -> str:
    return " ".join(page.locator("#the-letter .lit").all_inner_texts())


def test_a_sentence_lights_up_the_words_that_it_rests_on(shown: Site) -> None:
    with shown.look(viewport=DESK, reduced_motion="reduce") as page:
        page.goto(shown.url)
        sample(page)
        assert lit(page) == ""
        page.hover(TAG.format(2))
        assert lit(page) == "MRI Cervical Spine: Upheld"
        place = page.locator("#the-letter .lit").first.bounding_box()
        assert place is not None
        assert 0 < place["y"] < DESK["height"] - 50
        page.mouse.move(5, 5)
        assert lit(page) == ""
        page.focus(TAG.format(3))
        assert lit(page) == "MRI Lumbar Spine: Upheld"
        # A sentence that is chosen stays, until another one or Escape.
        page.locator(TAG.format(1)).scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        page.click(TAG.format(1))
        page.mouse.move(5, 5)
        assert lit(page) == "Chirocare 2x4-6: Upheld"
        assert page.evaluate("scrollY") == before
        page.keyboard.press("Escape")
        assert lit(page) == ""


def test_on_a_phone_a_tap_goes_to_the_words_and_there_is_a_way_back(shown: Site) -> None:
    with shown.look(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce") as page:
        page.goto(shown.url)
        sample(page)
        before = page.evaluate("scrollY")
        page.tap(f"{SAID} >> nth=0")
        until(page, f"scrollY > {before + 500}")
        place = page.locator("#the-letter .lit").first.bounding_box()
        assert place is not None
        assert 0 <= place["y"] <= PHONE["height"]
        page.tap(".back:visible a")
        until(page, "scrollY < 600")
        assert page.evaluate("document.activeElement.className") == "said lit"


def test_without_a_script_everything_can_be_done(shown: Site) -> None:
    with shown.look(javascript=False, viewport=PHONE, reduced_motion="reduce") as page:
        page.goto(shown.url + "/?language=es")
        assert page.locator("h1").inner_text() == "¿Qué dice su carta IMR?"
        page.check("#show-en")
        page.check("#large")
        assert page.locator("h1").inner_text() == "What does your IMR letter say?"
        give(page, "nothing.txt", b"")
        assert page.locator("h1").inner_text() == "There is nothing in this file."
        assert page.is_checked("#large")
        paste(page, TEXT)
        assert page.locator(".answer:visible").inner_text() == MIXED
        page.check("#show-es")
        assert page.locator("#show-en").is_checked() is False
        for name in ("#print", "#aloud"):
            assert page.is_hidden(name)
        page.click(f"{SAID} >> nth=1")
        until(page, "location.hash !== ''")
        target = page.locator(":target")
        assert "Overturned" in target.inner_text()
        assert page.evaluate("scrollY") > 1000
        assert page.locator(".back:visible").count() == 1
        page.click(".back:visible a")
        saved = download(page, "text")
        assert saved.suggested_filename == "carta-imr-en-palabras-simples.txt"
        assert "QUIÉN GANÓ" in saved.path().read_text("utf-8")
        page.click("button[value=another]")
        page.wait_for_selector("#file")
        assert page.url == shown.url + "/?language=es&print=large"
        assert page.is_checked("#large")


def test_the_keyboard_alone_is_enough(shown: Site) -> None:
    with shown.look(viewport=DESK, reduced_motion="reduce") as page:
        page.goto(shown.url)
        press = page.keyboard.press

        def tab_to(selector: str, most: int = 60) -> None:
            for _ in range(most):
                if page.evaluate("one => document.activeElement.matches(one)", selector):
                    assert page.evaluate(
                        "getComputedStyle(document.activeElement).outlineStyle"
                    ) != "none" or selector == ("[name=language]")
                    return
                press("Tab")
            raise AssertionError(f"{selector} was never reached")

        press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        box = page.locator(".skip").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        tab_to("[name=language]")
        press("ArrowRight")
        assert page.is_checked("#show-es")
        press("ArrowLeft")
        tab_to("#text")
        page.keyboard.insert_text(TEXT)
        tab_to("button[value=text]")
        press("Enter")
        page.wait_for_selector("#the-letter")
        press("Tab")
        press("Enter")
        assert page.url.endswith("#main")
        tab_to(SAID.replace(":visible", ""))
        assert lit(page) != ""
        tab_to("summary")
        press("Enter")
        assert page.locator("details[open]:visible").count() == 1
        tab_to("button[formaction^='/sheet.txt']")
        with page.expect_download():
            press("Enter")
        tab_to("#the-letter")
        press("PageDown")
        until(page, "document.getElementById('the-letter').scrollTop > 100")


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_went_wrong_is_read_out_and_can_be_put_right(shown: Site, language: Language) -> None:
    say = words_of(language).text
    with shown.look(viewport=PHONE) as page:
        page.goto(f"{shown.url}/?language={language}")
        locked = letter_pdf(encryption=pikepdf.Encryption(user="u", owner="o"))
        for data, code in ((b"", "empty"), (locked, "password"), (letter_pdf()[:-1500], "damaged")):
            give(page, "letter.pdf", data)
            assert page.locator("h1").inner_text() == say(f"fault-{code}-1")
            assert page.locator(".todo").inner_text() == say(f"fault-{code}-2")
            assert page.evaluate("document.activeElement.id") == "error"
            assert page.get_attribute("#error", "role") == "alert"
            assert page.locator("#error a:visible").get_attribute("href") == "tel:+18007367401"
            assert page.title() == say("error-name")
        give(page, "letter.pdf", letter_pdf())
        assert page.locator(".answer:visible").count() == 1


def test_a_file_that_is_too_large_is_not_sent(shown: Site) -> None:
    with shown.look(viewport=PHONE) as page:
        page.goto(shown.url)
        page.evaluate("document.getElementById('letter').dataset.largest = '100'")
        asked = len(shown.asked)
        page.set_input_files("#file", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 101})
        page.click("button[value=file]")
        assert page.locator("#status").inner_text().startswith("This file is too big.")
        assert len(shown.asked) == asked
        paste(page, TEXT)
        assert page.locator(".answer:visible").count() == 1


def test_a_reader_hears_that_the_letter_is_being_read(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        asked = len(shown.asked)
        # Twice, as people do.
        heard = page.evaluate(
            "() => { const button = document.querySelector('button[value=sample]'); button.click(); button.click();"
            " const told = document.getElementById('status'); return [told.getAttribute('role'), told.innerText]; }"
        )
        assert heard == ["status", "We are reading your letter. This may take a minute."]
        page.wait_for_selector("#the-letter")
        assert len([address for address in shown.asked[asked:] if "/letter?" in address]) == 1
        page.go_back()
        page.wait_for_selector("#file")
        assert page.locator("#status").inner_text() == ""


def test_a_file_can_be_dropped_anywhere(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        dropped = page.evaluate_handle(
            "words => { const data = new DataTransfer();"
            " data.items.add(new File([words], 'letter.txt', {type: 'text/plain'})); return data; }",
            TEXT,
        )
        page.dispatch_event("main", "dragover", {"dataTransfer": dropped})
        assert "over" in str(page.get_attribute("#drop", "class"))
        page.dispatch_event("main", "drop", {"dataTransfer": dropped})
        assert "over" not in str(page.get_attribute("#drop", "class"))
        page.keyboard.press("Enter")
        page.wait_for_selector("#the-letter")
        assert page.locator(".answer:visible").inner_text() == MIXED


def test_a_script_in_a_letter_is_text(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        paste(page, SCRIPT)
        assert page.input_value("#text") == SCRIPT
        said = TEXT.replace("Tramadol 50mg #60", f"Tramadol 50mg #60 {SCRIPT}")
        paste(page, said)
        assert "<script>document.title" in page.locator("#the-letter").inner_text()
        assert "<script>document.title" in (page.locator("#summary").text_content() or "")
        assert page.title() == "Your IMR letter in plain words"
        assert page.locator("main script, main img").count() == 0
