import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.record.facts import Medication
from imr_llm.summary.model import Language, ReadingLevel, Sentence, Summary
from imr_llm.summary.render import render
from imr_llm.summary.render.json import render_json
from imr_llm.summary.render.markdown import render_markdown
from imr_llm.summary.render.sheet import sheet
from imr_llm.summary.render.text import render_text
from tests.summary.factories import RECORDS, issue, medicine, record, write


def summary(name: str, language: Language = "en") -> Summary:
    return Summary(
        language=language,
        outcome=RECORDS[name].outcome,
        written_by="template",
        sections=write(RECORDS[name], language),
        reading=ReadingLevel(grade=5.0, longest_sentence=20),
        verified=True,
    )


HEADS: list[tuple[Language, str]] = [
    ("en", "Your Independent Medical Review (IMR) letter in plain words\nCase number: CM26-0000001\n\nWHO WON\n-"),
    ("es", "Su carta de revisión médica independiente (IMR) en palabras simples\n"
           "Número de caso: CM26-0000001\n\nQUIÉN GANÓ\n-"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "head"), HEADS)
def test_the_head(language: Language, head: str) -> None:
    assert render_text(summary("upheld", language), "CM26-0000001").startswith(head)


def test_a_letter_without_a_case_number_has_no_line_for_it() -> None:
    assert "Case number" not in render_text(summary("upheld"))
    assert "Case number" not in render_markdown(summary("upheld"))


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_page_is_stands_once_before_the_fold(name: str, language: Language) -> None:
    made = summary(name, language)
    (about,) = [section for section in made.sections if section.id == "about"]
    words = " ".join(sentence.text for sentence in about.sentences)
    for page, fold in (
        (render_text(made, width=1000), sheet(made).more_title.upper()),
        (render_markdown(made), sheet(made).more_title),
    ):
        assert page.count(words) == 1
        assert page.index(words) < page.index(fold)
        assert page.endswith("\n")


@pytest.mark.parametrize("name", RECORDS)
def test_no_sentence_is_lost(name: str) -> None:
    made = summary(name)
    page = " ".join(render_text(made, width=60).split())
    for section in made.sections:
        assert section.title.upper() in page.upper()
        for sentence in section.sentences if section.like is None else ():
            assert sentence.text in page.replace(" * ", " ")


def test_treatments_that_ended_alike_are_told_together() -> None:
    page = render_text(summary("twenty-one"), width=1000)
    first = page[: page.index("MORE:")]
    assert first.count("The same goes for:") >= 3
    assert "* Treatment 21: wheelchair" in first or "Treatment 21: wheelchair\n---" in first


@settings(deadline=None, max_examples=40)
@given(width=st.integers(min_value=30, max_value=140), name=st.sampled_from(sorted(RECORDS)))
def test_no_line_is_wider_than_asked(width: int, name: str) -> None:
    for line in render_text(summary(name), "CM26-0000001", width).splitlines():
        # A word longer than the page is never cut: it may be a drug's name.
        assert len(line) <= width or " " not in line.strip("* ")


def test_sentences_that_belong_together_are_one_point() -> None:
    text = render_text(summary("upheld"), width=1000)
    (deadline,) = [line for line in text.splitlines() if line.startswith("* The deadline to appeal")]
    assert "30 days" in deadline
    assert deadline.endswith("do not count on it.")
    (refusal,) = [line for line in text.splitlines() if "12 months" in line]
    assert "November 8, 2016" in refusal


def test_each_word_is_a_point_of_its_own() -> None:
    rationale = "There was no radiculopathy, and conservative care was not tried. It is not medically necessary."
    made = summary("upheld").model_copy(update={"sections": write(record(issue(rationale=rationale)), "en")})
    lines = render_text(made, width=1000).splitlines()
    for word in ("Upheld", "Radiculopathy", "Conservative care"):
        assert [line for line in lines if line.startswith(f"* “{word}”")]


def test_the_letter_s_words_are_never_markup() -> None:
    name = "<b>x</b> [a](http://e.example) *y* `z`"
    made = summary("upheld").model_copy(
        update={"sections": write(record(medicine(medication=Medication(name=name), treatment=name)), "en")}
    )
    page = render_markdown(made)
    assert "<b>" not in page
    assert r"\<b\>x\</b\> \[a\](http://e.example) \*y\* \`z\`" in page


def test_markdown_has_a_heading_a_section() -> None:
    made = summary("mixed")
    headings = [line for line in render_markdown(made).splitlines() if line.startswith("##")]
    assert len(headings) == len(made.sections) + 1


def test_one_door_to_the_formats() -> None:
    made = summary("upheld")
    assert render(made, "text", "CM26-0000001", 60) == render_text(made, "CM26-0000001", 60)
    assert render(made, "markdown") == render_markdown(made)
    assert render(made, "json") == render_json(made)


def test_json_is_the_contract() -> None:
    told = json.loads(render_json(summary("mixed")))
    assert {"language", "outcome", "written_by", "sections", "reading", "verified", "findings"} == set(told)
    assert told["outcome"] == "partially_overturned"
    assert Summary.model_validate(told) == summary("mixed")
    assert set(told["sections"][0]["sentences"][0]) == set(Sentence.model_fields)
