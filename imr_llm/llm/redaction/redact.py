"""The worker's identifiers are replaced before anything is sent: `[EMPLOYEE_NAME]`, `[CLAIM_NUMBER]` and so on.

Public letters carry none; a worker's own letter and its cover page do. The text that is sent keeps a map back to the
cleaned text, so a quote found in the one is a span of the other. The case number, the dates of the case and ages stay:
the record needs them, and they are printed in the public letter too.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from imr_llm.letter.model import CleanText
from imr_llm.llm.redaction.identifiers import Identifier, find_identifiers
from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class Redacted:
    """A cleaned text without its identifiers. `hidden` lists them in order; their spans are those of the cleaned text.

    `starts` and `origins` say where each run of kept characters and each placeholder begins, here and in the cleaned
    text; the runs at odd places are the placeholders.
    """

    text: str
    hidden: tuple[Identifier, ...]
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def cleaned_span(self, start: int, end: int) -> Span:
        """The span of the cleaned text for a span of this one; a touched placeholder counts as the whole identifier."""
        return Span(self._origin(start, at_end=False), self._origin(end - 1, at_end=True))

    def redacted_span(self, start: int, end: int) -> Span:
        """The span of this text for a span of the cleaned one; a touched identifier counts as its whole placeholder."""
        return Span(self._place(start, at_end=False), self._place(end - 1, at_end=True))

    def slice(self, span: Span) -> str:
        """What may be sent in place of a span of the cleaned text."""
        start, end = self.redacted_span(*span)
        return self.text[start:end]

    def _origin(self, position: int, *, at_end: bool) -> int:
        run = bisect_right(self.starts, position) - 1
        if run % 2:
            return self.hidden[run // 2].span[at_end]
        return self.origins[run] + position - self.starts[run] + at_end

    def _place(self, position: int, *, at_end: bool) -> int:
        run = bisect_right(self.origins, position) - 1
        if run % 2:
            return self.starts[run + at_end]
        return self.starts[run] + position - self.origins[run] + at_end


def redact(clean: CleanText) -> Redacted:
    """The cleaned text with every identifier of the worker replaced by a typed placeholder. Linear in the text."""
    return _replace(clean.text, find_identifiers(clean.plain, clean.lower))


def unredacted(clean: CleanText) -> Redacted:
    """The cleaned text as it stands, for `--no-redact`."""
    return _replace(clean.text, ())


def _replace(text: str, hidden: Iterable[Identifier]) -> Redacted:
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = kept = 0
    hidden = tuple(hidden)
    for identifier in hidden:
        before, placeholder = text[kept : identifier.span.start], f"[{identifier.kind}]"
        starts += (length, length + len(before))
        origins += (kept, identifier.span.start)
        parts += (before, placeholder)
        length += len(before) + len(placeholder)
        kept = identifier.span.end
    return Redacted("".join([*parts, text[kept:]]), hidden, (*starts, length), (*origins, kept))
