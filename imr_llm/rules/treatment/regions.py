"""The parts of the body named in a treatment, and the side that belongs to each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast, get_args

from imr_llm.record.codes import Region, Side
from imr_llm.record.facts import BodyRegion
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.lexicon import any_of, load, squeezed
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# Parts in the middle of the body: a side said of a neighbour is not said of them.
_MIDLINE: frozenset[Region] = frozenset(
    {"head", "face_jaw", "neck", "upper_back", "low_back", "chest", "abdomen", "mind", "other"}
)
_SPINE: frozenset[Region] = frozenset({"neck", "upper_back", "low_back"})
# Vertebral levels: "L4-5", "L5-S1", "C5/6", "T12-L1".
LEVELS = (
    r"\b(?:c[1-8]|t1[0-2]|t[1-9]|l[1-6]|s[1-5]|[ctls]-[1-9])"
    r"(?:(?: ?[-/] ?| to | through | thru )?[ctls]-?\d{1,2}| ?[-/] ?\d{1,2}| (?:to|through|thru) \d{1,2})*\b"
)
_LEVEL = linear(rb"([ctls])-?\d")
_OF_LEVEL: dict[bytes, Region] = {b"c": "neck", b"t": "upper_back", b"l": "low_back", b"s": "low_back"}
SIDES = r"\b(?:bilaterally|bilateral|bi-lateral|bilat|b/l|bil|both|left|lft|lt|right|rt|rgt|l|r)\b"
_SIDE: dict[str, Side] = {
    "left": "left", "lft": "left", "lt": "left", "l": "left",
    "right": "right", "rt": "right", "rgt": "right", "r": "right",
}  # fmt: skip
_THYROID = linear(rb"\btsh\b|thyro|\bfree t\d")
# Between two sides of one part: "left and right knee".
_AND = linear(rb" ?(?:and|or|/|&|,|-)? ?(?:the )?")
# What ends the reach of a side that stands before a part.
_BREAK = linear(rb"[,;:.)]| and | plus ")
# Between two parts of one list: "left shoulder, elbow and wrist".
_LIST = linear(rb"(?: ?[,/&;+-] ?| and | or |, and |, or | plus | )(?:the )?")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the treatment that names parts, or a side, or both."""

    span: Span
    regions: tuple[Region, ...] = ()
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the body at a place, with its side and the words that give it. `side_behind`: they stand behind it."""

    span: Span
    region: Region
    side: Side | None = None
    side_span: Span | None = None
    side_behind: bool = False


class BodyWords:
    """The lexicon of body parts, compiled into one pattern together with vertebral levels and sides."""

    def __init__(self, lexicon: dict[str, object]) -> None:
        self._words: dict[str, tuple[tuple[Region, ...], Side | None]] = {}
        phrases: list[str] = []
        for words, regions, side in _entries(lexicon):
            if not set(regions) <= set(get_args(Region)):
                raise ValueError(f"no such region of the body: {regions}")
            for word in words:
                phrases.append(word)
                self._words[squeezed(word)] = (cast(tuple[Region, ...], regions), side)
        self.pattern = f"(?:{any_of(phrases)})|{SIDES}|{LEVELS}"
        self._pattern = linear(self.pattern.encode())

    def find(self, lower: bytes, span: Span) -> Iterator[_Word]:
        """Parts and sides in the order of the text."""
        thyroid: bool | None = None
        for match in self._pattern.finditer(lower, *span):
            words, place = match.group().decode(), Span(*match.span())
            known = self._known(squeezed(words))
            if known:
                if known[0]:
                    yield _Word(place, *known)
            elif words[-1].isdigit():
                levels = dict.fromkeys(_OF_LEVEL[level.group(1)] for level in _LEVEL.finditer(match.group()))
                if words[0] == "t":
                    thyroid = bool(_THYROID.search(lower, *span)) if thyroid is None else thyroid
                if not (words[0] == "t" and thyroid):
                    yield _Word(place, tuple(levels))
            else:
                yield _Word(place, side=_SIDE.get(words, "both"))

    def _known(self, name: str) -> tuple[tuple[Region, ...], Side | None] | None:
        return (
            self._words.get(name) or self._words.get(name.removesuffix("s")) or self._words.get(name.removesuffix("es"))
        )


def _entries(lexicon: dict[str, object]) -> Iterator[tuple[list[str], tuple[str, ...], Side | None]]:
    """Words, the regions they name, and the side in them; words that name none have no regions."""
    tables = cast(dict[str, dict[str, list[str]]], lexicon)
    for region, words in tables["region"].items():
        yield words, (region,), None
    yield tables["none"]["words"], (), None
    for several in cast(list[dict[str, list[str]]], lexicon["several"]):
        yield several["words"], tuple(several["regions"]), None
    for sided in cast(list[dict[str, list[str]]], lexicon["sided"]):
        side = cast(Side, sided["side"])
        for region in sided.keys() - {"side"}:
            yield sided[region], (region,), side


BODY = BodyWords(load("body_regions"))


def read_body_regions(issue: IssueText) -> tuple[BodyRegion, ...]:
    """Each region of the treatment text once, in the order of the text; one named on both sides has the side `both`."""
    parts = _parts(issue.clean.lower, issue.treatment)
    regions = []
    for index, region in enumerate(dict.fromkeys(part.region for part in parts)):
        same = [part for part in parts if part.region == region]
        sides = {part.side for part in same if part.side}
        side: Side | None = sides.pop() if len(sides) == 1 else "both" if sides else None
        issue.prove(f"body_regions/{index}/region", *dict.fromkeys(part.span for part in same))
        if side:
            proofs = dict.fromkeys(part.side_span for part in same if part.side_span)
            issue.prove(f"body_regions/{index}/side", *proofs)
        regions.append(BodyRegion(region=region, side=side))
    return tuple(regions)


def sided_regions(lower: bytes, span: Span) -> dict[Region, Side | None]:
    """The regions that a treatment names, each with the first side that is said of it."""
    found: dict[Region, Side | None] = {}
    for part in _parts(lower, span):
        found[part.region] = found.get(part.region) or part.side
    return found


def _parts(lower: bytes, span: Span) -> list[_Part]:
    """The parts of the body that a treatment asks for, with their sides."""
    words = _asked_for(lower, span, list(BODY.find(lower, span)))
    return _shared(lower, _bound(lower, words)) if words else []


# "Right hand, not left", "not for the left knee; right knee only": what stands right behind, up to the next comma, is
# not asked for.
_NOT_ASKED_FOR = linear(
    rb"\b(?:not|except(?:ing)?|excluding|excludes|exclude)\b(?: (?:for|of|on|to|in|including|the|at|his|her)\b)* ?"
)
_CLAUSE_ENDS = linear(rb"[,;:.)]| but | only\b")


def _asked_for(lower: bytes, treatment: Span, words: list[_Word]) -> list[_Word]:
    """The words without the parts and sides that the treatment says are not meant."""
    for match in _NOT_ASKED_FOR.finditer(lower, *treatment) if words else ():
        start = match.end()
        if any(word.span.start == start for word in words):
            end = _CLAUSE_ENDS.search(lower, start, treatment.end)
            stop = end.start() if end else treatment.end
            words = [word for word in words if not start <= word.span.start < stop]
    return words


def _bound(lower: bytes, words: list[_Word]) -> list[_Part]:
    """The parts with the sides that stand right before or behind them."""
    parts: list[_Part] = []
    pending: _Word | None = None
    for index, word in enumerate(words):
        if word.regions:
            given = word if word.side else pending
            side, place = (given.side, given.span) if given else (None, None)
            parts.extend(_Part(word.span, region, side, place) for region in word.regions)
            pending = None
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if word.span.end - word.span.start == 1 and not _is_initial(word, following):
            continue
        side_word = _both(lower, pending, word)
        if _reaches(lower, word, following) or not parts:
            pending = side_word
        else:
            last = parts[-1]
            side = side_word.side if last.side in (None, side_word.side) else "both"
            parts[-1] = replace(last, side=side, side_span=last.side_span or side_word.span, side_behind=True)
            pending = None
    return parts


def _both(lower: bytes, before: _Word | None, word: _Word) -> _Word:
    """Two sides of one part, "left and right", as one word; else the word as it is."""
    if before is None or not _AND.fullmatch(lower[before.span.end : word.span.start]):
        return word
    side: Side | None = word.side if word.side == before.side else "both"
    return replace(word, span=Span(before.span.start, word.span.end), side=side)


def _reaches(lower: bytes, word: _Word, following: _Word | None) -> bool:
    """Whether a side belongs to what follows it: nothing that parts them stands between."""
    if following is None:
        return False
    gap = lower[word.span.end : following.span.start]
    return not _BREAK.search(gap) or (not following.regions and _AND.fullmatch(gap) is not None)


def _is_initial(word: _Word, following: _Word | None) -> bool:
    """Whether a single L or R is a side: it stands right before a part ("R knee", "(L) wrist")."""
    return following is not None and bool(following.regions) and following.span.start - word.span.end <= 2


def _shared(lower: bytes, parts: list[_Part]) -> list[_Part]:
    """The parts with the sides that they share with a neighbour in a list: "left shoulder and knee"."""
    for index in range(1, len(parts)):
        before, part = parts[index - 1], parts[index]
        if part.side is None and before.side and not before.side_behind and _listed(lower, before, part):
            parts[index] = replace(part, side=before.side, side_span=before.side_span)
    for index in range(len(parts) - 1, 0, -1):
        before, part = parts[index - 1], parts[index]
        if before.side is None and part.side and part.side_behind and _listed(lower, before, part):
            parts[index - 1] = replace(before, side=part.side, side_span=part.side_span, side_behind=True)
    return parts


def _listed(lower: bytes, before: _Part, part: _Part) -> bool:
    """Whether two parts are neighbours in a list and of one sort, so that a side said once is meant of both."""
    alike = (before.region in _MIDLINE) == (part.region in _MIDLINE)
    if not alike or (before.region in _MIDLINE and not {before.region, part.region} <= _SPINE):
        return False
    return before.span == part.span or _LIST.fullmatch(lower[before.span.end : part.span.start]) is not None
