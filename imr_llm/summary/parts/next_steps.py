"""What comes next: what the insurer must do, what the doctor can send, and the ways that the law leaves open."""

from imr_llm.record.codes import Reason
from imr_llm.record.model import ISSUES
from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.law import Situation, legal_sentences, legal_texts
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.safety import write_safety
from imr_llm.summary.parts.why import telling_reasons
from imr_llm.summary.view import IssueView, RecordView

# Where the sentences that come from the record stand among the legal texts.
_AFTER_REFUSAL = "law/refusal-lasts-12-months"
_BEFORE_APPEAL = "law/appeal-narrow"
# A longer list of numbers than this tells nobody anything.
_MOST_NUMBERS = 8


def write_next_steps(view: RecordView) -> Section:
    """Safety first, then what was won, what was not approved, and what nobody can be sure of."""
    lost, won, unclear = (view.standing(standing) for standing in (Standing.LOST, Standing.WON, Standing.UNCLEAR))
    title = "next-title" if lost or unclear or not won else "next-title-won"
    sentences = [*write_safety(view), *_won(view, won), *_lost(view, lost), *_unclear(view, unclear)]
    return Section(id="next_steps", title=view.voice.text(title), sentences=tuple(sentences))


def _won(view: RecordView, won: tuple[IssueView, ...]) -> list[Sentence]:
    if not won:
        return []
    situations = {Situation.WON}
    situations.update(Situation.WON_GIVEN if one.issue.retrospective else Situation.WON_TO_COME for one in won)
    given = Situation.WON_TO_COME not in situations
    basis = tuple(pointer for one in won for pointer in one.at("decision"))
    return [
        *_which(view, "next-for-won", won),
        *legal_sentences(frozenset(situations), view.language),
        view.say("next-won-show-given" if given else "next-won-show", basis),
    ]


def _lost(view: RecordView, lost: tuple[IssueView, ...]) -> list[Sentence]:
    """Asking again first, which is open to most; the narrow appeal after it."""
    if not lost:
        return []
    situations = {Situation.LOST}
    if any(one.issue.retrospective for one in lost):
        situations.add(Situation.LOST_GIVEN)
    sentences = [*_which(view, "next-for-lost", lost), *_keep(view, lost), *_send(view, lost)]
    for sentence in legal_sentences(frozenset(situations), view.language):
        if sentence.basis == (_BEFORE_APPEAL,) and not view.standing(Standing.UNCLEAR):
            basis = tuple(pointer for one in lost for pointer in one.at("decision"))
            sentences.append(view.say("next-appeal", basis))
        # With an unclear decision in the letter, the appeal is told once, at the end.
        if Situation.UNCLEAR in legal_texts()[sentence.basis[0]].applies_to and view.standing(Standing.UNCLEAR):
            continue
        sentences.append(sentence)
        if sentence.basis == (_AFTER_REFUSAL,):
            sentences.extend(_refusal_date(view))
    return sentences


def _unclear(view: RecordView, unclear: tuple[IssueView, ...]) -> list[Sentence]:
    basis = tuple(pointer for one in unclear for pointer in one.at("decision")) or (ISSUES,)
    if not unclear and view.treatments:
        return []
    return [
        *_which(view, "next-for-unclear", unclear),
        view.say("next-unclear-ask", basis),
        view.say("next-unclear-appeal", basis),
        *_which(view, "next-appeal-too", view.standing(Standing.LOST)),
        *legal_sentences(frozenset({Situation.UNCLEAR}), view.language),
    ]


def _which(view: RecordView, message: str, treatments: tuple[IssueView, ...]) -> list[Sentence]:
    """Which treatments the next sentences are about; needless where they are about all."""
    if not treatments or len(treatments) == len(view.treatments):
        return []
    basis = tuple(pointer for one in treatments for pointer in one.at("number", "decision"))
    return [view.say(message, basis, scope=_scope(view, treatments), numbers=view.numbers(treatments))]


def _keep(view: RecordView, lost: tuple[IssueView, ...]) -> list[Sentence]:
    sentences = []
    for one in lost:
        if one.issue.authorized_portion:
            words = folded(one.issue.authorized_portion)
            basis = one.at("authorized_portion", "number")
            sentences.append(
                view.say("next-keep", basis, (words,), number=one.number, words=words, count=len(view.treatments))
            )
    return sentences


def _send(view: RecordView, lost: tuple[IssueView, ...]) -> list[Sentence]:
    """What the reviewer found missing, each thing once with the treatments that it is for."""
    wanted: dict[Reason, list[IssueView]] = {}
    basis: dict[Reason, list[str]] = {}
    for one in lost:
        for place, reason in telling_reasons(one):
            wanted.setdefault(reason, []).append(one)
            basis.setdefault(reason, []).extend((*one.at(f"reasons/{place}"), *one.at("number")))
    decided = tuple(pointer for one in lost for pointer in one.at("decision"))
    sentences = [*view.say_all("next-ask-again", decided)]
    for reason, treatments in wanted.items():
        scope, numbers = _scope(view, tuple(treatments)), view.numbers(tuple(treatments))
        sentences.append(view.say(f"send-{reason}", tuple(basis[reason]), scope=scope, numbers=numbers))
    return sentences


def _scope(view: RecordView, treatments: tuple[IssueView, ...]) -> str:
    """How messages speak of some of the letter's treatments: all there are, one, many by number, or several."""
    if len(view.treatments) == 1:
        return "all"
    if len(treatments) == 1:
        return "one"
    return "many" if len(view.numbers(treatments).split()) <= _MOST_NUMBERS else "several"


def _refusal_date(view: RecordView) -> tuple[Sentence, ...]:
    """The date from which the 12 months run, where the letter prints one that nobody doubts. Nothing is computed."""
    pointer = "/case/utilization_review_date"
    date = view.record.case.utilization_review_date
    if date is None or any(item.field == pointer for item in view.record.needs_review):
        return view.say_all("next-refusal-date-not-printed" if date is None else "next-refusal-date-unsure", (pointer,))
    return (view.say("next-refusal-date", (pointer,), date=date),)
