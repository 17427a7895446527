"""What every rendering of a summary shows besides its sections: a title, the case number, and the closing words."""

from dataclasses import dataclass

from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.law import Situation, legal_sentences, legal_texts
from imr_llm.summary.model import Section, Sentence, Summary

# Sections that are read as a list of points; the others are paragraphs, one point each.
_LISTED = frozenset({"outcome", "check", "next_steps", "words"})
# A sentence that rests on this alone goes with the rule before it, which speaks of that date.
_REFUSAL_DATE = ("/case/utilization_review_date",)

Point = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A section with its sentences gathered into points; `listed`: the points are a list, else paragraphs."""

    id: str
    title: str
    points: tuple[Point, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A summary ready to be set. `notice`: this is information, not legal advice; it stands once, at the foot."""

    language: str
    title: str
    case_number: str | None
    sections: tuple[SheetSection, ...]
    notice: str


def sheet(summary: Summary, case_number: str | None = None) -> Sheet:
    """The sheet of a summary; the notice is taken out of its section and put at the foot."""
    say = catalogue(summary.language).text
    notice = legal_sentences(frozenset({Situation.NOTICE}), summary.language)
    return Sheet(
        language=summary.language,
        title=say("sheet-title"),
        case_number=say("sheet-case-number", number=case_number) if case_number else None,
        sections=tuple(_section(section, notice) for section in summary.sections),
        notice=" ".join(sentence.text for sentence in notice),
    )


def _section(section: Section, notice: tuple[Sentence, ...]) -> SheetSection:
    kept = tuple(sentence for sentence in section.sentences if sentence not in notice)
    listed = section.id in _LISTED
    points = _points(kept) if listed else (kept,)
    return SheetSection(section.id, section.title, points, listed and len(points) > 1)


def _points(sentences: tuple[Sentence, ...]) -> tuple[Point, ...]:
    points: list[list[Sentence]] = []
    for sentence in sentences:
        if points and _continues(sentence, points[-1][-1]):
            points[-1].append(sentence)
        else:
            points.append([sentence])
    return tuple(tuple(point) for point in points)


def _continues(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence belongs to the one before: it rests on the same and opens no quotation, or the law says so."""
    if sentence.basis == before.basis and not sentence.quotes:
        return True
    if sentence.basis == _REFUSAL_DATE:
        return True
    law = legal_texts().get(sentence.basis[0]) if len(sentence.basis) == 1 else None
    return law is not None and law.continues
