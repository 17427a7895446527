"""The page in a real browser: what is printed, saved and read aloud, and the wishes of the reader's machine."""

import io
from collections.abc import Iterator

import pypdfium2
import pytest

from imr_llm.service.page.words import words_of
from tests.service.browsing import DESK, SAID, case, download, paste, sample
from tests.service.page_site import Site, site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shown() -> Iterator[Site]:
    with site() as made:
        yield made


def pages_of(made: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(made))
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("beginning", ["003_", "written_e_09", "written_e_14"])
def test_the_sheet_prints_on_a_few_pages(shown: Site, beginning: str) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        paste(page, case(beginning).read_text())
        for language in ("en", "es"):
            page.check(f"#show-{language}")
            printed = pages_of(page.pdf(prefer_css_page_size=True))
            # What folds away begins on a page of its own.
            assert 2 <= len(printed) <= 4
            whole = "\n".join(printed)
            say = words_of(language).text
            assert {"en": "Who won", "es": "Quién ganó"}[language] in whole
            assert {"en": "Quién ganó", "es": "Who won"}[language] not in whole
            for name in ("site", "save-pdf", "result-places", "letter-back", "result-check"):
                assert say(name) not in whole
            assert "CLINICAL CASE SUMMARY" not in whole
        page.check("#print-letter")
        assert "CLINICAL CASE SUMMARY" in "\n".join(pages_of(page.pdf(prefer_css_page_size=True)))


def test_large_print_prints_large(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url + "/?print=large")
        sample(page)
        large = len(pages_of(page.pdf(prefer_css_page_size=True)))
        page.uncheck("#large")
        assert large > len(pages_of(page.pdf(prefer_css_page_size=True)))


def test_what_is_saved_is_what_is_shown(shown: Site) -> None:
    with shown.look(viewport=DESK) as page:
        page.goto(shown.url)
        paste(page, case("written_e_09").read_text())
        page.check("#show-es")
        page.check("#large")
        saved = download(page, "pdf")
        assert saved.suggested_filename == "carta-imr-en-palabras-simples.pdf"
        sheets = pages_of(saved.path().read_bytes())
        assert "Quién ganó" in sheets[0]
        assert len(sheets) > 2
        # The page is still there, as it was.
        assert page.is_checked("#show-es")
        assert "Usted ganó" in download(page, "text").path().read_text("utf-8")


VOICES = """
  window.heard = [];
  const voice = (lang, localService) => ({lang, localService, name: lang});
  const target = new EventTarget();
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: function (words) { this.words = words; }});
  Object.defineProperty(window, 'speechSynthesis', {value: Object.assign(target, {
    getVoices: () => VOICES,
    cancel: () => {},
    speak: (one) => { window.heard.push([one.lang, one.voice && one.voice.lang, one.words]); one.onstart(); },
  })});
"""


@pytest.mark.parametrize(
    ("voices", "english", "spanish"),
    [
        ("[voice('en-US', true), voice('es-MX', true)]", True, True),
        ("[voice('en-US', true), voice('es-MX', false)]", True, False),
        ("[]", False, False),
    ],
)
def test_reading_aloud_is_offered_where_this_machine_has_a_voice(
    shown: Site, voices: str, english: bool, spanish: bool
) -> None:
    with shown.look(viewport=DESK, reduced_motion="reduce") as page:
        page.add_init_script(f"{{{VOICES.replace('VOICES,', voices + ',')}}}")
        page.goto(shown.url)
        sample(page)
        assert page.is_visible("#aloud") is english
        page.check("#show-es")
        assert page.is_visible("#aloud") is spanish
        if not spanish:
            return
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.click("#aloud")
        assert page.get_attribute("#aloud", "aria-pressed") == "true"
        assert page.locator("#aloud").inner_text() == "Parar"
        heard = page.evaluate("heard")
        assert [one[:2] for one in heard[:2]] == [["es", "es-MX"], ["es", "es-MX"]]
        # The letter's own words are read by the English voice.
        assert ["en", "en-US", "MRI Cervical Spine"] in heard
        assert "Quién ganó" in [one[2] for one in heard]
        assert page.locator("#summary .aloud").count() == 1
        page.click("#aloud")
        assert page.get_attribute("#aloud", "aria-pressed") == "false"
        assert page.locator("#summary .aloud").count() == 0


def test_motion_is_for_those_who_want_it(shown: Site) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        with shown.look(reduced_motion=wish) as page:
            page.goto(shown.url)
            assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_forced_colours_show_what_is_lit_and_chosen(shown: Site) -> None:
    with shown.look(viewport=DESK, forced_colors="active") as page:
        page.goto(shown.url)
        sample(page)
        page.hover(f"{SAID} >> nth=2")
        ground = "one => getComputedStyle(one).backgroundColor"
        assert page.locator("#the-letter .lit").first.evaluate(ground) != page.locator("#the-letter").evaluate(ground)
        chosen, other = page.locator(".switch :checked + span"), page.locator(".switch :not(:checked) + span")
        assert chosen.evaluate(ground) != other.evaluate(ground)
