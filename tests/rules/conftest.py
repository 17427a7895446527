"""Letters made of a case summary and, if asked for, one rationale."""

from collections.abc import Callable

import pytest

from imr_llm.letter.clean import clean
from imr_llm.letter.model import IssueSection, Letter, SectionedLetter, Sections
from imr_llm.text.spans import Span

Narrate = Callable[..., SectionedLetter]


@pytest.fixture
def narrate() -> Narrate:
    def make(summary: str, rationale: str = "") -> SectionedLetter:
        letter = Letter("written.txt", "", "\n\n".join(filter(None, (summary, rationale))))
        cleaned = clean(letter)
        told = cleaned.text.index(rationale) if rationale else len(cleaned.text)
        nothing = Span(told, told)
        issues = (IssueSection(nothing, None, None, Span(told, len(cleaned.text))),) if rationale else ()
        return SectionedLetter(letter, cleaned, Sections("written", case_summary=Span(0, told), issues=issues))

    return make
