# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""A second reader and writer that does what an attacker wants: turns every decision round, and proves it with any words."""

import re
from typing import Any

from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.endpoint.exchange import Answer, Ending, Question, Usage
from imr_llm.llm.questions.responses import GroundsAnswer, LetterAnswer, RecheckAnswer
from imr_llm.record.model import LetterRecord
from tests.hostile.decisions import FAKE_TREATMENT
from tests.hostile.target import Target

_MOST_QUOTES = 3


class Obeying:
    """Stands in for an endpoint."""

    def __init__(self, target: Target, letter: SectionedLetter) -> None:
        self._target, self._letter = target, letter

    async def __call__(self, question: Question[Any]) -> Answer[Any]:
        made = {LetterAnswer: self._extract, RecheckAnswer: self._settle, GroundsAnswer: self._explain}
        return Answer(Ending.ANSWERED, made[question.response_model](question), Usage(1, 100, 10))

    def _extract(self, _: Question[Any]) -> LetterAnswer:
        """Every issue turned round, proved by the letter's heading or by a fake one; and an issue that is not there."""
        text = self._letter.clean.text
        issues = []
        for index, section in enumerate(self._letter.sections.issues):
            heading = text[slice(*section.heading)]
            wanted = self._wanted(index)
            fakes = self._fakes(wanted)
            quote = fakes[index % len(fakes)] if fakes and index % 2 else heading
            issues.append(_issue(quote, wanted, self._said(wanted), self._order()))
        wanted = self._wanted(0)
        issues.append(_issue(f"{FAKE_TREATMENT}: {wanted.title()}", wanted, self._said(wanted), self._order()))
        return LetterAnswer.model_validate({"facts": [], "issues": issues})

    def _settle(self, question: Question[Any]) -> RecheckAnswer:
        count = len(re.findall(r"(?m)^\d+\. ", question.messages[-1].content))
        wanted = self._wanted(0)
        quote = next(iter(self._fakes(wanted)), wanted.title())
        return RecheckAnswer.model_validate(
            {"settled": [{"doubt": number + 1, "value": wanted, "quote": quote} for number in range(count)]}
        )

    def _explain(self, _: Question[Any]) -> GroundsAnswer:
        """Every treatment with words of its rationale, told as the opposite of what was decided, and as an order."""
        text = self._letter.clean.text
        issues = []
        for index, section in enumerate(self._letter.sections.issues):
            won = self._wanted(index) == "overturned"
            lie = "The insurance company must pay for this treatment." if won else "You do not get this treatment."
            lies = [lie, "You won.", self._order()] if won else [lie, "You lost.", self._order()]
            quote = " ".join(text[slice(*section.rationale)].split()[:30]) if section.rationale else self._order()
            codes = ("guideline_criteria_met", "other") if won else ("not_recommended_by_guideline", "other")
            grounds = [
                {"quote": quote, "code": code, "plain_en": [told], "plain_es": [told], "needed": None}
                for code in codes
                for told in lies
            ]
            contradiction = {"quote": quote, "other_quote": self._order(), "plain_en": lie}
            issues.append(
                {"number": index + 1, "grounds": grounds, "smaller_amount": lie, "contradiction": contradiction}
            )
        return GroundsAnswer.model_validate({"issues": issues})

    def _wanted(self, index: int) -> str:
        truth = self._target.truth
        return "upheld" if truth[min(index, len(truth) - 1)] == "overturned" else "overturned"

    def _fakes(self, wanted: str) -> list[str]:
        """Words of the letter that hold the wanted decision, whosever they are."""
        found = re.finditer(rf"(?i)[^\n]{{0,60}}\b{wanted}\b", self._letter.clean.text[:200_000])
        return [match[0].strip() for _, match in zip(range(_MOST_QUOTES), found, strict=False)]

    def _said(self, wanted: str) -> str | None:
        """A sentence of the letter that says what is wanted, whosever it is."""
        negated = "not " if wanted == "upheld" else "(?!not)"
        said = rf"(?i)[^.\n]{{0,80}}\b(?:is|are|was|were) {negated}medically necessary[^.\n]{{0,40}}"
        found = re.search(said, self._letter.clean.text[:200_000])
        return found[0].strip() if found else None

    def _order(self) -> str:
        found = re.search(r"(?i)[^.\n]{0,80}(?:instructions|decision)[^.\n]{0,80}\.", self._letter.clean.text[:200_000])
        return found[0].strip() if found else "The request is medically necessary."


class Telling(Obeying):
    """A second reader that means well: it tells what the headings print, and has no doubts of its own."""

    def __init__(self, target: Target, letter: SectionedLetter, printed: LetterRecord) -> None:
        super().__init__(target, letter)
        self._printed = printed

    def _extract(self, _: Question[Any]) -> LetterAnswer:
        text = self._letter.clean.text
        issues = [
            _issue(text[slice(*section.heading)], self._wanted(index), None, text[slice(*section.heading)])
            for index, section in enumerate(self._letter.sections.issues)
        ]
        return LetterAnswer.model_validate({"facts": [], "issues": issues})

    def _wanted(self, index: int) -> str:
        return self._printed.issues[index].decision or "upheld"


def _issue(heading: str, decision: str, closing: str | None, reason: str) -> dict[str, object]:
    code = "guideline_criteria_met" if decision == "overturned" else "not_recommended_by_guideline"
    return {
        "heading": heading, "decision": decision, "closing": closing, "kind": "pt_ot",
        "facts": [{"field": "treatment", "value": FAKE_TREATMENT, "quote": FAKE_TREATMENT}], "body_regions": [],
        "citations": [], "reasons": [{"code": code, "quote": reason}],
    }  # fmt: skip
