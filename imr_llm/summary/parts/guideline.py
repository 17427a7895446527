"""Which guidelines the reviewer used, in everyday words."""

from dataclasses import dataclass

from imr_llm.record.facts import Citation
from imr_llm.summary.catalogue import Argument
from imr_llm.summary.excerpts import shortened
from imr_llm.summary.lexicon import entries
from imr_llm.summary.lexicon.entries import GuidelineEntry
from imr_llm.summary.model import Sentence
from imr_llm.summary.phrases import grammar
from imr_llm.summary.view import IssueView, RecordView

_TOPIC_WORDS, _NAME_WORDS = 12, 10


@dataclass(frozen=True, slots=True)
class NamedGuideline:
    """One citation: `text` is a definite phrase, `many` its number, `quote` the letter's words inside it, if any.

    `known`: one of the guidelines that the law names, which reasons can call by name.
    """

    text: str
    many: bool
    quote: str
    known: bool


def guideline_arguments(view: RecordView, one: IssueView) -> dict[str, Argument]:
    """What a reason calls the guideline: by its name where the reviewer cites exactly one, else "the guideline"."""
    named = _named(view, one)
    single = named[0] if len({guideline.text for guideline in named}) == 1 and named[0].known else None
    return {
        "guideline": single.text if single else view.voice.text("the-guideline"),
        "guideline_many": "yes" if single and single.many else "no",
    }


def write_guideline(view: RecordView, one: IssueView, already_named: bool) -> list[Sentence]:
    """The guidelines of an issue, with the part where one part of one guideline is cited.

    `already_named`: a reason has told the guideline's name; a letter of many treatments does not tell it again.
    """
    named = _named(view, one)
    if not named:
        return [view.say("why-no-guideline", one.at("reviewer_citations"))]
    if view.crowded and already_named and len(named) == 1:
        return []
    basis = citation_basis(one)
    topic = shortened(one.issue.reviewer_citations[0].topic or "", _TOPIC_WORDS)
    if len(named) == 1 and topic and not named[0].quote:
        return [view.say("why-guideline-part", basis, (topic,), guideline=named[0].text, words=topic)]
    unique = tuple({guideline.text: guideline for guideline in named}.values())
    if len(unique) == 1:
        return [_used(view, "why-guideline", basis, unique)]
    sentences = [_used(view, "why-guidelines", basis, unique[:2])]
    return [*sentences, _used(view, "why-guidelines-also", basis, unique[2:4])] if len(unique) > 2 else sentences


def citation_basis(one: IssueView) -> tuple[str, ...]:
    """Pointers to the citations of an issue that summaries speak of."""
    basis: list[str] = []
    for number, citation in enumerate(one.issue.reviewer_citations):
        place = f"/issues/{one.index}/reviewer_citations/{number}"
        basis.append(f"{place}/source")
        basis.extend(f"{place}/{name}" for name in ("guideline", "topic") if getattr(citation, name) is not None)
    return tuple(basis)


def _used(view: RecordView, message: str, basis: tuple[str, ...], guidelines: tuple[NamedGuideline, ...]) -> Sentence:
    quotes = tuple(guideline.quote for guideline in guidelines if guideline.quote)
    spoken = view.voice.listed(tuple(guideline.text for guideline in guidelines))
    return view.say(message, basis, quotes, guidelines=spoken, guideline=spoken)


def _named(view: RecordView, one: IssueView) -> tuple[NamedGuideline, ...]:
    named: list[NamedGuideline] = []
    for citation in one.issue.reviewer_citations:
        entry = _entry(citation)
        noun = entry.names[view.language]
        words = shortened(citation.guideline or citation.topic or "", _NAME_WORDS) if entry.show_name else ""
        spoken = view.voice.text("guideline-quoted", noun=noun.noun, words=words) if words else noun.noun
        text = view.voice.text("definite", noun=spoken, gender=grammar(noun.gender, noun.many))
        named.append(NamedGuideline(text, noun.many, words, citation.source != "other"))
    return tuple(named)


def _entry(citation: Citation) -> GuidelineEntry:
    """The first entry of the citation's source whose words fit; the last entry of a source fits every name."""
    name = f"{citation.guideline or ''} {citation.topic or ''}" if citation.source == "other" else citation.guideline
    words = (name or "").lower()
    of_source = [entry for entry in entries.guidelines() if entry.source == citation.source]
    return next(entry for entry in of_source if entry.words is None or entry.words.search(words))
