"""What is believed of an answer: a fact stays only with a quote that is in the right part of the letter and says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imr_llm.letter.model import IssueSection, SectionedLetter
from imr_llm.llm.answers.grounding import Grounded, Source, turned
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.model import Evidence, Match
from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class UngroundedFact:
    """A fact that was not believed: where it would have gone, what it said, and why not."""

    pointer: str
    value: Any
    why: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a quote stands: in the text that was sent, and in the cleaned text, place by place."""

    match: Match
    sent: tuple[Span, ...]
    cleaned: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the cleaned text that facts about the whole letter may be quoted from.

    `told`: everything but the issues' headings and guideline lines, where only guidelines speak; `apart`: what belongs
    to no issue. Some forms name the reviewer after the issues, and have decisions on their first page.
    """

    apart: tuple[Span, ...]
    told: tuple[Span, ...]

    @classmethod
    def of(cls, letter: SectionedLetter) -> "Parts":
        """The parts of a letter whose sections are known."""
        lines: list[Span] = []
        rationales: list[Span] = []
        for issue in letter.sections.issues:
            lines += [issue.heading, *lines_of(issue, "claims_administrator"), *lines_of(issue, "reviewer")]
            rationales += [issue.rationale] if issue.rationale else []
        length = len(letter.clean.text)
        return cls(_outside([*lines, *rationales], length), _outside(lines, length))


def _outside(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """What of a text of this length is in none of the spans."""
    gaps: list[Span] = []
    position = 0
    for start, end in sorted(spans):
        if start > position:
            gaps.append(Span(position, start))
        position = max(position, end)
    return (*gaps, Span(position, length)) if position < length else tuple(gaps)


def lines_of(section: IssueSection, by: str) -> tuple[Span, ...]:
    """The guideline line of one side of one issue."""
    line = section.claims_administrator_guideline if by == "claims_administrator" else section.reviewer_guideline
    return (line,) if line else ()


class Grounder:
    """One answer held against its letter; collects evidence, and what was refused."""

    def __init__(self, letter: SectionedLetter, sent: Redacted) -> None:
        self.letter = letter
        self.parts = Parts.of(letter)
        self.evidence: dict[str, tuple[Evidence, ...]] = {}
        self.refused: list[UngroundedFact] = []
        self._sent = sent
        self._source = Source(sent.text)
        self._grounded: dict[str, Grounded] = {}

    def refuse(self, pointer: str, value: Any, why: str) -> None:
        """Note a fact that is not believed. `why` holds no words of the letter."""
        self.refused.append(UngroundedFact(pointer, value, why))

    def proof(self, pointer: str, value: Any, quote: str, within: Sequence[Span]) -> Proof | None:
        """Where a quote stands within the right parts; null, and noted, when it proves nothing."""
        grounded = self._ground(quote)
        if not grounded.spans:
            self.refuse(pointer, value, "its quote is not in the letter")
            return None
        placed = [(span, self._sent.cleaned_span(*span)) for span in grounded.spans]
        placed = [place for place in placed if any(_inside(place[1], part) for part in within)]
        if not placed:
            self.refuse(pointer, value, "its quote is from another part of the letter")
            return None
        sent, cleaned = zip(*placed, strict=True)
        return Proof(grounded.match, sent, cleaned)

    def judged(self, pointer: str, value: Any, quote: str, within: Sequence[Span], *, said: bool) -> bool:
        """Believe a judgement (a reason) on words that are not cut off from a "not" before them."""
        proof = self.proof(pointer, value, quote, within)
        if proof is None:
            return False
        whole = [
            cleaned for sent, cleaned in zip(proof.sent, proof.cleaned, strict=True) if not self._turned(sent, cleaned)
        ]
        if not whole or not said:
            why = "it does not go with the decision" if whole else "its quote leaves out the words that turn it round"
            self.refuse(pointer, value, why)
            return False
        self.keep(pointer, proof.match, whole)
        return True

    def fact(self, pointer: str, value: Any, quote: str, within: Sequence[Span], *, said: bool) -> Proof | None:
        """Believe a fact whose value was read off its quote again (`said`), and keep the evidence."""
        proof = self.proof(pointer, value, quote, within)
        if proof is None:
            return None
        if not said:
            self.refuse(pointer, value, "its quote does not say it")
            return None
        self.keep(pointer, proof.match, proof.cleaned)
        return proof

    def words(self, pointer: str, value: str, quote: str, within: Sequence[Span]) -> str | None:
        """Believe a value as written: it must stand within its quote, and is given back in the letter's own words."""
        proof = self.proof(pointer, value, quote, within)
        if proof is None:
            return None
        places = [span for span in self._ground(value).spans if any(_inside(span, quoted) for quoted in proof.sent)]
        if not places:
            self.refuse(pointer, value, "its quote does not say it")
            return None
        placed = [(span, self._sent.cleaned_span(*span)) for span in places]
        cleaned = [place[1] for place in placed if not self._turned(*place)]
        if not cleaned:
            self.refuse(pointer, value, "its quote turns it round")
            return None
        self.keep(pointer, proof.match, cleaned)
        return self.letter.clean.text[slice(*cleaned[0])]

    def keep(self, pointer: str, match: Match, spans: Sequence[Span]) -> None:
        """Keep the places that prove the value at a pointer."""
        clean = self.letter.clean
        self.evidence[pointer] = tuple(
            Evidence(quote=clean.text[start:end], start=start, end=end, page=clean.page(start), by="llm", match=match)
            for start, end in spans
        )

    def _turned(self, sent: Span, cleaned: Span) -> bool:
        """Headings and guideline lines tell nothing that could be turned round ("MRI without contrast, left knee")."""
        return any(_inside(cleaned, part) for part in self.parts.told) and turned(self._sent.text, sent)

    def _ground(self, quote: str) -> Grounded:
        if quote not in self._grounded:
            self._grounded[quote] = self._source.ground(quote)
        return self._grounded[quote]


def _inside(span: Span, part: Span) -> bool:
    return part.start <= span.start and span.end <= part.end
