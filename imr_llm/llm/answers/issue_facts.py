"""The facts of one disputed treatment, from an answer to what is believed of it."""

import re
from typing import Any

from imr_llm.letter.model import IssueSection
from imr_llm.llm.answers.grounded import Grounder, lines_of
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
from imr_llm.record.codes import Reason
from imr_llm.record.facts import BodyRegion, Citation, Issue, Medication, Range
from imr_llm.text.spans import Span

# Where each field of an answer goes within an issue.
ISSUE_POINTERS: dict[str, str] = {
    "treatment": "treatment",
    "original_request": "original_request",
    "authorized_portion": "authorized_portion",
    "retrospective": "retrospective",
    "medicine_name": "medication/name",
    "medicine_strength": "medication/strength",
    "medicine_form": "medication/form",
    "medicine_count": "medication/count",
    "medicine_refills": "medication/refills",
    "sessions": "sessions",
    "per_week": "per_week",
    "weeks": "weeks",
    "utilization_review_decision": "utilization_review_decision",
    "safety_notice": "safety_notice",
}
_WORDS = frozenset(
    {"treatment", "original_request", "authorized_portion", "medicine_name", "medicine_strength", "medicine_form"}
    | {"safety_notice"}
)
_RANGE = re.compile(r"(\d{1,4})(?: ?- ?(\d{1,4}))?")


class IssueGrounder:
    """One issue of an answer against its own section of the letter; `pointer` is its place in the record."""

    def __init__(self, hearing: Grounder, section: IssueSection, answer: IssueAnswer, pointer: str) -> None:
        self._hearing = hearing
        self._section = section
        self._answer = answer
        self._pointer = pointer
        self._heading: tuple[Span, ...] = (section.heading,)
        self._rationale: tuple[Span, ...] = (section.rationale,) if section.rationale else ()
        told = section.decided_by == "rationale"
        self._deciding = (answer.closing or "") if told else answer.heading
        self._decided_within = self._rationale if told else self._heading

    def issue(self, number: int) -> Issue:
        """What is believed of the issue."""
        facts = self._facts()
        category, subcategory = self._kind()
        return Issue(
            number=number,
            treatment=facts.get("treatment"),
            original_request=facts.get("original_request"),
            authorized_portion=facts.get("authorized_portion"),
            retrospective=facts.get("retrospective", False),
            category=category,
            subcategory=subcategory,
            body_regions=self._regions(),
            medication=self._medication(facts),
            sessions=facts.get("sessions"),
            per_week=facts.get("per_week"),
            weeks=facts.get("weeks"),
            decision=self._decision(),
            claims_administrator_citations=self._citations("claims_administrator"),
            reviewer_citations=self._citations("reviewer"),
            reasons=self._reasons(),
            safety_notice=facts.get("safety_notice"),
            utilization_review_decision=facts.get("utilization_review_decision"),
        )

    def _at(self, name: str) -> str:
        return f"{self._pointer}/{name}"

    def _decision(self) -> Any:
        value, quote = self._answer.decision, self._deciding
        said = says_decision(value, quote)
        proof = self._hearing.fact(self._at("decision"), value, quote, self._decided_within, said=said)
        return value if proof else None

    def _kind(self) -> Any:
        """The category: a judgement on the treatment, so its proof is the heading that it judges."""
        answer, hearing = self._answer, self._hearing
        proof = hearing.proof(self._at("category"), answer.kind, answer.heading, self._heading)
        if proof is None:
            return None, None
        category, subcategory = category_of(answer.kind)
        hearing.keep(self._at("category"), proof.match, proof.cleaned)
        if subcategory:
            hearing.keep(self._at("subcategory"), proof.match, proof.cleaned)
        return category, subcategory

    def _facts(self) -> dict[str, Any]:
        believed: dict[str, Any] = {}
        for fact in self._answer.facts:
            if fact.field in believed:
                self._hearing.refuse(self._at(ISSUE_POINTERS[fact.field]), fact.value, "it is given twice")
            elif (value := self._fact(fact)) is not None:
                believed[fact.field] = value
        return believed

    def _fact(self, fact: IssueFact) -> Any:
        pointer, hearing = self._at(ISSUE_POINTERS[fact.field]), self._hearing
        within: tuple[Span, ...] = self._heading
        if fact.field in _WORDS:
            within = self._rationale if fact.field == "safety_notice" else within
            return hearing.words(pointer, fact.value, fact.quote, within)
        if fact.field in ("sessions", "per_week", "weeks"):
            return self._range(fact, pointer)
        value: Any
        if fact.field in ("medicine_count", "medicine_refills"):
            value = int(fact.value) if fact.value.isdecimal() and len(fact.value) < 6 else None
            said = value is not None and says_number(value, fact.quote)
        elif fact.field == "retrospective":
            value, said = fact.value == "true", says_retrospective(fact.quote)
        else:
            within = (*hearing.parts.told, *self._heading)
            value = fact.value if fact.value in ("denied", "modified") else None
            said = value is not None and says_review(fact.value, fact.quote)
        return value if hearing.fact(pointer, fact.value, fact.quote, within, said=said) else None

    def _range(self, fact: IssueFact, pointer: str) -> Range | None:
        match = _RANGE.fullmatch(fact.value.strip())
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        said = match is not None and says_number(low, fact.quote) and says_number(high, fact.quote)
        proof = self._hearing.fact(pointer, fact.value, fact.quote, self._heading, said=said)
        if proof is None:
            return None
        for end in ("minimum", "maximum"):
            self._hearing.keep(f"{pointer}/{end}", proof.match, proof.cleaned)
        del self._hearing.evidence[pointer]
        return Range(minimum=low, maximum=high)

    def _medication(self, facts: dict[str, Any]) -> Medication | None:
        """A medicine needs a name; what was said of one without a name is not believed."""
        parts = {name.removeprefix("medicine_"): value for name, value in facts.items() if name.startswith("medicine_")}
        if "name" in parts:
            return Medication(**parts)
        for name, value in parts.items():
            self._hearing.evidence.pop(self._at(f"medication/{name}"), None)
            self._hearing.refuse(self._at(f"medication/{name}"), value, "no medicine is named")
        return None

    def _regions(self) -> tuple[BodyRegion, ...]:
        regions: list[BodyRegion] = []
        for region in self._answer.body_regions:
            pointer = self._at(f"body_regions/{len(regions)}")
            told = {"region": region.region, "side": region.side}
            said = says_side(region.side, region.quote)
            proof = self._hearing.fact(f"{pointer}/region", told, region.quote, self._heading, said=said)
            if proof:
                if region.side:
                    self._hearing.keep(f"{pointer}/side", proof.match, proof.cleaned)
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
            proof = self._hearing.proof(pointer, citation.model_dump(), told.quote, within)
            if proof is None:
                continue
            if not _says_citation(told):
                self._hearing.refuse(pointer, citation.model_dump(), "its quote does not say it")
                continue
            for name, value in citation:
                if value is not None:
                    self._hearing.keep(f"{pointer}/{name}", proof.match, proof.cleaned)
            believed.append(citation)
        return tuple(believed)

    def _reasons(self) -> tuple[Reason, ...]:
        believed: list[Reason] = []
        decision = decision_in(self._deciding)
        for reason in self._answer.reasons:
            pointer = self._at(f"reasons/{len(believed)}")
            said = fits_decision(reason.code, decision)
            if reason.code in believed:
                continue
            if self._hearing.judged(pointer, reason.code, reason.quote, self._rationale, said=said):
                believed.append(reason.code)
        return tuple(believed)


def _says_citation(told: CitationFact) -> bool:
    """Whether a guideline line says what is cited from it. ODG has its full name in a record, however it is printed."""
    named = told.source == "ODG" or told.guideline is None or says_pieces(told.guideline, told.quote)
    source = told.source == "other" or says_pieces(told.source, told.quote) or told.source in ("ODG", "ACOEM")
    year = told.year is None or says_number(told.year, told.quote)
    return (
        named and source and year and all(says_pieces(words, told.quote) for words in (told.topic, told.pages) if words)
    )
