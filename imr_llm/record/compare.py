"""When two values of a field mean the same: the comparisons that the table of fields names."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-"}
    | {"\u2013": "-", "\u2014": "-", "\u00a0": " "}
)
_SPACES_AT_HYPHEN = re.compile(r"(?<=\w)\s*-\s*(?=\w)")
_EDGE = " \t\r\n.,;:\"'()"


class Comparison(StrEnum):
    """How two values of a field are held against each other.

    SAME: equal as they stand (codes, numbers, dates).
    WORDS: equal after folding case, white space, hyphens, quotation marks and edge punctuation.
    PARTS: equal part by part, words folded (citations, body regions, medicines).
    """

    SAME = "same"
    WORDS = "words"
    PARTS = "parts"


def fold(words: str) -> str:
    """Words as compared: lower case, one space, plain quotes and hyphens, no punctuation at the edges."""
    plain = words.translate(_QUOTES).casefold()
    return _SPACES_AT_HYPHEN.sub("-", " ".join(plain.split())).strip(_EDGE)


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, BaseModel):
        return tuple(_folded(getattr(value, name)) for name in type(value).model_fields)
    return value


_KEYS: dict[Comparison, Callable[[Any], Any]] = {
    Comparison.SAME: lambda value: value,
    Comparison.WORDS: _folded,
    Comparison.PARTS: _folded,
}


def key(value: Any, comparison: Comparison) -> Any:
    """A hashable form of a value: two values are the same under the comparison when their keys are equal."""
    return None if value is None else _KEYS[comparison](value)


def same(left: Any, right: Any, comparison: Comparison) -> bool:
    """Whether two values of a field mean the same."""
    return bool(key(left, comparison) == key(right, comparison))
