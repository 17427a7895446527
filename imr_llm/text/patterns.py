r"""A rule is data: a name, a pattern, literals of which one must be present, and the value it stands for.

Letters are untrusted, so patterns are matched by RE2, in time linear in the text; the standard library's `re` takes the
same patterns and is the oracle in the tests. Patterns are written in lower case and matched on `CleanText.lower`.

Within `pos` and `endpos`, RE2 looks at what stands around them: `^` and `$` match only at the ends of the whole text,
and `\b` sees the neighbouring characters. Anchored patterns are therefore matched on a slice.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import re2
from re2 import _re2

from imr_llm.text.spans import Span


class Match(Protocol):
    """What RE2 and `re` both give for a match on bytes."""

    def start(self, group: int = 0, /) -> int:
        """Where a group begins."""

    def end(self, group: int = 0, /) -> int:
        """Where a group ends."""

    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Both."""

    def group(self, group: int = 0, /) -> Any:
        """The bytes of a group; null for one that did not match."""

    @property
    def lastindex(self) -> Any:
        """The number of the last group that matched."""


class Pattern(Protocol):
    """What RE2 and `re` both give for a compiled pattern on bytes."""

    @property
    def pattern(self) -> bytes:
        """The pattern as written."""

    def search(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The first match anywhere, or null."""

    def match(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The match that begins at `pos`, or null."""

    def fullmatch(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The match of all from `pos` to `endpos`, or null."""

    def finditer(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Iterator[Any]:
        """Every match in order, none overlapping."""

    def findall(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> list[Any]:
        """The bytes of every match, or of its groups where the pattern has any."""


Engine = Callable[[bytes], Pattern]
_Anchor = _re2.RE2.Anchor
_ANYWHERE, _AT_START, _WHOLE = _Anchor.UNANCHORED, _Anchor.ANCHOR_START, _Anchor.ANCHOR_BOTH


class _Found:
    """A match of `_Linear`, as its engine gives it: a pair of offsets a group, -1 for one that did not match."""

    __slots__ = ("_spans", "_string")

    def __init__(self, string: bytes, spans: Sequence[tuple[int, int]]) -> None:
        self._string, self._spans = string, spans

    def start(self, group: int = 0) -> int:
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        return self._spans[group][1]

    def span(self, group: int = 0) -> tuple[int, int]:
        return self._spans[group]

    def group(self, group: int = 0) -> bytes | None:
        start, end = self._spans[group]
        return self._string[start:end] if start >= 0 else None

    __getitem__ = group

    def groups(self, default: Any = None) -> tuple[Any, ...]:
        return tuple(self._string[start:end] if start >= 0 else default for start, end in self._spans[1:])

    @property
    def lastindex(self) -> int | None:
        last = max(end for _, end in self._spans[1:]) if len(self._spans) > 1 else -1
        return (
            next((group for group, span in enumerate(self._spans) if group and span[1] == last), None)
            if last >= 0
            else None
        )


class _Linear:
    """One pattern over RE2's C++ class. Its Python module takes as long again for each match as the engine itself."""

    __slots__ = ("_match", "pattern")

    def __init__(self, pattern: bytes) -> None:
        compiled = _re2.RE2(pattern, re2.Options())
        if not compiled.ok():
            raise re2.error(compiled.error())
        self.pattern, self._match = pattern, compiled.Match

    def _first(self, anchor: Any, string: bytes, pos: int, endpos: int | None) -> _Found | None:
        length = len(string)
        end = length if endpos is None or endpos > length else max(endpos, 0)
        start = max(pos, 0)
        if start > end:
            return None
        spans = self._match(anchor, string, start, end)
        return _Found(string, spans) if spans[0][0] >= 0 else None

    def search(self, string: bytes, pos: int = 0, endpos: int | None = None) -> _Found | None:
        return self._first(_ANYWHERE, string, pos, endpos)

    def match(self, string: bytes, pos: int = 0, endpos: int | None = None) -> _Found | None:
        return self._first(_AT_START, string, pos, endpos)

    def fullmatch(self, string: bytes, pos: int = 0, endpos: int | None = None) -> _Found | None:
        return self._first(_WHOLE, string, pos, endpos)

    def finditer(self, string: bytes, pos: int = 0, endpos: int | None = None) -> Iterator[_Found]:
        length, match = len(string), self._match
        end = length if endpos is None or endpos > length else max(endpos, 0)
        start = max(pos, 0)
        while start <= end:
            spans = match(_ANYWHERE, string, start, end)
            if spans[0][0] < 0:
                return
            yield _Found(string, spans)
            # An empty match would be found for ever.
            start = spans[0][1] + (spans[0][1] == start)

    def findall(self, string: bytes, pos: int = 0, endpos: int | None = None) -> list[Any]:
        matches = (found.groups(b"") or (found.group(),) for found in self.finditer(string, pos, endpos))
        return [words if len(words) > 1 else words[0] for words in matches]


def linear(pattern: bytes) -> Pattern:
    """The engine in use: RE2. Raises re2.error for a pattern that it does not know."""
    return _Linear(pattern)


def backtracking(pattern: bytes) -> Pattern:
    """The oracle: the standard library's `re`."""
    return re.compile(pattern)


class PatternSet:
    """Many patterns matched in one pass, which tells which of them match anywhere.

    `memory` bounds the automaton in bytes; RE2 starts it anew when it is full.
    """

    def __init__(self, patterns: Iterable[bytes], memory: int) -> None:
        options = re2.Options()
        options.never_capture = True
        options.max_mem = memory
        self._set = re2.Set.SearchSet(options)
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def matching(self, string: bytes) -> list[int]:
        """The numbers of the patterns that match, from 0, in no order."""
        return self._set.Match(string) or []


def escape(text: str) -> str:
    """A pattern that matches these very characters."""
    escaped: str = re2.escape(text)
    return escaped


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `literals`: lower-case strings of which at least one is in every text that the pattern matches.

    `value` is what a match stands for (a code); `rank` orders rules that match the same place, the lower first.
    """

    name: str
    pattern: str
    literals: tuple[str, ...] = ()
    value: str = ""
    rank: int = 0


class Hit(NamedTuple):
    """A rule's match."""

    rule: Rule
    match: Match

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(*self.match.span())


class Ruleset:
    """Rules compiled for one engine."""

    def __init__(self, rules: Iterable[Rule], engine: Engine = linear) -> None:
        self.rules = tuple(rules)
        self._compiled = tuple(
            (rule, engine(rule.pattern.encode()), tuple(literal.encode() for literal in rule.literals))
            for rule in self.rules
        )

    def find(self, lower: bytes, span: Span) -> Iterator[Hit]:
        """Every match of every rule within a span of the lower-case text, rule by rule."""
        part = lower[span.start : span.end]
        for rule, pattern, literals in self._compiled:
            if literals and not any(literal in part for literal in literals):
                continue
            for match in pattern.finditer(lower, span.start, span.end):
                yield Hit(rule, match)

    def first(self, lower: bytes, span: Span) -> Hit | None:
        """The match of the first rule that matches at all, at its first place."""
        return next(self.find(lower, span), None)
