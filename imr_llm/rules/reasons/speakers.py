"""Who speaks in each clause of a rationale: the guideline, or the reviewer.

A rationale mixes what the guideline says (a recital), what happened to the worker, and what the reviewer holds. Only
the last is a ground, except for the few recitals that decide by themselves.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.rules.reasons.patterns import Kind, Matcher
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# Where, in a sentence that recites and argues, the reviewer begins to speak.
_PIVOT = linear(
    rb"\bhere,|\bin this (?:case|instance)\b|\bhowever,|\bbut (?:there|the|this|he|she|no|it)\b|\b(?:therefore|thus),?"
    rb"|\bgiven that\b"
)


class Part(NamedTuple):
    """A clause and who speaks in it: the guideline, the reviewer, or the guideline still (`carried`)."""

    span: Span
    symbols: bytes
    kinds: frozenset[Kind]
    speaker: Literal["guideline", "reviewer", "carried"]


def speakers(clean: CleanText, rationale: Span, matcher: Matcher) -> Iterator[Part]:
    """Who speaks in each clause; asides are left out. A clause without a sign of it goes with the one before it."""
    lower = clean.lower
    carried = quoting = False
    last_quote = lower.rfind(b'"', rationale.start, rationale.end)
    for span in sentences(clean, rationale, clauses=True):
        words = lower[span.start : span.end]
        # A quotation mark that is never closed is a slip, not a quotation.
        quoted = quoting and span.start <= last_quote
        quoting = quoted ^ bool(words.count(b'"') & 1)
        symbols = matcher.symbols(words)
        kinds = matcher.kinds(symbols)
        if "aside" in kinds:
            continue
        if quoted or "told" in kinds:
            pivot = None if quoted else _PIVOT.search(words)
            carried = pivot is None
            if pivot:
                start = span.start + pivot.start()
                yield Part(Span(start, span.end), matcher.symbols(lower[start : span.end]), kinds, "reviewer")
            else:
                yield Part(span, symbols, kinds, "guideline")
            continue
        if "own" in kinds:
            carried = False
        elif "recital" in kinds:
            carried = True
        elif "mine" in kinds:
            carried = False
        yield Part(span, symbols, kinds, "carried" if carried and "recital" in kinds else "reviewer")
