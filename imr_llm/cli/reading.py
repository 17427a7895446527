"""How a command reads its letters: by the rules alone, or by the rules and an LLM."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from imr_llm.errors import EndpointError
from imr_llm.letter.model import Letter
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Summary
from imr_llm.summary.occasion import Occasion

if TYPE_CHECKING:
    from imr_llm.llm.endpoint.exchange import Answer, Model, Question
    from imr_llm.second_reading import Ask

Llm = Annotated[
    bool | None,
    typer.Option("--llm/--no-llm", help="Have an LLM read too (on when IMR_LLM_MODEL is set).", show_default=False),
]
Redact = Annotated[
    bool | None,
    typer.Option(
        "--redact/--no-redact", help="Replace names and other identifiers before sending (on).", show_default=False
    ),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="Write for this day, not for today in California.",
        show_default=False,
        metavar="DATE",
    ),
]


class Reading:
    """Reads letters one by one. `exit_code` is 4 once the endpoint has failed; the rules' record stands."""

    def __init__(self, read: Callable[[Letter], LetterRecord], occasion: Occasion) -> None:
        self.read = read
        self.exit_code = 0
        self._occasion = occasion

    def summarize(self, record: LetterRecord, language: Language) -> Summary:
        """The summary of a record, for the day that was asked for."""
        from imr_llm import pipeline

        return pipeline.summarize(record, language, self._occasion)


class _Asked:
    """An endpoint's `ask` that remembers, in `why`, what went wrong last."""

    def __init__(self, ask: "Ask") -> None:
        self._ask = ask
        self.why = ""

    async def __call__(self, question: "Question[Model]", /) -> "Answer[Model]":
        answer = await self._ask(question)
        self.why = answer.why or self.why
        return answer


@contextmanager
def reading(llm: bool | None, redact: bool | None = None, today: date | None = None) -> Iterator[Reading]:
    """The way to read that the options and the settings ask for. Without an LLM nothing of one is loaded.

    `today`: the day for which summaries are written; null is today in California.
    """
    from imr_llm import pipeline
    from imr_llm.settings import load_settings

    settings = load_settings() if redact is None else load_settings(redact=redact)
    occasion = pipeline.occasion_of(settings, today)
    if not settings.asks(llm):
        yield Reading(pipeline.extract, occasion)
        return

    with asyncio.Runner() as runner:
        opened = pipeline.open_llm(settings)
        second = runner.run(opened.__aenter__())
        asked = _Asked(second.ask)
        second = replace(second, ask=asked)

        def read(letter: Letter) -> LetterRecord:
            found = runner.run(pipeline.extract_with_llm(letter, second))
            if found.endpoint_failed:
                typer.echo(f"imr-llm: {letter.name}: {asked.why}; the rules' record stands", err=True)
                result.exit_code = EndpointError.exit_code
            elif found.ending is not Ending.ANSWERED:
                typer.echo(f"imr-llm: {letter.name}: the model gave not every answer; the rules' stand there", err=True)
            return found.record

        result = Reading(read, occasion)
        try:
            yield result
        finally:
            runner.run(opened.__aexit__(None, None, None))
