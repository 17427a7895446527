"""What utilization review (UR) had decided on one request, by the heading, its own rationale or the case summary."""

from collections.abc import Iterator
from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import UtilizationReviewDecision
from imr_llm.rules.text.issue import IssueText
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentence_end, sentence_start
from imr_llm.text.spans import Span

# A split request: the claims administrator allowed a part.
_SPLIT = linear(
    rb"(?:authorized|approved|certified) by the claims administrator|claims administrator (?:authorized|approved"
    rb"|certified)|remaining imr[ -]eligible portion"
)
_VERB = linear(
    rb"\b(?:(modif(?:ied|ication)\b|partial(?:ly)? (?:approv|certif|authoriz|denied)\w*"
    rb"|conditionally (?:non-? ?)?certified)"
    rb"|(non-? ?certif(?:ied|ication|y|ying)|not (?:certified|approved|authorized)|denied|denial|disapproved|rejected"
    rb"|(?:failed to|did not|declined to|refused to) (?:approve|certify|authorize)"
    rb"|found (?:to be )?not medically necessary)"
    rb"|(approved|authorized|certified)\b)"
)
# Who or what makes such a verb a decision of utilization review; one of these must stand in its sentence.
_CONTEXT = (
    b"request", b"utilization review", b" ur ", b"ur report", b"claims administrator", b"prior review",
    b"prior determination", b"prior denial", b"prior decision", b"previous review", b"previous denial",
    b"previous determination", b"previously ", b"original review", b"the determination", b"denied due to",
    b"denied as ", b"denied because",
)  # fmt: skip
_PATIENT_DENIED = linear(
    rb"\b(?:worker|patient|applicant|claimant|employee|he|she|who)(?: also| has| had|,)* denied\b"
    rb"|\bdenied (?:any|having)\b"
)
_MODIFIED_WORK = linear(rb"\bmodified (?:work|dut|activit|radical|job|barium)")
_PASSIVE = frozenset((b"was", b"were", b"been", b"is", b"are", b"being"))
_SIGNS = bytes.maketrans(b"/()[],;:.\"'-", b" " * 12)
# Words that stand in many treatments and tell none from another.
_COMMON = frozenset(
    word.rstrip(b"s")
    for word in (
        b"the and for per with of to at in on due no not without one two three four five six eight ten twelve times "
        b"day days daily day's week weeks month months visit visits session sessions refill refills qty quantity mg ml "
        b"request requests requested original remaining portion eligible imr authorized claims administrator was were "
        b"retrospective dos date associated surgical service services treatment additional total each unknown "
        b"left right bilateral"
    ).split()
)
# No sentence is followed further than this to either side, and no summary further back: letters are untrusted.
_LONGEST = 1000
_SUMMARY_TAIL = 8000


class _Verb(NamedTuple):
    """A verb of a decision; `decision` is null where the request was granted."""

    decision: UtilizationReviewDecision | None
    place: Span


class Clause(NamedTuple):
    """A verb of a decision, with the telling words of what it decides on."""

    decision: UtilizationReviewDecision | None
    verb: Span
    content: frozenset[bytes]


def find_review_decision(issue: IssueText, told: tuple[Clause, ...]) -> tuple[UtilizationReviewDecision, Span] | None:
    """The decision with its proof. The clause that shares most words with the treatment counts, the first of equals.

    `told`: the clauses of the case summary, which are the same for every issue of a letter (`summary_clauses`).
    """
    lower = issue.clean.lower
    split = _SPLIT.search(lower, *issue.section.heading)
    if split:
        return "modified", Span(*split.span())
    treatment = _content(lower, issue.treatment)
    rationale = issue.section.rationale
    clauses = [*(_clauses(issue.clean, rationale) if rationale else ()), *told]
    decided = [clause for clause in clauses if clause.decision]
    shared = [len(treatment & clause.content) for clause in decided]
    best = max(shared, default=0)
    if best:
        clause = decided[shared.index(best)]
        return (clause.decision, clause.verb) if clause.decision else None
    # Only what was denied or modified is under review: where nothing but denials is told, the request was denied.
    if {clause.decision for clause in clauses} == {"denied"}:
        return "denied", clauses[0].verb
    return None


def summary_clauses(clean: CleanText, summary: Span | None) -> tuple[Clause, ...]:
    """Every decision of utilization review that the case summary tells."""
    if summary is None:
        return ()
    return tuple(_clauses(clean, Span(max(summary.start, summary.end - _SUMMARY_TAIL), summary.end)))


def _clauses(clean: CleanText, part: Span) -> list[Clause]:
    """Every decision of utilization review told in a part of the letter."""
    lower = clean.lower
    found: list[Clause] = []
    verbs: list[_Verb] = []
    sentence = Span(part.start, part.start)
    for match in _VERB.finditer(lower, *part):
        place = Span(*match.span())
        if place.start >= sentence.end:
            found.extend(_of_sentence(lower, sentence, verbs))
            begin = max(sentence.end, place.start - _LONGEST)
            limit = min(part.end, place.end + _LONGEST)
            start, end = sentence_start(clean, place.start, begin), sentence_end(clean, place.end, limit)
            sentence, verbs = Span(start, end), []
        decision: UtilizationReviewDecision | None = None
        if match.start(1) >= 0:
            decision = "modified"
        elif match.start(2) >= 0:
            decision = "denied"
        verbs.append(_Verb(decision, place))
    return [*found, *_of_sentence(lower, sentence, verbs)]


def _of_sentence(lower: bytes, sentence: Span, verbs: list[_Verb]) -> Iterator[Clause]:
    """The clauses of a sentence's verbs, if it tells of utilization review and not of the worker."""
    words = lower[slice(*sentence)]
    if not verbs or not any(context in words for context in _CONTEXT):
        return
    if (b" denied" in words and _PATIENT_DENIED.search(words)) or (
        b"modified " in words and _MODIFIED_WORK.search(words)
    ):
        return
    ends = [sentence.start, *(verb.place.end for verb in verbs[:-1])]
    starts = [*(verb.place.start for verb in verbs[1:]), sentence.end]
    for verb, before, after in zip(verbs, ends, starts, strict=True):
        # In "the request for X was denied" the words stand before the verb, in "denied the request for X" after it.
        passive = not _PASSIVE.isdisjoint(lower[before : verb.place.start].split()[-3:])
        told = Span(before, verb.place.start) if passive else Span(verb.place.end, after)
        yield Clause(verb.decision, verb.place, _content(lower, told))


def _content(lower: bytes, span: Span) -> frozenset[bytes]:
    """The words of a span that tell one treatment from another, in the singular."""
    words = lower[slice(*span)].translate(_SIGNS).split()
    return frozenset(word.rstrip(b"s") for word in words if len(word) > 1) - _COMMON
