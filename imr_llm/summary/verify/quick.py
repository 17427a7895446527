"""Patterns that are looked for in every sentence and found in few."""

import re
from collections.abc import Iterator

from imr_llm.text.patterns import linear

# A look-ahead or look-behind, with at most one level of brackets in it.
_LOOK = re.compile(r"\(\?<?[!=](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_NAMED = re.compile(r"\(\?P<\w+>")


class Gate:
    """Whether any of several patterns is worth a closer look at folded (ASCII) words: one pass of RE2 for all of them.

    RE2 has no look-around, so the patterns are tried without; they then fit wherever the whole patterns do.
    """

    def __init__(self, *patterns: str) -> None:
        bare = (_NAMED.sub("(?:", _LOOK.sub("", pattern)) for pattern in patterns)
        self._any = linear("|".join(f"(?:{pattern})" for pattern in bare).encode())

    def opens(self, text: str) -> bool:
        """Whether a pattern may fit."""
        return self._any.search(text.encode("ascii", "replace")) is not None


class Quick:
    """A pattern over folded words with a gate of its own before it."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self._gate = Gate(pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(text) if self._gate.opens(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match."""
        return self.pattern.finditer(text) if self._gate.opens(text) else iter(())


def gate(*quicks: Quick) -> Gate:
    """One gate before several patterns."""
    return Gate(*(quick.pattern.pattern for quick in quicks))
