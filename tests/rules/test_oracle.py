"""Every pattern of the rules, matched by RE2 and by the standard library's `re`, must find the same places."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import re2

import imr_llm.rules
from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter
from imr_llm.text import patterns as rule
from imr_llm.text.patterns import linear

CASES = Path(__file__).parents[2] / "evals" / "cases"
_RE2 = type(linear(b""))
MODULES = tuple(
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(imr_llm.rules.__path__, "imr_llm.rules.")
    if not found.ispkg
)
# Modules that compile patterns.
COMPILING = tuple(module for module in MODULES if module is not rule and hasattr(module, "linear"))


def _patterns(value: Any, seen: set[int]) -> Iterator[bytes]:
    """The RE2 patterns within a value: a pattern, a collection, or an object of the rules."""
    if isinstance(value, _RE2):
        yield value.pattern
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    parts: tuple[Any, ...] = ()
    if isinstance(value, dict):
        parts = tuple(value.values())
    elif isinstance(value, tuple | list | frozenset | set):
        parts = tuple(value)
    elif type(value).__module__.startswith("imr_llm.rules"):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        parts = tuple(getattr(value, name) for name in names)
    for part in parts:
        yield from _patterns(part, seen)


def _by_module() -> dict[str, frozenset[bytes]]:
    """The patterns of each module that compiles any; one that a module imports from another counts once."""
    found: dict[str, frozenset[bytes]] = {}
    taken: set[bytes] = set()
    # Those that are imported come first, so that a pattern is its maker's.
    for module in sorted(COMPILING, key=lambda one: len(frozenset(_patterns(vars(one), set())))):
        patterns = frozenset(_patterns(vars(module), set()))
        assert patterns, module
        found[module.__name__.rpartition(".")[2]] = patterns - taken
        taken |= patterns
    return found


def _letters() -> tuple[bytes, ...]:
    """The words of the written letters, plain and in lower case."""
    texts = [
        clean(Letter(path.name, "", path.read_text("utf-8", errors="strict"))) for path in sorted(CASES.glob("*.txt"))
    ]
    return tuple(b"\n".join(getattr(text, form) for text in texts).rstrip(b"\n") for form in ("plain", "lower"))


LETTERS = _letters()
_ANCHOR = re.compile(rb"(?<![\\\[])[\^$]")
# Anchored patterns are matched on slices that begin or end beside a word: here beside every eighth.
_LENGTH, _STEP = 120, 8


def _slices() -> tuple[bytes, ...]:
    words = LETTERS[1]
    edges = [match.start() for match in re.finditer(rb"[ \n]", words)][::_STEP]
    # `$` of `re` also stands before a last newline.
    return tuple(
        words[start:end].rstrip(b"\n")
        for edge in edges
        for start, end in ((max(0, edge - _LENGTH), edge + 1), (edge + 1, edge + _LENGTH))
    )


SLICES = _slices()


PATTERNS = _by_module()


def test_the_patterns_of_every_module_are_found() -> None:
    for module in COMPILING:
        assert frozenset(_patterns(vars(module), set())) <= frozenset().union(*PATTERNS.values())
    written = sum(
        len(re.findall(r"\blinear\(", Path(module.__file__ or "").read_text("utf-8"))) for module in COMPILING
    )
    assert sum(map(len, PATTERNS.values())) >= written


@pytest.mark.parametrize("module", PATTERNS)
def test_both_engines_find_the_same_places(module: str) -> None:
    for pattern in PATTERNS[module]:
        plain, fast = re.compile(pattern), re2.compile(pattern)
        for words in LETTERS:
            expected = [match.span() for match in plain.finditer(words)]
            assert [match.span() for match in fast.finditer(words)] == expected, pattern
        for words in SLICES if _ANCHOR.search(pattern) else ():
            found, expected = fast.search(words), plain.search(words)
            assert (found and found.span()) == (expected and expected.span()), pattern
