"""What a new request would have to show: new facts on paper, from what the reviewer missed and the ground's code.

Where neither says anything certain, nothing is promised: the doctor is asked which new facts there are.
"""

from collections.abc import Iterator

from imr_llm.record.codes import Reason
from imr_llm.record.reasons import explains
from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Sentence
from imr_llm.summary.parts.why import telling_reasons
from imr_llm.summary.view import IssueView, RecordView

# The grounds whose code alone says which facts would count.
CERTAIN: frozenset[Reason] = frozenset(
    {
        "prior_treatment_no_benefit",
        "prior_treatment_amount_unknown",
        "findings_do_not_support",
        "conservative_care_not_tried",
        "no_planned_procedure",
        "depends_on_denied_treatment",
        "duplicate_or_recent",
        "alternative_available",
        "exceeds_guideline_amount",
    }
)
# So many things are told; the rest stands in the reviewer's words.
_MOST = 2
_NEEDED_WORDS = 16


def write_needs(view: RecordView, one: IssueView) -> list[Sentence]:
    """Of a refusal, what a new request would have to show; a smaller amount that the reviewer would accept comes first.

    Nothing of care that was given already: asking for it again makes no sense.
    """
    if one.standing is not Standing.LOST or one.issue.retrospective:
        return []
    sentences = [*_smaller(view, one), *_missing(view, one)]
    return sentences or [view.say("need-ask", one.at("decision", "rationale"))]


def _smaller(view: RecordView, one: IssueView) -> list[Sentence]:
    if not one.issue.smaller_amount:
        return []
    words = folded(one.issue.smaller_amount)
    return [view.say("need-smaller", one.at("smaller_amount"), (words,), words=words)]


def _missing(view: RecordView, one: IssueView) -> list[Sentence]:
    """For each ground what it says was missing, or what its code says; none twice.

    What the lexicon cannot put in everyday words follows in the letter's, once.
    """
    wanted: dict[str, list[str]] = {}
    quoted: list[Sentence] = []
    with_main: list[Sentence] = []
    for code, needed, basis in _grounds(one):
        known = entries.needs(needed, one.phrase.kind)[:_MOST] if needed else ()
        for entry in known:
            wanted.setdefault(entry.names[view.language].noun, []).extend(basis)
        if known:
            continue
        if code == "depends_on_denied_treatment":
            with_main = [view.say("need-depends_on_denied_treatment", basis)]
        elif code in CERTAIN:
            what = view.voice.text(f"what-{code}", kind=one.phrase.kind)
            wanted.setdefault(what, []).extend(basis)
        if needed and len(folded(needed).split()) <= _NEEDED_WORDS:
            words = folded(needed)
            quoted.append(view.say("need-quoted", basis, (words,), words=words))
    named = [
        view.say("need-named-also" if order else "need-named", tuple(basis), what=what)
        for order, (what, basis) in enumerate(list(wanted.items())[: 1 if view.crowded else _MOST])
    ]
    return [*with_main, *named, *quoted[:1]]


def _grounds(one: IssueView) -> Iterator[tuple[Reason | None, str | None, tuple[str, ...]]]:
    """The code, what was missing, and the basis of each ground; of a record of reason codes alone, of each reason."""
    for place, ground in enumerate(one.issue.grounds):
        code = ground.code if ground.code and explains(ground.code, one.issue.decision) else None
        yield code, ground.needed, one.at(f"grounds/{place}/code", f"grounds/{place}/needed", f"grounds/{place}/quote")
    if not one.issue.grounds:
        for place, reason in telling_reasons(one):
            yield reason, None, one.at(f"reasons/{place}")
