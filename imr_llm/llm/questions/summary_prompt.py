"""What the summary's writer is told: the record and the words that ground it, never the whole letter."""

from collections.abc import Iterator, Sequence
from typing import Any

from imr_llm.llm.answers.reader import mark_of
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import SummaryAnswer
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.model import LetterRecord
from imr_llm.text.spans import Span

_LANGUAGES = {"en": "English", "es": "Spanish"}
_TOLD_ISSUE = (
    "treatment",
    "decision",
    "original_request",
    "authorized_portion",
    "sessions",
    "per_week",
    "weeks",
    "safety_notice",
)
# Told in the letter's own words.
_VERBATIM = frozenset({"treatment", "original_request", "authorized_portion", "safety_notice"})
_TOKENS_A_LETTER, _TOKENS_AN_ISSUE, _MOST_TOKENS = 800, 400, 12_000


def summary_question(
    record: LetterRecord, language: str, sent: Redacted, findings: Sequence[str] = ()
) -> Question[SummaryAnswer]:
    """The question that `summarize` asks.

    `sent` is the text that may leave the machine: the letter's words are told as they stand in it. `findings`: what was
    wrong with the summary before, for a second try.
    """
    prompt = load("summarize")
    told = "\n".join(told_facts(record, sent))
    again = "\n".join(("Your last summary was refused:", *(f"- {finding}" for finding in findings))) if findings else ""
    return Question(
        prompt=prompt.reference,
        messages=prompt.render(
            {"mark": mark_of(told), "facts": told, "language": _LANGUAGES[language], "findings": again}
        ),
        response_model=SummaryAnswer,
        max_tokens=min(_TOKENS_A_LETTER + _TOKENS_AN_ISSUE * max(1, len(record.issues)), _MOST_TOKENS),
    )


def told_facts(record: LetterRecord, sent: Redacted) -> Iterator[str]:
    """The facts that a worker needs, one a line: `/issues/0/decision = upheld`; a ? marks a doubtful one."""
    doubted = record.doubted
    yield from _line("/outcome", record.outcome, doubted)
    yield from _line("/case/decision_date", record.case.decision_date, doubted)
    for index, issue in enumerate(record.issues):
        pointer = f"/issues/{index}"
        for name in _TOLD_ISSUE:
            value = getattr(issue, name)
            told = _letters_words(record, f"{pointer}/{name}", sent) if name in _VERBATIM else _plain(value)
            yield from _line(f"{pointer}/{name}", told if value is not None else None, doubted)
        if issue.medication:
            name = f"{pointer}/medication/name"
            yield from _line(name, _letters_words(record, name, sent), doubted)
        for place, reason in enumerate(issue.reasons):
            quote = _letters_words(record, f"{pointer}/reasons/{place}", sent)
            shown = f'{reason}: "{quote}"' if quote else reason
            yield from _line(f"{pointer}/reasons/{place}", shown, doubted)


def _letters_words(record: LetterRecord, pointer: str, sent: Redacted) -> str | None:
    """The letter's words that prove a fact, as they may be sent; null where nothing proves it."""
    proofs = record.evidence.get(pointer, ())
    return sent.slice(Span(proofs[0].start, proofs[0].end)) if proofs else None


def _line(pointer: str, value: Any, doubted: frozenset[str]) -> Iterator[str]:
    if value is not None:
        yield f"{pointer}{'?' if pointer in doubted else ''} = {value}"


def _plain(value: Any) -> Any:
    """A count as "4-6", anything else as it stands."""
    low, high = getattr(value, "minimum", None), getattr(value, "maximum", None)
    if low is None:
        return value
    return f"{low}" if low == high else f"{low}-{high}"
