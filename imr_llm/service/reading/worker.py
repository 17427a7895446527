"""A process that reads letters for the service, one after the other: jobs come on standard input, replies go out.

It may not write a file, of any size, and its memory is bounded; the service ends it when a letter takes too long. It
ends by itself when the service is gone.
"""

import json
import os
import resource
import signal
import sys
import traceback
from base64 import b64decode
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from imr_llm import pipeline
from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.model import CleanText, Letter
from imr_llm.letter.read import read_bytes
from imr_llm.letter.scans.reader import ScanLimits
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.reading.example_letter import LETTER
from imr_llm.service.reading.job import JOBS, LENGTHS, LETTERS, REPLIES, Job, JobKind, Reply, frame, safe_name
from imr_llm.service.reading.photos import in_one_file
from imr_llm.settings import Settings, load_settings

_FIELDS = frozenset({"id", "name", "text", "file"})
_COSTLY = Reply(
    fault=LetterFault.TOO_COSTLY, detail="the file takes more memory than a letter does; send the letter alone"
)


def main(memory: int, scan_seconds: float) -> None:
    """Work until standard input ends. `memory`: bytes of address space. `scan_seconds`: for a letter's pictures."""
    limits = ScanLimits(seconds=scan_seconds)
    settings = load_settings()
    limit(memory)
    # Whoever stops the whole group means the service, which ends us once it has the answers that it waits for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    jobs, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing else that is printed can get among the replies.
    os.dup2(2, 1)
    # The first letter makes what all others use.
    _answer(Job(JobKind.FILE, "letter", ("en", "es")), LETTER.encode(), limits, settings)
    replies.write(frame(REPLIES.dump_json(Reply())))
    replies.flush()
    while (asked := _next(jobs)) is not None:
        replies.write(_answer(*asked, limits, settings))
        replies.flush()


def limit(memory: int) -> None:
    """Take away this process's means: files, core dumps, more address space than `memory` bytes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # macOS refuses a limit on address space.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _next(jobs: BinaryIO) -> tuple[Job, bytes] | None:
    lengths = jobs.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, data = LENGTHS.unpack(lengths)
    return JOBS.validate_json(jobs.read(head)), jobs.read(data)


def _answer(job: Job, data: bytes, limits: ScanLimits, settings: Settings) -> bytes:
    label = "null"
    try:
        if job.kind is JobKind.JSON:
            found = _object(data)
            label = json.dumps(found.get("id"))
            job, data = _letter_of(job, found)
        elif job.kind is JobKind.PICTURES:
            data = in_one_file(job.sizes, data, limits)
        reply, parts = _read(job, read_bytes(job.name, data, limits), label, settings)
    except MemoryError:
        reply, parts = _COSTLY, ()
    except UnreadableLetterError as error:
        reply, parts = Reply(fault=error.fault, detail=error.advice, label=label), ()
    except ServiceError as error:
        reply, parts = Reply(fault=ServiceFault(error.fault), detail=error.detail, label=label), ()
    except Exception as error:  # noqa: BLE001 -- its message may hold letter text, and it must not end the worker
        last = traceback.extract_tb(error.__traceback__)[-1]
        reply, parts = (
            Reply(broken=f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}", label=label),
            (),
        )
    return frame(REPLIES.dump_json(reply, exclude_defaults=True), *parts)


def _read(job: Job, letter: Letter, label: str, settings: Settings) -> tuple[Reply, tuple[bytes, ...]]:
    record = pipeline.extract(letter)
    occasion = pipeline.occasion_of(settings)
    parts = [record.to_json(indent=None)]
    parts += [pipeline.summarize(record, language, occasion).model_dump_json() for language in job.languages]
    starts: tuple[int, ...] = ()
    if job.shown:
        clean = pipeline.prepare(letter).clean
        parts.append(clean.text)
        starts = tuple(_page_starts(clean))
    written = (*(part.encode() for part in parts), *([LETTERS.dump_json(letter)] if job.handed_on else []))
    reply = Reply(
        sizes=tuple(map(len, written)),
        page_starts=starts,
        media_type=letter.media_type,
        label=label,
    )
    return reply, written


def _page_starts(clean: CleanText) -> Iterator[int]:
    """Where in the cleaned text each page begins; one of which nothing is left begins where the next does."""
    yield 0
    for start in clean.page_starts[1:]:
        yield bisect_left(range(len(clean.text)), start, key=clean.origin)


def _object(data: bytes) -> dict[str, Any]:
    """The JSON object of a job. Raises ServiceError (bad_body) for anything else, without a word of it."""
    try:
        found = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _bad("this is no JSON, or a name stands twice in it") from None
    if not isinstance(found, dict) or not found.keys() <= _FIELDS:
        raise _bad("give a JSON object with `text` or `file`, and `name` and `id` if you like; nothing else")
    label = found.get("id")
    if not (label is None or isinstance(label, (str, int))) or len(str(label)) > 200:
        raise _bad("`id` is a string of at most 200 characters, or a whole number")
    return cast("dict[str, Any]", found)


def _letter_of(job: Job, found: dict[str, Any]) -> tuple[Job, bytes]:
    text, file, name = found.get("text"), found.get("file"), found.get("name")
    if (text is None) == (file is None):
        raise _bad("give either `text` or `file`")
    if not all(value is None or isinstance(value, str) for value in (text, file, name)):
        raise _bad("`text`, `file` and `name` are strings")
    if name is not None:
        job = Job(job.kind, safe_name(name), job.languages, job.shown, job.handed_on)
    if text is not None:
        return job, text.encode("utf-8", "replace")
    try:
        return job, b64decode(file or "", validate=True)
    except ValueError:
        raise _bad("`file` is a file in base64") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(_: str) -> None:
    raise ValueError


def _bad(detail: str) -> ServiceError:
    return ServiceError(ServiceFault.BAD_BODY, detail)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
