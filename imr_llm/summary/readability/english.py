"""English syllables by rule, with the exceptions of the words that summaries use."""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z]+")
_GROUPS = re.compile(r"[aeiouy]+")
# Endings whose e is silent: made, times, denied; not needed, pages.
_SILENT = re.compile(
    r"(?:[^aeiouylsxz]es|[aeiou]les|[^aeiouytdl]ed|(?:[aeiou]|l)led|[^aeiouyl]e|[aeiou]le|[^aeiouy](?:ely|eless|eful|ement))$"
)
_SIBILANT = re.compile(r"(?:[sxz]|ch|sh|[cg])es$")
# Two vowels side by side that are sounded apart: medial, riot, idea; not tion, cious.
_APART = re.compile(
    r"(?:i(?:a(?!l$|n$)|o(?!n|us)|u)|(?<![tcsx])ia[ln]$|(?<![cstgx])ious|(?<=[^aeiouy])eo(?!u|p)|(?<!q)ua(?!r|l$)|[yue]ing"
    r"|(?<=[^q])uou|eat(?=ion|or|ed$|e$)|(?<=[aeou])y(?=[aeiou](?!d$)))"
)
_EXCEPTIONS = {
    "annual": 3, "cruel": 2, "fluid": 2, "fluids": 2, "ideal": 3, "individual": 5, "individuals": 5, "lion": 2,
    "opioid": 3, "opioids": 3, "poem": 2, "ruin": 2, "ruined": 2, "area": 3, "areas": 3, "being": 2, "business": 2, "every": 2, "everyday": 3, "different": 3, "doing": 2, "evening": 2,
    "going": 2, "idea": 3, "ideas": 3, "medicine": 3, "medicines": 3, "people": 2, "really": 2, "seeing": 2,
    "someone": 2, "something": 2, "sometimes": 2, "therefore": 2, "trial": 2, "maybe": 2, "being's": 2,
    "wheelchair": 2, "workplace": 2, "whole": 1, "whereas": 2, "usually": 4, "usual": 3, "actual": 3, "actually": 4,
    "lawyer": 2, "lawyers": 2, "everyone": 3, "anyone": 3, "aren't": 1, "isn't": 2, "doesn't": 2, "didn't": 2,
    "real": 1, "deal": 1, "reason": 2, "create": 2, "created": 3, "science": 2, "client": 2, "quiet": 2, "diet": 2,
    "fiery": 2, "hour": 1, "hours": 1, "your": 1, "our": 1, "insurer": 3, "insurers": 3, "cause": 1, "move": 1, "moved": 1,
    "guideline": 2, "guidelines": 2, "statement": 2, "safety": 2, "homemade": 2, "useful": 2, "careful": 2,
    "carefully": 3, "timeline": 2, "baseline": 2, "lifestyle": 2, "sure": 1, "able": 2, "table": 2, "simple": 2,
    "surgeon": 2, "surgeons": 2, "california": 4, "reality": 4, "museum": 3, "element": 3, "elements": 3, "aisle": 1,
    "eye": 1, "eyes": 1, "language": 2, "languages": 3, "mediate": 3, "appreciate": 4, "implement": 3, "supplement": 3,
    "couple": 2, "ankle": 2, "muscle": 2, "muscles": 2, "spine": 1, "nerve": 1, "nerves": 1, "acupuncture": 4,
}  # fmt: skip


# A summary says the same few hundred words again and again.
@lru_cache(maxsize=4096)
def count(word: str) -> int:
    """How many syllables a word has, at least one; a number or sign counts as one. Hyphenated parts count apart."""
    return sum(_count(part) for part in _WORD.findall(word.lower().replace("'", ""))) or 1


def _count(word: str) -> int:
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    groups = len(_GROUPS.findall(word))
    if groups > 1 and _SILENT.search(word) and not _SIBILANT.search(word):
        groups -= 1
    return max(1, groups + len(_APART.findall(word)))
