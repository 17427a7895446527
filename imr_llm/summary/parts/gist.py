"""The main ground of a decision in a sentence or two; all grounds with the reviewer's words stand behind the fold."""

from imr_llm.record.codes import Reason
from imr_llm.record.facts import Ground
from imr_llm.record.reasons import explains
from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.model import Sentence
from imr_llm.summary.parts.guideline import citation_basis, guideline_arguments
from imr_llm.summary.parts.why import reason_arguments, telling_reasons
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.view import IssueView, RecordView

# A longer sentence of the reviewer's is read behind the fold.
_QUOTE_WORDS = 25


def write_gist(view: RecordView, one: IssueView) -> list[Sentence]:
    """In plain words where they stand, else by the ground's code where it has one, else in the reviewer's words."""
    if one.standing is Standing.UNCLEAR:
        return []
    if one.issue.grounds:
        return _of_ground(view, one, one.issue.grounds[0])
    for place, reason in telling_reasons(one):
        if reason != "other":
            return [_labelled(view, one, reason, one.at(f"reasons/{place}"))]
    return [view.say("gist-see", one.at("rationale", "reasons"))]


def _of_ground(view: RecordView, one: IssueView, ground: Ground) -> list[Sentence]:
    plain: str | None = getattr(ground.plain, view.language)
    if plain:
        basis = one.at(f"grounds/0/plain/{view.language}", "grounds/0/quote")
        return [Sentence(text=sentence, basis=basis) for sentence in sentences_of(plain)]
    if ground.code and ground.code != "other" and explains(ground.code, one.issue.decision):
        return [_labelled(view, one, ground.code, one.at("grounds/0/code", "grounds/0/quote"))]
    words = folded(ground.quote)
    if len(words.split()) > _QUOTE_WORDS:
        return [view.say("gist-see", one.at("grounds/0/quote"))]
    return [view.say("why-quote", one.at("grounds/0/quote"), (words,), words=words)]


def _labelled(view: RecordView, one: IssueView, reason: Reason, basis: tuple[str, ...]) -> Sentence:
    arguments = {**one.phrase.arguments(), **guideline_arguments(view, one), **reason_arguments(one, reason)}
    basis = (*basis, *one.phrase.basis, *citation_basis(one))
    return view.say(f"why-{reason}", basis, place="only", **arguments)
