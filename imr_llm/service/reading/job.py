"""What is asked of a worker process, and what it answers: a length, JSON, and the bytes that the JSON counts."""

import struct
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from imr_llm.errors import LetterFault
from imr_llm.letter.model import Letter
from imr_llm.service.http.faults import ServiceFault
from imr_llm.summary.model import Language

# Of the JSON, and of all the bytes behind it.
LENGTHS = struct.Struct("!IQ")


# The media types of the files that a letter may come in.
FILES = (
    "application/pdf",
    "text/plain",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/gif",
    "image/webp",
    "image/bmp",
)


class JobKind(StrEnum):
    """What the bytes of a job are: a letter's file, several pictures of its pages, or a JSON object with a file."""

    FILE = "file"
    PICTURES = "pictures"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Job:
    """A letter to be read. `name` stands in the record; `languages` are those of the summaries.

    `shown`: the cleaned text is wanted too. `handed_on`: so is what an LLM reads. `sizes`: the bytes of each picture,
    where there are several.
    """

    kind: JobKind
    name: str
    languages: tuple[Language, ...] = ()
    shown: bool = False
    handed_on: bool = False
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a job.

    `sizes` counts the bytes of the parts behind it: the record, a summary for each language, the cleaned text, the
    letter as read (JSON); what was not asked for is left out. `label` is the `id` of a JSON object, as JSON.
    Unless all is well `fault` and `detail` say why; `broken` names the place of a fault of ours, without a message.
    """

    sizes: tuple[int, ...] = ()
    page_starts: tuple[int, ...] = ()
    media_type: str = ""
    label: str = "null"
    fault: LetterFault | ServiceFault | None = None
    detail: str = ""
    broken: str | None = None


JOBS = TypeAdapter(Job)
REPLIES = TypeAdapter(Reply)
LETTERS = TypeAdapter(Letter)


def frame(head: bytes, *parts: bytes) -> bytes:
    """A job or a reply as it goes over a pipe."""
    return b"".join((LENGTHS.pack(len(head), sum(map(len, parts))), head, *parts))


def safe_name(name: str) -> str:
    """The last part of a file's name as a client gives it, at most 120 characters; `letter` where nothing is left."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(". ")
    return kept[-120:] or "letter"
