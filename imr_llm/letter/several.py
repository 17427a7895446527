"""Several letters in one file: how many there are, and where each begins.

A letter is counted by its labelled case number and by the words that stand once in every letter of its form.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.clean import clean
from imr_llm.letter.forms import ONCE
from imr_llm.letter.model import CleanText, Letter, Scan
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_CASE_NUMBER = linear(rb"case (?:number|no\.?) ?: ?(cm ?\d\d ?- ?\d{5,8})")
_ONCE = linear("|".join(f"(?:^|\n)(?:{words})" for words in ONCE).encode())
# What a letter begins with: a letterhead, its title, the first field of its front page, or its first part.
_OPENING = linear(
    rb"(?:^|\n)[ *]*(?:maximus federal services, inc|notice of independent medical review determination"
    rb"|(?:california )?independent medical review(?:\n| final determination(?: letter)?\b)"
    rb"|medical professional review\b|issues?(?: ?\(s\))? (?:at|in) dispute ?:"
    rb"|how the imr final determination was made\n"
    rb"|(?:(?:imr|maximus) )?case (?:number|no\.?) ?: ?(?:\n|(cm ?\d\d ?- ?\d{5,8})))"
)
# What stands above an opening and belongs to the letter before it, whatever page it is on.
_ENDS = linear(rb"medically|guideline|rationale|upheld|overturned|[^\n]{100}")
_BARE_NUMBER = linear(rb"[ *]*cm ?\d\d ?- ?\d{5,8}[ *]*")
# A letter's front page may hold so much before the words that it is told by, in characters.
_HEAD = 800


def case_numbers(clean: CleanText, span: Span) -> list[bytes]:
    """The labelled case numbers of a span, in order, each as often as it stands there."""
    return [bytes(match.group(1)).replace(b" ", b"") for match in _CASE_NUMBER.finditer(clean.lower, *span)]


def count_letters(clean: CleanText) -> int:
    """How many letters a text holds."""
    told = sum(1 for _ in _ONCE.finditer(clean.lower))
    return max(len(set(case_numbers(clean, Span(0, len(clean.text))))), told)


def refuse_several(letter: Letter) -> UnreadableLetterError:
    """The refusal of a file with several letters."""
    advice = "this holds more than one letter; give each letter in a file of its own, or use --split"
    return UnreadableLetterError(letter.name, LetterFault.SEVERAL_LETTERS, advice)


def split(letter: Letter) -> tuple[Letter, ...]:
    """The letters of a file, each with its place in it; the file itself where it holds one.

    Every part keeps the file's name and sha256, and pages are counted as in the whole file. Raises
    UnreadableLetterError when there are several and it cannot be told where each begins.
    """
    whole = clean(letter)
    expected = count_letters(whole)
    if expected < 2:
        return (letter,)
    starts = [0, *_beginnings(whole)]
    if len(starts) != expected:
        advice = "this holds more than one letter, and where each begins cannot be told; split the file by hand"
        raise UnreadableLetterError(letter.name, LetterFault.SEVERAL_LETTERS, advice)
    bounds = [0, *(_origin(letter, whole, start) for start in starts[1:]), len(letter.original)]
    return tuple(
        _part(letter, Span(begin, end), number, whole.page(start))
        for number, (start, (begin, end)) in enumerate(zip(starts, pairwise(bounds), strict=True), start=1)
    )


def _beginnings(clean: CleanText) -> Iterator[int]:
    """Where the second letter and each after it begin: at the first opening that cannot belong to the one before."""
    openings = list(_OPENING.finditer(clean.lower))
    told = [match.start() for match in _ONCE.finditer(clean.lower)]
    begin = 0
    while True:
        # The words that stand once in every letter, and the case number above them.
        own = next((place for place in told if place >= begin), begin)
        number = next(iter(case_numbers(clean, Span(begin, own))), None)
        found = next(
            (match.start() for match in openings if match.start() > begin and _is_other(match, own, number)), None
        )
        if found is None:
            return
        begin = _top(clean, found + (clean.text[found] == "\n"), begin)
        yield begin


def _is_other(opening: Any, own: int, number: bytes | None) -> bool:
    """Whether an opening begins another letter: it has another case number, or stands below what stands once."""
    here = opening.group(1)
    other = here is not None and bytes(here).replace(b" ", b"") != number
    below = bool(opening.start() > own)
    return other and (below or number is not None) if here is not None else below


def _top(clean: CleanText, position: int, limit: int) -> int:
    """The top of a letter's first page, where nothing of the letter before stands between; else its own first words."""
    page = clean.page(position)
    start = position
    while start > max(limit, position - _HEAD):
        before = clean.text.rfind("\n", 0, start - 1) + 1
        if clean.page(before) != page or before <= limit:
            return start if clean.page(start - 1) != page else position
        if _ENDS.search(clean.lower[before : start - 1]):
            return position
        if _BARE_NUMBER.fullmatch(clean.lower[before : start - 1]):
            position = before
        start = before
    return position


def _origin(letter: Letter, clean: CleanText, start: int) -> int:
    """Where in the original a letter begins; its title may have been taken for a running head, and left out."""
    end = clean.origin(start)
    above = clean.origin(start - 2) + 1
    opening = _OPENING.search(letter.original[above:end].lower().encode("ascii", "replace"))
    return above + opening.start() + 1 if opening and opening.start() else end


def _part(letter: Letter, span: Span, number: int, page: int) -> Letter:
    return replace(
        letter,
        original=letter.original[slice(*span)],
        part=number,
        first_page=page + letter.first_page - 1,
        scan=_scan_of(letter.scan, span) if letter.scan else None,
    )


def _scan_of(scan: Scan, span: Span) -> Scan:
    """What of a scan belongs to a part of the file."""

    def within(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        met = (Span(max(one.start, span.start), min(one.end, span.end)) for one in spans)
        return tuple(Span(one.start - span.start, one.end - span.start) for one in met if one.start < one.end)

    pages = tuple(replace(page, span=places[0]) for page in scan.pages if (places := within((page.span,))))
    return replace(scan, pages=pages, unsure=within(scan.unsure), corrected=within(scan.corrected))
