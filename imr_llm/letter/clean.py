"""From the file's text to paragraphs, with an exact way back to every character.

Letters come with every line doubled by a blank one (the public 2014 texts), with a page break in the middle of a
sentence (2016), or from a PDF. One pass over the lines decides what joins a line to the one before it, and keeps the
map.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from imr_llm.letter.forms import OPENERS, STARTS, TITLES
from imr_llm.letter.model import CleanText, Letter
from imr_llm.letter.text.lines import Line, lines_of
from imr_llm.letter.text.plain import INVISIBLE, SPELT_OUT, plain_bytes

_VISIBLE = re.compile(rf"[^ {INVISIBLE}]+(?: [^ {INVISIBLE}]+)*")
_LIGATURE = re.compile(f"[{''.join(SPELT_OUT)}]")
# What ends a paragraph by its words: a decision, and the sentence that announces the decisions.
_CLOSING = re.compile(r"(?:(?:^|[:;.-]\s*)(?:upheld|overturned)\.?|set forth below ?:?)$", re.IGNORECASE)
_CLOSING_ENDS = frozenset("dDwW.:")
_STOPS = frozenset(".?!:;")
_QUOTES = frozenset("\"')]")
_QUOTED_STOP = re.compile(r"[.?!:;][\"')\]]+$")
_HYPHENS = frozenset("-\u2010\u2011\u2013")
_LAST_WORD = re.compile(r"([A-Za-z]+)-$")
_FIRST_WORD = re.compile(r"[a-z]+")
# So many words broken at a line's end are looked up in a letter; further ones keep their hyphen.
_MOST_BROKEN_WORDS = 100
# Only this much of a line's end is looked at, so that a line of any length costs the same.
_TAIL = 48
# A line shorter than this share of the usual width, ended by a full stop, ends a paragraph.
_SHORT = 0.75
# A page's last line at least this full goes on over the page, even after a full stop.
_FULL = 0.8
# No sheet is this many characters wide: where a fifth of a text stands in such lines, each line is a paragraph.
_WIDEST = 200


class _Measure(NamedTuple):
    """The usual width of a full line, in characters (the 80th percentile), and whether lines are wrapped at all."""

    width: int
    wrapped: bool


def clean(letter: Letter) -> CleanText:
    """The letter's words as paragraphs, with the offset map built in the same pass."""
    original = letter.original
    lines, page_starts = lines_of(original)
    measure = _measure(lines)
    parts: list[str] = []
    runs: list[int] = []
    origins: list[int] = []
    length = broken_words = 0
    before = ""
    after_title = False
    for line in lines:
        words, start, _, _ = line
        pieces: list[tuple[int, str]] = []
        if "  " in words or not words.isascii():
            pieces = _pieces(words)
            words = "".join([piece for _, piece in pieces])
        opens = words[:3].lower() in STARTS
        title = opens and TITLES.fullmatch(words) is not None
        opens = title or (opens and OPENERS.match(words) is not None)
        if before:
            joint = "\n" if opens or after_title else _joint(before, words, line, measure)
            if joint == " " and before[-1] in _HYPHENS and before[-2:-1] not in ("", " ", "-"):
                joint = ""
                broken_words += 1
                if broken_words <= _MOST_BROKEN_WORDS and _hyphen_only_breaks(before, words, original):
                    parts[-1] = parts[-1][:-1]
                    length -= 1
            parts.append(joint)
            length += len(joint)
        for offset, piece in pieces or ((0, words),):
            runs.append(length)
            origins.append(start + offset)
            parts.append(piece)
            length += len(piece)
        before, after_title = words, title
    text = "".join(parts)
    plain = plain_bytes(text)
    return CleanText(
        text, plain, plain.lower(), tuple(runs) or (0,), tuple(origins) or (0,), page_starts, letter.first_page
    )


def _pieces(text: str) -> list[tuple[int, str]]:
    """The runs of a line that are copied as they stand; of a wider gap, the first blank is copied with the run."""
    pieces: list[tuple[int, str]] = []
    if not text.isascii():
        spans = [match.span() for match in _VISIBLE.finditer(text)]
        for (start, end), (following, _) in pairwise([*spans, (len(text), len(text))]):
            pieces.extend(_spelt_out(start, text[start:end] + (" " if " " in text[end:following] else "")))
        return pieces
    start = 0
    while (gap := text.find("  ", start)) >= 0:
        pieces.append((start, text[start : gap + 1]))
        start = gap + 2
        while text[start] == " ":
            start += 1
    pieces.append((start, text[start:]))
    return pieces


def _spelt_out(start: int, words: str) -> Iterator[tuple[int, str]]:
    """A run with each ligature as the letters that it stands for, all of which have its place in the original."""
    copied = 0
    for match in _LIGATURE.finditer(words):
        if match.start() > copied:
            yield start + copied, words[copied : match.start()]
        yield from ((start + match.start(), letter) for letter in SPELT_OUT[match[0]])
        copied = match.end()
    if copied < len(words):
        yield start + copied, words[copied:]


def _measure(lines: list[Line]) -> _Measure:
    lengths = sorted([len(line.text) for line in lines])
    if not lengths:
        return _Measure(0, wrapped=True)
    wide = sum([length for length in lengths if length > _WIDEST]) if lengths[-1] > _WIDEST else 0
    return _Measure(lengths[len(lengths) * 4 // 5], wrapped=5 * wide <= sum(lengths))


def _joint(before: str, words: str, line: Line, measure: _Measure) -> str:
    """What stands between two ordinary lines in the cleaned text: a blank within a paragraph, a newline between two."""
    last = before[-1]
    if last in _CLOSING_ENDS and _CLOSING.search(before[-_TAIL:]):
        return "\n"
    ended = last in _STOPS or (last in _QUOTES and _QUOTED_STOP.search(before[-_TAIL:]) is not None)
    length = len(before)
    if not measure.wrapped:
        goes_on = line.after_page and not ended
    elif line.after_blank:
        full, lower = length >= _FULL * measure.width, words[0].islower()
        # Around a page's end, blank lines may belong to the sheet: then either sign is enough.
        goes_on = not ended and ((full or lower) if line.after_page else (full and lower))
    elif line.after_page:
        goes_on = not ended or length >= _FULL * measure.width
    else:
        goes_on = not ended or length >= _SHORT * measure.width
    return " " if goes_on else "\n"


def _hyphen_only_breaks(before: str, words: str, original: str) -> bool:
    """Whether the hyphen at a line's end is there for the break alone.

    The letter is its own dictionary: the hyphen goes when the joined word stands in it elsewhere, whole, and the
    hyphenated one does not. In all other cases the hyphen is part of the word ("non-steroidal").
    """
    tail, head = _LAST_WORD.search(before[-_TAIL:]), _FIRST_WORD.match(words[:_TAIL])
    if tail is None or head is None:
        return False
    dictionary = original.lower()
    joined, hyphenated = (tail[1] + head[0]).lower(), f"{tail[1]}-{head[0]}".lower()
    if hyphenated in dictionary or joined not in dictionary:
        return False
    return re.search(rf"\b{joined}\b", dictionary) is not None
