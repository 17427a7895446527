"""What comes next: what the insurer must do, how the doctor can ask again; the rules in full stand behind the fold."""

from imr_llm.record.model import ISSUES
from imr_llm.record.standing import Standing
from imr_llm.summary.law import Situation, legal_sentences
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.act_by import is_late, is_long_past, year_is_over
from imr_llm.summary.parts.safety import write_safety
from imr_llm.summary.view import IssueView, RecordView

# Where the sentence that comes from the record stands among the legal texts.
_AFTER_REFUSAL = "law/refusal-lasts-12-months"
# Told with the part that was approved before.
_KEPT = "law/use-it-soon"
# What holds only in the 12 months after the first refusal.
_WITHIN_A_YEAR = frozenset({"law/new-facts", "law/another-doctor"})
# What is long over, a year after the last day: how to appeal, and how fast a decision is carried out.
_LONG_OVER = ("law/appeal-", "law/company-appeals", "law/exceptions")
_CARRIED_OUT = frozenset({"law/approve-in-5-working-days", "law/approve-sooner", "law/pay-in-20-days"})
# What is over with the 12 months after the first refusal.
_YEAR_RULES = frozenset({"law/refusal-lasts-12-months", "law/asking-again", "law/same-practice"} | _WITHIN_A_YEAR)
# A longer list of numbers than this tells nobody anything.
_MOST_NUMBERS = 8


def write_next_steps(view: RecordView) -> Section:
    """Safety first, then what was won, what was not approved, and what nobody can be sure of."""
    lost, won, unclear = (view.standing(standing) for standing in (Standing.LOST, Standing.WON, Standing.UNCLEAR))
    title = "next-title" if lost or unclear or not won else "next-title-won"
    sentences = [*write_safety(view), *_won(view, won), *_lost(view, lost), *_unclear(view, unclear)]
    return Section(id="next_steps", title=view.voice.text(title), sentences=tuple(sentences))


def write_law(view: RecordView) -> Section:
    """The rules in full, each with its source; no lawyer has read them, which is said."""
    situations = _situations(view)
    # How fast a decision is carried out stands here where that time is long past.
    sentences = [one for one in legal_sentences(situations, view.language, first=True) if _was_carried_out(view, one)]
    for sentence in legal_sentences(situations | {Situation.HELP}, view.language, first=False):
        if _is_over(view, sentence):
            continue
        sentences.append(sentence)
        if sentence.basis == (_AFTER_REFUSAL,):
            sentences.extend(_refusal_date(view))
    sentences.append(view.say("law-no-lawyer", ("law/not-legal-advice",)))
    return Section(id="law", title=view.voice.text("law-title"), sentences=tuple(sentences), fold=True)


def _situations(view: RecordView) -> frozenset[Situation]:
    found: set[Situation] = set()
    for one in view.standing(Standing.WON):
        found.update((Situation.WON, Situation.WON_GIVEN if one.issue.retrospective else Situation.WON_TO_COME))
    for one in view.standing(Standing.LOST):
        found.update((Situation.LOST, *((Situation.LOST_GIVEN,) if one.issue.retrospective else ())))
        found.update((Situation.KEPT,) if one.issue.authorized_portion else ())
    if view.standing(Standing.UNCLEAR) or not view.treatments or view.incomplete:
        found.add(Situation.UNCLEAR)
    if view.standing(Standing.WON) and view.standing(Standing.LOST, Standing.UNCLEAR):
        found.add(Situation.MIXED)
    return frozenset(found)


def _first(view: RecordView, *situations: Situation) -> list[Sentence]:
    """What the law says in these situations before the fold, as far as the letter is in them."""
    wanted = _situations(view) & set(situations)
    told = legal_sentences(frozenset(wanted), view.language, first=True)
    return [sentence for sentence in told if sentence.basis[0] != _KEPT and not _is_over(view, sentence)]


def _is_over(view: RecordView, sentence: Sentence) -> bool:
    """Whether a rule speaks of what is long over for this letter."""
    rule = sentence.basis[0]
    if rule in _YEAR_RULES:
        # Where the time to appeal has passed, that place says that the 12 months are over.
        return year_is_over(view) and is_late(view)
    return (rule.startswith(_LONG_OVER) or rule in _CARRIED_OUT) and is_long_past(view)


def _was_carried_out(view: RecordView, sentence: Sentence) -> bool:
    """Whether a rule says how fast a decision is carried out, of one that is long past."""
    return sentence.basis[0] in _CARRIED_OUT and is_long_past(view)


def _won(view: RecordView, won: tuple[IssueView, ...]) -> list[Sentence]:
    if not won:
        return []
    given = all(one.issue.retrospective for one in won)
    basis = tuple(pointer for one in won for pointer in one.at("decision"))
    return [
        view.say("next-won-show-given" if given else "next-won-show", basis),
        *_first(view, Situation.WON, Situation.WON_TO_COME, Situation.WON_GIVEN),
    ]


def _lost(view: RecordView, lost: tuple[IssueView, ...]) -> list[Sentence]:
    """Asking again first, which is open to most; the narrow appeal after it.

    Where the time to appeal has passed, that place says how it can be asked again; after a year no rule forbids it.
    """
    if not lost:
        return []
    basis = tuple(pointer for one in lost for pointer in one.at("decision"))
    late, over = is_late(view), year_is_over(view)
    scope = "yes" if len(lost) == len(view.treatments) else "no"
    asking = [] if late and not over else [view.say("next-ask-again", basis, all=scope)]
    rules = _first(view, Situation.LOST, Situation.LOST_GIVEN)
    asking.extend(sentence for sentence in rules if not (over and sentence.basis[0] in _WITHIN_A_YEAR))
    if not late and not view.standing(Standing.UNCLEAR):
        asking.append(view.say("next-appeal", basis))
    return [*asking, *_first(view, Situation.MIXED)]


def _unclear(view: RecordView, unclear: tuple[IssueView, ...]) -> list[Sentence]:
    basis = tuple(pointer for one in unclear for pointer in one.at("decision")) or (ISSUES,)
    if not unclear and view.treatments and not view.incomplete:
        return []
    return [
        *_which(view, "next-for-unclear", unclear),
        view.say("next-unclear-ask", basis),
        view.say("next-unclear-appeal", basis),
        *_which(view, "next-appeal-too", view.standing(Standing.LOST)),
    ]


def _which(view: RecordView, message: str, treatments: tuple[IssueView, ...]) -> list[Sentence]:
    """Which treatments the next sentences are about; needless where they are about all."""
    if not treatments or len(treatments) == len(view.treatments):
        return []
    basis = tuple(pointer for one in treatments for pointer in one.at("number", "decision"))
    return [view.say(message, basis, scope=_scope(view, treatments), numbers=view.numbers(treatments))]


def _scope(view: RecordView, treatments: tuple[IssueView, ...]) -> str:
    """How messages speak of some of the letter's treatments: one, many by number, or several."""
    if len(treatments) == 1:
        return "one"
    return "many" if len(view.numbers(treatments).split()) <= _MOST_NUMBERS else "several"


def _refusal_date(view: RecordView) -> tuple[Sentence, ...]:
    """The date from which the 12 months run, where the letter prints one that nobody doubts. Nothing is computed."""
    pointer = "/case/utilization_review_date"
    date = view.record.case.utilization_review_date
    if date is None or pointer in view.record.doubted:
        return view.say_all("next-refusal-date-not-printed" if date is None else "next-refusal-date-unsure", (pointer,))
    return (view.say("next-refusal-date", (pointer,), date=date),)
