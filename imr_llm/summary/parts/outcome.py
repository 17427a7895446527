"""Who won: the first words of a summary, which cannot be misread."""

from imr_llm.record.model import ISSUES
from imr_llm.record.standing import Standing
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.safety import write_warning
from imr_llm.summary.readability.measure import own_words
from imr_llm.summary.view import IssueView, RecordView

# No sentence of a summary is longer, the letter's own words aside.
MOST_WORDS = 20
# Up to so many treatments, each gets a full sentence; beyond, a line of a list.
_FULL_SENTENCES = 3


def write_outcome(view: RecordView) -> Section:
    """Who won, for the letter and for each treatment; what is not certain is said before anything else."""
    sentences = [
        *_verdict(view),
        *_treatments(view),
        *_already_approved(view),
        *write_warning(view, "outcome-do-not-stop"),
    ]
    lost = view.standing(Standing.LOST)
    if lost and not view.standing(Standing.WON):
        sentences.extend(view.say_all("outcome-choices", _decisions(lost)))
    return Section(id="outcome", title=view.voice.text("outcome-title"), sentences=tuple(sentences))


def _verdict(view: RecordView) -> list[Sentence]:
    if not view.treatments:
        return [view.say("outcome-nothing-read", (ISSUES,))]
    if any(item.field == ISSUES for item in view.record.needs_review):
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
        verdicts.append(view.say("outcome-lost", _decisions(lost), count=len(lost)))
    return verdicts


def _treatments(view: RecordView) -> list[Sentence]:
    """What each treatment came to, the worker's gains first, so that the same decisions stand together."""
    ordered = view.standing(Standing.WON) + view.standing(Standing.LOST) + view.standing(Standing.UNCLEAR)
    # Several without a name are told apart by their numbers.
    named = len(ordered) == 1 or all(one.issue.treatment for one in ordered)
    in_full = named and len(ordered) <= _FULL_SENTENCES
    return [_in_full(view, one) if in_full else _item(view, one) for one in ordered]


def _in_full(view: RecordView, one: IssueView) -> Sentence:
    if one.standing is Standing.UNCLEAR:
        return _item(view, one) if len(view.treatments) > 1 else _only_unclear(view, one)
    if one.standing is Standing.WON:
        message = "outcome-must-approve"
    elif one.issue.authorized_portion:
        message = "outcome-need-not-pay-rest"
    else:
        message = "outcome-need-not-pay"
    basis = (*one.at("decision", "retrospective", "authorized_portion"), *one.phrase.basis)
    given = "yes" if one.issue.retrospective else "no"
    names = {"the": one.phrase.definite, "of": one.phrase.of_definite}
    sentence = view.say(message, basis, one.phrase.quotes, **names, given=given)
    if len(own_words(sentence).split()) <= MOST_WORDS:
        return sentence
    short = "rest" if message == "outcome-need-not-pay-rest" else one.standing
    return view.say(f"outcome-short-{short}", basis, one.phrase.quotes, **names)


def _item(view: RecordView, one: IssueView) -> Sentence:
    basis = (*one.at("decision", "number"), *one.phrase.basis)
    return view.say(
        f"outcome-item-{one.standing}", basis, one.phrase.quotes, number=one.number, the=one.phrase.definite
    )


def _only_unclear(view: RecordView, one: IssueView) -> Sentence:
    basis = (*one.at("decision"), *one.phrase.basis)
    return view.say("outcome-only-unclear", basis, one.phrase.quotes, the=one.phrase.definite)


def _already_approved(view: RecordView) -> tuple[Sentence, ...]:
    """What the insurer had allowed before stays the worker's, so a refusal is never said without it."""
    split = tuple(one for one in view.standing(Standing.LOST) if one.issue.authorized_portion)
    if not split:
        return ()
    basis = tuple(pointer for one in split for pointer in one.at("authorized_portion", "decision"))
    if len(view.treatments) == 1:
        return view.say_all("outcome-already-approved", basis)
    return view.say_all("outcome-already-approved-some", basis, count=len(split), numbers=view.numbers(split))


def _decisions(treatments: tuple[IssueView, ...]) -> tuple[str, ...]:
    return tuple(pointer for one in treatments for pointer in one.at("decision"))
