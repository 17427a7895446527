"""The second writer: an LLM words who won and why; everything legal stays with the reviewed templates.

What it writes is held against the record like the template's own summary. With a finding it is asked once more, with
the findings, and after that the template's summary stands.
"""

import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Protocol

from imr_llm.llm.endpoint.exchange import Answer, Ending, Model, Question, Usage
from imr_llm.llm.questions.responses import SummaryAnswer, SummarySentence
from imr_llm.llm.questions.summary_prompt import summary_question
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Finding, Language, Section, Sentence
from imr_llm.summary.verify import verify

# What the LLM may word. Doubts, next steps, help and words come from reviewed texts only.
_WORDED = ("outcome", "treatment-", "why-")
_TRIES = 2
# What the LLM puts between quotation marks it says are the letter's words; `verify` looks them up.
_QUOTED = re.compile(r'[“"]([^“”"]+)[”"]')


class Ask(Protocol):
    """What a question is put to."""

    def __call__(self, question: Question[Model], /) -> Awaitable[Answer[Model]]:
        """The answer, however it ended."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. `sections` is null where the template must stand; `findings` are those of the last try."""

    sections: tuple[Section, ...] | None
    findings: tuple[Finding, ...]
    usage: Usage


async def write_with_llm(
    record: LetterRecord, language: Language, template: tuple[Section, ...], sent: Redacted, ask: Ask
) -> Written:
    """A summary in an LLM's words that `verify` has nothing against, or none.

    `template`: the template's sections, whose order, titles and reviewed texts are kept. `sent`: what may leave the
    machine of the letter.
    """
    usage, findings = Usage(), tuple[Finding, ...]()
    for _ in range(_TRIES):
        told = [f"{finding.section}: {finding.kind.value.replace('_', ' ')}: {finding.why}" for finding in findings]
        answer = await ask(summary_question(record, language, sent, told))
        usage += answer.usage
        if answer.ending is not Ending.ANSWERED or answer.value is None:
            return Written(None, findings, usage)
        sections = _merged(template, answer.value)
        findings = verify(record, sections, language)
        if not findings:
            return Written(sections, (), usage)
    return Written(None, findings, usage)


def _merged(template: tuple[Section, ...], answer: SummaryAnswer) -> tuple[Section, ...]:
    """The template's sections with the LLM's sentences where it may write; a section that it left out is empty."""
    return tuple(
        section.model_copy(update={"sentences": tuple(_sentences(section.id, answer.sentences))})
        if section.id.startswith(_WORDED)
        else section
        for section in template
    )


def _sentences(section: str, told: Iterable[SummarySentence]) -> Iterable[Sentence]:
    for sentence in told:
        if sentence.section == section:
            yield Sentence(
                text=sentence.text,
                basis=tuple(sentence.basis),
                quotes=tuple(quote.rstrip(".,;") for quote in _QUOTED.findall(sentence.text)),
            )
