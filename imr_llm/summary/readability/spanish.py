"""Spanish syllables by rule (Real Academia Española, Ortografía 2010, on diphthongs, hiatus and consonant groups)."""

import re
from functools import lru_cache
from itertools import pairwise

_STRONG = frozenset("aeoáéóíú")  # an accented i or u does not form a diphthong
_WEAK = frozenset("iuü")
_VOWELS = _STRONG | _WEAK
_ONSETS = frozenset(first + second for first in "bcdfgkpt" for second in "lr" if first + second not in {"dl", "tl"}) | {
    "ch",
    "ll",
    "rr",
}
# The prefix sub- stays whole before l and r: sub-ra-yar, sub-lu-xar; not su-bli-me, su-brep-ti-cio.
_SUB = re.compile(r"^sub(?=r[aeo]|l[eiu](?!m))")
_WORD = re.compile(r"[a-záéíóúüñ]+")


def syllables(word: str) -> list[str]:
    """The syllables of one Spanish word, in lower case: `ciudad` gives `ciu`, `dad`."""
    letters = "".join(_WORD.findall(word.lower()))
    nuclei = _nuclei(letters)
    if len(nuclei) < 2:
        return [letters] if letters else []
    if _SUB.match(letters):
        return ["sub", *syllables(letters[3:])]
    cuts = [0]
    for (_, end), (start, _) in pairwise(nuclei):
        cuts.append(_cut(letters, end, start))
    return [letters[start:end] for start, end in zip(cuts, [*cuts[1:], len(letters)], strict=True)]


# A summary says the same few hundred words again and again.
@lru_cache(maxsize=4096)
def count(word: str) -> int:
    """How many syllables a word has; a number or sign counts as one."""
    return len(syllables(word)) or 1


def _is_vowel(letters: str, index: int) -> bool:
    """Whether a letter is sounded as a vowel: not the u of que, gue and gui; y where no vowel follows."""
    letter = letters[index]
    after = letters[index + 1] if index + 1 < len(letters) else ""
    before = letters[index - 1] if index else ""
    if letter == "y":
        return after == "" or (after not in _VOWELS and before != "")
    if letter == "u" and (before == "q" or (before == "g" and after in tuple("eiéí"))):
        return False
    return letter in _VOWELS


def _nuclei(letters: str) -> list[tuple[int, int]]:
    """The ranges of vowels that are one syllable each: a vowel, a diphthong or a triphthong."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(letters):
        if not _is_vowel(letters, index):
            index += 1
            continue
        end = index + 1
        while step := _goes_on(letters, end):
            end += step
        found.append((index, end))
        index = end
    return found


def _goes_on(letters: str, end: int) -> int:
    """How many letters further a diphthong reaches: over a silent h too, as in prohi-bir, but not before ue and ie."""
    if end < len(letters) and _is_vowel(letters, end):
        return 0 if _is_hiatus(letters[end - 1], letters[end]) else 1
    if letters[end : end + 1] != "h" or not _is_vowel(letters, end - 1):
        return 0
    after = letters[end + 1 : end + 3]
    if after[:1] in _WEAK and letters[end - 1] in _STRONG and after[1:] not in _VOWELS:
        return 2
    return 0


def _is_hiatus(left: str, right: str) -> bool:
    """Two strong vowels, or a vowel beside an accented weak one, or the same vowel twice, are two syllables."""
    return (left in _STRONG and right in _STRONG) or left == right


def _cut(letters: str, end: int, start: int) -> int:
    """Where the consonants between two nuclei are divided: a group that can begin a word goes to the right."""
    consonants = start - end
    if consonants and letters[start - 1] == "u":  # the silent u of que, gue and gui goes with its consonant
        return start - 2 if consonants > 1 else start - 1
    if consonants <= 1:
        return end
    return start - 2 if letters[start - 2 : start] in _ONSETS else start - 1
