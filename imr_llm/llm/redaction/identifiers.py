"""Where a letter and its cover page name the worker: labelled identifiers, and the same ones further down.

Letters are untrusted, so the patterns are matched by RE2 (time linear in the text), in lower case, on bytes of which
each stands for one character of the cleaned text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from imr_llm.llm.redaction.names import labelled_names, repeated_names
from imr_llm.text.patterns import escape, linear
from imr_llm.text.spans import Span


class IdentifierKind(StrEnum):
    """What is replaced; the value is the placeholder's word."""

    EMPLOYEE_NAME = "EMPLOYEE_NAME"
    CLAIM_NUMBER = "CLAIM_NUMBER"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    SOCIAL_SECURITY_NUMBER = "SOCIAL_SECURITY_NUMBER"
    MEDICAL_RECORD_NUMBER = "MEDICAL_RECORD_NUMBER"
    ADDRESS = "ADDRESS"
    PHONE = "PHONE"
    EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier's kind and its span in the cleaned text."""

    kind: IdentifierKind
    span: Span


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# How many different numbers and birth dates are looked for again; more would be an attack on our time.
_MOST = 24
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DATE = (
    rf"[0-9]{{1,2}} ?[-/.] ?[0-9]{{1,2}} ?[-/.] ?[0-9]{{2,4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{8}}"
    rf"|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}|[0-9]{{1,2}} {_MONTH},? [0-9]{{4}}"
)
_STATES = (
    "al|ak|az|ar|ca|co|ct|de|dc|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa"
    "|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|california|nevada|arizona|oregon|washington|texas"
)
_STREET = "street|st|avenue|ave|boulevard|blvd|road|rd|drive|lane|ln|court|circle|place|parkway|highway|terrace"
_NUMBER = r"[a-z0-9][a-z0-9./_*-]{2,39}(?: [0-9][0-9-]{2,15}){0,3}"

# A label, what may stand between it and the value, and the value as the one group.
_LABELLED: tuple[tuple[IdentifierKind, str], ...] = (
    (
        IdentifierKind.CLAIM_NUMBER,
        r"\b(?:claim ?(?:numbers?|nos?\b|num\b|id\b|file|#)|(?:adj|wcab|eams)(?: case)? ?(?:numbers?|nos?\b|#))"
        rf"[\s:#.()s]*(?:(?:is|was)\s)?\s*({_NUMBER}(?:(?:,|;| and|,? &) ?[a-z0-9-]*[0-9]{{4}}[a-z0-9-]*){{0,5}})",
    ),
    (
        IdentifierKind.DATE_OF_BIRTH,
        rf"\b(?:date of birth|birth ?date|d\.?o\.?b\b\.?|born)[\s:()#-]*(?:(?:on|is|was|of)\s)?\s*({_DATE})\b",
    ),
    (
        IdentifierKind.SOCIAL_SECURITY_NUMBER,
        r"\b(?:social security|ssn|s\.s\.n|ss ?#|ss no\b)[^0-9x*\n]{0,24}\s*"
        r"([0-9x*]{3}[- ]?[0-9x*]{2}[- ]?[0-9]{4}|[x*-]*[0-9]{4})\b",
    ),
    (
        IdentifierKind.MEDICAL_RECORD_NUMBER,
        r"\b(?:(?:medical record|chart|(?:patient )?account|patient|member)s? ?(?:numbers?\b|nos?\b|id\b|#)"
        r"|mrn\b|mr ?#)"
        rf"[\s:#.]*(?:(?:is|was)\s)?\s*({_NUMBER})",
    ),
    (
        IdentifierKind.PHONE,
        r"\b(?:phone|tel|telephone|cell|mobile|fax)(?: number| no\b)?[.#\s]*:\s*(\+?[0-9(][0-9() .-]{5,20}[0-9])",
    ),
    (IdentifierKind.ADDRESS, r"\b(?:address|residence)\s*:\s*([^\n:]{4,120})"),
)  # fmt: skip

# What needs no label: its shape is enough.
_SHAPED: tuple[tuple[IdentifierKind, str], ...] = (
    (IdentifierKind.SOCIAL_SECURITY_NUMBER, r"\b([0-9]{3}-[0-9]{2}-[0-9]{4})\b"),
    (IdentifierKind.EMAIL, r"([a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})"),
    (IdentifierKind.PHONE, r"(?:^|[^0-9a-z-])((?:\+?1[-. ])?(?:\([0-9]{3}\) ?|[0-9]{3}[-.])[0-9]{3}[-. ][0-9]{4})\b"),
    (
        IdentifierKind.ADDRESS,
        rf"\b((?:[0-9]{{1,6}}|p\.? ?o\.? box) [^\n:;]{{2,60}},? (?:{_STATES}),? [0-9]{{5}}(?:-[0-9]{{4}})?)\b",
    ),
    (
        IdentifierKind.ADDRESS,
        rf"(?:^|\n|\b(?:at|on|of|resides at|lives at) )([0-9]{{1,6}} (?:[nsew]\.? )?(?:[a-z][a-z'.-]{{1,20}} ){{1,3}}"
        rf"(?:{_STREET})\.?(?:,? (?:apt|unit|suite|#)\.? ?[0-9a-z]{{1,6}})?(?:, [a-z][a-z ]{{2,24}})?)(?:[,.\n]|$)",
    ),
)  # fmt: skip

_PATTERNS = tuple((kind, linear(pattern.encode())) for kind, pattern in (*_LABELLED, *_SHAPED))
# One look that tells most letters, which carry no identifier, from the rest.
_ANY = linear(
    rb"\b(?:claim ?(?:num|no\b|nos\b|id\b|file|#)|adj ?[n#]|wcab|eams|birth|born\b|d\.?o\.?b\b|social sec"
    rb"|ssn|s\.s\.n|ss ?#|ss no\b|mrn\b|mr ?#|(?:record|chart|account|patient|member)s? ?(?:num|nos?\b|id\b|#)"
    rb"|(?:residence|address)\s*:|(?:phone|tel|telephone|fax|cell|mobile)(?: number| no\b)?[.#\s]*:)"
    rb"|@|[0-9]{3}[-.)] ?[0-9]{2,3}[-. ][0-9]{4}|[a-z][, ]{1,2}[0-9]{5}\b"
    rb"|[0-9] (?:[nsew]\.? )?(?:[a-z][a-z'.-]{1,20} ){1,3}(?:" + _STREET.encode() + rb")\b"
)
# A labelled address ends where the next label of a cover page begins.
_NEXT_LABEL = linear(
    rb" (?:claim|date of|employ|phone|telephone|tel|fax|e-?mail|ssn|dob|case|provider|insur|attorney|imr|ur|priority)"
    rb"[^\n]{0,30}$"
)


def find_identifiers(plain: bytes, lower: bytes) -> tuple[Identifier, ...]:
    """The worker's identifiers in order, none overlapping. `plain` and `lower` are those of a `CleanText`."""
    found: list[Identifier] = []
    if _ANY.search(lower):
        for kind, pattern in _PATTERNS:
            found += _matches(kind, pattern, lower)
        found += _repeated(found, lower)
    names = labelled_names(plain, lower)
    spans = [*names, *repeated_names(plain, names)] if names else []
    return _without_overlaps([*found, *(Identifier(IdentifierKind.EMPLOYEE_NAME, span) for span in spans)])


def _matches(kind: IdentifierKind, pattern: Any, lower: bytes) -> Iterator[Identifier]:
    for match in pattern.finditer(lower):
        start, end = match.span(1)
        value = lower[start:end]
        if kind is IdentifierKind.ADDRESS and (cut := _NEXT_LABEL.search(value)):
            value = value[: cut.start()]
        value = value.rstrip(b" .,;-/_")
        if any(digit in value for digit in b"0123456789") or kind is IdentifierKind.EMAIL:
            yield Identifier(kind, Span(start, start + len(value)))


def _repeated(found: list[Identifier], lower: bytes) -> Iterator[Identifier]:
    """Further places of numbers that stand behind a label, and of a birth date however it is written."""
    kinds = {IdentifierKind.CLAIM_NUMBER, IdentifierKind.MEDICAL_RECORD_NUMBER, IdentifierKind.DATE_OF_BIRTH}
    values = dict.fromkeys((it.kind, lower[it.span.start : it.span.end]) for it in found if it.kind in kinds)
    for kind, value in islice(values, _MOST):
        ways = _ways_to_write(value.decode()) if kind is IdentifierKind.DATE_OF_BIRTH else [escape(value.decode())]
        pattern = linear(rf"(?:^|[^a-z0-9])({'|'.join(ways)})(?:[^a-z0-9]|$)".encode())
        yield from _matches(kind, pattern, lower)


def _ways_to_write(date: str) -> list[str]:
    """Patterns for the forms in which letters write one date; the date's own form when it cannot be read."""
    words = re.findall(r"[0-9]+|[a-z]{3}", date)
    months = [_MONTHS.index(word) + 1 for word in words if word in _MONTHS]
    numbers = [int(word) for word in words if word.isdigit()]
    if len(words) == 1 and len(words[0]) == 8:
        numbers = [int(date[:2]), int(date[2:4]), int(date[4:])]
    if months and len(numbers) == 2:
        (month,), day, year = months[:1], *numbers
    elif len(numbers) == 3 and numbers[0] > 31:
        year, month, day = numbers
    elif len(numbers) == 3:
        month, day, year = numbers
    else:
        return [escape(date)]
    if not 1 <= month <= 12:
        return [escape(date)]
    word = rf"{_MONTHS[month - 1]}[a-z]{{0,6}}\.?"
    century = rf"(?:[0-9]{{2}})?{year % 100:02d}"
    return [
        rf"0?{month} ?[-/.] ?0?{day} ?[-/.] ?{century}",
        rf"{century}-0?{month}-0?{day}",
        rf"{word} 0?{day}(?:st|nd|rd|th)?,? {century}",
        rf"0?{day} {word},? {century}",
        escape(date),
    ]


def _without_overlaps(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    kept: list[Identifier] = []
    for identifier in sorted(found, key=lambda it: (it.span.start, -it.span.end)):
        if identifier.span.start >= identifier.span.end:
            continue
        if kept and identifier.span.start < kept[-1].span.end:
            if identifier.span.end > kept[-1].span.end:
                # Two that overlap are hidden as one, so that no part of either is sent.
                kept[-1] = Identifier(kept[-1].kind, Span(kept[-1].span.start, identifier.span.end))
            continue
        kept.append(identifier)
    return tuple(kept)
