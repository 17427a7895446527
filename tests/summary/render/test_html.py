import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.record.model import Evidence, LetterRecord
from imr_llm.summary.law import legal_texts
from imr_llm.summary.model import Language, ReadingLevel, Section, Sentence, Summary
from imr_llm.summary.render.html import render_html, style
from tests.summary.factories import NOTICE, RECORDS, issue, medicine, record, therapy
from tests.summary.render.pages import LANGUAGES, Page, both, letter, parsed, summary_of

EVERY = [(name, language) for name in RECORDS for language in LANGUAGES]
LETTERS = ["003_", "written_e_02", "written_e_05", "written_e_14"]


def page(name: str, language: Language) -> Page:
    return parsed(render_html([summary_of(RECORDS[name], language)], RECORDS[name]))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_headings_are_in_order(name: str, language: Language) -> None:
    headings = [element for element in page(name, language).elements if re.fullmatch("h[1-6]", element.tag)]
    levels = [int(heading.tag[1]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert all(heading.words.strip() for heading in headings)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_sentence_is_lost(name: str, language: Language) -> None:
    made = summary_of(RECORDS[name], language)
    (article,) = page(name, language).all("article")
    grounds = [section for section in made.sections if section.id.startswith("why-")]
    for section in made.sections:
        assert section.title in article.words
        for sentence in section.sentences if section.like is None else ():
            assert sentence.text in article.words
    assert len(grounds) == len(RECORDS[name].issues)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_folds_away_stands_behind_the_rest(name: str, language: Language) -> None:
    made = summary_of(RECORDS[name], language)
    shown = page(name, language)
    (more,) = shown.all("section", class_="more")
    folded = {section.title for section in made.sections if section.fold}
    assert all(title in more.words for title in folded)
    for frame in shown.all("section"):
        if frame is not more:
            assert frame.parent is not None
            assert frame.parent.tag == "article"
            assert not [one for one in shown.all("details") if one.parent is frame]


@pytest.mark.parametrize("beginning", LETTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_s_words_are_marked_as_english(beginning: str, language: Language) -> None:
    told = letter(beginning)
    (made,) = (one for one in both(told) if one.language == language)
    shown = parsed(render_html([made], told))
    assert shown.elements[0].attributes["lang"] == language
    marked = {element.words for element in shown.all("span", class_="quoted")}
    assert {element.lang for element in shown.elements if element.attributes.get("class") == "quoted"} == {"en"}
    assert {element.lang for element in shown.all("q")} == {"en"}
    for section in made.sections:
        for sentence in section.sentences:
            assert set(sentence.quotes) <= marked


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_page_loads_and_runs_nothing(name: str, language: Language) -> None:
    shown = page(name, language)
    sources = {text.source for text in legal_texts().values()}
    for element in shown.elements:
        assert element.tag not in {"script", "link", "img", "iframe", "object", "base", "form", "svg", "video"}
        assert not {"src", "srcset", "style", "action"} & set(element.attributes)
        assert not [attribute for attribute in element.attributes if attribute.startswith("on")]
        target = element.attributes.get("href")
        if target is not None:
            assert element.tag == "a"
            assert target in sources or urlsplit(target).scheme == "tel"


def test_the_style_is_the_only_thing_the_page_may_load() -> None:
    shown = page("upheld", "en")
    (policy,) = (meta.attributes["content"] for meta in shown.all("meta", **{"http-equiv": "Content-Security-Policy"}))
    (style_sheet,) = shown.all("style")
    digest = b64encode(sha256(style_sheet.words.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert style_sheet.words == style()
    for loading in ("url(", "@import", "</", "://"):
        assert loading not in style()


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_names_within_the_page_are_unique_and_known(name: str, language: Language) -> None:
    shown = page(name, language)
    names = [element.attributes["id"] for element in shown.elements if "id" in element.attributes]
    assert len(names) == len(set(names))
    for element in shown.all("section"):
        assert element.attributes["aria-labelledby"] in names


WON = {"decision": "overturned", "reasons": ("findings_support",)}
BANNERS: list[tuple[LetterRecord, str, list[str]]] = [
    (RECORDS["upheld"], "banner lost", ["Not approved"]),
    (RECORDS["overturned"], "banner won", ["Approved"]),
    (RECORDS["mixed"], "banner mixed", ["Not approved", "Approved"]),
    (RECORDS["split"], "banner lost", ["Not approved: the rest of the request"]),
    (RECORDS["split, won"], "banner won", ["Approved"]),
    (RECORDS["disputed"], "banner unclear", ["Not clear: the letter does not say plainly who won here"]),
    (
        RECORDS["partly unclear"],
        "banner unclear",
        ["Not approved", "Not clear: the letter does not say plainly who won here", "Approved"],
    ),
    # What was read of half a letter is no loss: a calm question, and never the cross.
    (RECORDS["half a letter"], "banner unclear", ["Approved"]),
    (record(issue(), doubts=(("/issues", "missing"),)), "banner unclear", ["Not approved"]),
    (RECORDS["nothing read"], "banner unclear", []),
]


@pytest.mark.parametrize(("told", "banner", "tags"), BANNERS)
def test_who_won_is_said_in_words_and_signs(told: LetterRecord, banner: str, tags: list[str]) -> None:
    made = summary_of(told, "en")
    shown = parsed(render_html([made], told))
    (frame,) = shown.all("section", class_=banner)
    (answer,) = shown.all("p", class_="answer")
    assert answer.parent is frame
    assert answer.words.startswith(made.sections[0].sentences[0].text)
    results = shown.all("p", class_="result")
    assert [result.words for result in results] == [f"{words}." for words in tags]
    # Each of the four has a sign of its own before the words.
    kind = banner.rsplit(maxsplit=1)[-1]
    (sign,) = re.findall(rf'\.{kind} \.answer::before.*?content: "([^"]+)"', style())
    assert sign in {"✔", "✘", "✔ ✘", "?"}


def test_treatments_that_ended_alike_are_told_together() -> None:
    shown = page("twenty-one", "en")
    cards = shown.all("section", class_="treatment")
    assert len(cards) < 10
    assert all(f"Treatment {number}:" in " ".join(card.words for card in cards) for number in range(1, 22))


def test_a_safety_notice_stands_out() -> None:
    shown = page("opioid with a notice", "en")
    warnings = [element.words for element in shown.elements if element.attributes.get("class") == "safety"]
    assert any("do not stop it suddenly" in words for words in warnings)
    assert any(NOTICE.rstrip(".") in words for words in warnings)


def test_the_help_line_can_be_tapped() -> None:
    links = [link for link in page("upheld", "en").all("a") if str(link.attributes["href"]).startswith("tel:")]
    assert links
    assert {(link.words, link.attributes["href"]) for link in links} == {("1-800-736-7401", "tel:+18007367401")}


def test_a_number_in_the_letter_is_no_link() -> None:
    told = record(issue(treatment="Call 1-800-555-0100 for an MRI"))
    shown = parsed(render_html([summary_of(told, "en")], told))
    assert "1-800-555-0100" not in {link.words for link in shown.all("a")}


def test_both_languages_in_one_file() -> None:
    told = letter("written_e_05")
    shown = parsed(render_html(both(told), told))
    assert [(article.attributes["lang"]) for article in shown.all("article")] == ["en", "es"]
    assert len(shown.all("h1")) == 2
    choices = shown.all("input", type="radio", name="language")
    assert [(choice.attributes["id"], "checked" in choice.attributes) for choice in choices] == [
        ("show-en", True), ("show-es", False),
    ]  # fmt: skip
    assert [label.words for label in shown.all("label")] == ["English", "Español"]
    for language, other in (("en", "es"), ("es", "en")):
        assert f'body:has(#show-{language}:checked) article[lang="{other}"]' in style()


def test_one_language_has_no_choice() -> None:
    assert page("upheld", "es").all("input") == []


def test_paper_has_nothing_to_unfold_or_choose() -> None:
    told = letter("written_e_05")
    shown = parsed(render_html(both(told), told, paper=True))
    assert shown.all("details") == shown.all("input") == []
    assert len(shown.all("article")) == 2


def test_large_print() -> None:
    told = RECORDS["upheld"]
    large = parsed(render_html([summary_of(told, "en")], told, large_print=True))
    assert large.elements[0].attributes["class"] == "large"
    assert "html.large { font-size: 18pt; }" in style()
    assert "class" not in page("upheld", "en").elements[0].attributes


def test_a_summary_that_failed_its_check_says_so() -> None:
    told = RECORDS["upheld"]
    failed = summary_of(told, "en").model_copy(update={"verified": False})
    assert "did not pass our own check" in parsed(render_html([failed], told)).all("article")[0].words
    assert "did not pass our own check" not in page("upheld", "en").all("article")[0].words


def test_the_facts_for_a_doctor() -> None:
    told = record(therapy(), medicine(2, **WON))
    (facts,) = parsed(render_html([summary_of(told, "en")], told)).all("details", class_="fold facts")
    for words in (
        "CM26-0000001", "October 12, 2016", "November 8, 2016",
        "The rest: not approved (Upheld)", "Already approved before:", "Approved (Overturned)", "Norco 10/325mg #90",
    ):  # fmt: skip
        assert words in facts.words


def test_a_doubted_fact_is_not_given_as_certain() -> None:
    told = record(issue(), doubts=(("/case/utilization_review_date", "disputed"), ("/issues/0/decision", "disputed")))
    (facts,) = parsed(render_html([summary_of(told, "en")], told)).all("details", class_="fold facts")
    assert "November" not in facts.words
    assert "Not certain" in facts.words
    assert "Upheld" not in facts.words
    assert "Not clear" in facts.words


def _with_words(words: str) -> tuple[Summary, LetterRecord]:
    """A page that shows some words in every place where a letter's words can stand."""
    told = record(therapy(treatment=words, original_request=words, authorized_portion=words, rationale=words))
    proof = Evidence(quote=words, start=0, end=max(1, len(words)), page=1)
    told = told.model_copy(
        update={
            "case": told.case.model_copy(update={"case_number": words}),
            "evidence": {"/issues/0/treatment": (proof,)},
        }
    )
    said = Sentence(text=f"The letter says: “{words}.”", basis=("/issues/0/treatment",), quotes=(words,))
    other = Sentence(text=words, basis=("/issues/0/safety_notice",))
    sections = tuple(
        Section(id=name, title=f"About “{words}”", sentences=(said, other))
        for name in ("outcome", "treatment-1", "why-1", "next_steps", "help", "words")
    )
    level = ReadingLevel(grade=5.0, longest_sentence=20)
    made = Summary(language="es", outcome="upheld", written_by="llm", sections=sections, reading=level, verified=True)
    return made, told


MARKUP = ["<script>alert(1)</script>", "</style><b>", '" onload="x', "&lt;i&gt;", "<!-- x", "]]>", "' <a href=x>", "“”"]
SIGNS = st.text(alphabet=st.sampled_from("<>&\"'/=!-;#x“” \n\\`"), min_size=1)


@settings(deadline=None, max_examples=150)
@given(words=st.sampled_from(MARKUP) | SIGNS | st.text(min_size=1, max_size=60))
def test_a_letter_s_words_never_become_markup(words: str) -> None:
    shown, plain = (parsed(render_html([made], told)) for made, told in (_with_words(words), _with_words("plain")))

    def skeleton(page: Page) -> list[tuple[str, tuple[str, ...]]]:
        return [(element.tag, tuple(sorted(element.attributes))) for element in page.elements]

    if words.split():
        assert skeleton(shown) == skeleton(plain)
    (article,) = shown.all("article")
    assert f"The letter says: “{words}.”" in article.words
