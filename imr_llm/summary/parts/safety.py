"""A safety notice of the letter, carried over word for word beside a plain sentence."""

import re

from imr_llm.summary.catalogue import Argument
from imr_llm.summary.excerpts import folded
from imr_llm.summary.model import Sentence
from imr_llm.summary.view import IssueView, RecordView

_STOPPING = re.compile(r"abrupt|sudden|taper|wean|discontinu|\bstop")


def write_warning(view: RecordView, message: str) -> tuple[Sentence, ...]:
    """Not to stop suddenly, where the letter warns of it; the drug is named when there is one."""
    warned = tuple(
        one for one in view.treatments if one.issue.safety_notice and _STOPPING.search(one.issue.safety_notice.lower())
    )
    if not warned:
        return ()
    named = len(warned) == 1 and warned[0].phrase.kind == "medicine"
    arguments: dict[str, Argument] = {"count": 1 if named else 2, "the": warned[0].phrase.definite}
    basis = _notices(warned) + (warned[0].phrase.basis if named else ())
    return view.say_all(message, basis, warned[0].phrase.quotes if named else (), **arguments)


def write_safety(view: RecordView) -> list[Sentence]:
    """What to do, then each different notice of the letter once, in its own words."""
    noticed = tuple(one for one in view.treatments if one.issue.safety_notice)
    if not noticed:
        return []
    warning = write_warning(view, "next-safety-stop")
    sentences = [*(warning or view.say_all("next-safety-other", _notices(noticed)))]
    basis: dict[str, list[str]] = {}
    for one in noticed:
        basis.setdefault(folded(one.issue.safety_notice or ""), []).extend(one.at("safety_notice"))
    for words, pointers in basis.items():
        sentences.append(view.say("next-safety-notice", tuple(pointers), (words,), words=words))
    return sentences


def _notices(treatments: tuple[IssueView, ...]) -> tuple[str, ...]:
    return tuple(pointer for one in treatments for pointer in one.at("safety_notice"))
