"""What was asked for, in everyday words beside the letter's own; it stands behind the fold, after the grounds."""

from imr_llm.record.facts import Range
from imr_llm.summary.catalogue import Argument, split
from imr_llm.summary.excerpts import folded
from imr_llm.summary.model import Sentence
from imr_llm.summary.phrases import region_basis
from imr_llm.summary.view import IssueView, RecordView

_REGIONS_A_SENTENCE = 4
# The message for a number of times a week and a number of weeks, as far as each is told.
_RHYTHMS = {
    (True, True): "treatment-per-week-and-weeks",
    (True, False): "treatment-per-week",
    (False, True): "treatment-weeks",
}


def write_asked(view: RecordView, one: IssueView) -> list[Sentence]:
    """The request: what it is, for which parts of the body, in the letter's words, and how much."""
    return [
        view.say("treatment-asked", (*one.at("number"), *one.phrase.basis), one.phrase.quotes, a=one.phrase.indefinite),
        *_about(view, one),
        *_regions(view, one),
        *_letter_words(view, one),
        *_amount(view, one),
        *_pills(view, one),
    ]


def _about(view: RecordView, one: IssueView) -> tuple[Sentence, ...]:
    """What kind of treatment it is. A drug's few words stand with each; a longer explanation is given once."""
    drug = one.phrase.kind == "medicine"
    before = set() if drug else {other.phrase.about for other in view.treatments[: one.index]}
    if one.phrase.about is None or one.phrase.about in before:
        return ()
    return split("about", one.phrase.about, one.at("treatment", "category", "subcategory"))


def _regions(view: RecordView, one: IssueView) -> list[Sentence]:
    """The parts of the body, where they would have made the treatment's name too long."""
    if not one.phrase.unsaid:
        return []
    basis = tuple(region_basis(one.issue, f"/issues/{one.index}"))
    first, rest = one.phrase.unsaid[:_REGIONS_A_SENTENCE], one.phrase.unsaid[_REGIONS_A_SENTENCE:]
    sentences = [view.say("treatment-regions", basis, regions=view.voice.listed(first))]
    if rest:
        sentences.append(view.say("treatment-regions-also", basis, regions=view.voice.listed(rest)))
    return sentences


def _amount(view: RecordView, one: IssueView) -> list[Sentence]:
    """How many visits, how often and for how long, as far as the letter says it; nothing is multiplied out."""
    issue = one.issue
    said: dict[str, Argument] = {}
    basis: list[str] = []
    for name, field, counted in (
        ("sessions", "sessions", issue.sessions),
        ("times", "per_week", issue.per_week),
        ("weeks", "weeks", issue.weeks),
    ):
        if counted is not None:
            said[name] = _range(view, counted)
            basis.extend(one.at(f"{field}/minimum", f"{field}/maximum"))
    if len(said) == 3 and 1 not in said.values():
        return [view.say("treatment-sessions-and-rhythm", tuple(basis), **said)]
    sentences: list[Sentence] = []
    if "sessions" in said:
        sentences.append(view.say("treatment-sessions", tuple(basis), **said))
    rhythm = _RHYTHMS.get(("times" in said, "weeks" in said))
    return [*sentences, view.say(rhythm, tuple(basis), **said)] if rhythm else sentences


def _range(view: RecordView, counted: Range) -> str | int:
    """A single count as a number, so that messages can tell one from many; "4 to 6" as words."""
    if counted.minimum == counted.maximum:
        return counted.minimum
    return view.voice.text("range", low=counted.minimum, high=counted.maximum)


def _letter_words(view: RecordView, one: IssueView) -> list[Sentence]:
    """The letter's own words: the treatment, or the whole and the rest of a request that was partly allowed before."""
    issue, sentences = one.issue, []
    if issue.original_request and issue.original_request != issue.treatment:
        words = folded(issue.original_request)
        sentences.append(view.say("treatment-whole-request", one.at("original_request"), (words,), words=words))
    if issue.treatment and issue.authorized_portion and issue.original_request != issue.treatment:
        words = folded(issue.treatment)
        sentences.append(view.say("treatment-rest", one.at("treatment"), (words,), words=words))
    elif issue.treatment and folded(issue.treatment) not in one.phrase.quotes:
        words = folded(issue.treatment)
        sentences.append(view.say("treatment-letter-words", one.at("treatment"), (words,), words=words))
    return sentences


def _pills(view: RecordView, one: IssueView) -> list[Sentence]:
    medicine = one.issue.medication
    sentences: list[Sentence] = []
    if medicine and medicine.count is not None and "#" in (one.issue.treatment or ""):
        sentences.append(view.say("treatment-count", one.at("medication/count", "treatment"), count=medicine.count))
    if medicine and medicine.refills:
        sentences.append(view.say("treatment-refills", one.at("medication/refills"), refills=medicine.refills))
    return sentences
