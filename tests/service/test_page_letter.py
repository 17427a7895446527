import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.read import read_bytes
from imr_llm.pipeline import extract, prepare, summarize
from imr_llm.record.model import LetterRecord
from imr_llm.service.page.letter import letter_html
from imr_llm.service.page.words import LANGUAGES
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.model import Summary
from imr_llm.summary.render.article import article_html
from imr_llm.summary.render.places import Places, places
from imr_llm.text.spans import Span
from tests.letter.factories import Parts, form_feeds, plain
from tests.summary.factories import RECORDS
from tests.summary.render.pages import CASES, Page, parsed

NONE = RECORDS["nothing read"]
BACK = "Back to the summaryVolver al resumen"
BEGINNINGS = ["000_", "003_", "written_e_05", "written_e_14"]


def shown(words: str, spans: list[Span], pages: tuple[int, ...] = (0,)) -> Page:
    read = ReadLetter(b"", (), words, pages, "text/plain", llm=False)
    marks = {span: number for number, span in enumerate(sorted(set(spans)), 1)}
    return parsed(f"<div>{letter_html(read, Places(NONE, marks))}</div>")


def words_of(page: Page, number: int) -> str:
    pieces = [
        element for element in page.all("span", class_="place") if element.attributes["data-place"] == str(number)
    ]
    return "".join(piece.words for piece in pieces)


letters = st.text(alphabet="ab <&\"'\n", min_size=1, max_size=60)


@given(st.data())
def test_every_mark_holds_its_words_and_no_word_of_the_letter_is_lost(data: st.DataObject) -> None:
    words = data.draw(letters)
    ends = st.lists(st.integers(0, len(words)), min_size=2, max_size=2, unique=True)
    spans = [Span(*sorted(pair)) for pair in data.draw(st.lists(ends, max_size=6))]
    page = shown(words, spans)
    paragraphs = [element.words for element in page.elements if element.lang == "en" and element.tag in {"p", "h3"}]
    assert "\n".join(paragraphs) == words
    for number, span in enumerate(sorted(set(spans)), 1):
        assert words_of(page, number) == words[slice(*span)].replace("\n", "")
    names = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(names) == len(set(names))


@given(st.data())
def test_every_page_begins_once_and_in_order(data: st.DataObject) -> None:
    words = data.draw(letters)
    starts = sorted(data.draw(st.lists(st.integers(1, len(words) - 1), max_size=4))) if len(words) > 1 else []
    spans = [Span(0, len(words))] if data.draw(st.booleans()) else []
    page = shown(words, spans, (0, *starts))
    said = re.sub("Page ([0-9])Página ([0-9])", r"[\1\2]", page.elements[0].words.replace(BACK, ""))
    ends = [*starts, len(words)]
    parts = [words[start:end].replace("\n", "") for start, end in pairwise([0, *ends])]
    pages = [f"[{number}{number}]" if starts else "" for number in range(1, len(ends) + 1)]
    assert said == "".join(page + part for page, part in zip(pages, parts, strict=True))


def test_a_mark_in_a_mark_lies_inside_it() -> None:
    page = shown("one two three", [Span(0, 13), Span(4, 7)])
    inner = page.all("span", class_="place", id="words-2")[0]
    assert inner.parent is not None
    assert inner.parent.attributes["id"] == "words-1"


def test_titles_are_headings_and_a_decision_stands_out() -> None:
    letter = read_bytes("letter", plain(Parts()).encode())
    ready, record = prepare(letter), extract(letter)
    read = ReadLetter(b"", (), ready.clean.text, (0,), "text/plain", llm=False)
    page = parsed(f"<div>{letter_html(read, Places(record, {}))}</div>")
    assert [element.words for element in page.all("h3")] == [
        "HOW THE IMR FINAL DETERMINATION WAS MADE", "CLINICAL CASE SUMMARY", "IMR ISSUES, DECISIONS AND RATIONALES",
    ]  # fmt: skip
    assert [element.words for element in page.all("p", class_="heading")] == [
        f"{issue.treatment}: {issue.decision}" for issue in Parts().issues
    ]


def test_the_letter_is_text_and_no_markup() -> None:
    words = "<script>alert(1)</script> & <img src=x onerror=alert(2)>"
    read = ReadLetter(b"", (), words, (0,), "text/plain", llm=False)
    html = letter_html(read, Places(NONE, {Span(3, 20): 1})).source
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;" in html
    assert words in unescape(re.sub("<[^>]*>", "", html))


def told(beginning: str) -> tuple[str, LetterRecord, tuple[Summary, ...]]:
    (path,) = CASES.glob(f"{beginning}*.txt")
    letter = read_bytes("letter", path.read_bytes())
    record = extract(letter)
    return prepare(letter).clean.text, record, tuple(summarize(record, language) for language in LANGUAGES)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_sentence_leads_to_the_words_that_it_rests_on(beginning: str) -> None:
    words, record, summaries = told(beginning)
    marked = places(summaries, record)
    page = shown(words, list(marked.numbers))
    names = {element.attributes["id"] for element in page.elements if "id" in element.attributes}
    by_number = {number: words[slice(*span)] for span, number in marked.numbers.items()}
    for summary in summaries:
        article = parsed(article_html(summary, record, places=marked).source)
        links = article.all("a", class_="said")
        assert {str(link.attributes["href"])[1:] for link in links} <= names
        said = [(link.words, set(map(int, str(link.attributes["data-places"]).split()))) for link in links]
        sentences = [one for section in summary.sections for one in section.sentences]
        for sentence in sentences:
            quotes = {proof.quote for name in sentence.basis for proof in record.evidence.get(name, ())}
            leading = [numbers for words_said, numbers in said if words_said == sentence.text]
            if quotes and leading:
                assert any({by_number[number] for number in numbers} & quotes for numbers in leading)
            # A reviewer's whole rationale is shown only where nothing closer is told.
            if any(name in record.evidence for name in sentence.basis if not name.endswith("/rationale")):
                assert leading
        # A link never lies in another: a browser would tear them apart.
        for link in article.all("a"):
            assert link.parent is not None
            assert link.parent.tag != "a"


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_beside_the_letter_only_rules_of_law_unfold(beginning: str) -> None:
    _, record, summaries = told(beginning)
    article = parsed(article_html(summaries[0], record, places=places(summaries, record)).source)
    assert article.all("details")
    assert article.all("q") == []
    assert parsed(article_html(summaries[0], record).source).all("q")


def test_pages_of_a_whole_letter() -> None:
    letter = read_bytes("letter", form_feeds(Parts()).encode())
    clean = prepare(letter).clean
    starts = [next(i for i in range(len(clean.text)) if clean.page(i) >= page) for page in range(1, clean.pages + 1)]
    page = shown(clean.text, [], tuple(starts))
    leaves = [element for element in page.elements if element.attributes.get("class") == "leaf"]
    assert len(leaves) == clean.pages > 1
    assert all(before < after for before, after in pairwise(starts))
