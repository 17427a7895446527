"""The unit of batch work: one letter in, rows out."""

import hashlib
import zlib
from dataclasses import dataclass

from imr_llm.letter.files.kinds import media_type
from imr_llm.llm.endpoint.exchange import Usage
from imr_llm.summary.model import Language
from imr_llm.summary.occasion import Occasion

# Level 1 makes a record five times smaller in a tenth of a millisecond; higher levels gain a tenth more.
_LEVEL = 1
# In bytes; few letters are longer.
_SHORT = 64 * 1024
NO_USAGE = Usage()


class DamagedRowError(Exception):
    """What lies in the ledger is no longer what was put there: a disk or a copy has failed."""


def pack(document: bytes) -> bytes:
    """A JSON document as it lies in the ledger: deflated."""
    return zlib.compress(document, _LEVEL)


def unpack(packed: bytes) -> bytes:
    """The JSON document of `pack`. Raises DamagedRowError when a byte of it has changed since."""
    try:
        return zlib.decompress(packed)
    except zlib.error:
        raise DamagedRowError("a row of the ledger is damaged") from None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a letter has no record: a stable word for programs (a `LetterFault`, or one of ours), and advice."""

    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class InputItem:
    """What INPUT holds at one place: a letter's bytes, or why there is none (a bad row, a path that leaves an archive).

    `name`: the place, unique in INPUT. `ident`: what people call the letter: an id, or the path without its ending.
    `position`: the row, where INPUT has an order of its own, else 0. `sha256`: of the bytes, null without any.
    """

    name: str
    ident: str
    position: int = 0
    data: bytes = b""
    failure: Failure | None = None

    @property
    def sha256(self) -> str | None:
        """The digest that letters are told apart by."""
        return None if self.failure else hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was paid for in a run that did not finish its letter.

    `question`: the sha256 of what was asked. `ending`: how it ended (`Ending`). `answer`: JSON, null without one.
    """

    question: str
    ending: str
    answer: str | None
    usage: Usage


@dataclass(frozen=True, slots=True)
class PackedRecord:
    """A packed record. `part`: which letter of its file it is of, from 1; 0 where the file holds one."""

    part: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One letter to read.

    `name`: where it stands in INPUT; `ident`: what people call it. `data`: the bytes of its file, whose digest is
    `sha256`. `split`: several letters in it are taken apart. `languages`: what it is to be summarized in. `records`:
    its records that need not be made again; `summarized`: parts of these, each with a language in which there is a
    summary. `answers`: paid for before. `occasion`: what summaries say of themselves, null for today in California.
    """

    name: str
    ident: str
    sha256: str
    data: bytes
    split: bool = False
    languages: tuple[Language, ...] = ()
    records: tuple[PackedRecord, ...] = ()
    answers: tuple[KeptAnswer, ...] = ()
    summarized: frozenset[tuple[int, Language]] = frozenset()
    occasion: Occasion | None = None

    @property
    def is_slow(self) -> bool:
        """Whether reading it may take long: a large text, a PDF or a picture."""
        return len(self.data) > _SHORT or media_type(self.data) != "text/plain"


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A packed summary of one letter; `part` as for its record."""

    part: int
    language: Language
    packed: bytes


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What one letter came to.

    `records`: one for each letter that the file holds and that could be read; none when only summaries were made.
    `failure`: why there is not everything that was asked for. `ending`: how the LLM's reading ended, null without one.
    `review`: a person must look at it.
    """

    sha256: str
    records: tuple[PackedRecord, ...] = ()
    summaries: tuple[SummaryRow, ...] = ()
    failure: Failure | None = None
    usage: Usage = NO_USAGE
    ending: str | None = None
    review: bool = False
