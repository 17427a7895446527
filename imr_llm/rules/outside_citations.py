"""Citations from outside the MTUS: the Official Disability Guidelines (ODG), other ACOEM editions, all else.

These lines are typed by hand: "ODG Chiropractic guidelines", a chapter's title alone, a web address, a textbook.
"""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText, Span
from imr_llm.rules.guidelines import NAMES, CitedGuideline, either, tidy
from imr_llm.rules.rule import linear

ODG = "Official Disability Guidelines"

_YEAR = r"(?:19|20)\d\d"
_EDITION = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|revised|current|latest) ed(?:itions?|n|\.|\b)"
_ODG_FULL = r"official disabilit(?:y|ies) guide?lines?(?:'s)?(?:,? ?[(\[] ?odg[^)\]]{0,20}[)\]]|[ ,/-]+odg\b)?"
_ACOEM = r"(?:american college of occupational (?:and|&) environmental medicine(?:'s)?|acoem\b)"
# A hyphen before a blank breaks the address over two lines.
_URL = r"(?:https?://|www\.)(?:[^\s,;]*- )*[^\s,;]+"
# Where another citation may begin.
_FULL, _WEB, _MARKER, _SHORT = 1, 2, 3, 6
_BEGIN = linear(
    rf"(?:[,;.]?\)? and )?(?:({_ODG_FULL})|({_URL}))|\b((?:and |or )?other medical treatment guidelines?(?: or "
    rf"medical evidence)?\b)|(?:[,;.]\)? (?:and )?| and |\n)({_ACOEM})|(?:[;.]\)? (?:and )?|, and "
    rf"|\n)({either(NAMES.other_sources)}\b)|(?:[;.]\)? (?:and )?|,? and |\n)(odg\b)".encode()
)
_ODG_NAME = linear(
    rf"(?:the )?(?:{_ODG_FULL}|\bodg\b)(?:[ ,:/(-]+(?:odg\b|guidelines?\b|treatment guidelines?\b|twc\b|treatment in "
    r"workers'? ?comp(?:ensation)?\b|integrated treatment(?:/disability duration guidelines)?\b|treatment index\b"
    rf"|{_EDITION}|({_YEAR})\b)(?: ?\((?:web|online)\))?\)?)*".encode()
)
_ODG_ALONE = linear(rf"^(?:the )?{either(NAMES.odg_chapters)}(?:[ ,&/(:-]|$)".encode())
_ODG_ADDRESS = linear(rb"odg-?twc\.|odgbymcg|worklossdata")
_ACOEM_NAME = linear(
    rf"^{_ACOEM}(?:,? ?\(acoem\))?(?:'s)?(?:,? (?:occupational|medicine|practice|medical|treatment|guidelines?"
    rf"|guides?|{_EDITION}))*(?:,? \(?({_YEAR})\)?)?".encode()
)
_ADDRESS = linear(f"^{_URL}".encode())
_PAGES = linear(rb"[,;.(]? ?\b(?:pages?(?: ?\(s\))?|pgs?\.?|pp?\.)[ :]*(\d+(?:(?:-|, ?| and )\d+)*)")
# The name of another source: up to its edition or year, or the first comma, semicolon or colon outside a bracket.
_NAME = linear(
    rf"^((?:[^,;:(]|\([^)]*\))+?)(?:((?:,? \(?{_EDITION}\)?)+)(?:[.,;:]* |\.?$)|,? \(({_YEAR})\)|, ({_YEAR})\b"
    r"|[,;:]+ |\. (?:chapter|section)| - | chapter \d|\.?$)".encode()
)
# Publisher and year after an edition.
_IMPRINT = linear(rf"^[,.: ]*[a-z][a-z &.'-]*[,: ]+({_YEAR})\.?$".encode())
# A reference to a paper: volume and page, authors' initials, "et al".
_VOLUME = rf"\b({_YEAR})[^;:.]{{0,12}}[;:] ?\d"
_PAPER = linear(rf"\bet al\b|{_VOLUME}|\bdoi\b|^[a-z]+ [a-z]{{1,2}}[,.] ".encode())
_PAPER_YEAR = linear(_VOLUME.encode())


def read_outside(clean: CleanText, statement: Span) -> Iterator[CitedGuideline]:
    """The guidelines that a statement names outside the MTUS."""
    for chunk in _chunks(clean, statement):
        yield _entry(clean.lower, chunk)


def _chunks(clean: CleanText, statement: Span) -> Iterator[Span]:
    """The parts of a statement that name one source each."""
    lower = clean.lower
    start = statement.start
    for match in _BEGIN.finditer(lower, *statement):
        kind = next(number for number in range(1, 7) if match.start(number) >= 0)
        before = tidy(lower, start, match.start())
        if before and not _is_separate(clean, before, kind, Span(*match.span(kind))):
            continue
        if before:
            yield before
        start = match.end(kind) if kind == _MARKER else match.start(kind)
    rest = tidy(lower, start, statement.end)
    if rest:
        yield rest


def _is_separate(clean: CleanText, before: Span, kind: int, found: Span) -> bool:
    """Whether words that may begin a citation do so, given the words of the one before."""
    lower = clean.lower
    words = lower[slice(*before)]
    of_odg = _ODG_NAME.search(words) is not None
    if kind == _FULL:
        return of_odg or not _ODG_ALONE.match(words)
    if kind == _WEB:
        # An address goes with the source named before it, but not with another address, nor a stranger's with the ODG.
        odg_address = _ODG_ADDRESS.search(lower, *found) is not None
        return b"://" in words or b"www." in words or (not odg_address and (of_odg or bool(_ODG_ALONE.match(words))))
    if kind == _SHORT:
        # Several sections of one guideline are one entry.
        return not of_odg and not _ODG_ALONE.match(words)
    return kind == _MARKER or clean.text[found.start].isupper()


def _entry(lower: bytes, chunk: Span) -> CitedGuideline:
    """One citation from the words that name it."""
    words = lower[slice(*chunk)]
    if not _ADDRESS.match(words):
        named = _ODG_NAME.search(words)
        if named:
            return _odg(lower, chunk, named.span(), named.span(1))
        if _ODG_ALONE.match(words) and not _PAPER.search(words):
            return CitedGuideline("ODG", chunk, chunk, name=ODG, topic=chunk)
        acoem = _ACOEM_NAME.match(words)
        if acoem:
            return _acoem(lower, chunk, acoem.end(), acoem.span(1))
    elif _ODG_ADDRESS.search(words):
        return CitedGuideline("ODG", chunk, chunk, name=ODG, topic=chunk)
    return _other(lower, chunk)


def _at(chunk: Span, place: tuple[int, int]) -> Span | None:
    """A place within a chunk as a place in the text; null for a group that did not match."""
    return Span(chunk.start + place[0], chunk.start + place[1]) if place[0] >= 0 else None


def _odg(lower: bytes, chunk: Span, named: tuple[int, int], year: tuple[int, int]) -> CitedGuideline:
    """The ODG, recorded under one name. Edition and imprint are dropped; what is left is the topic."""
    mark = tidy(lower, chunk.start + named[0], chunk.start + named[1]) or chunk
    before = tidy(lower, chunk.start, mark.start)
    after, pages = _topic(lower, Span(chunk.start + named[1], chunk.end))
    topic = Span(before.start, after.end) if before and after else before or after
    return CitedGuideline("ODG", mark, mark, name=ODG, year=_at(chunk, year), topic=topic, pages=pages)


def _acoem(lower: bytes, chunk: Span, end: int, year: tuple[int, int]) -> CitedGuideline:
    """An edition of ACOEM that is not the one adopted in the MTUS."""
    name = tidy(lower, chunk.start, chunk.start + (year[0] if year[0] >= 0 else end)) or chunk
    topic, pages = _topic(lower, Span(chunk.start + end, chunk.end))
    return CitedGuideline("ACOEM", name, name, year=_at(chunk, year), topic=topic, pages=pages)


def _other(lower: bytes, chunk: Span) -> CitedGuideline:
    """A web address, a textbook, a paper, a public body: its name, then its topic."""
    words = lower[slice(*chunk)]
    address = _ADDRESS.match(words)
    if address:
        name = tidy(lower, chunk.start, chunk.start + address.end()) or chunk
        return CitedGuideline("other", name, name, topic=tidy(lower, chunk.start + address.end(), chunk.end))
    if _PAPER.search(words):
        published = _PAPER_YEAR.search(words)
        return CitedGuideline("other", chunk, chunk, year=_at(chunk, published.span(1)) if published else None)
    match = _NAME.match(words)
    if match is None:
        return CitedGuideline("other", chunk, chunk)
    year = match.span(3) if match.start(3) >= 0 else match.span(4)
    end = max(match.end(1), match.end(2))
    imprint = _IMPRINT.match(words[end:]) if match.start(2) >= 0 else None
    name = tidy(lower, chunk.start, chunk.start + end) or chunk
    if imprint:
        year = (end + imprint.start(1), end + imprint.end(1))
        return CitedGuideline("other", name, name, year=_at(chunk, year))
    topic, pages = _topic(lower, Span(chunk.start + max(end, year[1]), chunk.end))
    return CitedGuideline("other", name, name, year=_at(chunk, year), topic=topic, pages=pages)


def _topic(lower: bytes, span: Span) -> tuple[Span | None, Span | None]:
    """What follows a name: its topic, and the pages at the end of it."""
    for match in _PAGES.finditer(lower, *span):
        if tidy(lower, match.end(), span.end) is None:
            return tidy(lower, span.start, match.start()), Span(*match.span(1))
    return tidy(lower, *span), None
