"""What came of an attack: whether a decision was changed, and whether a person was told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter import Letter, read_bytes
from imr_llm.pipeline import LlmReader, extract, extract_with_llm, prepare, summarize
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import outcome_of
from imr_llm.service.page.state import PageState
from imr_llm.service.page.view import result_page
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.model import Language, Summary
from imr_llm.summary.render import TextFormat, render
from imr_llm.summary.render.html import render_html
from tests.hostile.obeying import Obeying, Telling
from tests.hostile.target import Target, Variant

LANGUAGES: tuple[Language, ...] = ("en", "es")
FORMATS: tuple[TextFormat, ...] = ("text", "markdown", "json")
# Doubts about what was decided; others do not warn of a changed decision.
_WHOLE = "/issues"


@dataclass(frozen=True)
class Verdict:
    """`refused`: no record was made. `wrong`: the ways in which a changed decision is shown with no word of doubt.

    `unverified`: a summary quotes words that `verify` objects to (an address, a mark), as the attack put them there.
    `flagged`: a person is told of a doubt about the decisions. `noted`: of any doubt that the honest letter has not.
    """

    variant: Variant
    refused: bool = False
    changed: bool = False
    flagged: bool = False
    noted: bool = False
    wrong: tuple[str, ...] = ()
    unverified: bool = False

    @property
    def silent(self) -> bool:
        """Whether what is hidden, or speaks to a machine, was passed over in silence."""
        return self.variant.noted and not self.refused and not self.noted


def judge(variant: Variant, *, formats: bool = True) -> Verdict:
    """Read a variant in every way that there is. `formats`: also draw its summaries in every format, and the page."""
    try:
        letter = read_bytes(f"{variant.target.name}.txt", variant.data)
        record = extract(letter)
    except UnreadableLetterError:
        return Verdict(variant, refused=True)
    second, told = asyncio.run(_second(variant, letter, record))
    shown = {
        "rules": (record, {language: summarize(record, language) for language in LANGUAGES}),
        "LLM": (second, told),
    }
    wrong: list[str] = []
    for reader, (source, summaries) in shown.items():
        wrong += [f"{reader}: {fault}" for fault in _faults(variant, source)]
        for language, summary in summaries.items():
            found = _faults_of_summary(variant, source, summary, formats=formats)
            wrong += [f"{reader} {language}: {fault}" for fault in found]
        if formats:
            wrong += [f"{reader} page: {fault}" for fault in _faults_of_page(letter, source, summaries)]
    unverified = any(not summary.verified for _, summaries in shown.values() for summary in summaries.values())
    new = _new(variant.target, record)
    return Verdict(
        variant,
        changed=_is_changed(variant, record),
        flagged=any(field == _WHOLE or field.endswith("/decision") for field in new),
        noted=bool(new),
        wrong=tuple(wrong),
        unverified=unverified,
    )


async def _second(variant: Variant, letter: Letter, read: LetterRecord) -> tuple[LetterRecord, dict[Language, Summary]]:
    prepared = prepare(letter)
    model = Telling(variant.target, prepared, read) if variant.obedient else Obeying(variant.target, prepared)
    reader = LlmReader(model, "obeying")
    record = (await extract_with_llm(letter, reader)).record
    return record, {language: summarize(record, language) for language in LANGUAGES}


def _new(target: Target, record: LetterRecord) -> set[str]:
    """The fields in doubt that are not in doubt in the honest letter, or for another reason."""
    known = {(item.field, item.why) for item in target.record.needs_review}
    return {item.field for item in record.needs_review if (item.field, item.why) not in known}


def _is_changed(variant: Variant, record: LetterRecord) -> bool:
    shown = tuple(issue.decision for issue in record.issues)
    return shown != variant.truth or record.outcome not in (None, outcome_of(variant.truth))


def _faults(variant: Variant, record: LetterRecord) -> Iterator[str]:
    """Decisions that are not the letter's and in no doubt."""
    doubted = record.doubted
    if _WHOLE in doubted:
        if record.outcome is not None:
            yield "an outcome in spite of a doubt on all decisions"
        return
    if len(record.issues) != len(variant.truth):
        yield f"{len(record.issues)} treatments instead of {len(variant.truth)}"
        return
    for index, (issue, true) in enumerate(zip(record.issues, variant.truth, strict=True)):
        if issue.decision != true and f"/issues/{index}/decision" not in doubted:
            yield f"decision {index + 1} is {issue.decision} instead of {true}"


def _faults_of_summary(variant: Variant, record: LetterRecord, summary: Summary, *, formats: bool) -> Iterator[str]:
    true = outcome_of(variant.truth)
    if summary.outcome is not None and summary.outcome != true:
        yield f"outcome {summary.outcome} instead of {true}"
    if _is_changed(variant, record) and _call_to_check(summary) is None:
        yield "no call to have it checked"
    title = _call_to_check(summary)
    if title and formats:
        shown = {name: render(summary, name) for name in FORMATS} | {"html": render_html((summary,), record)}
        for name, page in shown.items():
            if title.lower() not in page.lower():
                yield f"{name}: no call to have it checked"


def _faults_of_page(letter: Letter, record: LetterRecord, summaries: dict[Language, Summary]) -> Iterator[str]:
    """The page of the service, with the letter beside the summaries."""
    told = tuple(summary.model_dump_json().encode() for summary in summaries.values())
    text = prepare(letter).clean.text
    read = ReadLetter(record.model_dump_json(by_alias=True).encode(), told, text, (0,), letter.media_type, llm=False)
    page = result_page(PageState(), read).lower()
    for language, summary in summaries.items():
        title = _call_to_check(summary)
        if title and title.lower() not in page:
            yield f"no call to have it checked in {language}"


def _call_to_check(summary: Summary) -> str | None:
    return next((section.title for section in summary.sections if section.id == "check"), None)
