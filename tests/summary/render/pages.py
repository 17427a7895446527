"""Pages for the tests: summaries of written records and of the labelled letters, and a reader of their markup."""

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from imr_llm.letter.read import read
from imr_llm.pipeline import extract, summarize
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, ReadingLevel, Summary
from tests.summary.factories import write

CASES = Path(__file__).parents[3] / "evals" / "cases"
LANGUAGES: tuple[Language, ...] = ("en", "es")
_VOID = {"meta", "input"}


def summary_of(record: LetterRecord, language: Language) -> Summary:
    """The template's summary of a written record, taken as verified."""
    return Summary(
        language=language,
        outcome=record.outcome,
        written_by="template",
        sections=write(record, language),
        reading=ReadingLevel(grade=5.0, longest_sentence=20),
        verified=True,
    )


@cache
def letter(beginning: str) -> LetterRecord:
    """The record of the one labelled letter whose name begins so."""
    (path,) = CASES.glob(f"{beginning}*.txt")
    return extract(read(str(path)))


def both(record: LetterRecord) -> list[Summary]:
    """The whole pipeline's summaries in both languages."""
    return [summarize(record, language) for language in LANGUAGES]


@dataclass
class Element:
    """An element as a browser would see it. `lang` is inherited; `words` is all its text."""

    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None"
    words: str = ""

    @property
    def lang(self) -> str | None:
        return self.attributes.get("lang") or (self.parent.lang if self.parent else None)


@dataclass
class Page:
    """Every element of a page in order."""

    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self._open[-1] if self._open else None)
        assert len(attrs) == len(element.attributes), "an attribute twice"
        self.page.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without a beginning"
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parsed(html: str) -> Page:
    """The elements of a page; a page whose tags do not nest fails."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader._open
    return reader.page
