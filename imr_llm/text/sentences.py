"""Where sentences begin and end in running text: the one place that knows."""

from collections.abc import Iterator
from typing import Protocol

from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# In this order: an abbreviation, after which the sentence goes on; a full stop before a capital or a number; a full
# stop without a blank before a capitalised word; a new paragraph; a semicolon. There are no groups: they are slow, and
# the first characters of a match tell which it is.
_END = linear(
    rb"\b(?:[Dd]r|[Mm]rs?|[Mm]s|[Jj]r|vs|[Ee]\.g|[Ii]\.e|[Aa]pprox|[Pp]gs?|[Pp]p|[Ff]ig|[Ss]t|[Vv]ol|[Cc]h|[Ee]d|[Aa]l"
    rb"|Inc)\. |\b(?:[Nn]os?|[A-Z](?:\.[A-Z])+)\. ?\d"
    rb"|[.?!][\"')\]]*[ \n]+[\"'(\[]*[A-Z0-9]|[a-z0-9)]\.[\"']?[A-Z][a-z ]|\n|; [A-Za-z0-9]"
)
_STOPS = b".?!"
_CLOSERS = b"\"')]"


class Plain(Protocol):
    """A text that has its characters as bytes, one each."""

    @property
    def plain(self) -> bytes:
        """The text with every character in one byte."""


def sentences(text: Plain, span: Span, *, clauses: bool = False) -> list[Span]:
    """The sentences of a span, in order, without the white space between them; with `clauses`, parted at semicolons."""
    found = []
    begin = span.start
    for stop in _stops(text, span, clauses=clauses):
        found.append(Span(begin, stop.end))
        begin = stop.end
    found.append(Span(begin, span.end))
    return [bare for part in found if (bare := _bare(text.plain, part))]


def sentence_start(text: Plain, position: int, limit: int) -> int:
    """Where the sentence of a position begins, the limit at the earliest; the blank before it may be part of it."""
    start = limit
    # The capital after the stop is looked at too: a sentence that begins at the position is its own.
    for stop in _stops(text, Span(limit, min(position + _LOOK, len(text.plain)))):
        if stop.end > position:
            break
        start = stop.end
    return start


def sentence_end(text: Plain, position: int, limit: int) -> int:
    """Where the sentence of a position ends, before its full stop; the limit at the latest."""
    for stop in _stops(text, Span(position, limit)):
        return stop.start
    return position + len(text.plain[position:limit].rstrip(b" \n."))


# How much after a full stop tells whether it ends a sentence.
_LOOK = 2


def _stops(text: Plain, span: Span, *, clauses: bool = False) -> Iterator[Span]:
    """The full stops, with the quotation marks and brackets that they close."""
    plain = text.plain
    for match in _END.finditer(plain, *span):
        start = match.start()
        first = plain[start]
        if first in _STOPS:
            end = start + 1
            while plain[end] in _CLOSERS:
                end += 1
            yield Span(start, end)
        elif first == ord("\n") or first == ord(";"):
            if clauses or first != ord(";"):
                yield Span(start, start + 1)
        # A capital or a quotation mark right behind the stop, where "e.g." has a small letter and "Dr." no stop yet.
        elif plain[start + 1] == ord(".") and not plain[start : start + 1].isupper():
            behind = plain[start + 2 : start + 3]
            if not behind.islower():
                yield Span(start + 1, start + 2 + (not behind.isupper()))


def _bare(plain: bytes, span: Span) -> Span | None:
    words = plain[slice(*span)]
    start = span.end - len(words.lstrip())
    return Span(start, span.start + len(words.rstrip())) if start < span.end else None
