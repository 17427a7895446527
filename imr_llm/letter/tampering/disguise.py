"""Characters that hide a word or make it look like another: a person is told, and what is on paper is read.

Letters are plain English, so whatever is found here was put in by somebody, or by a program that changed the text. One
soft hyphen is nothing to speak of; disguised words of a decision put the decisions in doubt.
"""

import re
import unicodedata
from collections.abc import Iterator

from imr_llm.letter.model import SectionFault
from imr_llm.letter.text.lookalikes import LOOKALIKES
from imr_llm.letter.text.plain import BLANKS, INVISIBLE, plain_bytes
from imr_llm.record.model import ISSUES

_WHOLE, _LETTER, _ISSUES = "", "/letter", ISSUES
# Terminals obey these: they wipe words out, or write over them.
_CONTROLS = re.compile("[\x00\x08\x0e-\x1f\x7f\x9b]")
_TERMINAL = re.compile("[\x08\x1b\x9b]")
_BACK_TO_START = re.compile("[^\n\r\f]\r[^\n\r\f]")
# Writing that is shown in another order than it stands in the file.
_TURNED = re.compile("[\u202b\u202e\u2067]")
# Whole words in characters that nobody sees.
_SECRET = re.compile(f"[\U000e0020-\U000e007f]|(?:[{INVISIBLE}]){{4,}}")
# Characters that letters have no use for: invisible ones, marks over letters, other alphabets.
_OVERLAYS = "\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5-\u20e7\u20ea\u20eb"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_OTHERS = (
    "\u0110-\u0111\u0126-\u0127\u0131\u0141-\u0142\u0166-\u0167\u0180-\u02af\u0370-\u1aaf\u1b00-\u1dbf\u2100-\u2121"
    "\u2123-\u214f\u216c-\u216f\u217c-\u217f\u249c-\u24e9\u2c00-\ufaff\ufb07-\ufdff\ufe30-\ufefe\uff01-\uffdc\U00010000-\U0001ef00\U00020000-\U0003ffff"
)
_ODD = re.compile(f"[{INVISIBLE}{_MARKS}{_OTHERS}]")
# What parts words; all else may be a letter of a word to somebody.
_APART = frozenset(" \t\n\r\f\v!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2022")
_UNSEEN = re.compile(f"[{INVISIBLE}]")
_OVERLAID = re.compile(f"[{_OVERLAYS}]")
_MARK = re.compile(f"[{_MARKS}]")
# Greek letters of medicine and measures, and signs of trade, are words of a letter.
_PLAIN_SIGNS = frozenset(
    "\u03b1\u03b2\u03b3\u03b4\u03bc\u03c0\u0394\u03a9\u2122\u2120\u2103\u2109\u2113\u2116\u211e\u2126\u212b"
)
_DECIDING = re.compile(
    "upheld|overturned|decision|rationale|guideline|administrator|maximus|determination|summary|issues|necessary|medically"
)
# A letter of more odd words than these is odd all over.
_MOST_WORDS = 20_000
# So far from an odd character is its word looked for.
_REACH = 40
# So many words of another script, or words with marks inside, are no accident.
_FEW = 3

_UNSEEN_WHY = "some words hold characters that cannot be seen; those were left out"
_LOOKALIKE_WHY = "some words are spelt with letters of another alphabet, or of an odd shape, that only look alike"
_OVERLAID_WHY = "some words are struck through or have marks over their letters"
_SCRIPT_WHY = "some words are in another script; they were not read"


def disguises(original: str) -> Iterator[SectionFault]:
    """The doubts that the characters of a file raise, each once, at its worst place."""
    places: dict[str, str] = {}
    for why, place in _found(original):
        places[why] = min(place, places.get(why, place), key=(_ISSUES, _WHOLE, _LETTER).index)
    for why, place in places.items():
        yield SectionFault(place, "suspicious", why)


def _found(original: str) -> Iterator[tuple[str, str]]:
    if _CONTROLS.search(original) or "\r" in original:
        yield from _controls(original)
    if original.isascii():
        return
    if _TURNED.search(original):
        yield "some words are stored in another order than they are shown", _ISSUES
    if _SECRET.search(original):
        yield "words are hidden in characters that cannot be seen; they were left out", _WHOLE
    counts = dict.fromkeys((_UNSEEN_WHY, _LOOKALIKE_WHY, _OVERLAID_WHY, _SCRIPT_WHY), 0)
    for number, word in enumerate(_odd_words(original)):
        why, deciding = _judged(word)
        if why:
            counts[why] += 1
            place = _place(why, word, counts[why], deciding=deciding)
            if place is not None:
                yield why, place
        if number == _MOST_WORDS:
            yield _LOOKALIKE_WHY, _ISSUES
            return


def _place(why: str, word: str, times: int, *, deciding: bool) -> str | None:
    """What an odd word puts in doubt; null for nothing yet."""
    if why == _UNSEEN_WHY:
        return _LETTER if deciding or times >= _FEW else None
    if deciding:
        return _ISSUES
    if times >= _FEW or (why == _SCRIPT_WHY and len(word) > _FEW):
        return _WHOLE
    return _LETTER if why == _LOOKALIKE_WHY else None


def _controls(original: str) -> Iterator[tuple[str, str]]:
    # Lines that end in a carriage return alone are those of an old Mac, if all do.
    if _TERMINAL.search(original) or ("\n" in original and _BACK_TO_START.search(original)):
        yield "the text holds orders to a terminal, which can wipe words out or write over them", _ISSUES
    elif _CONTROLS.search(original):
        yield "the text holds control characters, which no letter has", _LETTER


def _odd_words(original: str) -> Iterator[str]:
    """The words that hold an odd character, each once; of very long ones, the part around it."""
    done = 0
    for match in _ODD.finditer(original):
        place = match.start()
        if place < done:
            continue
        start, end = place, place + 1
        while start > max(done, place - _REACH) and original[start - 1] not in _APART:
            start -= 1
        while end < min(len(original), place + _REACH) and original[end] not in _APART:
            end += 1
        done = end
        yield original[start:end]


def _judged(word: str) -> tuple[str, bool]:
    """What is wrong with an odd word, or nothing; and whether it is a word that decides."""
    seen = _UNSEEN.sub("", word)
    bare = _MARK.sub("", seen)
    deciding = _DECIDING.search(plain_bytes(bare).decode().lower()) is not None
    if _OVERLAID.search(word) or len(seen) - len(bare) > len(bare) // 2 or (seen != bare and deciding):
        return _OVERLAID_WHY, deciding
    odd = [letter for letter in bare if _ODD.match(letter) and letter not in _PLAIN_SIGNS]
    if odd and (deciding or all(map(_looks_latin, odd))):
        mixed = deciding or len(odd) > 1 or len(bare) > 1
        return (_LOOKALIKE_WHY if mixed else ""), deciding
    if odd:
        return _SCRIPT_WHY, False
    within = _UNSEEN.search(word.strip(BLANKS))
    # Programs put soft hyphens where a word may break; in most of its letters they are no such thing.
    hyphens = word.count("\u00ad") == len(word) - len(seen) <= len(seen) // 2
    return (_UNSEEN_WHY if within and (deciding or not hyphens) else ""), deciding


def _looks_latin(letter: str) -> bool:
    return letter in LOOKALIKES or unicodedata.normalize("NFKD", letter)[0].isascii()
