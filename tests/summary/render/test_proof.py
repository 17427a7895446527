import pytest

from imr_llm.record.model import Evidence
from imr_llm.summary.model import Sentence
from imr_llm.summary.render.html import render_html
from imr_llm.summary.render.proof import LetterWords, proofs
from tests.summary.factories import issue, record
from tests.summary.render.pages import LANGUAGES, both, letter, parsed

TEXT = "The MRI of the neck is not needed. No weakness was found.\nUpheld"


def proof(quote: str, page: int = 1) -> Evidence:
    start = TEXT.index(quote)
    return Evidence(quote=quote, start=start, end=start + len(quote), page=page)


RECORD = record(issue()).model_copy(
    update={
        "evidence": {
            "/issues/0/treatment": (proof("MRI of the neck"),),
            "/issues/0/body_regions/0/region": (proof("neck"),),
            "/issues/0/decision": (proof("Upheld", 2),),
            "/issues/0/reasons/0": (proof("No weakness was found"),),
            "/issues/0/rationale": (proof("The MRI of the neck is not needed. No weakness was found."),),
        }
    }
)

ROWS: list[tuple[str, tuple[str, ...], list[LetterWords]]] = [
    ("a fact", ("/issues/0/decision",), [LetterWords("Upheld", 2)]),
    ("words within words", ("/issues/0/body_regions/0/region", "/issues/0/treatment"),
     [LetterWords("MRI of the neck", 1)]),
    ("what lies below a field", ("/issues/0/body_regions",), [LetterWords("neck", 1)]),
    ("in the letter's order", ("/issues/0/decision", "/issues/0/treatment"),
     [LetterWords("MRI of the neck", 1), LetterWords("Upheld", 2)]),
    ("not the whole rationale beside a ground", ("/issues/0/reasons/0", "/issues/0/rationale"),
     [LetterWords("No weakness was found", 1)]),
    ("the whole rationale where nothing is closer", ("/issues/0/rationale",),
     [LetterWords("The MRI of the neck is not needed. No weakness was found.", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "basis", "words"), ROWS)
def test_the_words_behind_a_sentence(what: str, basis: tuple[str, ...], words: list[LetterWords]) -> None:
    (found,) = proofs((Sentence(text="x", basis=basis),), RECORD)
    assert list(found.words) == words, what


def test_a_letter_of_one_page_names_none() -> None:
    single = RECORD.model_copy(update={"letter": RECORD.letter.model_copy(update={"pages": 1})})
    (found,) = proofs((Sentence(text="x", basis=("/issues/0/decision",)),), single)
    assert found.words == (LetterWords("Upheld", None),)


def test_a_quotation_that_grounding_did_not_find_is_no_proof() -> None:
    absent = Evidence(quote="Overturned", start=0, end=10, page=1, by="llm", match="absent")
    told = RECORD.model_copy(update={"evidence": {"/issues/0/decision": (absent,)}})
    assert proofs((Sentence(text="x", basis=("/issues/0/decision",)),), told) == ()


def test_sentences_that_the_same_words_prove_stand_together() -> None:
    treatment, neck, decision, form = (
        Sentence(text=str(place), basis=basis)
        for place, basis in enumerate(
            [("/issues/0/treatment",), ("/issues/0/body_regions/0/region",), ("/issues/0/decision",), ("/letter/form",)]
        )
    )
    assert [group.sentences for group in proofs((treatment, neck, decision), RECORD)] == [
        (treatment, neck),
        (decision,),
    ]
    assert proofs((form,), RECORD) == ()


def test_a_rule_is_shown_with_its_source() -> None:
    (found,) = proofs((Sentence(text="x", basis=("law/help-line",)),), RECORD)
    assert found.words == ()
    assert [law.id for law in found.laws] == ["law/help-line"]


@pytest.mark.parametrize("beginning", ["003_", "written_e_05", "written_e_16"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_on_the_letter_can_show_its_words(beginning: str, language: str) -> None:
    told = letter(beginning)
    (made,) = (one for one in both(told) if one.language == language)
    quotes = {element.words for element in parsed(render_html([made], told)).all("q")}
    for section in made.sections:
        proven = {id(sentence) for found in proofs(section.sentences, told) for sentence in found.sentences}
        for sentence in section.sentences:
            if any(pointer in told.evidence for pointer in sentence.basis):
                assert id(sentence) in proven
        for found in proofs(section.sentences, told):
            assert {words.quote for words in found.words} <= quotes
