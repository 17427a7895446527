"""What a PDF shows otherwise than its text says, as doubts in plain words."""

from typing import Any

from imr_llm.letter.model import SectionFault
from imr_llm.record.model import ISSUES
from imr_llm.text.patterns import linear

# In words that were hidden, or given in place of others, these aim at what was decided.
_DECIDING = linear(
    rb"(?i)upheld|overturn|decision|determination|rationale|guideline|necess|appropriate|approv|denied|deny|certif|authori"
)
# Fewer words than this, about nothing in particular, are a stamp or the remains of a draft.
_FEW = 4
_MOST = 2000

_WHY = {
    "unseen": "the PDF holds words that cannot be seen on the page; they were left out",
    "otherwise": "the PDF's text says other words than its pages show; those were left out",
    "struck": "words of the PDF are struck through on the page",
    "order": "a decision word of the PDF stands elsewhere on the page than in its text",
    "noted": "notes or stamps lie on top of the PDF's pages; they were not read and may say something else",
}
# Whatever words these concern.
_ALWAYS_DECIDING = frozenset({"order"})


def faults_of(doubts: Any) -> tuple[SectionFault, ...]:
    """The doubts of the process that reads PDF files as faults of the letter, each once, the worst place of each kind.

    `doubts`: pairs of a kind and the words that it concerns. Raises KeyError, TypeError or ValueError for what that
    process never answers.
    """
    places: dict[str, str] = {}
    for kind, words in doubts:
        place = _place(str(kind), str(words)[:_MOST])
        places[kind] = min(place, places.get(kind, place), key=_ORDER.index)
    return tuple(SectionFault(place, "suspicious", _WHY[kind]) for kind, place in places.items())


# From the worst: the decisions are in doubt, the letter is, its file is.
_ORDER = (ISSUES, "", "/letter")


def _place(kind: str, words: str) -> str:
    if kind in _ALWAYS_DECIDING or _DECIDING.search("".join(words.split()).encode()):
        return ISSUES
    return "" if kind == "noted" or len(words.split()) >= _FEW else "/letter"
