"""The LLM writer with a scripted stand-in: what it may word, and what happens to what it words wrongly."""

import asyncio
from pathlib import Path

import pytest

from imr_llm.letter import Letter
from imr_llm.letter.read import read
from imr_llm.llm.endpoint.exchange import Answer, Ending, Usage
from imr_llm.llm.questions.responses import SummaryAnswer, SummarySentence
from imr_llm.pipeline import LlmReader, extract, summarize, summarize_with_llm

CASES = Path(__file__).parents[2] / "evals" / "cases"
SEED = CASES / "003_a2d9d1ce07a723b3.txt"
WORDED = ("outcome", "treatment-", "why-")


class Scripted:
    """Answers each question with the next of some sentence lists; a null ends it as refused."""

    def __init__(self, *tries: list[SummarySentence] | None) -> None:
        self.tries = list(tries)
        self.questions = []

    async def __call__(self, question):
        self.questions.append(question)
        told = self.tries.pop(0)
        if told is None:
            return Answer(Ending.REFUSED, None, Usage(1, 10, 0), why="refused")
        return Answer(Ending.ANSWERED, SummaryAnswer(sentences=told), Usage(1, 10, 5))


def sentences(language: str) -> list[SummarySentence]:
    """What a perfect model would say: the template's own sentences, but for the one that names another section."""
    summary = summarize(extract(read(str(SEED))), language)
    return [
        SummarySentence(section=section.id, text=sentence.text, basis=list(sentence.basis))
        for section in summary.sections
        if section.id.startswith(WORDED)
        for sentence in section.sentences
        if "“" not in sentence.text or sentence.quotes
    ]


def written(ask: Scripted, language: str = "en"):
    letter = read(str(SEED))
    return asyncio.run(summarize_with_llm(letter, extract(letter), language, LlmReader(ask, "scripted")))


def wrong(language: str) -> list[SummarySentence]:
    told = sentences(language)
    text = "You won: the insurance company must pay." if language == "en" else "Usted ganó: el seguro debe pagar."
    return [told[0].model_copy(update={"text": text, "basis": ["/issues/0/decision"]}), *told[1:]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_verify_has_nothing_against_is_shown(language):
    ask = Scripted(sentences(language))
    summary = written(ask, language)
    assert (summary.written_by, summary.verified, len(ask.questions)) == ("llm", True, 1)
    assert [section.id for section in summary.sections][-5:] == ["next_steps", "help", "about", "law", "words"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_fault_is_put_back_once_with_the_findings(language):
    ask = Scripted(wrong(language), sentences(language))
    assert written(ask, language).written_by == "llm"
    assert len(ask.questions) == 2
    assert "wrong polarity" in ask.questions[1].messages[-1].content


@pytest.mark.parametrize(
    "tries", [(wrong("en"), wrong("en")), (None,), ([], []), (sentences("en")[:3], sentences("en")[:3])]
)
def test_the_template_stands_where_the_llm_fails(tries):
    ask = Scripted(*tries)
    summary = written(ask)
    assert (summary.written_by, summary.verified) == ("template", True)
    assert len(ask.questions) == len(tries)
    assert summary == summarize(extract(read(str(SEED))), "en")


def test_a_name_of_the_letter_is_in_no_question():
    text = SEED.read_text().replace(
        "The applicant is a represented", "Employee Name: Zebulon Quark\n\nThe applicant is a represented"
    )
    text = text.replace("No \n\ncompelling case was made", "No \n\ncompelling case was made by Zebulon Quark")
    letter = Letter("letter.txt", "", text)
    ask = Scripted(None)
    asyncio.run(summarize_with_llm(letter, extract(letter), "en", LlmReader(ask, "scripted")))
    assert "Zebulon" not in "".join(message.content for message in ask.questions[0].messages)
