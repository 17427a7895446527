"""From an upload to record and summary: bounded, off the event loop. API and page both come in here."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self, cast

from fastapi import Request

from imr_llm.errors import EndpointError, UnreadableLetterError
from imr_llm.record.model import LetterRecord
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.reading.job import LETTERS, Job, JobKind, safe_name
from imr_llm.service.reading.llm_thread import LlmThread
from imr_llm.service.reading.pool import Answer, WorkerPool
from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import Settings
from imr_llm.summary.model import Language, Summary


@dataclass(frozen=True)
class ReadLetter:
    """A letter that was read. Record and summaries stay the JSON that they came as until somebody looks into them.

    `text` is the cleaned text, of which every evidence's `quote` is `text[start:end]`; `page_starts` are the places in
    it at which its pages begin, the first 0; both are empty where they were not asked for.
    `media_type`: application/pdf, text/plain or a picture's, as found and not as claimed.
    `llm`: whether an LLM answered; false too where one was asked and failed, which the record then says.
    """

    record_json: bytes
    summaries_json: tuple[bytes, ...]
    text: str
    page_starts: tuple[int, ...]
    media_type: str
    llm: bool

    @cached_property
    def record(self) -> LetterRecord:
        """The record."""
        return LetterRecord.model_validate_json(self.record_json)

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """One a language that was asked for, in that order."""
        return tuple(map(Summary.model_validate_json, self.summaries_json))


class LetterReader:
    """Reads letters for every request; use as `async with`. `endpoint`: of the LLM, null where none is configured."""

    def __init__(self, settings: ServiceSettings, endpoint: Settings | None = None) -> None:
        self.pool = WorkerPool(settings)
        self._llm = None if endpoint is None else LlmThread(settings, endpoint)
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._opened.enter_async_context(self.pool)
        if self._llm is not None:
            await self._opened.enter_async_context(self._llm)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def read_upload(
        self, name: str, files: Sequence[bytes], *, languages: Sequence[Language] = (), llm: bool | None = None
    ) -> ReadLetter:
        """Read the bytes of a PDF, picture or text file, with the cleaned text.

        Args:
            name: the file's name as the client gave it, or any; its last part stands in the record as `letter.id` and
                nowhere else.
            files: the file; or several, which are pictures of the letter's pages in their order.
            languages: those to summarize in; none for the record alone.
            llm: whether an LLM reads too; null is yes where one is configured.

        Raises:
            UnreadableLetterError: no readable IMR letter; `fault` says why, `advice` what to do.
            ServiceError: busy (try again after `retry_after` seconds), no_llm, endpoint_slow, fault_of_ours.
            EndpointError: the client of the LLM endpoint failed.
        """
        one = len(files) == 1
        job = Job(
            JobKind.FILE if one else JobKind.PICTURES,
            safe_name(name),
            tuple(languages),
            shown=True,
            sizes=() if one else tuple(map(len, files)),
        )
        return await self.read_job(job, b"".join(files), llm)

    async def read_job(self, job: Job, data: bytes, llm: bool | None = None) -> ReadLetter:
        """Read what a job says. Raises as `read_upload` does, and ServiceError (bad_body) for a JSON object."""
        _, found = await self.read_line(job, data, llm, patient=False)
        if isinstance(found, ReadLetter):
            return found
        raise found

    async def read_line(
        self, job: Job, data: bytes, llm: bool | None, *, patient: bool = True
    ) -> tuple[str, ReadLetter | UnreadableLetterError | ServiceError | EndpointError]:
        """What came of a job, and what its JSON object said of itself as `id` (as JSON; `null` where it said nothing).

        `patient`: wait for as long as the service is busy.
        """
        label = "null"
        try:
            second = self._chosen(llm)
            # The rules read first, within their limits: what they cannot read is sent to nobody.
            asked = job if second is None else replace(job, languages=(), handed_on=True)
            answer = await self.pool.read(asked, data, patient=patient)
            label = answer.reply.label
            answer.check()
            read = _read_letter(asked, answer)
            if second is None:
                return label, read
            letter = LETTERS.validate_json(answer.parts[-1])
            found = await second.read(letter, job.languages, patient=patient)
        except (UnreadableLetterError, ServiceError, EndpointError) as error:
            return label, error
        return label, replace(read, record_json=found.record, summaries_json=found.summaries, llm=found.answered)

    def check(self, llm: bool | None) -> None:
        """Raise what would be raised for any letter that came now: ServiceError, busy or no_llm."""
        self._chosen(llm)
        self.pool.check()

    def _chosen(self, llm: bool | None) -> LlmThread | None:
        if llm and self._llm is None:
            raise ServiceError(ServiceFault.NO_LLM, "this service reads without an LLM; leave llm=true out")
        return None if llm is False else self._llm


def reader_of(request: Request) -> LetterReader:
    """The reader of the service that a request came to."""
    return cast("LetterReader", request.app.state.reader)


def _read_letter(job: Job, answer: Answer) -> ReadLetter:
    summaries = len(job.languages)
    text = answer.parts[1 + summaries] if job.shown else b""
    return ReadLetter(
        record_json=answer.parts[0],
        summaries_json=answer.parts[1 : 1 + summaries],
        text=text.decode(),
        page_starts=answer.reply.page_starts,
        media_type=answer.reply.media_type,
        llm=False,
    )
