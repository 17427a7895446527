"""The second reading, from question to merged record: ask, hold against the letter, ask again what is in doubt."""

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from imr_llm.crosscheck import absent, merge, plain, unanswered
from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.answers.reader import GroundedReading, ground_answer, letter_question, recheck_question
from imr_llm.llm.answers.support import says_decision
from imr_llm.llm.endpoint.exchange import Answer, Ending, Model, Question, Usage
from imr_llm.llm.questions.responses import (
    IssueAnswer,
    IssueFact,
    LetterAnswer,
    LetterFact,
    RecheckedFact,
    schema_hash,
)
from imr_llm.llm.redaction.redact import Redacted, redact
from imr_llm.record.facts import Facts, Range
from imr_llm.record.fields import ASKED, Field, Shape, field_of, value_of
from imr_llm.record.model import Evidence, Reading
from imr_llm.text.spans import Span

_ENDINGS = {
    Ending.REFUSED: "the model refused",
    Ending.FILTERED: "a content filter stopped the answer",
    Ending.TRUNCATED: "the answer was cut off",
    Ending.INVALID: "the answer did not fit the question",
    Ending.UNAVAILABLE: "the endpoint could not be reached",
    Ending.DENIED: "the endpoint denied access",
}
_CONFLICTS = frozenset({"disagree", "llm_only", "ungrounded"})
_MOST_CONFLICTS = 20
# Long words are shown by their beginning and end; a reading is told apart by no more.
_MOST_SHOWN = 400


class Ask(Protocol):
    """What a question is put to: `Endpoint.ask`, or a stand-in."""

    def __call__(self, question: Question[Model], /) -> Awaitable[Answer[Model]]:
        """The answer, however it ended; faults of an endpoint are endings, not exceptions."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What came of a second reading. `usage` sums every request; prompt and schema are the first question's.

    `alone`: what the LLM by itself proves, numbered as the letter's treatments are; null where it gave no answer.
    """

    reading: Reading
    alone: Facts | None
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


async def second_reading(
    letter: SectionedLetter, rules: Reading, ask: Ask, sent: Redacted | None = None
) -> SecondReading:
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
        return SecondReading(reading, None, answer.ending, usage, cached, question.prompt, schema_hash(LetterAnswer))
    grounded = ground_answer(answer.value, letter, sent)
    reading = merge(rules, grounded)
    conflicts = conflicts_of(rules, grounded, reading, sent)
    if conflicts:
        second = await ask(recheck_question(sent, [conflict.words for conflict in conflicts]))
        usage, cached = usage + second.usage, cached and second.cached
        if second.value is not None:
            rechecked = apply_recheck(answer.value, letter, grounded, conflicts, second.value.settled)
            grounded = ground_answer(rechecked, letter, sent, grounded.aligned)
            reading = merge(rules, grounded)
    alone = grounded.reading.facts
    return SecondReading(reading, alone, answer.ending, usage, cached, question.prompt, schema_hash(LetterAnswer))


def conflicts_of(rules: Reading, grounded: GroundedReading, merged: Reading, sent: Redacted) -> tuple[Conflict, ...]:
    """The critical fields whose checks against the LLM are ungrounded or in conflict, at most twenty."""
    told = _Told(rules, grounded, sent)
    conflicts: dict[tuple[int | None, str], Conflict] = {}
    for check in merged.checks[len(rules.checks) :]:
        field = field_of(check.field)
        if check.verdict not in _CONFLICTS or field is None or not field.critical:
            continue
        for conflict in told.conflicts(field, check.field):
            conflicts.setdefault((conflict.issue, conflict.name), conflict)
    return tuple(conflicts.values())[:_MOST_CONFLICTS]


class _Told:
    """How the two readings of a field are put to the LLM: in words that may leave the machine."""

    def __init__(self, rules: Reading, grounded: GroundedReading, sent: Redacted) -> None:
        self._rules = rules
        self._grounded = grounded
        self._sent = sent
        self._folded = " ".join(sent.text.split()).casefold()

    def conflicts(self, field: Field, pointer: str) -> Iterable[Conflict]:
        """The conflicts about one field; a medicine has one for each part in which the readers differ."""
        ours, theirs = self._rules.facts, self._grounded.reading.facts
        if not field.of_issue:
            both = self._both(pointer, field.shape, value_of(ours, field), value_of(theirs, field))
            yield Conflict(None, field.asked or "", field.label + both)
            return
        index = int(pointer.split("/")[2])
        held, told = value_of(ours.issues[index], field), value_of(theirs.issues[index], field)
        where = f"issue {index + 1}, {field.label}"
        if field.shape is not Shape.PARTS:
            name = field.asked or field.path.rsplit("/", 1)[-1]
            yield Conflict(index, name, where + self._both(pointer, field.shape, held, told))
            return
        for name, asked in ASKED.items():
            part = asked.path.rsplit("/", 1)[-1]
            ours_of_part, theirs_of_part = getattr(held, part, None), getattr(told, part, None)
            if asked.field is field and ours_of_part != theirs_of_part:
                both = self._both(f"{pointer}/{part}", asked.shape, ours_of_part, theirs_of_part)
                yield Conflict(index, name, f"{where}, its {part}{both}")

    def _both(self, pointer: str, shape: Shape, ours: Any, theirs: Any) -> str:
        refused = [item.value for item in self._grounded.refused if item.pointer == pointer and item.value is not None]
        if refused and absent(theirs):
            # The LLM's own words, which it found in what was sent.
            claimed = f"{_quoted(str(refused[-1]))}, with a quote that does not prove it"
        else:
            claimed = self._shown(shape, theirs, self._grounded.reading.evidence.get(pointer, ()))
        return f": one reading {self._shown(shape, ours, self._rules.evidence.get(pointer, ()))}; the other {claimed}"

    def _shown(self, shape: Shape, value: Any, proofs: Sequence[Evidence]) -> str:
        """A value as it may be sent: words of the letter only as they stand in what was sent."""
        if absent(value):
            return "says that it is not stated"
        if isinstance(value, Range):
            return _quoted(str(value.minimum) if value.minimum == value.maximum else f"{value.minimum}-{value.maximum}")
        if shape is not Shape.WORDS:
            return _quoted(str(plain(value)))
        words = " ".join(value.split())
        if words.casefold() not in self._folded:
            words = " ... ".join(self._sent.slice(Span(proof.start, proof.end)) for proof in proofs)
        return _quoted(words) if words else "has other words"


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > _MOST_SHOWN:
        words = f"{words[: _MOST_SHOWN // 2]} ... {words[-_MOST_SHOWN // 2 :]}"
    return f'"{words}"'


def apply_recheck(
    answer: LetterAnswer,
    letter: SectionedLetter,
    grounded: GroundedReading,
    conflicts: tuple[Conflict, ...],
    settled: Iterable[RecheckedFact],
) -> LetterAnswer:
    """The first answer with its doubtful facts replaced by what the second one says; what that leaves out stays."""
    facts, issues = list(answer.facts), list(answer.issues)
    for item in settled:
        if not 0 < item.doubt <= len(conflicts):
            continue
        conflict = conflicts[item.doubt - 1]
        if conflict.issue is None:
            told = {"field": conflict.name, "value": item.value, "quote": item.quote}
            facts = [fact for fact in facts if fact.field != conflict.name]
            facts += [LetterFact.model_validate(told)] if _is_stated(item) else []
            continue
        place = grounded.aligned[conflict.issue]
        if place is not None:
            in_closing = letter.sections.issues[conflict.issue].decided_by == "rationale"
            issues[place] = _recheck_issue(issues[place], conflict.name, item, in_closing=in_closing)
    return LetterAnswer(facts=facts, issues=issues)


def _recheck_issue(issue: IssueAnswer, name: str, item: RecheckedFact, *, in_closing: bool) -> IssueAnswer:
    """An issue with one fact replaced. `in_closing`: the rationale proves its decision, and not the heading."""
    if name == "decision":
        if item.value not in ("upheld", "overturned") or not says_decision(item.value, item.quote or ""):
            return issue
        return issue.model_copy(update={"decision": item.value, "closing" if in_closing else "heading": item.quote})
    facts = [fact for fact in issue.facts if fact.field != name]
    if _is_stated(item):
        facts.append(IssueFact.model_validate({"field": name, "value": item.value, "quote": item.quote}))
    return issue.model_copy(update={"facts": facts})


def _is_stated(item: RecheckedFact) -> bool:
    return item.value is not None and item.quote is not None
