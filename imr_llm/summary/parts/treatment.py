"""One treatment in short: how it ended, its main ground, and what a new request would have to show."""

from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.act_by import is_late
from imr_llm.summary.parts.gist import write_gist
from imr_llm.summary.parts.needs import write_needs
from imr_llm.summary.phrases import component_names
from imr_llm.summary.view import IssueView, RecordView


def write_treatments(view: RecordView) -> dict[int, Section]:
    """The section of each treatment by its place. Treatments that ended alike for the same reason are told once."""
    told: dict[int, Section] = {}
    leaders: dict[tuple[str, ...], IssueView] = {}
    for one in view.treatments:
        decision, rest = _decision(view, one), _rest(view, one)
        # The letter's own words stand in the key too: what it says of one treatment alone is never told of another.
        key = tuple(sentence.text for sentence in (*decision, *rest))
        leader = one if one.issue.authorized_portion else leaders.setdefault(key, one)
        if leader is one:
            told[one.index] = _section(view, one, (*decision, *rest))
        else:
            same = view.say("treatment-same", (*leader.at("number"), *_basis(rest)), other=leader.number)
            told[one.index] = _section(view, one, (*decision, same), like=f"treatment-{leader.number}")
    return told


def _section(view: RecordView, one: IssueView, sentences: tuple[Sentence, ...], like: str | None = None) -> Section:
    title = view.voice.text("treatment-title", count=len(view.treatments), number=one.number, title=one.phrase.title)
    return Section(id=f"treatment-{one.number}", title=title, sentences=sentences, like=like)


def _basis(sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pointer for sentence in sentences for pointer in sentence.basis))


def _decision(view: RecordView, one: IssueView) -> tuple[Sentence, ...]:
    """How it ended, first in a few words."""
    basis = (*one.at("decision", "retrospective", "authorized_portion"), *one.phrase.basis)
    rest = "-rest" if one.standing is Standing.LOST and one.issue.authorized_portion else ""
    ended = view.say_all(f"treatment-{one.standing}{rest}", basis)
    if one.issue.retrospective:
        return (*ended, view.say("treatment-given", one.at("retrospective", "decision")))
    return ended


def _rest(view: RecordView, one: IssueView) -> tuple[Sentence, ...]:
    return (
        *_parts(view, one),
        *_portion(view, one),
        *(gist := write_gist(view, one)),
        *write_needs(view, one, gist),
        *_contradiction(view, one),
    )


def _parts(view: RecordView, one: IssueView) -> list[Sentence]:
    """Each treatment of a heading that names several under one decision."""
    names = component_names(one.issue, view.language)
    if not names:
        return []
    basis = one.at(*(f"components/{place}" for place in range(len(names))))
    quotes = tuple(quote for name in names for quote in name.quotes)
    return [
        view.say(
            "treatment-parts", basis, quotes, count=len(names), parts=view.voice.listed(tuple(n.bare for n in names))
        )
    ]


def _portion(view: RecordView, one: IssueView) -> tuple[Sentence, ...]:
    """What had been approved before, in the letter's words."""
    if not one.issue.authorized_portion:
        return ()
    words = folded(one.issue.authorized_portion)
    kept = "only" if one.standing is Standing.WON else "kept"
    return view.say_all(f"treatment-already-approved-{kept}", one.at("authorized_portion"), (words,), words=words)


def _contradiction(view: RecordView, one: IssueView) -> tuple[Sentence, ...]:
    """Where the letter defeats itself: something to ask about, of what was not won."""
    if not one.issue.contradiction or one.standing is Standing.WON:
        return ()
    words = folded(one.issue.contradiction)
    told = view.say_all("treatment-contradiction", one.at("contradiction"), (words,), words=words)
    # The second sentence speaks of an appeal.
    return told[:1] if is_late(view) else told
