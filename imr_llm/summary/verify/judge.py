"""The judge: every sentence against what it rests on, and the whole against what must be said."""

import re
from collections.abc import Iterator

from imr_llm.record.model import LetterRecord
from imr_llm.summary.excerpts import folded
from imr_llm.summary.model import Finding, FindingKind, Language, Section, Sentence
from imr_llm.summary.readability.lints import explained
from imr_llm.summary.readability.sentences import own_words
from imr_llm.summary.verify.conduct import judge_advice, judge_contacts
from imr_llm.summary.verify.difficulty import judge_length, judge_level, judge_words
from imr_llm.summary.verify.fault import Fault
from imr_llm.summary.verify.folding import ELLIPSIS, fold
from imr_llm.summary.verify.founded import (
    Numbers,
    unfounded_dates,
    unfounded_medicines,
    unfounded_names,
    unfounded_places,
)
from imr_llm.summary.verify.ground import Basis, reviewed
from imr_llm.summary.verify.grounds import judge_grounds
from imr_llm.summary.verify.lexicon import conduct, cues
from imr_llm.summary.verify.material import BasisFacts
from imr_llm.summary.verify.must_say import MustSay, Told, applies, situations_of
from imr_llm.summary.verify.polarity import Polarity
from imr_llm.summary.verify.quantities import dates

# Pointers whose doubt must stand beside the value itself: a date that is not certain is not told as one.
# A quotation of more words is the letter's own statement.
_FEW_WORDS = 3
_WORD = re.compile(r"[A-Za-z]+")
# What a title may speak of.
_TITLE = ("treatment", "original_request", "authorized_portion", "medication", "body_regions", "sessions", "decision")
_CERTAIN = ("/case/", "/injury/")


def verify(record: LetterRecord, sections: tuple[Section, ...], language: Language) -> tuple[Finding, ...]:
    """What is wrong with a summary: nothing, where it may be shown.

    A sentence that is a reviewed text word for word (law, glossary) is taken as it is; every other one is held against
    the values and proofs at its basis. `why` names only what the summary itself says.
    """
    return tuple(dict.fromkeys(_Judge(record, language).judge(sections)))


class _Judge:
    def __init__(self, record: LetterRecord, language: Language) -> None:
        self._ground = Basis(record, language)
        self._language = language
        self._polarity = Polarity(self._ground)
        self._numbers = Numbers(self._ground)
        self._situations = situations_of(self._ground)
        # The name of a medicine may look like an abbreviation.
        self._known = frozenset(
            word.lower() for issue in record.issues if issue.medication for word in _WORD.findall(issue.medication.name)
        )
        self._titles = ""
        self._conduct = conduct(language)
        self._materials: dict[tuple[str, ...], BasisFacts] = {}

    def judge(self, sections: tuple[Section, ...]) -> Iterator[Finding]:
        self._known |= explained(sections)
        self._titles = "\n".join(fold(section.title) for section in sections)
        told: list[Told] = []
        for section in sections:
            for fault in self._title(section):
                yield Finding(kind=fault.kind, section=section.id, sentence=None, why=fault.why)
            for place, sentence in enumerate(section.sentences):
                own = own_words(sentence)
                laws = reviewed(self._language).get(sentence.text)
                whole = "" if laws is not None else fold(sentence.text)
                text = whole if own == sentence.text else fold(own)
                told.append(Told(section, sentence.basis, text, whole))
                for fault in self._faults(section, sentence, laws, told[-1]):
                    yield Finding(kind=fault.kind, section=section.id, sentence=place, why=fault.why)
        yield from MustSay(self._ground, self._polarity, tuple(told), sections).missing()
        yield from judge_level(sections, self._language)

    def _faults(self, section: Section, sentence: Sentence, laws: frozenset[str] | None, told: Told) -> Iterator[Fault]:
        """Of a reviewed message, which the tests verify, only the basis is looked at."""
        if laws is not None:
            return self._law(sentence, laws)
        if sentence.message is not None:
            return self._basis(sentence)
        return self._sentence(section, sentence, own_words(sentence), told)

    def _sentence(self, section: Section, sentence: Sentence, own: str, told: Told) -> Iterator[Fault]:
        yield from self._basis(sentence)
        if self._plain(sentence):
            return
        if any(place.startswith("law/") for place in sentence.basis):
            yield Fault(FindingKind.LEGAL_ADVICE, "is not the reviewed legal text")
        material = self._material(sentence.basis)
        yield from self._founded(own, told.text, material, self._ground.scope(section, sentence.basis))
        yield from self._quotes(sentence, material)
        yield from self._certain(sentence, told.text)
        yield from self._polarity.judge(section, sentence.basis, self._claimed(sentence, told.text), told.whole)
        yield from self._polarity.judge_plainness(section, sentence.basis, told.whole, self._titles)
        yield from judge_grounds(self._ground, section, sentence.basis, told.text, self._language)
        if self._conduct.opens(told.whole) or (told.text != told.whole and self._conduct.opens(told.text)):
            yield from judge_contacts(told.whole, material)
            yield from judge_advice(told.text, self._language)
        yield from judge_length(own)
        yield from judge_words(own, self._language, self._known)

    def _plain(self, sentence: Sentence) -> bool:
        """Whether a sentence is a ground's plain words, which were held against its quote when the record was made."""
        return any(
            place.endswith(f"/plain/{self._language}") and sentence.text in (self._ground.value(place) or "")
            for place in sentence.basis
        )

    def _law(self, sentence: Sentence, laws: frozenset[str]) -> Iterator[Fault]:
        """A reviewed text word for word needs only its name, and a letter that it is for."""
        yield from self._basis(sentence)
        if laws and not laws & set(sentence.basis):
            yield Fault(FindingKind.NO_BASIS, f"does not name {min(laws)}")

    def _basis(self, sentence: Sentence) -> Iterator[Fault]:
        """Every pointer leads somewhere, and every legal text is for a letter like this."""
        if not sentence.basis:
            yield Fault(FindingKind.NO_BASIS, "rests on nothing")
        for place in sentence.basis:
            if not self._ground.exists(place):
                yield Fault(FindingKind.NO_BASIS, f"rests on {place}, which is not there")
            elif place.startswith("law/") and not applies(place, self._situations):
                yield Fault(FindingKind.WRONG_POLARITY, f"{place} does not apply to this letter")

    def _title(self, section: Section) -> Iterator[Fault]:
        """A title is about what its section is about, and has no basis of its own; that of a limit in time is ours."""
        if section.id == "act_by":
            return
        scope = self._ground.of_section(section)
        text = fold(section.title)
        basis = tuple(f"/issues/{index}/{name}" for index in sorted(scope) for name in _TITLE) or ("/case",)
        material = self._material(basis)
        yield from self._founded(section.title, text, material, scope)
        yield from self._polarity.judge(section, basis, text, text)
        if self._conduct.opens(text):
            yield from judge_contacts(text, material)
            yield from judge_advice(text, self._language)

    def _founded(self, own: str, text: str, material: BasisFacts, scope: frozenset[int]) -> Iterator[Fault]:
        yield from unfounded_dates(text, material, self._language)
        yield from self._numbers.judge(text, material, scope)
        yield from unfounded_places(text, material, self._language)
        yield from unfounded_medicines(text, material, self._language)
        yield from unfounded_names(own, material, self._language)

    def _material(self, basis: tuple[str, ...]) -> BasisFacts:
        if basis not in self._materials:
            self._materials[basis] = BasisFacts(self._ground, basis)
        return self._materials[basis]

    def _quotes(self, sentence: Sentence, material: BasisFacts) -> Iterator[Fault]:
        """The letter's words must be the letter's: every part between ellipses stands in the material."""
        for quote in sentence.quotes:
            for part in fold(folded(quote)).split(ELLIPSIS):
                if part.strip() and not _stands_in(part.strip(), material.words):
                    yield Fault(FindingKind.NO_BASIS, "quotes words that are not in its basis")

    def _claimed(self, sentence: Sentence, text: str) -> str:
        """The words by which a sentence claims something: a few quoted words may be a part of the claim."""
        long = tuple(quote for quote in sentence.quotes if len(quote.split()) > _FEW_WORDS)
        if len(long) == len(sentence.quotes):
            return text
        return fold(own_words(sentence.model_copy(update={"quotes": long})))

    def _certain(self, sentence: Sentence, text: str) -> Iterator[Fault]:
        for place in sentence.basis:
            doubted = place.startswith(_CERTAIN) and place in self._ground.doubted
            if doubted and dates(text)[0] and not cues(self._language).doubt.search(text):
                yield Fault(FindingKind.HIDDEN_DOUBT, "gives a date as certain that is in doubt")


def _stands_in(words: str, known: str) -> bool:
    """Whether words stand in others as whole words, and no negation right before them is left out."""
    begin = known.find(words)
    while begin >= 0:
        end = begin + len(words)
        whole = (begin == 0 or not (known[begin - 1].isalnum() and words[0].isalnum())) and (
            end == len(known) or not (known[end].isalnum() and words[-1].isalnum())
        )
        if whole and not known[:begin].endswith((" not ", " no ", " never ", " without ")):
            return True
        begin = known.find(words, begin + 1)
    return False
