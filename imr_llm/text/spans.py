"""A place in a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters of the cleaned text."""

    start: int
    end: int
