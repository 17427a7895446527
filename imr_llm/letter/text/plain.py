"""Characters: which are blanks, which are invisible, and the ASCII likeness that rules match on."""

import re
import unicodedata

from imr_llm.letter.text.lookalikes import LOOKALIKES

# Characters that leave no ink on paper. They are left out of the cleaned text: they can split a word seen whole.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e01ef"
)

# What is stripped off a row.
BLANKS = " " + "".join(
    "".join(map(chr, range(ord(first), ord(last or first) + 1)))
    for first, last in re.findall("(?s)(.)(?:-(.))?", INVISIBLE)
)

# Characters that are printed as several, and the number sign of other languages.
SPELT_OUT = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\u2116": "#",
}  # fmt: skip

# Every other white space counts as a blank, one for one; Unicode's own line ends, as line ends. \x02 is how pdfium
# writes a hyphen that breaks a word.
_SPACES: dict[int, str] = (
    dict.fromkeys([*range(0x01, 0x0A), 0x0B, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA1)], " ")
    | dict.fromkeys([*range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x1680, 0x0000], " ")
    | {0x02: "-", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
)
_SPACE = re.compile("[" + "".join(map(re.escape, map(chr, _SPACES))) + "]")

_LIKENESS = LOOKALIKES | {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2032": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"',
    "\u201e": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"', "\u2010": "-", "\u2011": "-", "\u2012": "-",
    "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-", "\u00d7": "x", "\u2044": "/", "\u2215": "/",
    "\u2022": "*", "\u00b7": "*", "\u25cf": "*", "\u2026": ".", "\uff1a": ":",
}  # fmt: skip


class _Likenesses(dict[int, str]):
    """One ASCII character for one character: an accent is dropped, anything else without a likeness is `?`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code >= 0x80:
            letter = _LIKENESS.get(letter) or unicodedata.normalize("NFKD", letter)[0]
            if not letter.isascii():
                letter = "?"
        self[code] = letter
        return letter


_LIKENESSES = _Likenesses()
_UNLIKE = re.compile(r"[^\x00-\x7f]+")


def evened(text: str) -> str:
    """The text with every white space but line and page breaks as a blank, one for one."""
    if text.isascii():
        return text.translate(_SPACES)
    # Translating is slow beyond ASCII; looking for the few that change is not.
    return _SPACE.sub(lambda match: _SPACES[ord(match[0])], text)


def plain_bytes(text: str) -> bytes:
    """The text as ASCII bytes of the same length, so that an offset in one is an offset in the other."""
    if text.isascii():
        return text.encode("ascii")
    return _UNLIKE.sub(lambda match: match[0].translate(_LIKENESSES), text).encode("ascii")
