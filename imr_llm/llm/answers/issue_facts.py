"""The facts of one disputed treatment, from an answer to what is believed of it."""

import re
from typing import Any, get_args

from imr_llm.letter.model import IssueSection
from imr_llm.llm.answers.grounded import Grounder, lines_of
from imr_llm.llm.answers.grounding import Source
from imr_llm.llm.answers.support import (
    decision_in,
    fits_decision,
    says_decision,
    says_number,
    says_pieces,
    says_retrospective,
    says_review,
    says_side,
)
from imr_llm.llm.questions.responses import CitationFact, IssueAnswer, IssueFact, category_of
from imr_llm.record.closeness import is_of_the_mtus
from imr_llm.record.codes import Reason, UtilizationReviewDecision
from imr_llm.record.facts import BodyRegion, Citation, Issue, Medication, Range
from imr_llm.record.fields import ASKED, Shape
from imr_llm.text.spans import Span

_MTUS = re.compile(r"(?<!non-)(?<!non )\bMTUS\b|Medical Treatment Utilization Schedule", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})(?: ?- ?(\d{1,4}))?")


class IssueGrounder:
    """One issue of an answer against its own section of the letter; `pointer` is its place in the record."""

    def __init__(self, grounder: Grounder, section: IssueSection, answer: IssueAnswer, pointer: str) -> None:
        self._grounder = grounder
        self._section = section
        self._answer = answer
        self._pointer = pointer
        self._heading: tuple[Span, ...] = (section.heading,)
        self._rationale: tuple[Span, ...] = (section.rationale,) if section.rationale else ()
        told = section.decided_by == "rationale"
        # A rationale may repeat the item of a list and decide it in the same sentence.
        self._deciding = (answer.closing or answer.heading) if told else answer.heading
        self._decided_within = self._rationale if told else self._heading
        self._printed = grounder.letter.clean.text[slice(*section.heading)]

    def issue(self, number: int) -> Issue:
        """What is believed of the issue."""
        facts = self._facts()
        category, subcategory = self._kind()
        return Issue(
            number=number,
            category=category,
            subcategory=subcategory,
            body_regions=self._regions(),
            medication=self._medication(facts),
            decision=self._decision(),
            claims_administrator_citations=self._citations("claims_administrator"),
            reviewer_citations=self._citations("reviewer"),
            reasons=self._reasons(),
            **{name: value for name, value in facts.items() if name in Issue.model_fields},
        )

    def _at(self, name: str) -> str:
        return f"{self._pointer}/{name}"

    def _decision(self) -> Any:
        value, quote = self._answer.decision, self._deciding
        said = says_decision(value, quote)
        proof = self._grounder.fact(self._at("decision"), value, quote, self._decided_within, said=said)
        return value if proof else None

    def _kind(self) -> Any:
        """The category: a judgement on the treatment, so its proof is the heading that it judges."""
        answer, grounder = self._answer, self._grounder
        repeated = self._section.decided_by == "rationale" and Source(answer.heading).ground(self._printed).spans
        heading = self._printed if repeated else answer.heading
        proof = grounder.proof(self._at("category"), answer.kind, heading, self._heading)
        if proof is None:
            return None, None
        category, subcategory = category_of(answer.kind)
        grounder.keep(self._at("category"), proof.match, proof.cleaned)
        if subcategory:
            grounder.keep(self._at("subcategory"), proof.match, proof.cleaned)
        return category, subcategory

    def _facts(self) -> dict[str, Any]:
        """What is believed of the facts, by their names within an issue; a medicine's parts as `medication/name`."""
        believed: dict[str, Any] = {}
        for fact in self._answer.facts:
            asked = ASKED[fact.field]
            name = asked.path.removeprefix("/issues/*/")
            if name in believed and name.startswith("medication/"):
                # Of a mixture of several drugs the first stands for the whole.
                continue
            if name in believed:
                self._grounder.refuse(self._at(name), fact.value, "it is given twice")
            elif (value := self._fact(fact, asked.shape, self._at(name))) is not None:
                believed[name] = value
        return believed

    def _fact(self, fact: IssueFact, shape: Shape, pointer: str) -> Any:
        grounder = self._grounder
        within: tuple[Span, ...] = self._heading
        if shape is Shape.WORDS:
            within = self._rationale if fact.field == "safety_notice" else within
            return grounder.words(pointer, fact.value, fact.quote, within)
        if shape is Shape.RANGE:
            return self._range(fact, pointer)
        value: Any
        if shape is Shape.COUNT:
            value = int(fact.value) if fact.value.isdecimal() and len(fact.value) < 6 else None
            said = value is not None and says_number(value, fact.quote)
        elif shape is Shape.FLAG:
            value, said = fact.value == "true", says_retrospective(fact.quote)
        else:
            within = (*grounder.parts.told, *self._heading)
            value = fact.value if fact.value in get_args(UtilizationReviewDecision) else None
            said = value is not None and says_review(fact.value, fact.quote)
        return value if grounder.fact(pointer, fact.value, fact.quote, within, said=said) else None

    def _range(self, fact: IssueFact, pointer: str) -> Range | None:
        match = _RANGE.fullmatch(fact.value.strip())
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        said = match is not None and says_number(low, fact.quote) and says_number(high, fact.quote)
        proof = self._grounder.fact(pointer, fact.value, fact.quote, self._heading, said=said)
        if proof is None:
            return None
        for end in ("minimum", "maximum"):
            self._grounder.keep(f"{pointer}/{end}", proof.match, proof.cleaned)
        del self._grounder.evidence[pointer]
        return Range(minimum=low, maximum=high)

    def _medication(self, facts: dict[str, Any]) -> Medication | None:
        """A medicine needs a name; what was said of one without a name is not believed."""
        holder = "medication/"
        parts = {name.removeprefix(holder): value for name, value in facts.items() if name.startswith(holder)}
        if "name" in parts:
            return Medication(**parts)
        for name, value in parts.items():
            self._grounder.evidence.pop(self._at(holder + name), None)
            self._grounder.refuse(self._at(holder + name), value, "no medicine is named")
        return None

    def _regions(self) -> tuple[BodyRegion, ...]:
        regions: list[BodyRegion] = []
        for region in self._answer.body_regions:
            pointer = self._at(f"body_regions/{len(regions)}")
            told = {"region": region.region, "side": region.side}
            said = says_side(region.side, region.quote)
            proof = self._grounder.fact(f"{pointer}/region", told, region.quote, self._heading, said=said)
            if proof:
                if region.side:
                    self._grounder.keep(f"{pointer}/side", proof.match, proof.cleaned)
                regions.append(BodyRegion(region=region.region, side=region.side))
        return tuple(regions)

    def _citations(self, by: str) -> tuple[Citation, ...]:
        believed: list[Citation] = []
        within = lines_of(self._section, by)
        if self._section.decided_by != "word":
            # In sentences, the reviewer finds "the guideline used by the claims administrator" fitting.
            within += lines_of(self._section, "claims_administrator")
        for told in self._answer.citations:
            if told.by != by:
                continue
            pointer = self._at(f"{by}_citations/{len(believed)}")
            citation = Citation(**told.model_dump(exclude={"by", "quote"}))
            proof = self._grounder.proof(pointer, citation.model_dump(), told.quote, within)
            if proof is None:
                continue
            if not _says_citation(told, citation, self._lines(within)):
                self._grounder.refuse(pointer, citation.model_dump(), "its quote does not say it")
                continue
            for name, value in citation:
                if value is not None:
                    self._grounder.keep(f"{pointer}/{name}", proof.match, proof.cleaned)
            believed.append(citation)
        return tuple(believed)

    def _lines(self, within: tuple[Span, ...]) -> str:
        return " ".join(self._grounder.letter.clean.text[slice(*span)] for span in within)

    def _reasons(self) -> tuple[Reason, ...]:
        believed: list[Reason] = []
        decision = decision_in(self._deciding)
        for reason in self._answer.reasons:
            pointer = self._at(f"reasons/{len(believed)}")
            said = fits_decision(reason.code, decision)
            if reason.code in believed:
                continue
            if self._grounder.judged(pointer, reason.code, reason.quote, self._rationale, said=said):
                believed.append(reason.code)
        return tuple(believed)


def _says_citation(told: CitationFact, citation: Citation, lines: str) -> bool:
    """Whether a guideline line says what is cited from it. ODG has its full name in a record, however it is printed.

    "MTUS" may stand before the quote, or be left out before one of its own chapters. `lines`: the guideline lines.
    """
    named = told.source == "ODG" or told.guideline is None or says_pieces(told.guideline, told.quote)
    source = told.source != "MTUS" or _MTUS.search(lines) is not None or is_of_the_mtus(citation)
    year = told.year is None or says_number(told.year, told.quote)
    return (
        named and source and year and all(says_pieces(words, told.quote) for words in (told.topic, told.pages) if words)
    )
