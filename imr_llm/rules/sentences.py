"""Where sentences end in running text."""

from imr_llm.letter.model import CleanText, Span
from imr_llm.rules.rule import linear

# An abbreviation, after which the sentence goes on; a full stop before a capital or a number; a full stop without a
# blank between a small letter and a capitalised word; a new paragraph.
_END = linear(
    rb"\b(?:[Dd]r|[Mm]rs?|[Mm]s|[Nn]os?|vs|[Ee]\.g|[Ii]\.e|[Aa]pprox|[Pp]gs?|[Ff]ig|[Ss]t|[Vv]ol|[Cc]h|[Ee]d)\. "
    rb"|[.?!][\"')\]]*[ \n]+[\"'(\[]*[A-Z0-9]|[a-z)]\.[A-Z][a-z]|\n"
)
_STOPS = b".?!"
_CLOSERS = b"\"')]"


def sentences(clean: CleanText, span: Span) -> list[Span]:
    """The sentences of a span, in order, without the white space between them."""
    plain = clean.plain
    found = []
    begin = span.start
    for match in _END.finditer(plain, *span):
        start, end = match.span()
        if plain[start] in _STOPS:
            start += 1
            while start < end and plain[start] in _CLOSERS:
                start += 1
        elif plain[start] != ord("\n"):
            if plain[start + 1] != ord(".") or plain[end - 1] == ord(" "):
                continue
            start += 2
        found.append(Span(begin, start))
        begin = start
    found.append(Span(begin, span.end))
    return [bare for part in found if (bare := _bare(plain, part))]


def _bare(plain: bytes, span: Span) -> Span | None:
    words = plain[slice(*span)]
    start = span.end - len(words.lstrip())
    return Span(start, span.start + len(words.rstrip())) if start < span.end else None
