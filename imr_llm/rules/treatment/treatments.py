"""The words of a treatment that tell its category: a lexicon matched in one pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast, get_args

from imr_llm.record.codes import Category, Subcategory
from imr_llm.rules.text.lexicon import Misspellings, load, phrase
from imr_llm.text.patterns import PatternSet, Rule, linear
from imr_llm.text.spans import Span

# A rank from here on says so little that a misspelt word, or the rationale, may know better.
VAGUE = 45
# A rank from here on is hardly a guess.
HARDLY = 51
# Bytes that the automaton over all groups may take for its states.
_AUTOMATON_MEMORY = 64 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A category with its subcategory, as the Division's decision search has them."""

    category: Category
    subcategory: Subcategory | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A treatment named at a place. Of several, the one with the lowest `order` decides.

    `unlisted`: a medicine's name that is not, or not so spelt, in the lexicon.
    """

    rank: int
    span: Span
    kind: Kind
    unlisted: bool = False

    @property
    def order(self) -> tuple[int, int, int]:
        """Rank, then what stands first, then the longer name."""
        return self.rank, self.span.start, self.span.start - self.span.end


@dataclass(frozen=True, slots=True)
class Classified:
    """What a treatment is, the words that say so, and the name of its medicine if it has one."""

    kind: Kind
    spans: tuple[Span, ...]
    name: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Words that all stand for one kind of treatment. `rule.rank` is what the lexicon says of ranks."""

    rule: Rule
    kind: Kind
    words: tuple[str, ...]


def kind_of(category: str, subcategory: str | None) -> Kind:
    """A kind of the closed vocabulary; ValueError for a word that is none of it."""
    if category not in get_args(Category) or (subcategory is not None and subcategory not in get_args(Subcategory)):
        raise ValueError(f"no such category: {category}/{subcategory}")
    return Kind(cast(Category, category), cast(Subcategory | None, subcategory))


def load_groups() -> tuple[Group, ...]:
    """The groups of the lexicon that is shipped with the package."""
    lexicon = load("treatments")
    parts = {f"{{{name}}}": f"(?:{'|'.join(patterns)})" for name, patterns in lexicon["parts"].items()}
    return tuple(_group(f"{index}", table, parts) for index, table in enumerate(lexicon["group"]))


def _group(number: str, table: dict[str, Any], parts: dict[str, str]) -> Group:
    """A group of the lexicon, its words and patterns made into one pattern."""
    kind = kind_of(table["category"], table.get("subcategory"))
    words = tuple(table.get("words", ()))
    patterns = [rf"\b(?:{pattern})\b" for pattern in table.get("patterns", ())]
    # The longer words first: an alternation takes the first that matches.
    pattern = "|".join([*patterns, *(phrase(word) for word in sorted(words, key=len, reverse=True))])
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return Group(Rule(f"{number}:{kind.subcategory or kind.category}", pattern, rank=table["rank"]), kind, words)


class TreatmentWords:
    """The lexicon, compiled. A set automaton says in one pass which groups match; only those are then located."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self._patterns = tuple(linear(group.rule.pattern.encode()) for group in self.groups)
        self._set = PatternSet((group.rule.pattern.encode() for group in self.groups), _AUTOMATON_MEMORY)
        self._kinds = {
            word: (group.rule.rank, group.kind)
            for group in reversed(self.groups)
            for word in group.words
            if group.rule.rank < VAGUE
        }
        self._misspellings = Misspellings(self._kinds)

    def kinds(self, lower: bytes, span: Span) -> set[Kind]:
        """Every kind that the words of a span stand for, whichever decides."""
        return {self.groups[index].kind for index in self._set.matching(lower[span.start : span.end])}

    def find(self, lower: bytes, span: Span) -> Named | None:
        """What decides within a span of the lower-case text: of the groups that match, those of the lowest rank."""
        part = lower[span.start : span.end]
        matching = self._set.matching(part)
        if not matching:
            return None
        rank = min(self.groups[index].rule.rank for index in matching)
        named = []
        for index in matching:
            group = self.groups[index]
            if group.rule.rank == rank and (match := self._patterns[index].search(part)):
                start, end = match.span()
                named.append(Named(rank, Span(span.start + start, span.start + end), group.kind))
        return min(named, key=lambda each: each.order)

    def find_misspelt(self, lower: bytes, span: Span) -> Iterator[Named]:
        """Treatments named by a misspelt word or two. Slow; for a treatment of which nothing else is known."""
        places = [match.span() for match in islice(_WORD.finditer(lower, *span), _WORDS_TRIED)]
        for size in (2, 1):
            for first, last in zip(places, places[size - 1 :], strict=False):
                start, end = first[0], last[1]
                meant = self._misspellings.meant(lower[start:end].decode())
                if meant:
                    rank, kind = self._kinds[meant]
                    yield Named(rank, Span(start, end), kind)


_WORD = linear(rb"[a-z][a-z'-]+")
# So many words of a treatment are tried for a misspelling; no treatment seen has more than sixty.
_WORDS_TRIED = 40
TREATMENTS = TreatmentWords(load_groups())
