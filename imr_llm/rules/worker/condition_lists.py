"""A list of conditions in a sentence taken apart, one span a condition.

Numbers and semicolons part conditions outright. Commas and "and" do so only between pieces that each name a condition:
a piece that names only a place, a tissue or a degree belongs to a neighbour.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

from imr_llm.rules.text.lexicon import any_of, load
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class DiagnosisWords:
    """Words of lists of conditions; see the lexicon for what each list holds."""

    places: frozenset[bytes]
    tissues: frozenset[bytes]
    qualifiers: frozenset[bytes]
    local: frozenset[bytes]
    not_said: frozenset[bytes]
    whole: frozenset[bytes]


def _load() -> DiagnosisWords:
    words = load("diagnosis_words")
    return DiagnosisWords(
        **{field.name: frozenset(map(str.encode, words[field.name])) for field in fields(DiagnosisWords)}
    )


WORDS = _load()

# What is one condition, whatever parts its words.
_WHOLE = linear(any_of(sorted(word.decode() for word in WORDS.whole)).encode())
_RULED_OUT = (b"rule out", b"r/o")
# Conditions to be ruled out are often run together, with nothing between them.
_RUN_TOGETHER = linear(rb"([a-z0-9)]+) (?:rule out|r/o)\b")
_JOINS = frozenset({b"and", b"or", b"to", b"versus", b"vs"})
_NUMBER = linear(rb"(?:^|[ ;,]|[a-z]\.)\(?(\d{1,2})(?:[.)] |\) ?)")
_SEMICOLON = linear(rb" ?;(?: ?(?:and|or) )? ?")
# The separators of a list in words. A comma between digits parts nothing.
_SEPARATOR = linear(
    rb" ?, ?(?:and |as well as |along with |or |& )?|(?: and (?:/ ?or |or )?| as well as | along with | & | plus )"
)
_LEVEL = linear(rb"^(?:[ctls]\d{1,2}(?:[-/](?:[ctls]?\d{1,2}))*|[ctls]\d{1,2}-[ctls]\d{1,2})$")
_PLACED = linear(rb"\w (?:of|to|in|at|on|about|involving|affecting|between) ")
# What parts words within a piece, besides blanks.
_BLANKED = bytes.maketrans(b'(),.:;#"', b"        ")
# A piece that begins so qualifies the one before it, whatever follows: "initial encounter for closed fracture".
_DEGREES = (
    b"with ",
    b"without ",
    b"initial encounter",
    b"subsequent encounter",
    b"single episode",
    b"not specified",
    b"not otherwise",
    b"not elsewhere",
    b"ruled out",
    b"excluded",
)
# After these, what stands up to the next separator is only the first of two: "with low back and right leg pain".
_OPENING = linear(rb"\b(?:with|between|from|involving) ([^,;]*)$|\b(?:affecting|between)\b[^,;]*$")


class _Piece(NamedTuple):
    """A piece of a list. `separator` is what stands before it.

    `kind`: a `condition`, a `place` (only where), or a `degree` (only how, or since when).
    """

    span: Span
    separator: bytes
    words: bytes
    kind: str

    @property
    def bare(self) -> bool:
        """Whether the piece is one word that needs a place from its neighbour."""
        return self.words in WORDS.local

    @property
    def placed(self) -> bool:
        """Whether the piece says its place after the condition: "strain of the neck"."""
        return _PLACED.search(self.words) is not None

    @property
    def begins_with_place(self) -> bool:
        return _is_place(self.words.split(b" ", 1)[0])


def split_conditions(lower: bytes, span: Span) -> Iterator[Span]:
    """The conditions of a list, in order; each span still has its article, dates and codes."""
    numbered = list(_numbered(lower, span))
    if numbered:
        yield from numbered
        return
    parts = list(_parted(lower, span))
    for part in parts:
        for whole in _joined(list(_pieces(lower, part, commas=len(parts) == 1))):
            yield from _ruled_out(lower, whole)


def _numbered(lower: bytes, span: Span) -> Iterator[Span]:
    """The items of "1. X 2. Y" or "(1) X; (2) Y", when they count up from one."""
    words = lower[span.start : span.end]
    begins: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(words):
        if int(match.group(1)) == len(begins) + 1 and (begins or match.start() < 3):
            begins.append((match.start(), match.end()))
    if len(begins) < 2 and not (begins and begins[0][0] == 0):
        return
    for index, (_, start) in enumerate(begins):
        end = begins[index + 1][0] if index + 1 < len(begins) else len(words)
        yield Span(span.start + start, span.start + end)


def _parted(lower: bytes, span: Span) -> Iterator[Span]:
    start = span.start
    for match in _SEMICOLON.finditer(lower, *span):
        yield Span(start, match.start())
        start = match.end()
    if start < span.end:
        yield Span(start, span.end)


def _ruled_out(lower: bytes, span: Span) -> Iterator[Span]:
    """The parts of an item that begin with "rule out" where no sign parts them from what stands before."""
    start = span.start
    for match in _RUN_TOGETHER.finditer(lower, *span):
        end = match.end(1)
        if match.group(1) not in _JOINS and lower.count(b"(", start, end) <= lower.count(b")", start, end):
            yield Span(start, end)
            start = end + 1
    yield Span(start, span.end)


def _pieces(lower: bytes, span: Span, *, commas: bool) -> Iterator[_Piece]:
    """The pieces between commas and "and"; between "and" alone in a list with semicolons. Brackets are kept whole."""
    start, separator = span.start, b""
    whole = [match.span() for match in _WHOLE.finditer(lower, *span)]
    for match in _SEPARATOR.finditer(lower, *span):
        is_comma = b"," in match.group()
        if is_comma and not commas and not lower.startswith(_RULED_OUT, match.end()):
            continue
        if any(first < match.start() < last for first, last in whole):
            continue
        if lower.count(b"(", start, match.start()) > lower.count(b")", start, match.start()):
            continue
        if (
            is_comma
            and lower[match.start() - 1 : match.start()].isdigit()
            and lower[match.end() : match.end() + 1].isdigit()
        ):
            continue
        if match.start() > start:
            yield _piece(lower, Span(start, match.start()), separator)
            start, separator = match.end(), match.group()
        else:
            start = match.end()
    if start < span.end:
        yield _piece(lower, Span(start, span.end), separator)


def _piece(lower: bytes, span: Span, separator: bytes) -> _Piece:
    words = lower[span.start : span.end].strip(b" .\"'")
    return _Piece(span, separator, words, _kind(words))


def _is_place(word: bytes) -> bool:
    if word in WORDS.places or word in WORDS.tissues:
        return True
    if word[:1] in b"ctls" and _LEVEL.search(word):
        return True
    parts = word.replace(b"/", b"-").split(b"-")
    return len(parts) > 1 and all(part in WORDS.places or part in WORDS.tissues or part.isdigit() for part in parts)


def _kind(words: bytes) -> str:
    """What a piece names. Words that no list knows are a condition's."""
    if words.startswith(_DEGREES):
        return "degree"
    kind = "place"
    for word in words.translate(_BLANKED).split():
        if word in WORDS.qualifiers:
            kind = "degree"
        elif not _is_place(word):
            head, found, _ = words.partition(b" with ")
            # "L5-S1 with radiculopathy" goes on with the piece before it.
            return "place" if found and head and _kind(head) == "place" else "condition"
    return kind


def _joined(pieces: list[_Piece]) -> Iterator[Span]:
    """One span a condition; a run of places between two conditions goes with one of them."""
    group: list[_Piece] = []
    index = 0
    while index < len(pieces):
        stop = index
        while stop < len(pieces) and pieces[stop].kind != "condition":
            stop += 1
        run, following = pieces[index:stop], pieces[stop] if stop < len(pieces) else None
        taken = _taken_back(group[-1] if group else None, run, following)
        group.extend(run[:taken])
        run = run[taken:]
        if following is None:
            group.extend(run)
            break
        if run or not group or not _goes_on(group, following):
            if group:
                yield Span(group[0].span.start, group[-1].span.end)
            group = [*run, following]
        else:
            group.append(following)
        index = stop + 1
    if any(piece.kind == "condition" for piece in group):
        yield Span(group[0].span.start, group[-1].span.end)


def _taken_back(before: _Piece | None, run: list[_Piece], following: _Piece | None) -> int:
    """How many pieces of a run of places and degrees go with the condition before; the rest go with the one after."""
    if before is None:
        return 0
    degrees = [number for number, piece in enumerate(run, start=1) if piece.kind == "degree"]
    taken = degrees[-1] if degrees else 0
    rest = run[taken:]
    if not rest:
        return taken
    first = rest[0]
    goes_back = (
        following is None
        or b"and" not in following.separator
        or following.placed
        or (before.placed and any(b"and" in piece.separator for piece in rest))
        or (before.placed and first.words.split(b" ", 1)[0] in WORDS.tissues)
        or (not following.begins_with_place and before.placed)
        or (_ends_with_level(before) and _LEVEL.search(first.words) is not None and not _begins_with_level(following))
    )
    return len(run) if goes_back else taken


def _ends_with_level(piece: _Piece) -> bool:
    return _LEVEL.search(piece.words.rsplit(b" ", 1)[-1]) is not None


def _begins_with_level(piece: _Piece) -> bool:
    return _LEVEL.search(piece.words.split(b" ", 1)[0]) is not None


def _goes_on(group: list[_Piece], following: _Piece) -> bool:
    """Whether a condition goes on the one before it: they share a place, or a word before opened a pair."""
    if b"," in following.separator or following.separator.strip() != b"and":
        return False
    before = group[-1]
    if following.bare or (before.bare and len(group) == 1 and following.placed):
        return True
    opening = _OPENING.search(before.words)
    if not opening:
        return False
    return opening.group(1) is None or _kind(opening.group(1)) == "place"
