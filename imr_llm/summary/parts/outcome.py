"""Who won: the first words of a summary, which cannot be misread."""

from imr_llm.record.model import ISSUES
from imr_llm.record.standing import Standing
from imr_llm.summary.law import legal_text
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.act_by import is_late, year_is_over
from imr_llm.summary.parts.safety import write_warning
from imr_llm.summary.readability.measure import own_words
from imr_llm.summary.view import IssueView, RecordView

# No sentence of a summary is longer, the letter's own words aside.
MOST_WORDS = 20


def write_outcome(view: RecordView) -> Section:
    """Who won, for the letter as a whole; what is not certain is said before anything else.

    One treatment is named here; several follow right behind, each with its own line.
    """
    sentences = [*_verdict(view), *_meaning(view), *_already_approved(view), *write_warning(view)]
    return Section(id="outcome", title=view.voice.text("outcome-title"), sentences=tuple(sentences))


def _verdict(view: RecordView) -> list[Sentence]:
    if not view.treatments:
        return [view.say("outcome-nothing-read", (ISSUES,))]
    if view.incomplete:
        # What was read of half a letter is told, and nothing is said of the whole.
        return [view.say("outcome-incomplete", (ISSUES,))]
    won, lost, unclear = (view.standing(standing) for standing in (Standing.WON, Standing.LOST, Standing.UNCLEAR))
    verdicts: list[Sentence] = []
    if unclear:
        # "One" speaks of the letter as a whole, so it is right only when there is nothing else in it.
        message = "outcome-unclear" if len(view.treatments) == 1 else "outcome-unclear-some"
        verdicts.append(view.say(message, _decisions(unclear), count=len(unclear)))
    if won and lost:
        verdicts.append(view.say("outcome-mixed", _decisions(won + lost), won=len(won), lost=len(lost)))
    elif won and not unclear:
        verdicts.append(view.say("outcome-won", _decisions(won), count=len(won)))
    elif lost and not unclear:
        rest = "yes" if all(one.issue.authorized_portion for one in lost) else "no"
        verdicts.append(view.say("outcome-lost", _decisions(lost), count=len(lost), rest=rest))
    return verdicts


def _meaning(view: RecordView) -> list[Sentence]:
    """What that means for the treatment; of several, for those that were won and those that were lost."""
    if len(view.treatments) == 1:
        return [_of_one(view, view.treatments[0])]
    won, lost = view.standing(Standing.WON), view.standing(Standing.LOST)
    if view.incomplete or not (won or lost):
        return []
    sentences: list[Sentence] = []
    if won:
        given = "yes" if all(one.issue.retrospective for one in won) else "no"
        sentences.append(view.say("outcome-must-approve-won", _decisions(won), given=given, past=_past(view)))
    if lost and not view.standing(Standing.UNCLEAR):
        sentences.append(view.say("outcome-need-not-pay-lost", _decisions(lost), others="yes" if won else "no"))
    return sentences


def _of_one(view: RecordView, one: IssueView) -> Sentence:
    if one.standing is Standing.UNCLEAR:
        basis = (*one.at("decision"), *one.phrase.basis)
        return view.say("outcome-only-unclear", basis, one.phrase.quotes, the=one.phrase.definite)
    if one.standing is Standing.WON:
        message = "outcome-must-approve"
    elif one.issue.authorized_portion:
        message = "outcome-need-not-pay-rest"
    else:
        message = "outcome-need-not-pay"
    basis = (*one.at("decision", "retrospective", "authorized_portion"), *one.phrase.basis)
    given = "yes" if one.issue.retrospective else "no"
    names = {"the": one.phrase.definite, "of": one.phrase.of_definite}
    sentence = view.say(message, basis, one.phrase.quotes, **names, given=given, past=_past(view))
    if len(own_words(sentence).split()) <= MOST_WORDS:
        return sentence
    short = "rest" if message == "outcome-need-not-pay-rest" else one.standing
    return view.say(f"outcome-short-{short}", basis, one.phrase.quotes, **names)


def _already_approved(view: RecordView) -> tuple[Sentence, ...]:
    """What the insurer had allowed before stays the worker's, so a refusal is never said without it."""
    split = tuple(one for one in view.standing(Standing.LOST) if one.issue.authorized_portion)
    if not split:
        return ()
    basis = tuple(pointer for one in split for pointer in one.at("authorized_portion", "decision"))
    if len(view.treatments) == 1:
        told = view.say_all("outcome-already-approved", basis)
    else:
        told = view.say_all("outcome-already-approved-some", basis, count=len(split), numbers=view.numbers(split))
    return told if year_is_over(view) else (*told, *legal_text("use-it-soon", view.language))


def _past(view: RecordView) -> str:
    """Whether the time in which the insurer must act, which is shorter than that for an appeal, has long passed."""
    return "yes" if is_late(view) else "no"


def _decisions(treatments: tuple[IssueView, ...]) -> tuple[str, ...]:
    return tuple(pointer for one in treatments for pointer in one.at("decision"))
