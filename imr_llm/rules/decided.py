"""The decision of a form that states it in its rationale alone, on one treatment or several that share the rationale.

Nothing else of the letter could contradict a misreading here. So only a plain sentence decides: one that limits its
words ("but only for six visits"), excepts something, asks, or says both, makes the decision a doubt.
"""

from collections.abc import Sequence
from typing import NamedTuple

from imr_llm.letter.model import CleanText, Span
from imr_llm.record.codes import Decision
from imr_llm.rules.closings import necessity_said
from imr_llm.rules.numbers import NUMBER, number
from imr_llm.rules.rule import linear
from imr_llm.rules.sentences import sentences

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
# What makes a yes less than a yes, anywhere in its sentence, and behind it.
_LIMITS = linear(
    rf"\b(?:half|most|some|part|portion|{NUMBER}) of\b|\bin part\b|\bpart(?:ly|ial\w*)\b"
    r"|\b(?:reduced|shorter|shortened|smaller|fewer|lesser)\b|\b(?:modified|lower) (?:request|course|amount|dose)"
    r"|\bonly (?:for|if|when|to)\b|\b(?:limited to|up to|at most|no more than)\b".encode()
)
_LIMITS_BEHIND = linear(
    rb"\bonly\b|\bbut\b|\b(?:is|are|was|were) not\b|\bno longer\b|\bany ?more\b|^,? in (?:19|20)\d\d\b"
)
_AMOUNT = linear(
    rf"\b({NUMBER})(?: (?:additional|more|further))? (?:visits?|sessions?|treatments?|weeks?|days?|months?|tablets?"
    r"|pills?|injections?|units?)\b".encode()
)
_FIGURE = linear(NUMBER.encode())
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
    for sentence in sentences(clean, Span(max(rationale.start, rationale.end - _LONGEST), rationale.end)):
        said = [(one.decision, one.span) for one in necessity_said(lower, sentence) if one.decision]
        words = _telling(lower, sentence) if said else frozenset()
        if not said or not (words & only_mine or not words & theirs):
            continue
        decision, place = said[-1]
        own = _after_stop(lower, Span(sentence.start, place.end), sentence.end)
        alone = {one.decision for one in necessity_said(lower, own)} if own != sentence else {decision}
        if (
            alone != {decision}
            or {one for one, _ in said} != {decision}
            or _is_blurred(lower, own, decision, place, treatment)
        ):
            blurred.append(place)
        elif decision:
            plain.append((decision, place))
    if not plain:
        return Decided(None, blurred[-1], contradicted=True) if blurred else None
    decision, place = plain[-1]
    return Decided(decision, place, contradicted=bool(blurred) or any(one != decision for one, _ in plain))


def _after_stop(lower: bytes, before: Span, end: int) -> Span:
    """A sentence without what a full stop before a small letter parts from it: "No gain. norco is necessary"."""
    stop = max((match.end() for match in _SMALL_STOP.finditer(lower, *before)), default=before.start)
    return Span(stop, end)


def _is_blurred(lower: bytes, sentence: Span, decision: Decision | None, place: Span, treatment: Span) -> bool:
    """Whether a sentence says less, or other, than its decision alone."""
    words = lower[slice(*sentence)]
    if _EXCEPTS.search(words):
        return True
    before, behind = lower[sentence.start : place.end], lower[place.end : sentence.end]
    if decision == "upheld":
        return _TWICE_DENIED.search(before) is not None
    if _LIMITS.search(words) or _LIMITS_BEHIND.search(behind):
        return True
    asked = {number(match.group()) for match in _FIGURE.finditer(lower, *treatment)}
    clause = before.rpartition(b",")[2] + behind
    return any(number(match.group(1)) not in asked for match in _AMOUNT.finditer(clause))


def _telling(lower: bytes, span: Span) -> frozenset[bytes]:
    """The words of a span that may tell one treatment from another, in the singular."""
    return frozenset(match.group().rstrip(b"s") for match in _WORD.finditer(lower, *span)) - _COMMON
