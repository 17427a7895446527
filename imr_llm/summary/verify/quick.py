"""Patterns that are looked for in every sentence and found in few."""

import re
from collections.abc import Iterator

from imr_llm.rules.rule import linear

# A look-ahead or look-behind, with at most one level of brackets in it.
_LOOK = re.compile(r"\(\?<?[!=](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_NAMED = re.compile(r"\(\?P<\w+>")


class Quick:
    """A pattern over folded (ASCII) words. RE2 first tells in linear time whether it is worth a closer look.

    RE2 has no look-around, so its pattern is the same without; it fits wherever the whole pattern does.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self._hint = linear(_NAMED.sub("(?:", _LOOK.sub("", pattern)).encode())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(text) if self._hint.search(text.encode("ascii", "replace")) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match."""
        return self.pattern.finditer(text) if self._hint.search(text.encode("ascii", "replace")) else iter(())
