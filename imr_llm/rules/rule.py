r"""A rule is data: a name, a pattern, literals of which one must be present, and the value it stands for.

Letters are untrusted, so patterns are matched by RE2, in time linear in the text; the standard library's `re` takes the
same patterns and is the oracle in the tests. Patterns are written in lower case and matched on `CleanText.lower`.

Within `pos` and `endpos`, RE2 looks at what stands around them: `^` and `$` match only at the ends of the whole text,
and `\b` sees the neighbouring characters. Anchored patterns are therefore matched on a slice.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import re2

from imr_llm.letter.model import Span


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

    def search(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The first match anywhere, or null."""

    def match(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The match that begins at `pos`, or null."""

    def fullmatch(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Any:
        """The match of all from `pos` to `endpos`, or null."""

    def finditer(self, string: bytes, pos: int = 0, endpos: int = ..., /) -> Iterator[Any]:
        """Every match in order, none overlapping."""


Engine = Callable[[bytes], Pattern]


def linear(pattern: bytes) -> Pattern:
    """The engine in use: RE2."""
    compiled: Pattern = re2.compile(pattern)
    return compiled


def backtracking(pattern: bytes) -> Pattern:
    """The oracle: the standard library's `re`."""
    return re.compile(pattern)


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
