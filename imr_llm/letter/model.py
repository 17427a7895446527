"""A letter on its way: the file as read, the cleaned text with its way back, and the parts."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class Letter:
    """A file as read. `original` is its decoded text; a form feed ends a page.

    `faults` say what reading the file left in doubt: hidden words of a PDF. `scan`: how its pictures were read.
    `part`: which letter of its file it is, from 1, where the file holds several; `first_page`: its first page there.
    """

    name: str
    sha256: str
    original: str
    media_type: str = "text/plain"
    faults: tuple["SectionFault", ...] = ()
    scan: "Scan | None" = None
    part: int | None = None
    first_page: int = 1


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page that was read from a picture, its place in the original, and the mean confidence in its letters (0 to 1).

    `faults` say why it cannot be taken as read: "unreadable", "cut", "covered".
    """

    number: int
    span: Span
    confidence: float
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """How pictures were read. `engine`: the program and its version.

    `unsure`: the words of the original that were read with little confidence. `corrected`: decision words that were
    misread and stand as they should be spelt. `doubts`: signs that pages are missing or out of order, in words.
    """

    engine: str
    pages: tuple[ScannedPage, ...]
    unsure: tuple[Span, ...] = ()
    corrected: tuple[Span, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanText:
    """The letter's words as paragraphs, one a line, with the way back to the original.

    `text`: paragraphs parted by a newline; single spaces; wrapped lines and broken words joined; page furniture gone.
    `plain`: the same characters as ASCII bytes, one byte a character, so that a byte offset is a character offset;
    what has no ASCII likeness is `?`. `lower`: the same in lower case. Rules match on these, and quote from `text`.
    `runs`: where each run of characters copied as they stood begins, in the cleaned text; `origins`: in the original.
    `page_starts`: offsets in the original at which a page begins, the first 0. `first_page`: the first one's number.
    """

    text: str
    plain: bytes
    lower: bytes
    runs: tuple[int, ...]
    origins: tuple[int, ...]
    page_starts: tuple[int, ...]
    first_page: int = 1

    def origin(self, position: int) -> int:
        """The place in the original of one cleaned character.

        A space or newline that joins two lines has the place of the break it stands for.
        """
        run = bisect_right(self.runs, position) - 1
        return self.origins[run] + position - self.runs[run]

    def original_span(self, start: int, end: int) -> Span:
        """The range of the original that a range of the cleaned text was made from."""
        return Span(self.origin(start), self.origin(end - 1) + 1)

    def page(self, position: int) -> int:
        """The page of the file, counted from 1, on which a cleaned character stands."""
        return bisect_right(self.page_starts, self.origin(position)) + self.first_page - 1

    @property
    def pages(self) -> int:
        """How many pages the file has, or the page marks of a text show."""
        return len(self.page_starts)


DecidedBy = Literal["word", "sentence", "rationale"]


@dataclass(frozen=True, slots=True)
class IssueSection:
    """The parts of one disputed treatment. `heading` includes the decision; missing parts are null.

    `decided_by`: what states the decision in this form: the last word of the heading, the heading as a sentence, or the
    words of the rationale alone. `restatements`: the sentences of other places that state it again.
    """

    heading: Span
    claims_administrator_guideline: Span | None
    reviewer_guideline: Span | None
    rationale: Span | None
    restatements: tuple[Span, ...] = ()
    decided_by: DecidedBy = "word"


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the parts of a letter are. `form` names the form; `faults` say what is missing or doubled, in words.

    `application`: the sentences that tell when the review was asked for and assigned, where the form has them apart
    from its front page.
    """

    form: str
    front_page: Span | None = None
    application: Span | None = None
    determination: Span | None = None
    case_summary: Span | None = None
    issues: tuple[IssueSection, ...] = ()
    faults: tuple["SectionFault", ...] = ()


@dataclass(frozen=True, slots=True)
class SectionFault:
    """A part that is missing, cut off or suspicious. `pointer` says which field of the record it concerns."""

    pointer: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class SectionedLetter:
    """A letter ready for the readers."""

    letter: Letter
    clean: CleanText
    sections: Sections = field(default_factory=lambda: Sections("unknown"))
