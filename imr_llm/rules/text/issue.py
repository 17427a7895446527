"""What the rules of one issue are given: the letter, where its parts are, and where in the record it goes."""

from dataclasses import dataclass

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.record.codes import Decision
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.spans import Span


@dataclass(frozen=True, slots=True)
class IssueText:
    """One issue under the rules. `treatment` is the disputed part of the heading, without the decision word.

    `operations` are the treatments of the letter that are operations.
    `pointer` is the issue's place in the record (`/issues/0`); facts are proved at `pointer + "/…"`.
    """

    clean: CleanText
    section: IssueSection
    treatment: Span
    decision: Decision | None
    pointer: str
    proofs: Proofs
    operations: tuple[Span, ...] = ()

    def words(self, span: Span) -> str:
        """The letter's words of a span."""
        return self.clean.text[span.start : span.end]

    def prove(self, name: str, *spans: Span) -> None:
        """Prove a fact of this issue."""
        self.proofs.add(f"{self.pointer}/{name}", *spans)
