"""The lexicon of grounds: what words mean, and which patterns of meanings are a ground.

A sentence is first reduced to the meanings of its words ("there was a lack of documentation of neurological deficits"
becomes there, past, no, doc, finding, finding), one letter a word; words without a meaning drop out. The patterns are
then matched on these few letters by sets of RE2, which match many patterns in one pass. Patterns over the characters of
a sentence would be as plain to read, but their automaton grows with every new sentence, and took ten times as long.

Words and patterns are data, in `lexicons/reasons.toml`.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal, get_args

from imr_llm.record.codes import Decision, Reason
from imr_llm.text.patterns import PatternSet

# strong: a ground of its own; weak: counts where none is strong; recited: the guideline's words, which count only where
# the reviewer adds none.
Force = Literal["strong", "weak", "recited"]
Kind = Literal["told", "own", "recital", "mine", "closing", "cause", "aside", "stress"]


@dataclass(frozen=True, slots=True)
class ReasonPattern:
    """What a pattern stands for.

    `anywhere`: also in a recital; `in_closing`: also in the sentence that gives the decision.
    """

    code: Reason
    force: Force
    anywhere: bool
    in_closing: bool

    @property
    def counts_recited(self) -> bool:
        """Whether a recital can give it."""
        return self.anywhere or self.force == "recited"


# What a sentence says: what kind it is, and the grounds it gives.
Meaning = Kind | ReasonPattern


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`reasons.toml`: the words of each meaning, the phrases that stand for a word, and the patterns over meanings.

    `grounds`: the patterns of a block as one; `written`: each as it is written.
    """

    phrases: tuple[tuple[bytes, bytes], ...]
    words: Mapping[str, tuple[str, ...]]
    kinds: Mapping[Kind, str]
    groups: Mapping[str, str]
    grounds: Mapping[Decision, tuple[tuple[ReasonPattern, str], ...]]
    written: Mapping[Decision, tuple[tuple[ReasonPattern, str], ...]]
    yields: Mapping[Reason, tuple[Reason, ...]]


@cache
def lexicon() -> Lexicon:
    """The lexicon as it stands in the package."""
    data = tomllib.loads(resources.files("imr_llm.rules").joinpath("lexicons/reasons.toml").read_text("utf-8"))
    groups: dict[str, str] = data["groups"]

    def either(patterns: Sequence[str]) -> str:
        return expanded("|".join(f"(?:{pattern})" for pattern in patterns), groups)

    written: dict[Decision, list[tuple[ReasonPattern, str]]] = {decision: [] for decision in get_args(Decision)}
    grounds: dict[Decision, list[tuple[ReasonPattern, str]]] = {decision: [] for decision in get_args(Decision)}
    for block in data["ground"]:
        ground = ReasonPattern(
            block["code"], block.get("force", "strong"), block.get("anywhere", False), block.get("in_closing", False)
        )
        decision: Decision = block.get("decision", "upheld")
        grounds[decision].append((ground, either(block["patterns"])))
        written[decision].extend((ground, pattern) for pattern in block["patterns"])
    sentences: dict[str, Any] = data["sentences"]
    phrases: dict[str, str] = data["phrases"]
    return Lexicon(
        tuple((f" {phrase} ".encode(), f" {word} ".encode()) for phrase, word in phrases.items()),
        {name: tuple(entries.split()) for name, entries in data["words"].items()},
        {kind: either(sentences[kind]) for kind in get_args(Kind)},
        groups,
        {decision: tuple(rows) for decision, rows in grounds.items()},
        {decision: tuple(rows) for decision, rows in written.items()},
        {code: tuple(others) for code, others in data["yields"].items()},
    )


def expanded(pattern: str, groups: Mapping[str, str]) -> str:
    """A pattern with its groups written out; "a word of any meaning" ends with the clause."""
    return _NAME.sub(lambda name: groups.get(name[2], name[0]), pattern).replace(".{", _WITHIN)


# A name in a pattern; with `!`, any meaning but it, or but those that strokes join.
_NAME = re.compile("(!?)([a-z]+(?:/[a-z]+)*)")
# A word of the same clause.
_WITHIN = "!stop{"


class Vocabulary:
    """The meanings of words, each combination of meanings written as one letter.

    Raises ValueError if there are more combinations than letters, and KeyError for a name that is no meaning.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> None:
        entries: dict[str, set[str]] = {}
        for name in names:
            for entry in words[name]:
                entries.setdefault(entry, set()).add(name)
        # A whole word, and a longer stem, also means what the stems mean that it begins with.
        for entry, meanings in entries.items():
            for length in range(_SHORTEST, len(entry.rstrip("*")) + 1):
                meanings.update(entries.get(f"{entry[:length]}*", ()))
        combinations = sorted({tuple(sorted(meanings)) for meanings in entries.values()})
        if len(combinations) > len(_SYMBOLS):
            raise ValueError(f"{len(combinations)} combinations of meanings, but symbols for {len(_SYMBOLS)}")
        symbols = dict(zip(combinations, _SYMBOLS, strict=False))
        coded = {entry.encode(): symbols[tuple(sorted(meanings))].encode() for entry, meanings in entries.items()}
        self._words = {entry: symbol for entry, symbol in coded.items() if not entry.endswith(b"*")}
        # By their first letters, the longest first: most words of a letter begin like none of them.
        self._stems: dict[bytes, list[tuple[bytes, bytes]]] = {}
        for stem, symbol in sorted(coded.items(), key=lambda item: -len(item[0])):
            if stem.endswith(b"*"):
                self._stems.setdefault(stem[:_SHORTEST], []).append((stem[:-1], symbol))
        self._classes = {
            name: "".join(symbol for meanings, symbol in symbols.items() if name in meanings) for name in words
        }

    def symbol(self, word: bytes) -> bytes:
        """The letter of a lower-case word, as UTF-8; empty for a word without a meaning."""
        if word in self._words:
            return self._words[word]
        for stem, symbol in self._stems.get(word[:_SHORTEST], ()):
            if word.startswith(stem):
                return symbol
        return b""

    def meanings(self, word: bytes) -> tuple[str, ...]:
        """What a lower-case word may mean."""
        symbol = self.symbol(word).decode()
        return tuple(name for name, symbols in self._classes.items() if symbol and symbol in symbols)

    def pattern(self, names: str) -> str:
        """A pattern over names as a pattern over letters."""
        return _NAME.sub(
            lambda name: f"[{'^' if name[1] else ''}{''.join(self._classes[each] for each in name[2].split('/'))}]",
            names,
        ).replace(" ", "")


# Letters that mean nothing in a pattern; the first take one byte, the others two.
_SYMBOLS = tuple(character for character in map(chr, range(48, 0x250)) if character.isalnum())
# No stem is shorter than this.
_SHORTEST = 3


class _PatternSet:
    """A few rows of patterns, matched in one pass."""

    def __init__(self, rows: Sequence[tuple[Meaning, str]]) -> None:
        self._set = PatternSet((pattern.encode() for _, pattern in rows), _MEMORY)
        self._meanings = [meaning for meaning, _ in rows]

    def match(self, symbols: bytes) -> list[Meaning]:
        return [self._meanings[index] for index in sorted(self._set.matching(symbols))]


def _spread(rows: Sequence[tuple[Meaning, str]]) -> tuple[_PatternSet, ...]:
    return tuple(_PatternSet(rows[first : first + _TOGETHER]) for first in range(0, len(rows), _TOGETHER))


# How many rows of patterns share a set.
_TOGETHER = 2


class Matcher:
    """The patterns that count under one decision, over one vocabulary.

    They are spread over several sets: the automaton of a set is built while it reads, and those of small sets
    have far fewer states than that of a large one.
    """

    def __init__(self, words: Lexicon, decision: Decision) -> None:
        rows = words.grounds[decision]
        sources = (*words.kinds.values(), *(pattern for _, pattern in rows))
        used = {name for pattern in sources for names in _NAME.finditer(pattern) for name in names[2].split("/")}
        self.vocabulary = vocabulary = Vocabulary(words.words, sorted(used))
        self.kind_patterns = {kind: vocabulary.pattern(pattern) for kind, pattern in words.kinds.items()}
        self.ground_patterns = tuple((ground, vocabulary.pattern(pattern)) for ground, pattern in rows)
        self._kinds = _spread(tuple(self.kind_patterns.items()))
        self._grounds = _spread(self.ground_patterns)
        self._recited = _PatternSet([row for row in self.ground_patterns if row[0].counts_recited])
        self._symbol = vocabulary.symbol
        self._phrases = words.phrases
        # The sequences of meanings met most often are remembered; they hold no word of a letter.
        self.kinds: Callable[[bytes], frozenset[Kind]] = lru_cache(maxsize=1 << 13)(self._read_kinds)
        self.grounds: Callable[[bytes, bool], tuple[ReasonPattern, ...]] = lru_cache(maxsize=1 << 13)(
            self._read_grounds
        )

    def words(self, sentence: bytes) -> list[bytes]:
        """The words of a lower-case sentence, a phrase of the lexicon as the word that it stands for."""
        plain = b" %s " % sentence.replace(b", and ", b" but ").translate(_PARTED)
        for phrase, word in self._phrases:
            plain = plain.replace(phrase, word)
        return plain.split()

    def symbols(self, sentence: bytes) -> bytes:
        """The meanings of a lower-case sentence, a letter a word."""
        return b"".join(map(self._symbol, self.words(sentence)))

    def _read_kinds(self, symbols: bytes) -> frozenset[Any]:
        return frozenset(kind for patterns in self._kinds for kind in patterns.match(symbols))

    def _read_grounds(self, symbols: bytes, recited: bool) -> tuple[Any, ...]:
        if recited:
            return tuple(self._recited.match(symbols))
        return tuple(ground for patterns in self._grounds for ground in patterns.match(symbols))


# What the automaton of one set may hold, in bytes; RE2 starts it anew when it is full.
_MEMORY = 8 << 20
# Everything but letters and digits parts words.
_PARTED = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))


@cache
def matcher_of(decision: Decision) -> Matcher:
    """The patterns of a decision; compiled on first use."""
    return Matcher(lexicon(), decision)
