"""What a scan must spell right to be understood: the decision word, one of two, and the fixed lines of the letters."""

import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from imr_llm.letter.scans.job import ReadWord

# With how many letters of each may be misread.
_WORDS = {"Upheld": 2, "Overturned": 3}
# Lines that are the same in all letters, and how like one of them a row must be, of 100.
_LINES = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "CLINICAL CASE SUMMARY",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "The Final Determination was based on decisions for the disputed items/services set forth below:",
    "The Final Determination was based on decisions for the disputed items/Service set forth below:",
)
_LEAST_LIKENESS = 88.0
_MARKS = " \"'()[]*.,:;!|_"
# What leads to the word in a heading; scans confuse them.
_LEADS = ":;=>|.-\u2013\u2014"


def mended(words: Sequence[ReadWord]) -> tuple[ReadWord, ...]:
    """A row whose decision word was misread ("Upheid"), with the one of the two words that it is close to.

    Only where a decision can stand: at the end of a row, behind a colon or alone. A fixed line gets its own spelling.
    """
    row = " ".join(word.text for word in words)
    likeness, line = max((fuzz.ratio(row, line), line) for line in _LINES)
    if likeness >= _LEAST_LIKENESS:
        return tuple(ReadWord(word, min(part.confidence for part in words)) for word in line.split())
    for count in range(1, min(2, len(words)) + 1):
        before, tail = words[:-count], words[-count:]
        # A word that was read as two may be parted by a hyphen.
        text = "".join(word.text.rstrip("-") for word in tail[:-1]) + tail[-1].text
        start = max(text.rstrip(_LEADS + _MARKS).rfind(lead) for lead in _LEADS) + 1
        word = _nearest(text[start:])
        if word and (start or not before or before[-1].text[-1:] in _LEADS):
            if count == 1 and word == text[start:].strip(_MARKS):
                break
            lead = [tail[0]._replace(text=text[:start])] if start else []
            return (*before, *lead, ReadWord(word, min(part.confidence for part in tail), corrected=True))
    return tuple(words)


def _nearest(text: str) -> str:
    """The one word of the vocabulary that a word is close to, as it should be spelt; else empty."""
    plain = unicodedata.normalize("NFKD", text).strip(_MARKS).casefold()
    near = [word for word, most in _WORDS.items() if _distance(plain, word) <= most]
    if len(near) != 1:
        return ""
    word = near[0]
    return text.strip(_MARKS) if plain == word.casefold() else word


def _distance(plain: str, word: str) -> int:
    if abs(len(plain) - len(word)) > 1:
        return len(word)
    return Levenshtein.distance(plain, word.casefold())
