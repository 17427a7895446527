"""What a sentence may rest on: the record's values, the words that prove them, and the reviewed texts."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from imr_llm.record.facts import Issue
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import Standing, standings
from imr_llm.summary.law import legal_texts
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Language, Section
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.verify.folding import fold

# Fields of an issue by which a sentence tells what the treatment is; the lexicon's reviewed words for it go with them.
_NAMING = frozenset({"treatment", "original_request", "medication", "category", "subcategory", "body_regions"})
_ABSENT = object()


def step_into(value: Any, name: str) -> Any:
    """One step of a JSON Pointer; the absent marker where it leads nowhere."""
    if isinstance(value, tuple):
        return value[int(name)] if name.isdecimal() and int(name) < len(value) else _ABSENT
    if isinstance(value, BaseModel) and name in type(value).model_fields:
        return getattr(value, name)
    return _ABSENT


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value at or below a value; null is none."""
    if isinstance(value, BaseModel):
        for item in value.__dict__.values():
            yield from leaves(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    elif value is not None and not isinstance(value, dict):
        yield value


@lru_cache(maxsize=4096)
def issue_of(pointer: str) -> int | None:
    """The index of the issue that a pointer leads into; null for any other."""
    parts = pointer.split("/", 3)
    return int(parts[2]) if len(parts) > 2 and parts[1] == "issues" and parts[2].isdecimal() else None


class Basis:
    """A record looked up by JSON Pointer, with who won each issue as far as that is sure."""

    def __init__(self, record: LetterRecord, language: Language) -> None:
        self.record = record
        self.language = language
        self.standings = standings(record)
        self.doubted = tuple(item.field for item in record.needs_review)
        self._proofs: dict[str, list[str]] = {}
        for pointer, proofs in record.evidence.items():
            quotes = [proof.quote for proof in proofs]
            parent = pointer
            while parent:
                self._proofs.setdefault(parent, []).extend(quotes)
                parent = parent.rpartition("/")[0]
        self._folded: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._everyday: dict[int, tuple[str, ...]] = {}

    @property
    def everything(self) -> frozenset[int]:
        """The indices of all issues."""
        return frozenset(range(len(self.standings)))

    def decided(self, standing: Standing) -> frozenset[int]:
        """The issues that ended one way."""
        return frozenset(index for index, one in enumerate(self.standings) if one is standing)

    def value(self, pointer: str) -> Any:
        """The value at a pointer. Raises LookupError where there is none."""
        value = self._look_up(pointer)
        if value is _ABSENT:
            raise LookupError("the record has no such pointer")
        return value

    def _look_up(self, pointer: str) -> Any:
        if pointer in self._values:
            return self._values[pointer]
        parent, stroke, name = pointer.rpartition("/")
        value = self.record if not pointer else step_into(self._look_up(parent), name) if stroke else _ABSENT
        self._values[pointer] = value
        return value

    def exists(self, place: str) -> bool:
        """Whether a basis leads to a value of the record or to a legal text."""
        if not place.startswith("/"):
            return place in legal_texts()
        return self._look_up(place) is not _ABSENT

    def facts(self, basis: Iterable[str]) -> Iterator[Any]:
        """The plain values at or below pointers, without the number of an issue, which is only its name."""
        for place in basis:
            if place.startswith("/") and not (place.endswith("/number") and issue_of(place) is not None):
                yield from leaves(self.value(place))

    def strings(self, basis: Iterable[str]) -> Iterator[str]:
        """Everything that a sentence with this basis may say in words: values, proofs, legal texts, everyday names."""
        named: set[int] = set()
        for place in basis:
            if not place.startswith("/"):
                yield legal_texts()[place].texts[self.language]
                continue
            index = issue_of(place)
            if index is not None and not place.endswith("/number"):
                parts = place.split("/")
                if len(parts) < 4 or parts[3] in _NAMING:
                    named.add(index)
            yield from self._proofs.get(place, ())
        for fact in self.facts(basis):
            if isinstance(fact, str):
                yield fact
        for index in named:
            yield from self.everyday(index)

    def folded(self, text: str) -> str:
        """A text folded; the same few stand behind many sentences."""
        if text not in self._folded:
            self._folded[text] = fold(text)
        return self._folded[text]

    def everyday(self, index: int) -> tuple[str, ...]:
        """The lexicon's reviewed words for the treatment of an issue, in this language."""
        if index not in self._everyday and index < len(self.record.issues):
            self._everyday[index] = tuple(_everyday(self.record.issues[index], self.language))
        return self._everyday.get(index, ())

    def scope(self, section: Section, basis: Iterable[str]) -> frozenset[int]:
        """The issues that a sentence is about: those of its basis, else the section's, else all for the outcome."""
        found = {issue for place in basis if (issue := issue_of(place)) is not None}
        if "/issues" in basis:
            return self.everything
        return frozenset(found) & self.everything or self.of_section(section)

    def of_section(self, section: Section) -> frozenset[int]:
        """The issue that `treatment-2` or `why-2` is about; all for the outcome; none for any other section."""
        if section.id == "outcome":
            return self.everything
        kind, _, number = section.id.rpartition("-")
        if kind not in {"treatment", "why"} or not number.isdecimal():
            return frozenset()
        return frozenset(i for i, issue in enumerate(self.record.issues) if issue.number == int(number))


@cache
def reviewed(language: Language) -> dict[str, frozenset[str]]:
    """Reviewed sentences with the legal ids of which each must name one; none for an everyday word's meaning.

    A text of two sentences may be said whole or sentence for sentence.
    """
    texts: dict[str, frozenset[str]] = {}
    told = [(text.texts[language], text.id) for text in legal_texts().values()]
    told.extend((word.meanings[language], word.law or "") for word in entries.words())
    for text, law in told:
        lines = text.splitlines()
        for part in (text, " ".join(lines), *lines, *sentences_of(text)):
            texts[part] = texts.get(part, frozenset()) | ({law} if law else frozenset())
    return texts


def _everyday(issue: Issue, language: Language) -> Iterator[str]:
    words = (issue.treatment or "").lower()
    entry = next((entry for entry in entries.treatments() if entry.fits(words, issue.category)), None)
    if entry is not None:
        yield entry.names[language].noun
        yield entry.names[language].about or ""
    codes = entries.categories()
    known = codes.get(issue.subcategory or "") or codes.get(issue.category or "") or codes["other"]
    yield known.names[language].noun
    yield known.names[language].about or ""
    drug = entries.medicines().get(issue.subcategory or "")
    if drug is not None:
        yield drug.about[language]
