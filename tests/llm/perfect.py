"""What a perfect model would answer: made from the hand-written labels of the cases and the words of their letters."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter, SectionedLetter
from imr_llm.letter.sections import section
from imr_llm.llm.answers.grounding import Source, turned
from imr_llm.llm.answers.support import dates_in, says_sex, says_side
from imr_llm.llm.endpoint.exchange import Answer, Ending, Question, Usage
from imr_llm.llm.questions.responses import (
    CitationFact,
    GroundsAnswer,
    IssueAnswer,
    IssueFact,
    LetterAnswer,
    LetterFact,
    ReasonFact,
    RecheckAnswer,
    RegionFact,
)
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.model import Evidence, LetterInfo, LetterRecord, Provenance, Reading
from imr_llm.record.standing import outcome_of
from imr_llm.text.spans import Span

CASES = Path(__file__).resolve().parents[2] / "evals" / "cases"
STEMS = tuple(sorted(path.stem for path in CASES.glob("*.json")))
SEEDS = tuple(stem for stem in STEMS if stem[0].isdigit())
_DATE = re.compile(
    r"\d{1,2} ?[/-] ?\d{1,2} ?[/-] ?\d{2,4}"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?, ?\d{4}"
)


def prepared(name: str, text: str) -> SectionedLetter:
    letter = Letter(name, "", text)
    return section(letter, clean(letter))


@cache
def letter_of(stem: str) -> SectionedLetter:
    return prepared(stem, (CASES / f"{stem}.txt").read_text(encoding="utf-8"))


@cache
def label_of(stem: str) -> Facts:
    label = json.loads((CASES / f"{stem}.json").read_text(encoding="utf-8"))
    return Facts.model_validate({name: value for name, value in label.items() if name in Facts.model_fields})


def rules_of(stem: str) -> Reading:
    """A rules' reading that found everything that is labelled; the headings are the letter's."""
    letter, label = letter_of(stem), label_of(stem)
    issues = tuple(
        issue.model_copy(update={"heading": words(letter, section.heading)})
        for issue, section in zip(label.issues, letter.sections.issues, strict=True)
    )
    return Reading(by="rules", facts=label.model_copy(update={"issues": issues}), evidence={})


def record_of(stem: str, proofs: dict[str, tuple[Evidence, ...]]) -> LetterRecord:
    facts = rules_of(stem).facts
    return LetterRecord(
        letter=LetterInfo(id=stem, sha256="", pages=1, characters=len(letter_of(stem).clean.text), form="2014"),
        outcome=outcome_of(issue.decision for issue in facts.issues),
        **{name: getattr(facts, name) for name in Facts.model_fields},
        evidence=proofs,
        provenance=Provenance(imr_llm="0", rules="1"),
    )


def words(letter: SectionedLetter, span: Span) -> str:
    return letter.clean.text[span.start : span.end]


def evidence(letter: SectionedLetter, quote: str) -> tuple[Evidence, ...]:
    start = letter.clean.text.index(quote)
    return (Evidence(quote=quote, start=start, end=start + len(quote), page=1),)


class Perfect:
    """The answer for one case; `unquoted` are the labelled values that do not stand in the letter as they are."""

    def __init__(self, stem: str) -> None:
        self.letter, self.label = letter_of(stem), label_of(stem)
        self.unquoted: list[tuple[str, Any]] = []
        # A letter that has its decisions first names the worker and the reviewer behind them.
        lines = [
            span
            for issue in self.letter.sections.issues
            for span in (issue.heading, issue.claims_administrator_guideline, issue.reviewer_guideline)
            if span
        ]
        edges = [0, *(edge for line in sorted(lines) for edge in line), len(self.letter.clean.text)]
        self.told = [Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]

    def answer(self) -> LetterAnswer:
        issues = [self._issue(index, issue) for index, issue in enumerate(self.label.issues)]
        return LetterAnswer(facts=list(self._letter_facts()), issues=issues)

    def _letter_facts(self) -> Iterator[LetterFact]:
        label = self.label
        for name, value in label.case:
            yield from self._fact(name, value)
        for field, values in (
            ("board_certification", label.reviewer.board_certifications),
            ("subspecialty", label.reviewer.subspecialties),
            ("licensed_in", label.reviewer.licensed_in),
            ("diagnosis", label.diagnoses),
        ):
            for value in values:
                yield from self._fact(field, value)
        for name, value in label.worker:
            yield from self._fact(name, value)
        for name, field in (("start_date", "injury_start_date"), ("end_date", "injury_end_date")):
            yield from self._fact(field, getattr(label.injury, name))
        yield from self._fact("mechanism", label.injury.mechanism)

    def _fact(self, field: str, value: Any) -> Iterator[LetterFact]:
        if value is None:
            return
        quote = self._quote(field, value)
        if quote is None:
            self.unquoted.append((field, value))
        else:
            yield LetterFact.model_validate({"field": field, "value": str(value), "quote": quote})

    def _quote(self, field: str, value: Any) -> str | None:
        for span in self.told:
            for candidate in self._candidates(field, value, words(self.letter, span)):
                return candidate
        return None

    def _candidates(self, field: str, value: Any, part: str) -> Iterator[str]:
        if field.endswith("date") or field == "date_assigned":
            yield from (found for found in _DATE.findall(part) if value in dates_in(found))
        elif field == "age_years":
            yield from re.findall(rf"\b{value}\b[ -]?(?:years?[ -](?:old|of age)|y/?o\b|yr)", part)
        elif field == "sex":
            yield from (found for found in re.findall(r"\w+", part) if says_sex(value, found))
        elif field == "priority":
            yield from re.findall(r"(?i)\b(?:standard|regular|expedited|urgent)\b", part)
        else:
            places = Source(part).ground(value)
            yield from (part[start:end] for start, end in places.spans if not turned(part, Span(start, end)))

    def _issue(self, index: int, issue: Issue) -> IssueAnswer:
        section = self.letter.sections.issues[index]
        heading = words(self.letter, section.heading)
        return IssueAnswer.model_validate(
            {
                "heading": heading,
                "decision": issue.decision,
                "closing": self._closing(index, issue) if section.decided_by == "rationale" else None,
                "kind": issue.subcategory or issue.category,
                "facts": [fact.model_dump() for fact in _issue_facts(issue, heading)],
                "body_regions": [region.model_dump() for region in _regions(issue, heading)],
                "citations": [citation.model_dump() for citation in self._citations(index, issue)],
                "reasons": [reason.model_dump() for reason in self._reasons(index, issue)],
            }
        )

    def _closing(self, index: int, issue: Issue) -> str | None:
        """The sentence of the rationale that decides, for the form whose headings only ask."""
        rationale = words(self.letter, self.letter.sections.issues[index].rationale or Span(0, 0))
        closing = re.findall(r"(?:[^.]|\.(?=\w))*medically ?necessary(?:[^.]|\.(?=\w))*\.", rationale)
        turned = [
            sentence.strip()
            for sentence in closing
            if (re.search(r"\bnot", sentence) is not None) == (issue.decision == "upheld")
        ]
        return turned[-1] if turned else None

    def _citations(self, index: int, issue: Issue) -> Iterator[CitationFact]:
        section = self.letter.sections.issues[index]
        for by, line in (
            ("claims_administrator", section.claims_administrator_guideline),
            ("reviewer", section.reviewer_guideline),
        ):
            for citation in getattr(issue, f"{by}_citations"):
                quote = words(self.letter, line) if line else ""
                if (
                    by == "reviewer"
                    and citation in issue.claims_administrator_citations
                    and "used by the Claims" in quote
                ):
                    quote = words(self.letter, section.claims_administrator_guideline or Span(0, 0))
                yield CitationFact.model_validate(citation.model_dump() | {"by": by, "quote": quote})

    def _reasons(self, index: int, issue: Issue) -> Iterator[ReasonFact]:
        rationale = words(self.letter, self.letter.sections.issues[index].rationale or Span(0, 0))
        for code in issue.reasons:
            yield ReasonFact(code=code, quote=". ".join(rationale.split(". ")[-2:]))


def _issue_facts(issue: Issue, heading: str) -> Iterator[IssueFact]:
    def fact(field: str, value: Any, quote: str) -> IssueFact:
        return IssueFact.model_validate({"field": field, "value": str(value), "quote": quote})

    for field in ("treatment", "original_request", "authorized_portion"):
        if (value := getattr(issue, field)) is not None:
            yield fact(field, value, value)
    if issue.retrospective:
        yield fact("retrospective", "true", heading)
    for name, value in issue.medication or ():
        if value is not None:
            yield fact(f"medicine_{name}", value, issue.treatment or "")
    for field in ("sessions", "per_week", "weeks"):
        if (counts := getattr(issue, field)) is not None:
            shown = str(counts.minimum) if counts.minimum == counts.maximum else f"{counts.minimum}-{counts.maximum}"
            yield fact(field, shown, issue.treatment or "")
    if issue.safety_notice:
        yield fact("safety_notice", issue.safety_notice, issue.safety_notice)


def _regions(issue: Issue, heading: str) -> Iterator[RegionFact]:
    """Each region with a stretch of the treatment that names its side and no other; words of at most the whole."""
    tokens = list(re.finditer(r"\S+", issue.treatment or heading))
    text = issue.treatment or heading
    for region in issue.body_regions:
        stretches = [text] + [text[a.start() : b.end()] for i, a in enumerate(tokens) for b in tokens[i : i + 3]]
        quote = next((stretch for stretch in stretches if says_side(region.side, stretch)), text)
        yield RegionFact(region=region.region, side=region.side, quote=quote.strip(" .,;:()"))


Asked = Callable[[Question[Any]], Awaitable[Answer[Any]]]


class Scripted:
    """A stand-in for an endpoint: gives the answers in turn, and remembers the questions."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.questions: list[Question[Any]] = []

    async def __call__(self, question: Question[Any]) -> Answer[Any]:
        self.questions.append(question)
        if question.response_model is GroundsAnswer:
            return Answer(Ending.ANSWERED, GroundsAnswer(issues=[]), Usage(1, 10, 1))
        if len(self.questions) > len(self._answers):
            return Answer(Ending.ANSWERED, RecheckAnswer(settled=[]), Usage(1, 10, 1))
        answer = self._answers[len(self.questions) - 1]
        if isinstance(answer, Ending):
            return Answer(answer, None, Usage(1, 10, 0), why="scripted")
        return Answer(Ending.ANSWERED, answer, Usage(1, 100, 10))
