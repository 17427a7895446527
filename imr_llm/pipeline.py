"""The whole way from a letter to a record and a summary. Command line, batch, service and evals all come in here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from imr_llm.explaining import alone_with_grounds, explain, with_grounds
from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter, SectionedLetter
from imr_llm.letter.sections import section
from imr_llm.llm.answers.reader import letter_question
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.llm.redaction.redact import redact, unredacted
from imr_llm.record.facts import Facts
from imr_llm.record.model import LetterInfo, LetterRecord, Provenance, Reading
from imr_llm.record.standing import settled_outcome
from imr_llm.rules.reader import RULES_VERSION, read
from imr_llm.rules.scan_doubts import ocr_of, with_scan_doubts
from imr_llm.second_reading import Ask, second_reading
from imr_llm.summary.model import Language, Section, Summary
from imr_llm.summary.occasion import Occasion, california_today
from imr_llm.summary.readability import measure
from imr_llm.summary.vet import repeatable
from imr_llm.summary.writer import write

if TYPE_CHECKING:
    from imr_llm.llm.endpoint.endpoint import Pace
    from imr_llm.settings import Settings

VERSION = version("imr-llm")
# Endings that say that the endpoint answers nobody; there is no use in putting another question.
_NOT_THERE = (Ending.DENIED, Ending.UNAVAILABLE)


def prepare(letter: Letter) -> SectionedLetter:
    """Clean a letter and find its parts. Raises UnreadableLetterError when it is no readable IMR letter."""
    return section(letter, clean(letter))


def extract(letter: Letter) -> LetterRecord:
    """The record of a letter by the rules alone: no model, no network.

    Raises UnreadableLetterError when it is no readable IMR letter.
    """
    ready = prepare(letter)
    return record_of(ready, read(ready), Provenance(imr_llm=VERSION, rules=RULES_VERSION))


@dataclass(frozen=True, slots=True)
class LlmReader:
    """An LLM to read with: what a question is put to, and how.

    `model`: its name, for the provenance. `redact`: the worker's identifiers are replaced before anything is sent.
    `caches`: answers are kept, so that a record says whether its answer was.
    """

    ask: Ask
    model: str
    redact: bool = True
    caches: bool = False


@asynccontextmanager
async def open_llm(settings: "Settings", pace: "Pace | None" = None) -> AsyncIterator[LlmReader]:
    """An LLM behind the endpoint that the settings name, with its cache where one is set; closed at the end.

    `pace`: who says when a request may be sent, where many letters share the endpoint. Raises UsageError when no model
    is set.
    """
    from imr_llm.llm.endpoint.cache import AnswerCache
    from imr_llm.llm.endpoint.endpoint import Endpoint

    kept = AnswerCache(settings.cache_dir) if settings.cache_dir else None
    try:
        async with Endpoint(settings, kept, pace) as endpoint:
            yield LlmReader(endpoint.ask, settings.required_model(), settings.redact, kept is not None)
    finally:
        if kept is not None:
            kept.close()


def request_of(letter: Letter, settings: "Settings") -> dict[str, Any]:
    """The body of the first request for a letter, exactly as it would be sent. Sends nothing."""
    from imr_llm.llm.endpoint.wire import request_body

    ready = prepare(letter)
    sent = redact(ready.clean) if settings.redact else unredacted(ready.clean)
    return request_body(letter_question(ready, sent), settings)


@dataclass(frozen=True, slots=True)
class LlmExtraction:
    """A record read twice, and how that ended: of the questions what the letter says and why, the first that failed.

    What was not answered is told as the rules read it. `endpoint_failed`: the endpoint gave no answer at all, which
    concerns every letter and not this one. `rules` and `llm`: what each reader says by itself, for who would compare
    them; `llm` is null where it gave no answer.
    """

    record: LetterRecord
    ending: Ending
    rules: Facts
    llm: Facts | None
    endpoint_failed: bool = False


async def extract_with_llm(letter: Letter, second: LlmReader) -> LlmExtraction:
    """The record of a letter by the rules and an LLM, each held against the other, with the grounds that it proves.

    Raises UnreadableLetterError when it is no readable IMR letter, and EndpointError when the client itself fails.
    """
    ready = prepare(letter)
    rules = read(ready)
    sent = redact(ready.clean) if second.redact else unredacted(ready.clean)
    outcome = await second_reading(ready, rules, second.ask, sent)
    reading, ending, usage, cached = outcome.reading, outcome.ending, outcome.usage, outcome.cached
    alone = outcome.alone
    prompts, schemas = [outcome.prompt], [outcome.schema_hash]
    if ending not in _NOT_THERE:
        why = await explain(ready, rules, second.ask, sent)
        reading = with_grounds(reading, rules, why.heard)
        alone = alone_with_grounds(alone, why.heard) if alone else None
        ending = why.ending if ending is Ending.ANSWERED else ending
        usage, cached = usage + why.usage, cached and why.cached
        prompts.append(why.prompt)
        schemas.append(why.schema_hash)
    provenance = Provenance(
        imr_llm=VERSION,
        rules=RULES_VERSION,
        prompt=" ".join(prompts),
        schema=" ".join(schemas),
        model=second.model,
        cache="off" if not second.caches else "hit" if cached else "miss",
        attempts=usage.requests,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
    )
    failed = outcome.ending in _NOT_THERE
    return LlmExtraction(record_of(ready, reading, provenance), ending, rules.facts, alone, failed)


def occasion_of(settings: "Settings", today: date | None = None) -> Occasion:
    """What summaries that are written now say of themselves. `today`: the day they are for, null for today."""
    return Occasion(today or california_today(), settings.operator, settings.contact)


def summarize(record: LetterRecord, language: Language, occasion: Occasion | None = None) -> Summary:
    """The plain-language summary of a record, from the templates, which the tests verify.

    Why is told in the plain words of the record's grounds, the LLM's among them, as far as these were believed. Words
    of the letter that would make it say what it must not (a link, a number to call) are not repeated. `occasion`: the
    day that limits in time are held against, and who runs this; null is today in California.
    """
    sections = write(repeatable(record), language, occasion or Occasion(california_today()))
    return Summary(
        language=language,
        outcome=record.outcome,
        written_by="llm" if _told_by_llm(sections) else "template",
        sections=sections,
        reading=measure(sections, language),
        verified=True,
    )


def _told_by_llm(sections: tuple[Section, ...]) -> bool:
    """Whether a sentence is the plain words of a ground, which only an LLM gives."""
    return any("/plain/" in place for section in sections for sentence in section.sentences for place in sentence.basis)


def record_of(letter: SectionedLetter, reading: Reading, provenance: Provenance) -> LetterRecord:
    """The contract's record of a finished reading."""
    reading = with_scan_doubts(letter, reading)
    facts = reading.facts
    # Everything here is frozen and was validated when it was made; to do it again would cost a seventh of the reading.
    return LetterRecord.model_construct(
        letter=LetterInfo(
            id=_identity(letter.letter),
            sha256=letter.letter.sha256,
            pages=letter.clean.pages,
            characters=len(letter.clean.text),
            form=letter.sections.form,
            ocr=ocr_of(letter.letter.scan),
        ),
        outcome=settled_outcome(facts.issues, reading.needs_review),
        case=facts.case,
        reviewer=facts.reviewer,
        worker=facts.worker,
        injury=facts.injury,
        diagnoses=facts.diagnoses,
        issues=facts.issues,
        evidence=reading.evidence,
        checks=reading.checks,
        needs_review=reading.needs_review,
        provenance=provenance,
    )


def _identity(letter: Letter) -> str:
    """The file's stem, which is what people join records on, with the letter's number where the file holds several.

    Standard input is `stdin`.
    """
    stem = PurePath(letter.name.strip("<>")).stem or letter.name
    return f"{stem}-{letter.part}" if letter.part else stem
