"""What the rules note down while they read one letter: proofs, checks and doubts."""

from typing import Any

from imr_llm.letter.model import CleanText
from imr_llm.record.model import Against, Check, Evidence, ReviewItem, State, Verdict
from imr_llm.text.spans import Span


class Proofs:
    """Evidence by JSON Pointer, checks and review items of one reading, in the order in which they were found."""

    def __init__(self, clean: CleanText) -> None:
        self._clean = clean
        self.evidence: dict[str, list[Evidence]] = {}
        self.checks: list[Check] = []
        self.needs_review: list[ReviewItem] = []

    def add(self, pointer: str, *spans: Span) -> None:
        """Prove the value at a pointer by one or more spans of the cleaned text."""
        places = self.evidence.setdefault(pointer, [])
        text, page = self._clean.text, self._clean.page
        places.extend(Evidence(text[start:end], start, end, page(start)) for start, end in spans)

    def doubt(self, pointer: str, state: State, why: str) -> None:
        """Have a person look at a field. `why` says it in plain words and quotes nothing of the letter's narrative."""
        self.needs_review.append(ReviewItem(field=pointer, state=state, why=why))

    def hold_against(self, pointer: str, against: Against, rules: Any, elsewhere: Any) -> Verdict:
        """Note a check of the rules' value against another place of the letter."""
        verdict: Verdict = "agree" if rules == elsewhere else "disagree"
        self.checks.append(Check(field=pointer, verdict=verdict, against=against, rules=rules, elsewhere=elsewhere))
        return verdict
