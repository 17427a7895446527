import re
from importlib.resources import files
from string import ascii_lowercase

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from imr_llm.errors import EndpointError, ImrError, LetterFault, UnreadableLetterError
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.page import faults as page_faults
from imr_llm.service.page.faults import PageError, code_of
from imr_llm.service.page.words import LANGUAGES, LETTER_LINE, OLD_LINE, both, words_of
from imr_llm.summary.catalogue import Catalogue
from imr_llm.summary.model import Language
from imr_llm.summary.readability import count_text, flesch_kincaid, szigriszt_pazos
from imr_llm.summary.readability.lints import FAULTS, lint_words
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.render.markup import text

ARGUMENTS = {
    "words": LETTER_LINE,
    "old": OLD_LINE,
    "host": "llm.example",
    "redacts": "yes",
    "page": 2,
    "seconds": 10,
    "megabytes": 20,
    "photos": "yes",
}
# Words that everybody who holds the letter or the phone knows.
KNOWN = frozenset({"imr", "pdf", "ai", "ia", "mb", "jpeg"})
FAMILIAR_YOU = re.compile(r"\b(?:tú|tu|tus|te|ti|contigo|puedes|tienes|quieres|elige|pega|sube|mira|lee tu)\b", re.I)


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # the parser's name
        self.names.add(node.id.name)


def messages(language: Language) -> dict[str, set[str]]:
    body = FluentParser().parse((files("imr_llm.service") / "locales" / f"{language}.ftl").read_text("utf-8")).body
    assert not [entry for entry in body if isinstance(entry, ast.Junk)]
    found: dict[str, set[str]] = {}
    for entry in body:
        if isinstance(entry, ast.Message):
            variables = Variables()
            variables.visit(entry)
            assert entry.id.name not in found
            found[entry.id.name] = variables.names
    return found


def said(language: Language) -> dict[str, str]:
    """What the page says in its own words; a host and the letter's line are not."""
    told = {name: words_of(language).text(name, **ARGUMENTS) for name in messages(language) if name != "file-name"}
    told |= {
        f"{name}-without-photos": words_of(language).text(name, photos="no") for name in ("file-label", "file-pages")
    }
    told["privacy-llm-whole"] = words_of(language).text("privacy-llm", **(ARGUMENTS | {"redacts": "no"}))
    return {
        name: words.replace(LETTER_LINE, "…").replace(OLD_LINE, "…").replace("llm.example", "…")
        for name, words in told.items()
    }


def test_both_languages_have_the_same_messages_about_the_same_things() -> None:
    assert messages("en") == messages("es")


def test_every_message_is_used() -> None:
    folder = files("imr_llm.service")
    used = "".join((folder / "templates" / f"{name}.html").read_text() for name in ("base", "home", "result"))
    used += "".join((folder / "page" / f"{part}.py").read_text() for part in ("routes", "view", "letter"))
    faults = {f"fault-{code_of(error)}-{line}" for error in every_error() for line in (1, 2)}
    spare = {name for name in messages("en") if not re.search(f"[\"']{name}[\"']", used)} - faults
    assert spare == set()


PAGE_S_OWN = (("nothing", 422), ("several-files", 422), ("expired", 410), ("no-pdf", 501))


def every_error() -> list[ImrError]:
    return [
        *(UnreadableLetterError("letter", fault, "advice") for fault in LetterFault),
        *(ServiceError(fault, "detail") for fault in ServiceFault),
        *(PageError(code, status) for code, status in PAGE_S_OWN),
        EndpointError("no answer"),
        ImrError("a fault"),
    ]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: getattr(error, "fault", None) or repr(error))
def test_whatever_goes_wrong_the_page_has_words_for_it(error: ImrError) -> None:
    for line in (1, 2):
        shown = both(f"fault-{code_of(error)}-{line}", **ARGUMENTS).source
        assert 'class="en" lang="en">' in shown
        assert 'class="es" lang="es">' in shown


def test_of_every_fault_of_the_service_somebody_has_thought() -> None:
    """What has no words of its own shares those of another: which, is said and not guessed."""
    assert set(ServiceFault) <= set(page_faults._WORDS)


CODES = [
    (LetterFault.PASSWORD, "password"),
    (LetterFault.NOT_A_LETTER, "not-a-letter"),
    (LetterFault.TOO_LARGE, "too-large"),
    (ServiceFault.TOO_LARGE, "too-large"),
    (ServiceFault.BUSY, "busy"),
    (ServiceFault.STOPPING, "stopping"),
    (ServiceFault.ENDPOINT_SLOW, "llm"),
    (ServiceFault.BAD_BODY, "bad-body"),
    (ServiceFault.ENCODED, "bad-body"),
    (ServiceFault.FAULT_OF_OURS, "ours"),
]


@pytest.mark.parametrize(("fault", "code"), CODES)
def test_which_words_are_for_which_fault(fault: LetterFault | ServiceFault, code: str) -> None:
    assert code_of(ServiceError(fault, "detail")) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_as_easy_to_read_as_a_summary(language: Language) -> None:
    sentences = [part for words in said(language).values() for part in sentences_of(" ".join(words.split()))]
    counts = count_text(sentences, language)
    if language == "en":
        assert flesch_kincaid(counts) <= 6
    else:
        assert szigriszt_pazos(counts) >= 70
    # One sentence may be longer: it says all that happens to a letter that an LLM reads.
    lengths = sorted(len(sentence.split()) for sentence in sentences)
    assert lengths[-3] <= 20
    assert lengths[-1] <= 32


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(messages("en").keys() - {"file-name"}))
def test_no_message_is_hard(language: Language, name: str) -> None:
    found = [(kind, hard) for kind, hard, _ in lint_words(said(language)[name], language, KNOWN) if kind in FAULTS]
    assert found == []


def test_spanish_says_usted() -> None:
    assert FAMILIAR_YOU.search("Elige tu carta")
    assert {name: words for name, words in said("es").items() if FAMILIAR_YOU.search(words)} == {}


def test_the_letter_s_line_is_english_in_spanish() -> None:
    shown = both("kind", words=LETTER_LINE, old=OLD_LINE).source
    for line in (LETTER_LINE, OLD_LINE):
        assert f'<span class="quoted" lang="en">{line}</span>' in shown


def test_what_is_put_into_a_message_is_text() -> None:
    assert text("<b>host</b>").source in both("privacy-llm", host="<b>host</b>", redacts="yes").source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_name_needs_no_quoting(language: Language) -> None:
    assert set(words_of(language).text("file-name")) <= set(ascii_lowercase) | {"-"}
    assert isinstance(words_of(language), Catalogue)
