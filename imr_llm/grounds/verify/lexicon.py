"""Which plain words the letter's words license, in both languages, read once from `lexicon.toml`.

A vocabulary that is closed is what a lie has to be made of: a content word that neither the letter's words nor an entry
nor the short list of the frame gives is refused, whatever it says.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from imr_llm.summary.model import Language
from imr_llm.summary.verify.folding import fold

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SUFFIXES = (
    "ations", "ation", "ically", "ments", "ment", "tions", "tion", "sions", "sion", "ings", "ing", "edly",
    "ies", "ied", "ed", "es", "ly", "s",
)  # fmt: skip
_LEAST_STEM = 3
_IRREGULAR = {
    told: word
    for word, forms in {
        "fall": "fell fallen", "go": "went gone", "take": "took taken", "give": "gave given", "get": "got gotten",
        "make": "made", "keep": "kept", "feel": "felt", "find": "found", "write": "wrote written", "see": "saw seen",
        "know": "knew known", "come": "came", "begin": "began begun", "break": "broke broken", "choose": "chose chosen",
        "do": "did done", "drive": "drove driven", "grow": "grew grown", "lead": "led", "lose": "lost", "meet": "met",
        "pay": "paid", "run": "ran", "rise": "rose risen", "send": "sent", "sleep": "slept", "stand": "stood",
        "teach": "taught", "tear": "tore torn", "think": "thought", "wear": "wore worn", "bend": "bent", "sit": "sat",
        "wean": "weaned weaning", "try": "tried tries", "gene": "genetic genes", "lift": "lifting lifted",
    }.items()
    for told in forms.split()
}  # fmt: skip
# How many letters may follow a beginning, by its length.
_ENDINGS, _LONGEST_ENDING = {1: 1, 2: 3, 3: 3, 4: 6}, 8
# Spanish letters and endings as English writes the same Latin and Greek words.
_COGNATE = (
    ("cion", "tion"), ("ph", "f"), ("th", "t"), ("qu", "c"), ("k", "c"), ("y", "i"), ("ch", "c"), ("rr", "r"),
    ("ll", "l"), ("ss", "s"), ("mm", "m"), ("nn", "n"), ("ff", "f"), ("pp", "p"), ("cc", "c"), ("tt", "t"),
    ("h", ""),
)  # fmt: skip
_COGNATE_LETTERS, _COGNATE_SHARE = 5, 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """What the letter may say (`letter`, a pattern over folded words), and the words that it may be told in."""

    letter: re.Pattern[str]
    told: dict[Language, "Words"]


class Words:
    """A set of words: whole ones, which also stand for their other endings, and beginnings (`mejor*`).

    `exact`: the whole ones stand for themselves alone.
    """

    def __init__(self, listed: Iterable[str], *, exact: bool = False) -> None:
        listed = tuple(listed)
        self._key = str if exact else stem
        self._whole = frozenset(self._key(word) for word in listed if not word.endswith("*"))
        self._beginnings = tuple(word[:-1] for word in listed if word.endswith("*"))

    def __contains__(self, word: str) -> bool:
        if self._key(word) in self._whole:
            return True
        return word.startswith(self._beginnings) and any(_begins(word, one) for one in self._beginnings)


def _begins(word: str, beginning: str) -> bool:
    """Whether a word is a beginning with an ending: a short one goes on for a few letters only."""
    longest = _ENDINGS.get(len(beginning), _LONGEST_ENDING)
    return word.startswith(beginning) and len(word) - len(beginning) <= longest


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What may be said, by what the letter says.

    `frame`: words that any sentence may have; `idle` of them tell nothing. `generic`: words that hardly tell
    one ground from another. `entries`: what the letter's words license.

    `glosses`: words that may explain a medical word in brackets: all that an entry tells in, and a list of others.
    `dictionary`: English words, and the Spanish ones that stand for them. `implied`: parts of the body that a term of
    the letter is about.
    `everyday`: words that carry no fact, of which a sentence may have a few beside words that the quote gives.
    """

    frame: dict[Language, Words]
    idle: dict[Language, Words]
    generic: dict[Language, Words]
    entries: tuple[Entry, ...]
    glosses: dict[Language, Words]
    implied: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    dictionary: tuple[tuple[tuple[str, ...], "Words"], ...]
    everyday: dict[Language, Words]

    @cache  # noqa: B019 -- there is one lexicon
    def english(self, spanish: str) -> tuple[str, ...]:
        """The English words that a Spanish word may stand for."""
        return tuple(word for english, told in self.dictionary if spanish in told for word in english)


@cache
def lexicon() -> Lexicon:
    """The lexicon."""
    room = files("imr_llm.grounds.verify")
    table = tomllib.loads((room / "lexicon.toml").read_text("utf-8"))
    dictionary = tomllib.loads((room / "spanish.toml").read_text("utf-8"))["words"]
    everyday = tomllib.loads((room / "everyday.toml").read_text("utf-8"))
    return Lexicon(
        frame={
            "en": Words(fold(table["frame"]["en"]).split(), exact=True),
            "es": Words(fold(table["frame"]["es"]).split(), exact=True),
        },
        idle={
            "en": Words(table["idle"]["en"].split(), exact=True),
            "es": Words(table["idle"]["es"].split(), exact=True),
        },
        generic={
            "en": Words(table["generic"]["en"].split(), exact=True),
            "es": Words(table["generic"]["es"].split(), exact=True),
        },
        implied=tuple((_pattern(letter), tuple(regions.split())) for letter, regions in table["implied"]),
        entries=tuple(
            Entry(_pattern(letter), {"en": _told(english), "es": _told(spanish)})
            for letter, english, spanish in table["means"]
        ),
        glosses={
            "en": Words(fold(" ".join((*(row[1] for row in table["means"]), table["explaining"]["en"]))).split()),
            "es": Words(fold(" ".join((*(row[2] for row in table["means"]), table["explaining"]["es"]))).split()),
        },
        dictionary=tuple(
            (tuple(english.split()), Words(spanish.split()))
            for english, _, spanish in (line.partition(":") for line in dictionary.strip().splitlines())
        ),
        everyday={
            "en": Words(fold(everyday["en"]).split(), exact=True),
            "es": Words(fold(everyday["es"]).split(), exact=True),
        },
    )


def _told(words: str) -> Words:
    """The words that something may be told in; the parts of one with a hyphen stand alone, as a sentence's do."""
    return Words(fold(words).replace("-", " ").split())


def _pattern(letter: str) -> re.Pattern[str]:
    """The letter's terms, parted by commas; `*` stands for any ending."""
    terms = (re.escape(term.strip()).replace(r"\*", "[a-z]*").replace(r"\ ", "[ -]") for term in letter.split(","))
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(terms)})s?(?![a-z0-9])")


def words_of(text: str) -> list[str]:
    """The words of folded text, without numbers."""
    return _WORD.findall(text)


@cache
def stem(word: str) -> str:
    """A word without its common endings: enough to find "documented" in "documentation"."""
    word = word.split("'", maxsplit=1)[0]
    word = _IRREGULAR.get(word, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            word = word[: -len(suffix)]
            break
    return word.rstrip("eyiao") if len(word) > _LEAST_STEM else word


@cache
def cognate(word: str) -> str:
    """A word as its cognate in the other language would be written."""
    for ours, theirs in _COGNATE:
        word = word.replace(ours, theirs)
    return word


def are_cognate(spanish: str, english: str) -> bool:
    """Whether a Spanish and an English word share their beginning, as "radiculopatia" and "radiculopathy" do."""
    ours, theirs = cognate(spanish), cognate(english)
    shared = next((i for i, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), None)
    length = min(len(ours), len(theirs)) if shared is None else shared
    return length >= _COGNATE_LETTERS and length >= _COGNATE_SHARE * max(len(ours), len(theirs))
