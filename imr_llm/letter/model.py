"""A letter on its way: the file as read, the cleaned text with its way back, and the parts."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters of the cleaned text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A file as read. `original` is its decoded text; a form feed ends a page."""

    name: str
    sha256: str
    original: str
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class CleanText:
    """The letter's words as paragraphs, one a line, with the way back to the original.

    `text`: paragraphs parted by a newline; single spaces; wrapped lines and broken words joined; page furniture gone.
    `plain`: the same characters as ASCII bytes, one byte a character, so that a byte offset is a character offset;
    what has no ASCII likeness is `?`. `lower`: the same in lower case. Rules match on these, and quote from `text`.
    `runs`: where each run of characters copied as they stood begins, in the cleaned text; `origins`: in the original.
    `page_starts`: offsets in the original at which a page begins, the first 0.
    """

    text: str
    plain: bytes
    lower: bytes
    runs: tuple[int, ...]
    origins: tuple[int, ...]
    page_starts: tuple[int, ...]

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
        """The page, counted from 1, on which a cleaned character stands."""
        return bisect_right(self.page_starts, self.origin(position))

    @property
    def pages(self) -> int:
        """How many pages the file has, or the page marks of a text show."""
        return len(self.page_starts)


@dataclass(frozen=True, slots=True)
class IssueSection:
    """The parts of one disputed treatment. `heading` includes the decision word; missing parts are null."""

    heading: Span
    claims_administrator_guideline: Span | None
    reviewer_guideline: Span | None
    rationale: Span | None


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the parts of a letter are. `form` names the form; `faults` say what is missing or doubled, in words."""

    form: str
    front_page: Span | None = None
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
