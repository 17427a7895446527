# ruff: noqa: E501 - rows of a table of words
"""Damage done to honest letters at random, by a number: words cut, doubled, moved and put in, bytes changed."""

import random
from collections.abc import Callable, Sequence

from tests.hostile import words
from tests.hostile.decisions import fake_issue
from tests.hostile.target import targets

# What a fuzzer puts in: the words that letters are taken apart by, what attackers write, and what breaks programs.
TOKENS = (
    "Upheld", "Overturned", ": Upheld\n", ": Overturned\n", "is not medically necessary.", "\nCLINICAL CASE SUMMARY\n",
    "\nIMR ISSUES, DECISIONS AND RATIONALES\n", "\nHOW THE IMR FINAL DETERMINATION WAS MADE\n", "\nMAXIMUS guideline: ",
    "\nClaims Administrator guideline: ", "\nDecision rationale: ", "\nDate of Injury: 13/45/2016", "10/20/2016 ", "10-20-",
    "Case Number: CM17-9000321\n", "\nPage 2 of 3\n", "\f", "\n\n\n\n", "\r", "\r\n", "\t", "\x00", "\x02", "\x1b[2K", "\u200b",
    "\u202e", "\u00ad", "\u0301", "\ufeff", "\u2028", "\x85", "\U000e0041", "\ufffd", "\u0456", "\u4e2d", "\U0001f600", "(", ")",
    '"', "\u201c", "[", "{{", "{%", "<b>", "<!--", "|", "#", "10/325mg #60", "5%", "2x4", "1-2 times per week", "L5-S1", ";",
    "54 year old", "-", "- ", "-\n", ". ", ".", " " * 60, "the original request.", "was authorized by the Claims Administrator.",
    "MTUS ", "ODG ", "Page(s): 1-", "http://www.example.org/a-\nb", words.ORDERS["plain"].format(word="Upheld"),
    fake_issue("Upheld"), fake_issue("Overturned"), "Notice of Independent Medical Review Determination\n", "1) ", "2. ",
)  # fmt: skip
_LONGEST_CUT = 1500


def _place(chance: random.Random, text: str) -> int:
    """Any place, or, as often, one where a line begins."""
    place = chance.randint(0, len(text))
    return text.rfind("\n", 0, place) + 1 if chance.random() < 0.5 else place


def _cut(chance: random.Random, text: str) -> str:
    start = _place(chance, text)
    return text[:start] + text[start + chance.randint(1, _LONGEST_CUT) :]


def _doubled(chance: random.Random, text: str) -> str:
    start = _place(chance, text)
    end = start + chance.randint(1, _LONGEST_CUT)
    return text[:end] + text[start:end] * chance.choice((1, 1, 2, 20)) + text[end:]


def _moved(chance: random.Random, text: str) -> str:
    start = _place(chance, text)
    end = start + chance.randint(1, _LONGEST_CUT)
    rest = text[:start] + text[end:]
    to = _place(chance, rest)
    return rest[:to] + text[start:end] + rest[to:]


def _put_in(chance: random.Random, text: str) -> str:
    place = _place(chance, text)
    return text[:place] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 50)) + text[place:]


def _exchanged(chance: random.Random, text: str) -> str:
    """One character for another everywhere, as converters do."""
    before = chance.choice(" \n.:-,aeiou1/")
    return text.replace(before, chance.choice(TOKENS)[:3], chance.choice((1, 5, -1)))


def _from_another(chance: random.Random, text: str) -> str:
    other = chance.choice(targets()).text
    start = _place(chance, other)
    place = _place(chance, text)
    return text[:place] + other[start : start + chance.randint(1, 2 * _LONGEST_CUT)] + text[place:]


def _shown_otherwise(chance: random.Random, text: str) -> str:
    start = _place(chance, text)
    end = start + chance.randint(1, 200)
    way = chance.choice(
        (str.upper, str.lower, words.cyrillic, words.fullwidth, words.accented, words.overlaid("\u0336"))
    )
    return text[:start] + way(text[start:end]) + text[end:]


CHANGES: Sequence[Callable[[random.Random, str], str]] = (
    _cut, _doubled, _moved, _put_in, _put_in, _put_in, _exchanged, _from_another, _shown_otherwise,
)  # fmt: skip


def damaged_text(chance: random.Random, text: str, most: int = 6) -> str:
    """A letter after one to `most` changes."""
    for _ in range(chance.randint(1, most)):
        text = chance.choice(CHANGES)(chance, text)
    return text


def damaged_bytes(chance: random.Random, data: bytes, most: int = 12) -> bytes:
    """A file after one to `most` changes of its bytes: turned over, cut, doubled, exchanged for others."""
    found = bytearray(data)
    for _ in range(chance.randint(1, most)):
        if not found:
            break
        start = chance.randrange(len(found))
        end = start + chance.choice((1, 1, 2, 8, 64, 1024))
        way = chance.randrange(6)
        if way == 0:
            found[start] ^= 1 << chance.randrange(8)
        elif way == 1:
            del found[start:end]
        elif way == 2:
            found[start:start] = found[start:end]
        elif way == 3:
            found[start:end] = chance.randbytes(min(end, len(found)) - start)
        elif way == 4:
            found[start:start] = chance.choice(
                (b"\0", b"\xff", b"%PDF-1.7", b"endobj", b"stream\n", b"<<", b">>", b"99999999")
            )
        else:
            del found[start + chance.randint(0, len(found)) :]
    return bytes(found)
