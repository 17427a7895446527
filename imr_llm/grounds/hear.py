"""What is believed of an answer to `explain`: grounds with a proof in this treatment's rationale, told as they prove.

A ground stays only with a quote of its own rationale that neither recites nor closes, and with a code that goes with
the decision. Its plain words stay, a language at a time, only where every sentence is licensed by that quote; the
others are told in the quote itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imr_llm.grounds.conflict import conflicts
from imr_llm.grounds.recital import closes, recites
from imr_llm.grounds.verify import Licence, Refusal, refusals, without_brackets
from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.answers.grounded import Grounder, UngroundedFact
from imr_llm.llm.answers.grounding import ground
from imr_llm.llm.questions.responses import ContradictionFact, GroundFact, GroundsAnswer, IssueGrounds
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.codes import Decision
from imr_llm.record.facts import Ground, PlainWords
from imr_llm.record.model import Evidence
from imr_llm.record.reasons import explains
from imr_llm.summary.model import Language
from imr_llm.text.numbers import NUMBER
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# A longer quote proves anything; more grounds than this are a list of everything.
_LONGEST_QUOTE, _MOST_GROUNDS = 60, 8
_LONG = 25
_LONGEST_AMOUNT, _LONGEST_NEED = 20, 12
_COUNT = linear(rf"\b(?:{NUMBER}|\d+)\b".encode())
# What a reviewer says of an amount that would do.
_WOULD_DO = linear(
    rb"\b(?:would|could|reasonabl\w+|appropriat\w+|support\w*|warrant\w*|sufficien\w+|adequate|allow\w*|necessary"
    rb"|acceptable|consider\w*|recommend\w*|indicated|certif\w+)\b"
)
# A word that names something, beside those for its being told.
_NAMES = re.compile(
    r"\b(?!(?:the|an?|any|this|of|for|why|how|in|and|or|to|is|was|rationale|reason|documentation|evidence|records?|request"
    r"|indication|mention|justification|clear|clearly|detailed?|specific|information|support|medical|such|that|it"
    r"|by|at|time|physician|provider|doctor|provided|given|attending|treating|requesting|based|necessity)\b)[a-z]"
)
_TWO_PLACES = "One place of the letter says: “{}.” Another says: “{}.”"


@dataclass(frozen=True, slots=True)
class Explained:
    """Why one treatment was decided as it was, as far as it is believed."""

    grounds: tuple[Ground, ...] = ()
    smaller_amount: str | None = None
    contradiction: str | None = None


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """A plain sentence of a ground that is believed: the quote that it is given for, and why it may not be told."""

    issue: int
    language: Language
    text: str
    quote: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class HeardGrounds:
    """What is believed of the answers about one letter.

    `explained`: by the place of the treatment in the record. `evidence`: by pointer. `refused`: the grounds that
    are not believed. `sentences`: every plain sentence of the others, as it was judged.
    """

    explained: dict[int, Explained]
    evidence: dict[str, tuple[Evidence, ...]]
    refused: tuple[UngroundedFact, ...]
    sentences: tuple[ToldSentence, ...] = ()


def hear_grounds(
    answers: Iterable[GroundsAnswer],
    letter: SectionedLetter,
    sent: Redacted,
    decisions: Sequence[Decision | None],
) -> HeardGrounds:
    """What is believed of the answers about a letter. `decisions`: of its treatments, as they were told in asking."""
    hearing = _Hearing(letter, sent, decisions)
    explained: dict[int, Explained] = {}
    for answer in answers:
        for told in answer.issues:
            index = told.number - 1
            if 0 <= index < len(decisions) and index not in explained and letter.sections.issues[index].rationale:
                explained[index] = hearing.issue(index, told)
    return HeardGrounds(explained, hearing.grounder.evidence, tuple(hearing.grounder.refused), tuple(hearing.sentences))


class _Hearing:
    def __init__(self, letter: SectionedLetter, sent: Redacted, decisions: Sequence[Decision | None]) -> None:
        self.grounder = Grounder(letter, sent)
        self.sentences: list[ToldSentence] = []
        self._letter = letter
        self._decisions = decisions

    def issue(self, index: int, told: IssueGrounds) -> Explained:
        section = self._letter.sections.issues[index]
        rationale = section.rationale
        if rationale is None:
            return Explained()
        grounds: list[Ground] = []
        for one in told.grounds:
            if len(grounds) < _MOST_GROUNDS and (kept := self._ground(index, rationale, one, len(grounds))):
                grounds.append(kept)
        return Explained(
            grounds=tuple(grounds),
            smaller_amount=self._smaller(index, rationale, told.smaller_amount),
            contradiction=self._contradiction(index, told.contradiction),
        )

    def _ground(self, index: int, rationale: Span, told: GroundFact, place: int) -> Ground | None:
        pointer = f"/issues/{index}/grounds/{place}/quote"
        clean = self._letter.clean
        fits = explains(told.code, self._decisions[index]) and len(told.quote.split()) <= _LONGEST_QUOTE
        if not self.grounder.judged(pointer, told.code, told.quote, (rationale,), said=fits):
            return None
        proof = self.grounder.evidence[pointer][0]
        span = Span(proof.start, proof.end)
        if self._told_before(index, place, span):
            why = "it is told already"
        elif recites(clean, rationale, span, told.code):
            why = "its quote only recites"
        elif closes(clean, span):
            why = "its quote only gives the decision"
        else:
            return Ground(
                code=told.code,
                quote=proof.quote,
                needed=_needed(told, proof.quote),
                plain=self._plain(index, told, proof.quote),
            )
        del self.grounder.evidence[pointer]
        self.grounder.refuse(pointer, told.code, why)
        return None

    def _told_before(self, index: int, place: int, span: Span) -> bool:
        return any(
            proof.start <= span.start and span.end <= proof.end
            for other in range(place)
            for proof in self.grounder.evidence[f"/issues/{index}/grounds/{other}/quote"]
        )

    def _plain(self, index: int, told: GroundFact, quote: str) -> PlainWords:
        heading = self._words(self._letter.sections.issues[index].heading)
        english = self._standing(index, told.plain_en, Licence(quote, heading), "en")
        spanish = self._standing(index, told.plain_es, Licence(quote, heading, english or ""), "es")
        return PlainWords(en=english, es=spanish)

    def _standing(self, index: int, told: Sequence[str], licence: Licence, language: Language) -> str | None:
        """The sentences of a ground in one language, where each of them stands."""
        judged = [
            self._judged(index, text, licence, language) for text in (sentence.strip() for sentence in told) if text
        ]
        self.sentences.extend(judged)
        stands = judged and not any(sentence.refusals for sentence in judged)
        return " ".join(sentence.text for sentence in judged) if stands else None

    def _judged(self, index: int, text: str, licence: Licence, language: Language) -> ToldSentence:
        """A sentence as it is; where it is long or does not stand so, without its brackets, which only explain."""
        found = refusals(text, licence, language)
        bare = without_brackets(text)
        if (found or len(text.split()) > _LONG) and bare != text and not refusals(bare, licence, language):
            return ToldSentence(index, language, bare, licence.quote.text, ())
        return ToldSentence(index, language, text, licence.quote.text, found)

    def _smaller(self, index: int, rationale: Span, amount: str | None) -> str | None:
        """What the rationale would support instead: a count in its own words, which the reviewer says would do."""
        pointer, clean = f"/issues/{index}/smaller_amount", self._letter.clean
        if not amount or self._decisions[index] != "upheld" or len(amount.split()) > _LONGEST_AMOUNT:
            return None
        if not self.grounder.judged(
            pointer, amount, amount, (rationale,), said=bool(_COUNT.search(amount.lower().encode("ascii", "replace")))
        ):
            return None
        proof = self.grounder.evidence[pointer][0]
        span = Span(proof.start, proof.end)
        around = clean.lower[max(rationale.start, span.start - 200) : min(rationale.end, span.end + 200)]
        if recites(clean, rationale, span, "exceeds_guideline_amount") or not _WOULD_DO.search(around):
            del self.grounder.evidence[pointer]
            self.grounder.refuse(pointer, amount, "the reviewer does not say that it would do")
            return None
        return proof.quote

    def _contradiction(self, index: int, told: ContradictionFact | None) -> str | None:
        """Two places whose words clash by themselves; in the model's sentence where they license it."""
        if told is None:
            return None
        pointer = f"/issues/{index}/contradiction"
        within = tuple(
            part for issue in self._letter.sections.issues for part in (issue.heading, issue.rationale) if part
        )
        proofs = [self.grounder.proof(pointer, None, quote, within) for quote in (told.quote, told.other_quote)]
        one, other = proofs
        if one is None or other is None:
            return None
        first, second = (proof.cleaned[0] for proof in (one, other))
        words = self._words(first), self._words(second)
        if (first.start < second.end and second.start < first.end) or not conflicts(*words):
            self.grounder.refuse(pointer, None, "its quotes do not clash")
            return None
        self.grounder.keep(pointer, one.match, (first, second))
        licence = Licence(f"{words[0]}. {words[1]}", self._words(self._letter.sections.issues[index].heading))
        return told.plain_en if not refusals(told.plain_en, licence, "en") else _TWO_PLACES.format(*words)

    def _words(self, span: Span) -> str:
        return self._letter.clean.text[slice(*span)]


def _needed(told: GroundFact, quote: str) -> str | None:
    """What was missing, in the quote's own words; "rationale" alone does not say what."""
    if not told.needed or len(told.needed.split()) > _LONGEST_NEED or not _NAMES.search(told.needed.lower()):
        return None
    found = ground(told.needed, quote)
    return quote[slice(*found.spans[0])] if found.spans else None
