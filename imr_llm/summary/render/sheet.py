"""What every rendering of a summary shows besides its sections: a title, the case number, and where the fold is."""

from dataclasses import dataclass

from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.law import legal_texts
from imr_llm.summary.model import Section, Sentence, Summary

# Sections that are read as a list of points; the others are paragraphs, one point each.
_LISTED = frozenset({"outcome", "check", "next_steps", "law", "words"})
# A sentence that rests on this alone goes with the rule before it, which speaks of that date.
_REFUSAL_DATE = ("/case/utilization_review_date",)

Point = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A section with its sentences gathered into points; `listed`: the points are a list, else paragraphs.

    `alike`: the sections of the treatments that are told together with this one, in their order.
    """

    id: str
    title: str
    points: tuple[Point, ...]
    listed: bool
    alike: tuple["SheetSection", ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A summary ready to be set: `first`, what everybody reads, and `more`, what folds away or stands on a second page.

    `more_title` heads the second part; `alike`: what comes before the treatments that are told together with one.
    """

    language: str
    title: str
    case_number: str | None
    first: tuple[SheetSection, ...]
    more_title: str
    more: tuple[SheetSection, ...]
    alike: str


def sheet(summary: Summary, case_number: str | None = None) -> Sheet:
    """The sheet of a summary: treatments that are alike stand together, and what folds away stands behind the rest."""
    say = catalogue(summary.language).text
    return Sheet(
        language=summary.language,
        title=say("sheet-title"),
        case_number=say("sheet-case-number", number=case_number) if case_number else None,
        first=tuple(
            _section(section, summary) for section in summary.sections if not section.fold and section.like is None
        ),
        more_title=say("sheet-more"),
        more=tuple(_section(section, summary) for section in summary.sections if section.fold),
        alike=say("sheet-alike"),
    )


def _section(section: Section, summary: Summary) -> SheetSection:
    listed = section.id in _LISTED
    points = _points(section.sentences) if listed else (section.sentences,)
    if section.id == "outcome":
        # Who won stands alone: it is set large.
        points = (section.sentences[:1], *_points(section.sentences[1:]))
    alike = tuple(_section(other, summary) for other in summary.sections if other.like == section.id)
    return SheetSection(section.id, section.title, points, listed and len(points) > 1, alike)


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
