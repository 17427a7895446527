from collections.abc import Iterator
from importlib.resources import files
from typing import get_args

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from imr_llm.summary.catalogue import Catalogue, CatalogueError, catalogue
from imr_llm.summary.model import Language, ReadingLevel
from imr_llm.summary.model import Summary as SummaryModel
from imr_llm.summary.occasion import Occasion
from imr_llm.summary.render.text import render_text
from tests.summary.factories import RECORDS, TODAY, every_reason, write

LANGUAGES: tuple[Language, ...] = get_args(Language)


class Mentions(Visitor):
    """The variables and the messages that a message mentions."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # the parser's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)


def resource(language: Language) -> ast.Resource:
    text = (files("imr_llm.summary") / "locales" / f"{language}.ftl").read_text("utf-8")
    return FluentParser().parse(text)


def messages(language: Language) -> dict[str, Mentions]:
    found: dict[str, Mentions] = {}
    for entry in resource(language).body:
        if isinstance(entry, ast.Message):
            mentions = Mentions()
            mentions.visit(entry)
            assert entry.id.name not in found, f"{entry.id.name} twice"
            found[entry.id.name] = mentions
    return found


def in_full(message: str, found: dict[str, Mentions]) -> set[str]:
    variables = set(found[message].variables)
    for other in found[message].messages:
        variables |= in_full(other, found)
    return variables


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_no_junk(language: Language) -> None:
    assert [entry for entry in resource(language).body if isinstance(entry, ast.Junk)] == []


def test_the_catalogues_have_the_same_messages() -> None:
    assert set(messages("en")) == set(messages("es"))


# Where one language needs no such choice: English nouns have no gender, and only drugs are named twice.
MAY_DIFFER = {"gender", "kind", "guideline_many", "many"}


@pytest.mark.parametrize("message", sorted(messages("en")))
def test_a_message_speaks_of_the_same_things_in_both_languages(message: str) -> None:
    english, spanish = (in_full(message, messages(language)) for language in LANGUAGES)
    assert english ^ spanish <= MAY_DIFFER


def test_every_message_is_said_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[str] = set()
    original = Catalogue.text

    def listening(self: Catalogue, message: str, /, **arguments: str) -> str:
        said.add(message)
        return original(self, message, **arguments)

    monkeypatch.setattr(Catalogue, "text", listening)
    for record in (*RECORDS.values(), *every_reason()):
        write(record, "en")
    write(RECORDS["upheld"], "en", Occasion(TODAY, "The clinic", "the front desk"))
    render_text(SummaryModel(
        language="en", outcome=None, written_by="template", sections=(), verified=True,
        reading=ReadingLevel(grade=0, longest_sentence=0),
    ), "CM26-0000001")  # fmt: skip
    found = messages("en")
    mentioned: set[str] = set().union(*(found[message].messages for message in said))
    assert set(found) - said - mentioned == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("message", "arguments"), [("no-such-message", {}), ("outcome-mixed", {"won": 1}), ("medicine-named", {})]
)
def test_a_fault_of_ours_is_an_error(language: Language, message: str, arguments: dict[str, int]) -> None:
    with pytest.raises(CatalogueError, match=message):
        catalogue(language).text(message, **arguments)


PLURALS = [
    ("outcome-mixed", {"won": 1, "lost": 3}, "You won on 1 treatment, and the insurance company won on 3 treatments.",
     "Usted ganó en 1 tratamiento, y la compañía de seguros ganó en 3 tratamientos."),
    ("treatment-refills", {"refills": 1}, "The request was also for 1 refill.", "También pidió 1 resurtido."),
    ("treatment-refills", {"refills": 2}, "The request was also for 2 refills.", "También pidió 2 resurtidos."),
    ("treatment-sessions", {"sessions": 1}, "That is one visit.", "Es una sesión."),
    ("treatment-sessions", {"sessions": 6}, "That is 6 visits.", "Son 6 sesiones."),
    ("treatment-per-week-and-weeks", {"times": 1, "weeks": 4}, "That is once a week for 4 weeks.",
     "Es una vez por semana, por 4 semanas."),
    ("range", {"low": 4, "high": 6}, "4 to 6", "4 a 6"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "arguments", "english", "spanish"), PLURALS)
def test_plurals(message: str, arguments: dict[str, int | str], english: str, spanish: str) -> None:
    assert catalogue("en").text(message, **arguments) == english
    assert catalogue("es").text(message, **arguments) == spanish


def test_dates_are_written_in_words() -> None:
    said = [
        sentence.text
        for language in LANGUAGES
        for section in write(RECORDS["upheld"], language)
        for sentence in section.sentences
        if sentence.basis == ("/case/utilization_review_date",)
    ]
    assert said == [
        "The letter gives the date of that refusal as November 8, 2016.",
        "La carta da esta fecha para esa negativa: 8 de noviembre de 2016.",
    ]


def strings(language: Language) -> Iterator[str]:
    for entry in resource(language).body:
        if isinstance(entry, ast.Message):
            yield from (element.value for element in texts(entry.value))


def texts(node: ast.Pattern | None) -> Iterator[ast.TextElement]:
    for element in node.elements if node else ():
        if isinstance(element, ast.TextElement):
            yield element
        elif isinstance(element.expression, ast.SelectExpression):
            for variant in element.expression.variants:
                yield from texts(variant.value)


FORBIDDEN = {"en": ("shall", "pursuant", "herein", "shall"), "es": (" tú ", " tu ", " te ", "vosotros")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_plain(language: Language) -> None:
    for text in strings(language):
        assert not [word for word in FORBIDDEN[language] if word in f" {text.lower()} "]
