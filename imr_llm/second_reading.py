"""The second reading, from question to merged record: ask, hold against the letter, ask again what is in doubt."""

from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from imr_llm.crosscheck import absent, merge, plain, unanswered
from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.answers.letter_facts import LETTER_POINTERS
from imr_llm.llm.answers.reader import GroundedReading, doubts_question, ground_answer, letter_question
from imr_llm.llm.answers.support import says_decision
from imr_llm.llm.endpoint.exchange import Answer, Ending, Model, Question, Usage
from imr_llm.llm.questions.responses import IssueAnswer, IssueFact, LetterAnswer, LetterFact, Settled, schema_hash
from imr_llm.llm.redaction.redact import Redacted, redact
from imr_llm.record.compare import Comparison
from imr_llm.record.facts import Issue, Medication, Range
from imr_llm.record.fields import Field, field_of, value_of
from imr_llm.record.model import Reading

_ENDINGS = {
    Ending.REFUSED: "the model refused",
    Ending.FILTERED: "a content filter stopped the answer",
    Ending.TRUNCATED: "the answer was cut off",
    Ending.INVALID: "the answer did not fit the question",
    Ending.UNAVAILABLE: "the endpoint could not be reached",
    Ending.DENIED: "the endpoint denied access",
}
_CONFLICTS = frozenset({"disagree", "llm_only", "ungrounded"})
_MOST_DOUBTS = 20


class Ask(Protocol):
    """What a question is put to: `Endpoint.ask`, or a stand-in."""

    def __call__(self, question: Question[Model], /) -> Awaitable[Answer[Model]]:
        """The answer, however it ended; faults of an endpoint are endings, not exceptions."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a second reading. `usage` sums every request; prompt and schema are the first question's."""

    reading: Reading
    ending: Ending
    usage: Usage
    cached: bool
    prompt: str
    schema_hash: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A critical field to be put back: the answer's field, the issue (null for the letter), and how it is put."""

    issue: int | None
    name: str
    words: str


async def second_reading(letter: SectionedLetter, rules: Reading, ask: Ask, sent: Redacted | None = None) -> Outcome:
    """Have an LLM read a letter, and merge what it proves with the rules' reading.

    `sent` is what may leave the machine; redacted unless given. Critical fields that are ungrounded or in conflict are
    put back once. Without an answer the rules' reading stands, with a note for a person.
    """
    sent = redact(letter.clean) if sent is None else sent
    question = letter_question(letter, sent)
    answer = await ask(question)
    usage, cached = answer.usage, answer.cached
    if answer.value is None:
        reading = unanswered(rules, _ENDINGS.get(answer.ending, "the answer was empty"))
        return Outcome(reading, answer.ending, usage, cached, question.prompt, schema_hash(LetterAnswer))
    heard = ground_answer(answer.value, letter, sent)
    reading = merge(rules, heard)
    doubts = doubts_of(rules, heard, reading)
    if doubts:
        second = await ask(doubts_question(sent, [doubt.words for doubt in doubts]))
        usage, cached = usage + second.usage, cached and second.cached
        if second.value is not None:
            mended = apply_recheck(answer.value, letter, heard, doubts, second.value.settled)
            reading = merge(rules, ground_answer(mended, letter, sent, heard.aligned))
    return Outcome(reading, answer.ending, usage, cached, question.prompt, schema_hash(LetterAnswer))


def doubts_of(rules: Reading, heard: GroundedReading, merged: Reading) -> tuple[Conflict, ...]:
    """The critical fields whose checks against the LLM are ungrounded or in conflict, at most twenty."""
    doubts: dict[tuple[int | None, str], Conflict] = {}
    for check in merged.checks[len(rules.checks) :]:
        field = field_of(check.field)
        if check.verdict not in _CONFLICTS or field is None or not field.critical:
            continue
        for doubt in _doubts(field, check.field, rules, heard):
            doubts.setdefault((doubt.issue, doubt.name), doubt)
    return tuple(doubts.values())[:_MOST_DOUBTS]


def _doubts(field: Field, pointer: str, rules: Reading, heard: GroundedReading) -> Iterable[Conflict]:
    """The doubts about one field; a medicine has one for each part in which the readers differ."""
    if not field.of_issue:
        name = next(name for name, path in LETTER_POINTERS.items() if path == field.path)
        values = value_of(rules.facts, field), value_of(heard.reading.facts, field)
        yield Conflict(None, name, f"{field.label}{_readings(field, *values)}")
        return
    index = int(pointer.split("/")[2])
    issues: tuple[Issue, Issue] = rules.facts.issues[index], heard.reading.facts.issues[index]
    ours, theirs = (value_of(issue, field) for issue in issues)
    where = f"issue {index + 1}, {field.label}"
    if field.path != "/issues/*/medication":
        name = "decision" if field.path.endswith("/decision") else field.path.rsplit("/", 1)[-1]
        yield Conflict(index, name, where + _readings(field, ours, theirs))
        return
    for part in Medication.model_fields:
        if getattr(ours, part, None) != getattr(theirs, part, None):
            yield Conflict(index, f"medicine_{part}", f"{where}, its {part}")


def _readings(field: Field, ours: Any, theirs: Any) -> str:
    """The two values, so that the conflict is named.

    Words of the letter are not among them: those of the rules are from before its identifiers were replaced.
    """
    if field.comparison is not Comparison.SAME or absent(theirs):
        return ""
    return f": {_shown(ours)} or {_shown(theirs)}"


def _shown(value: Any) -> str:
    if isinstance(value, Range):
        return str(value.minimum) if value.minimum == value.maximum else f"{value.minimum}-{value.maximum}"
    return "not stated" if value is None else str(plain(value))


def apply_recheck(
    answer: LetterAnswer,
    letter: SectionedLetter,
    heard: GroundedReading,
    doubts: tuple[Conflict, ...],
    settled: Iterable[Settled],
) -> LetterAnswer:
    """The first answer with its doubtful facts replaced by what the second one says; what that leaves out stays."""
    facts, issues = list(answer.facts), list(answer.issues)
    for item in settled:
        if not 0 < item.doubt <= len(doubts):
            continue
        doubt = doubts[item.doubt - 1]
        if doubt.issue is None:
            told = {"field": doubt.name, "value": item.value, "quote": item.quote}
            facts = [fact for fact in facts if fact.field != doubt.name]
            facts += [LetterFact.model_validate(told)] if _is_stated(item) else []
            continue
        place = heard.aligned[doubt.issue]
        if place is not None:
            in_closing = letter.sections.issues[doubt.issue].decided_by == "rationale"
            issues[place] = _mend_issue(issues[place], doubt.name, item, in_closing=in_closing)
    return LetterAnswer(facts=facts, issues=issues)


def _mend_issue(issue: IssueAnswer, name: str, item: Settled, *, in_closing: bool) -> IssueAnswer:
    """An issue with one fact replaced. `in_closing`: the rationale proves its decision, and not the heading."""
    if name == "decision":
        if item.value not in ("upheld", "overturned") or not says_decision(item.value, item.quote or ""):
            return issue
        return issue.model_copy(update={"decision": item.value, "closing" if in_closing else "heading": item.quote})
    facts = [fact for fact in issue.facts if fact.field != name]
    if _is_stated(item):
        facts.append(IssueFact.model_validate({"field": name, "value": item.value, "quote": item.quote}))
    return issue.model_copy(update={"facts": facts})


def _is_stated(item: Settled) -> bool:
    return item.value is not None and item.quote is not None
