"""The decision of a form that states it in its rationale alone, on one treatment or several that share the rationale.

Nothing else of the letter could contradict a misreading here. So only a plain sentence decides: one that limits its
words ("but only for six visits"), excepts something, asks, or says both, makes the decision a doubt.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Decision
from imr_llm.rules.decision.closing_sentence import Closing, closing_decision, necessity_said
from imr_llm.rules.decision.whole_request import grants_all
from imr_llm.text.numbers import NUMBER, number
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

_WORD = linear(rb"[a-z0-9][a-z0-9/.-]*[a-z0-9]")
# Words of many treatments, and of every decision.
_COMMON = frozenset(
    word.rstrip(b"s")
    for word in (
        b"the and for per with of to in at on is are was were not medically necessary appropriate request requested "
        b"requests treatment treatments service services item therefore thus guideline guidelines criteria medical "
        b"necessity patient worker employee mg day days week weeks time times visits sessions this that these"
    ).split()
)
# So much of the end of a rationale is read, in characters: letters are untrusted.
_LONGEST = 20_000
# What a sentence leaves out, or speaks of by its place in a list that is not read.
_EXCEPTS = linear(
    rb"\?|\bexcept\w*|\bexclu\w+|\b(?:is|are|was|were) ?/ ?(?:is|are|was|were)\b"
    rb"|\b(?:other than|apart from|aside from|save for|unlike|but not|as opposed to|instead of)\b"
    rb"|\b(?:remaining|remainder|the rest|the others?|former|latter)\b"
    rb"|\b(?:first|second|third|last) (?:request|item|treatment|issue|service|one|two)\b"
)
# What makes a no to less than the whole of its subject.
_LIMITS = linear(
    rf"\b(?:half|most|some|part|portion|{NUMBER}) of (?:the|this|these)\b|\bin part\b|\bpart(?:ly|ial\w*)\b".encode()
)
# Whose view a sentence tells, or that the reviewer does not share it.
_ANOTHERS_VIEW = linear(
    rb"\b(?:disagree\w*|doubt\w*|argue[sd]?|say(?:s|ing)?|said|alleg\w+|opine[sd]?|assert\w*|contend\w*|maintains|claims"
    rb" that|claimed|according to|writes?|wrote|wrong\w*|incorrect\w*|mistaken\w*|erroneous\w*|in error|in general"
    rb"|in the (?:opinion|view|words) of|cannot agree|not (?:agree|concur|certain|clear|established) )"
)
_ANOTHERS_BEHIND = linear(
    rb"^,? (?:if|when|unless|until|according to|in the (?:opinion|view|words) of|per|says|said|argues|claims)\b"
    rb"|\b(?:is|was) (?:wrong|incorrect|mistaken|in error|erroneous)\b|\b(?:disagree|not (?:agree|concur|share))\b"
)
# What takes back the yes of a sentence before it, or the no; and who may be meant instead.
_YES_TAKEN_BACK = linear(
    rb"\b(?:not|n't|cannot|unable to) (?:agree|concur|accept|share)\b|\bdisagree[sd]?\b"
    rb"|\bfails? to support\b|\b(?:view|opinion|words|claim) of the"
    rb"|\b(?:denial|decision|determination) (?:stands|is (?:correct|proper|appropriate|sustained))"
    rb"|\b(?:is|are) (?:not|therefore not|thus not) (?:supported|approved|certified|recommended|warranted|authorized)\b"
    rb"|\brequest\w* (?:\w+ )?(?:is|are|must be|should be) (?:\w+ly |therefore |thus )?(?:denied|refused|not )"
)
_OF_REVIEW = linear(rb"utilization review|claims administrator|denial|insurer|carrier")
_NO_TAKEN_BACK = linear(
    rb"\b(?:not|n't|cannot|unable to) (?:agree|concur|accept|share)\b|\bdisagree[sd]?\b|\berred\b"
    rb"|\b(?:is|was) (?:wrong|incorrect|mistaken|in error|erroneous)\b"
)
_OF_PRESCRIBER = linear(rb"\b(?:treating|requesting|prescrib\w+|physician|doctor|provider|surgeon)\b")
_LEFT = linear(rb"\b(?:left|lt)\b")
_RIGHT = linear(rb"\b(?:right|rt)\b")
_AMOUNT = linear(
    rf"^\W*(?:(?:therefore|thus),? )?(?:the )?(?:requested )?({NUMBER})(?: (?:additional|more|further))?"
    r" (?:visits?|sessions?|treatments?|weeks?|days?|months?|tablets?|pills?|injections?|units?)\b".encode()
)
_FIGURE = linear(rf"\b{NUMBER}\b".encode())
_SMALL_STOP = linear(rb"[a-z)]{2}\. ")
# "Nothing shows that it is not necessary".
_TWICE_DENIED = linear(
    rb"\b(?:nothing|nobody|cannot|can not|not|no|never|hardly|disagree\w*|doubt\w*)\b[^.;,]*\bthat\b[^.;,]*"
    rb"\b(?:not|non)\b"
)


class Decided(NamedTuple):
    """What a rationale decides on one treatment, and where; null where no plain sentence does.

    `contradicted`: another sentence decides otherwise, or takes something back.
    """

    decision: Decision | None
    span: Span
    contradicted: bool


def decision_on(clean: CleanText, rationale: Span, treatment: Span, others: Sequence[Span] = ()) -> Decided | None:
    """What a rationale says of a treatment in the reviewer's own words; null where no sentence decides.

    `others`: the treatments with which it shares the rationale. A sentence that names one of them alone decides nothing
    on this one; a sentence that names none decides on all.
    """
    lower = clean.lower
    mine = _telling(lower, treatment)
    named = [_telling(lower, other) for other in others]
    theirs = frozenset().union(*named) - mine
    only_mine = mine.difference(*named)
    plain: list[tuple[Decision, Span]] = []
    blurred: list[Span] = []
    parts = sentences(clean, Span(max(rationale.start, rationale.end - _LONGEST), rationale.end))
    taken_back = False
    for sentence in parts:
        everything = necessity_said(lower, sentence)
        said = [(one.decision, one.span) for one in everything if one.decision]
        words = _telling(lower, sentence)
        if not (words & only_mine or not words & theirs):
            continue
        if not said:
            taken_back = taken_back or (bool(plain) and _takes_back(lower[slice(*sentence)], plain[-1][0]))
            continue
        decision, place = said[-1]
        own = _after_stop(lower, Span(sentence.start, place.end), sentence.end)
        inside = necessity_said(lower, own) if own != sentence else everything
        decided = {one.decision for one in (*inside, *everything) if one.decision}
        if decided == {decision} and _is_plain(lower, own, decision, inside, treatment, others):
            plain.append((decision, place))
        else:
            blurred.append(place)
    if not plain:
        return Decided(None, blurred[-1], contradicted=True) if blurred else None
    decision, place = plain[-1]
    odd = bool(blurred) or taken_back or any(one != decision for one, _ in plain)
    return Decided(decision, place, contradicted=odd or _closes_otherwise(clean, rationale, parts, decision, theirs))


def _takes_back(words: bytes, decision: Decision) -> bool:
    """Whether a sentence that decides nothing takes back the decision before it; to differ with others does not."""
    if decision == "overturned":
        return _YES_TAKEN_BACK.search(words) is not None and _OF_REVIEW.search(words) is None
    return _NO_TAKEN_BACK.search(words) is not None and _OF_PRESCRIBER.search(words) is None


def _closes_otherwise(
    clean: CleanText, rationale: Span, parts: Sequence[Span], decision: Decision, theirs: frozenset[bytes]
) -> bool:
    """Whether the closing sentence decides otherwise, and not on another of the treatments."""
    closing = closing_decision(clean, rationale)
    if closing is None or closing[0] == decision:
        return False
    sentence = next((part for part in parts if part.start <= closing[1].start < part.end), closing[1])
    return not _telling(clean.lower, sentence) & theirs


def _after_stop(lower: bytes, before: Span, end: int) -> Span:
    """A sentence without what a full stop before a small letter parts from it: "No gain. norco is necessary"."""
    stop = max((match.end() for match in _SMALL_STOP.finditer(lower, *before)), default=before.start)
    return Span(stop, end)


def _is_plain(
    lower: bytes,
    sentence: Span,
    decision: Decision,
    said: Sequence[Closing],
    treatment: Span,
    others: Sequence[Span],
) -> bool:
    """Whether a sentence says its decision alone, on the whole of a treatment."""
    if not said or _EXCEPTS.search(lower[slice(*sentence)]):
        return False
    if decision == "overturned":
        return grants_all(lower, sentence, [one.span for one in said], treatment, others)
    before, behind = lower[sentence.start : said[-1].span.end], lower[said[-1].span.end : sentence.end]
    views = _TWICE_DENIED.search(before) or _ANOTHERS_VIEW.search(before) or _ANOTHERS_BEHIND.search(behind)
    return not views and not _denies_part(before, lower[slice(*treatment)])


def _denies_part(subject: bytes, asked: bytes) -> bool:
    """Whether a no is said of one of two sides, or of another amount than was asked."""
    clause = subject.rpartition(b",")[2]
    if _LIMITS.search(clause):
        return True
    if _LEFT.search(asked) and _RIGHT.search(asked) and bool(_LEFT.search(subject)) != bool(_RIGHT.search(subject)):
        return True
    figures = {number(match.group()) for match in _FIGURE.finditer(asked)}
    # "2 times a week for 6 weeks" is twelve visits.
    totals = figures | {one * other for one, other in combinations(figures, 2)}
    amount = _AMOUNT.search(clause)
    return amount is not None and number(amount.group(1)) not in totals


def _telling(lower: bytes, span: Span) -> frozenset[bytes]:
    """The words of a span that may tell one treatment from another, in the singular."""
    return frozenset(match.group().rstrip(b"s") for match in _WORD.finditer(lower, *span)) - _COMMON
