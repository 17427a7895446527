"""Citations from outside the MTUS: the Official Disability Guidelines (ODG), other ACOEM editions, all else.

These lines are typed by hand: "ODG Chiropractic guidelines", a chapter's title alone, a web address, a textbook.
"""

from collections.abc import Iterator

from imr_llm.letter.model import CleanText
from imr_llm.rules.citations.guidelines import NAMES, CitedGuideline, either, tidy
from imr_llm.text.patterns import Match, linear
from imr_llm.text.spans import Span

ODG = "Official Disability Guidelines"

_YEAR = r"(?:19|20)\d\d"
_EDITION = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|revised|current"
    r"|latest)(?: revised)? ed(?:itions?|n|\.|\b)"
)
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
    rf"(?:the )?(?:{_ODG_FULL}|\bodg\b)(?:[ ,:/(-]+(?:odg\b|by mcg\b|guidelines?\b|treatment guidelines?\b|twc\b"
    rf"|treatment in "
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
# The name of a work in an edition runs to the edition, whatever stands within it; its year may follow.
_EDITED = linear(
    rf"^((?:[^;(]|\([^)]*\))+?)((?:,? \(?{_EDITION}\)?)+)(?:,? \(?({_YEAR})\)?)?(?:[.,;:)]* |[.)]*$)".encode()
)
# A part of a work before its edition: the edition is then not that of the first name.
_PART = linear(rb"\b(?:chapters?|sections?|pages?)\b|://")
# "Chapter 17: Distal Fractures, in: Operative Surgery, 6th ed".
_CHAPTER_FIRST = linear(rb"^(chapters? \d[^,;.]*)[,;.] (?:(?:from|in):? )?([^;:]+)$")
# The name of another source: up to its year, or the first comma, semicolon or colon outside a bracket.
_NAME = linear(
    rf"^((?:[^,;:(]|\([^)]*\))+?)(?:(?:,? \(|, )({_YEAR})\b\)?|[,;:]+ |\. (?:chapter|section)| - "
    r"| chapter \d|\.?$)".encode()
)
# A public body, and where its name ends. What it has published is the topic, a paper's place included.
_BODY = linear(
    rf"^((?:the )?(?:[a-z.&'-]+ ){{0,5}}?(?:academ(?:y|ies)|agency|associations?|board|bureau|cent(?:er|re)s?"
    r"|clearinghouse|collaboration|college|commission|committee|council|department|federation|foundation|institutes?"
    r"|ministry"
    r"|organi[sz]ation|societ(?:y|ies)|task force)(?: (?:against|and|for|in|of|on|to) [a-z &'-]{3,80}?)?"
    rf"(?: \([^)\d]*\))?)(?:,? \(?({_YEAR})\)?)?(?:[,;:.]+| -) [a-z]".encode()
)
# A periodical, or a title that speaks of a place: "Annals of the College", "Work in the centre".
_NO_BODY = linear(
    rb"^(?:the )?(?:\w+ ){0,3}(?:(?:annals|archives|bulletin|journal|proceedings)\b"
    rb"|(?:at|by|from|in|with) (?:an?|the) )"
)
# The year of an edition that its title tells; a year that only stands in a title is not one ("2013 Study").
_UPDATE = linear(
    rf"\b({_YEAR})(?: revised)? (?:update|edition|revision|version)\b"
    rf"|\b(?:updated?|edition|revised|revision|version)(?: (?:in|of))? \(?({_YEAR})\b".encode()
)
# Publisher and year after an edition.
_IMPRINT = linear(
    rf"^[,.:;( ]*[a-z][a-z &.'-]*(?:, [a-z]{{2}}\b)?(?:: ?[a-z][a-z &.'-]*)?[,:; ]+({_YEAR})\)?(?:\.?$"
    r"|[,.:;]+ )".encode()
)
# A reference to a paper: volume and page, authors' initials, "et al".
_VOLUME = rf"\b({_YEAR})[^;:.]{{0,12}}[;:] ?\d"
_PAPER = linear(rf"\bet al\b|{_VOLUME}|\bdoi\b|^[a-z]+ [a-z]{{1,2}}[,.] ".encode())
_PAPER_PLACE = linear(_VOLUME.encode())


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
        if _ODG_ALONE.match(words) and not _PAPER.search(words) and _edited(words) is None:
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
    edited = _edited(words)
    if edited:
        return _work(lower, chunk, edited)
    volume = _PAPER_PLACE.search(words)
    published = _at(chunk, volume.span(1)) if volume else None
    body = None if _NO_BODY.match(words) else _BODY.match(words)
    if body is None and _PAPER.search(words):
        return CitedGuideline("other", chunk, chunk, year=published)
    match = body or _NAME.match(words)
    if match is None:
        return CitedGuideline("other", chunk, chunk, year=published)
    name = tidy(lower, chunk.start, chunk.start + match.end(1)) or chunk
    year = _at(chunk, match.span(2)) or published or _updated(chunk, words)
    topic, pages = _topic(lower, Span(chunk.start + max(match.end(1), match.end(2)), chunk.end))
    return CitedGuideline("other", name, name, year=year, topic=topic, pages=pages)


def _edited(words: bytes) -> Match | None:
    """The name, edition and year of a work in an edition; null where there is none, or it is that of something else."""
    match: Match | None = _EDITED.match(words)
    if match is None or _PAPER_PLACE.search(words):
        return None
    before = words[: match.start(2)]
    return None if _PART.search(before) and not _CHAPTER_FIRST.match(before) else match


def _work(lower: bytes, chunk: Span, edited: Match) -> CitedGuideline:
    """A work in an edition. Publisher and place are dropped; a chapter may stand before the name."""
    words = lower[slice(*chunk)]
    chapter = _CHAPTER_FIRST.match(words[: edited.start(2)])
    begin = chapter.start(2) if chapter else 0
    name = tidy(lower, chunk.start + begin, chunk.start + edited.end(2)) or chunk
    end = max(edited.end(2), edited.end(3))
    imprint = _IMPRINT.match(words[end:])
    if imprint and _PART.search(words, end, end + imprint.start(1)):
        imprint = None
    year = (end + imprint.start(1), end + imprint.end(1)) if imprint else edited.span(3)
    end += imprint.end() if imprint else 0
    topic, pages = _topic(lower, Span(chunk.start + end, chunk.end))
    if chapter:
        topic = _at(chunk, chapter.span(1))
    return CitedGuideline("other", name, name, year=_at(chunk, year), topic=topic, pages=pages)


def _updated(chunk: Span, words: bytes) -> Span | None:
    """The year that an update or edition has in its title."""
    match = _UPDATE.search(words)
    return (_at(chunk, match.span(1)) or _at(chunk, match.span(2))) if match else None


def _topic(lower: bytes, span: Span) -> tuple[Span | None, Span | None]:
    """What follows a name: its topic, and the pages at the end of it."""
    for match in _PAGES.finditer(lower, *span):
        if tidy(lower, match.end(), span.end) is None:
            return tidy(lower, span.start, match.start()), Span(*match.span(1))
    return tidy(lower, *span), None
