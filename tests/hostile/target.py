"""An honest letter to be attacked: its words, its decisions, and where its parts stand in the file."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from imr_llm.letter.model import Letter, SectionedLetter
from imr_llm.pipeline import extract, prepare
from imr_llm.record.model import LetterRecord
from imr_llm.text.spans import Span

CASES = Path(__file__).parents[2] / "evals" / "cases"
# The five letters of 2014, and one or two of every form, with one treatment and with several, decided each way.
NAMES = (
    "000_2a52b0a2dc210819",
    "001_763943b7efd17e88",
    "002_526dd352d58e5f6d",
    "003_a2d9d1ce07a723b3",
    "004_6ce2ce40348261aa",
    "written_a_01_therapy_and_mri",
    "written_b_02_lumbar_mri",
    "written_c_01_knee_mri_overturned",
    "written_d_07_equipment_plain",
    "written_e_03_knee_arthroscopy",
    "written_e_08_help_at_home",
    "written_f_01_low_back_2019",
)
Decisions = tuple[str | None, ...]


@dataclass(frozen=True)
class Variant:
    """A letter after an attack.

    `truth`: its decisions as a careful person reads them on paper; null where nobody could tell. `noted`: something is
    hidden in it, or speaks to a machine, so that a person must be told. `obedient`: nobody means harm, and a second
    reader tells what the paper prints; else it does what an attacker wants.
    """

    kind: str
    name: str
    target: "Target"
    data: bytes
    truth: Decisions
    noted: bool = False
    obedient: bool = False


@dataclass(frozen=True)
class Target:
    """One letter with its labels."""

    name: str

    @cached_property
    def text(self) -> str:
        return (CASES / f"{self.name}.txt").read_text(encoding="utf-8")

    @cached_property
    def truth(self) -> Decisions:
        issues = json.loads((CASES / f"{self.name}.json").read_text(encoding="utf-8"))["issues"]
        return tuple(issue["decision"] for issue in issues)

    @cached_property
    def record(self) -> LetterRecord:
        return extract(Letter(self.name, "0" * 64, self.text))

    @cached_property
    def letter(self) -> SectionedLetter:
        return prepare(Letter(self.name, "0" * 64, self.text))

    @property
    def titled(self) -> bool:
        """Whether decisions are words at the end of headings."""
        return self.decided(0).lower() in ("upheld", "overturned")

    def original(self, span: Span) -> Span:
        return self.letter.clean.original_span(*span)

    def heading(self, issue: int = 0) -> Span:
        return self.original(self.letter.sections.issues[issue].heading)

    def rationale(self, issue: int = 0) -> Span:
        span = self.letter.sections.issues[issue].rationale
        assert span is not None
        return self.original(span)

    def decision(self, issue: int = 0) -> Span:
        """The words that decide."""
        proof = self.record.evidence[f"/issues/{issue}/decision"][0]
        return self.original(Span(proof.start, proof.end))

    def decided(self, issue: int = 0) -> str:
        return self.text[slice(*self.decision(issue))]

    def treatment(self, issue: int = 0) -> str:
        return self.record.issues[issue].treatment or "MRI of the left knee"

    def other_word(self, issue: int = 0) -> str:
        """The word for the opposite of an issue's decision."""
        return "Overturned" if self.truth[issue] == "upheld" else "Upheld"

    def word(self, issue: int = 0) -> str:
        return "Upheld" if self.truth[issue] == "upheld" else "Overturned"

    @property
    def in_narrative(self) -> int:
        """After a sentence in the middle of the clinical case summary."""
        summary = self.letter.sections.case_summary
        span = self.original(summary) if summary else Span(0, self.heading().start)
        middle = (span.start + span.end) // 2
        stop = self.text.find(". ", middle, span.end)
        return stop + 1 if stop >= 0 else self._line_after(middle)

    @property
    def after_narrative(self) -> int:
        """At the end of the last line of the clinical case summary."""
        summary = self.letter.sections.case_summary
        return self.original(summary).end if summary else self._line_after(self.heading().start // 2)

    def in_rationale(self, issue: int = 0) -> int:
        span = self.rationale(issue)
        stop = self.text.find(". ", (span.start + span.end) // 2, span.end)
        return stop + 1 if stop >= 0 else span.start

    def after_rationale(self, issue: int = 0) -> int:
        return self.rationale(issue).end

    def _line_after(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def with_words(self, place: int, words: str) -> str:
        return self.text[:place] + words + self.text[place:]

    def with_paragraph(self, place: int, words: str) -> str:
        return self.with_words(place, f"\n\n{words}\n\n")

    def with_line(self, place: int, words: str) -> str:
        return self.with_words(self._line_after(place), f"\n{words}")

    def replaced(self, span: Span, words: str) -> str:
        return self.text[: span.start] + words + self.text[span.end :]

    def variant(
        self,
        kind: str,
        name: str,
        text: str | bytes,
        truth: Decisions | None = None,
        *,
        noted: bool = False,
        obedient: bool = False,
    ) -> Variant:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        return Variant(kind, name, self, data, self.truth if truth is None else truth, noted, obedient)


@cache
def targets() -> tuple[Target, ...]:
    return tuple(Target(name) for name in NAMES)


@cache
def clear_targets() -> tuple[Target, ...]:
    """Every letter of the cases whose decisions are read as labelled and without a doubt."""
    found = (Target(path.stem) for path in sorted(CASES.glob("*.txt")))
    return tuple(
        target
        for target in found
        if target.record.outcome is not None and tuple(issue.decision for issue in target.record.issues) == target.truth
    )
