"""The main ground of a decision in a sentence or two; all grounds with the reviewer's words stand behind the fold."""

from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Sentence
from imr_llm.summary.parts.needs import names_a_thing, tell_missing
from imr_llm.summary.parts.why import tell_ground_label, tell_label, tell_plain, telling_reasons
from imr_llm.summary.view import IssueView, RecordView

# A longer sentence of the reviewer's is read behind the fold.
_QUOTE_WORDS = 25


def write_gist(view: RecordView, one: IssueView) -> list[Sentence]:
    """In plain words where they stand, else by the ground's code where it has one, else in the reviewer's words."""
    if one.standing is Standing.UNCLEAR:
        return []
    if one.issue.grounds:
        return _of_grounds(view, one)
    for place, reason in telling_reasons(one):
        if reason != "other":
            return [tell_label(view, one, reason, one.at(f"reasons/{place}"))]
    return [view.say("gist-see", one.at("rationale", "reasons"))]


def _of_grounds(view: RecordView, one: IssueView) -> list[Sentence]:
    """The weightiest ground that can be told in a sentence: the first mostly, which is never too long in our words."""
    for place, ground in enumerate(one.issue.grounds):
        told = tell_plain(view, one, place) or _not_found(view, one, place) or tell_ground_label(view, one, place)
        if told:
            return told
        words = folded(ground.quote)
        if len(words.split()) <= _QUOTE_WORDS:
            return [view.say("why-quote", one.at(f"grounds/{place}/quote"), (words,), words=words)]
    return [view.say("gist-see", one.at("grounds/0/quote"))]


def _not_found(view: RecordView, one: IssueView, place: int) -> list[Sentence]:
    """The paper or the test that was missing, by its everyday name or in the reviewer's words for it."""
    ground = one.issue.grounds[place]
    if ground.code != "missing_documentation" or not ground.needed:
        return []
    basis = one.at(f"grounds/{place}/needed", f"grounds/{place}/quote")
    paper = next((entry for entry in entries.needs(ground.needed, one.phrase.kind) if entry.paper), None)
    if paper:
        return [view.say("gist-not-found", basis, what=paper.names[view.language].noun)]
    return [tell_missing(view, ground.needed, basis)] if names_a_thing(ground.needed) else []
