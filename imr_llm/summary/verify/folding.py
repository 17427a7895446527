"""Words made comparable: lower case, no accents, contractions written out."""

import re

_PLAIN = str.maketrans(
    "áàâäãéèêëíìîïóòôöõúùûüñç’‘“”„«»–—−\u00a0\u2009\u202f",
    'aaaaaeeeeiiiiooooouuuunc\'\'"""""---   ',
)
# A word that a line end has broken: "non- steroidal".
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")
_CONTRACTIONS = ((re.compile(r"\bwon't\b"), "will not"), (re.compile(r"\b(?:can't|cannot)\b"), "can not"))
_NOT = re.compile(r"n't\b")
# What an ellipsis is folded to.
ELLIPSIS = "..."


def fold(text: str) -> str:
    """Lower case, plain letters, straight quotation marks, single blanks, "not" written out; ASCII throughout."""
    words = text.lower().replace("…", ELLIPSIS).translate(_PLAIN)
    if not words.isascii():
        words = words.encode("ascii", "replace").decode()
    if "'" in words or "cannot" in words:
        for pattern, full in _CONTRACTIONS:
            words = pattern.sub(full, words)
        words = _NOT.sub(" not", words)
    words = " ".join(words.split())
    return _BROKEN.sub("-", words) if "- " in words else words
