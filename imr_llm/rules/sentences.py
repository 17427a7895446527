"""Where sentences begin and end in running text: the one place that knows."""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText, Span
from imr_llm.rules.rule import linear

# In this order: an abbreviation, after which the sentence goes on; a full stop before a capital or a number; a full
# stop without a blank before a capitalised word; a new paragraph; a semicolon. The groups are what ends a sentence; the
# last ends only a clause.
_END = linear(
    rb"\b(?:[Dd]r|[Mm]rs?|[Mm]s|[Jj]r|vs|[Ee]\.g|[Ii]\.e|[Aa]pprox|[Pp]gs?|[Pp]p|[Ff]ig|[Ss]t|[Vv]ol|[Cc]h|[Ee]d|[Aa]l"
    rb"|Inc)\. |\b(?:[Nn]os?|[A-Z](?:\.[A-Z])+)\. ?\d"
    rb"|([.?!][\"')\]]*)[ \n]+[\"'(\[]*[A-Z0-9]|[a-z0-9)](\.[\"']?)[A-Z][a-z ]|(\n)|(;) [A-Za-z0-9]"
)
_CLAUSE = 4


def sentences(clean: CleanText, span: Span, *, clauses: bool = False) -> list[Span]:
    """The sentences of a span, in order, without the white space between them; with `clauses`, parted at semicolons."""
    found = []
    begin = span.start
    for stop in _stops(clean, span, clauses=clauses):
        found.append(Span(begin, stop.end))
        begin = stop.end
    found.append(Span(begin, span.end))
    return [bare for part in found if (bare := _bare(clean.plain, part))]


def sentence_start(clean: CleanText, position: int, limit: int) -> int:
    """Where the sentence of a position begins, the limit at the earliest; the blank before it may be part of it."""
    start = limit
    # The capital after the stop is looked at too: a sentence that begins at the position is its own.
    for stop in _stops(clean, Span(limit, min(position + _LOOK, len(clean.plain)))):
        if stop.end > position:
            break
        start = stop.end
    return start


def sentence_end(clean: CleanText, position: int, limit: int) -> int:
    """Where the sentence of a position ends, before its full stop; the limit at the latest."""
    for stop in _stops(clean, Span(position, limit)):
        return stop.start
    return position + len(clean.plain[position:limit].rstrip(b" \n."))


# How much after a full stop tells whether it ends a sentence.
_LOOK = 2


def _stops(clean: CleanText, span: Span, *, clauses: bool = False) -> Iterator[Span]:
    """The full stops, with the quotation marks and brackets that they close."""
    for match in _END.finditer(clean.plain, *span):
        group = match.lastindex
        if group is not None and (clauses or group != _CLAUSE):
            yield Span(*match.span(group))


def _bare(plain: bytes, span: Span) -> Span | None:
    words = plain[slice(*span)]
    start = span.end - len(words.lstrip())
    return Span(start, span.start + len(words.rstrip())) if start < span.end else None
