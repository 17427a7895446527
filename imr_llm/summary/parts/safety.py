"""Not to stop a medicine suddenly, and a safety notice of the letter, carried over word for word."""

import re

from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Sentence
from imr_llm.summary.view import IssueView, RecordView

_STOPPING = re.compile(r"abrupt|sudden|taper|wean|discontinu|\bstop")
# More names than these make no sentence.
_MOST_NAMES = 4


def write_warning(view: RecordView) -> tuple[Sentence, ...]:
    """Not to stop suddenly: what the letter warns of, and every medicine not approved whose sudden stop does harm."""
    warned = tuple(one for one in view.treatments if _warns(one) or _needs_tapering(one))
    if not warned:
        return ()
    named = tuple(one for one in warned if one.issue.medication is not None)
    if len(named) == len(warned) and len(named) <= _MOST_NAMES:
        names = tuple(dict.fromkeys(_name(one, alone=len(named) == 1) for one in named))
        basis = tuple(dict.fromkeys(pointer for one in named for pointer in (*_places(one), *one.phrase.basis)))
        quotes = tuple(quote for one in named for quote in one.phrase.quotes)
        return view.say_all("outcome-do-not-stop", basis, quotes, count=len(names), the=view.voice.listed(names))
    basis = tuple(pointer for one in warned for pointer in _places(one))
    return view.say_all("outcome-do-not-stop-any", basis)


def _name(one: IssueView, *, alone: bool) -> str:
    """What the warning calls a medicine: one of several by its name alone."""
    medicine = one.issue.medication
    return one.phrase.definite if alone or medicine is None or one.phrase.quotes else folded(medicine.name)


def _warns(one: IssueView) -> bool:
    return bool(one.issue.safety_notice and _STOPPING.search(one.issue.safety_notice.lower()))


def _needs_tapering(one: IssueView) -> bool:
    """Whether it was not approved, or may not have been, and is a medicine that must not be stopped at once."""
    issue = one.issue
    if issue.medication is None or one.standing is Standing.WON:
        return False
    return entries.needs_tapering(issue.medication.name, issue.treatment, issue.subcategory)


def _places(one: IssueView) -> tuple[str, ...]:
    return one.at("safety_notice") if _warns(one) else one.at("medication/name", "decision")


def write_safety(view: RecordView) -> list[Sentence]:
    """Each different notice of the letter once, in its own words, and what to do about it."""
    noticed = tuple(one for one in view.treatments if one.issue.safety_notice)
    if not noticed:
        return []
    basis: dict[str, list[str]] = {}
    for one in noticed:
        basis.setdefault(folded(one.issue.safety_notice or ""), []).extend(one.at("safety_notice"))
    every = tuple(pointer for one in noticed for pointer in one.at("safety_notice"))
    sentences = [*_lead(view, noticed, every)]
    for words, pointers in basis.items():
        sentences.append(view.say("next-safety-notice", tuple(pointers), (words,), words=words))
    return sentences


def _lead(view: RecordView, noticed: tuple[IssueView, ...], basis: tuple[str, ...]) -> tuple[Sentence, ...]:
    """That there is a notice, and of which medicine where it is one of several treatments."""
    (one, *others) = noticed
    if others or one.issue.medication is None or len(view.treatments) == 1:
        return view.say_all("next-safety", basis, scope="all", the="")
    named = one.phrase
    return view.say_all("next-safety", (*basis, *named.basis), named.quotes, scope="one", the=named.definite)
