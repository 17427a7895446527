"""The heading of an issue: what was asked for, what was allowed, what was disputed, and the decision.

"X was the original request. Y was authorized by the Claims Administrator. The remaining IMR eligible portion of the
original request, Z is: Upheld": the worker keeps Y, and only Z was decided.
"""

from dataclasses import dataclass

from imr_llm.letter.forms import decision_word
from imr_llm.letter.forms.decision_word import DecisionWord
from imr_llm.letter.forms.heading import trimmed
from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.record.codes import Decision
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_ALLOWED = rb"(?:authorized|approved|certified|allowed|modified)"
_WHO = rb"(?:the )?(?:claims administrator|utilization review|ur\b|insurer|carrier)"
_ORIGINAL = linear(
    rb" ?,? (?:was|were|is) (?:the original(?:ly)? request(?:ed)?|originally requested|requested) ?[.:,]"
)
_LEFT = linear(
    rb"(?:the )?remaining (?:imr[ -]?eligible )?portion(?: of the (?:original )?request)?(?: (?:at|in) dispute)? ?"
    rb"(?:,|is ?:|\bis\b)? ?|"
    rb"\. ?the original request ?, "
)
_AUTHORIZED_BEFORE = linear(rb" ?,? (?:was|were|is) " + _ALLOWED + rb"(?: by " + _WHO + rb")? ?\.")
_AUTHORIZED_AFTER = linear(_WHO + rb" " + _ALLOWED + rb" ([^\n]+?) ?,? leaving the original request")
_ELIGIBLE = linear(rb"leaving the original request imr[ -]?eligible ?\. ?")
# Any of these says that the request was split, whatever the rest of the wording.
_SPLIT = linear(rb"original(?:ly)? request|remaining (?:imr|portion)|imr[ -]?eligible|" + _ALLOWED + rb" by " + _WHO)
_ENUMERATOR = linear(rb"^(?:\(?\d{1,2}[.)]|#\d{1,2}[.):]) +")
# What a sentence says before it names the treatment: "1) MAXIMUS Federal Services, Inc. has determined the request for"
_LED = linear(
    rb"^(?:\(?\d{1,2}[.)]|#?\d{1,2}[.):])? *(?:maximus(?: federal services)?,?(?: inc\.?,?)? (?:has )?determined (?:th"
    rb"at )?)?"
    rb"(?:regarding |(?:the issue )?at dispute (?:is|are):? |(?:the )?(?:question|issue) is |(?:is|are|was"
    rb"|were) )?(?:whether )?"
    rb"(?:the )?(?:medical necessity (?:of|for) )?(?:the )?(?:requests? (?:for|of) |requested )?"
)
# A heading that asks for the decision or leaves it open.
_ASKED = linear(rb",? (?:(?:is|are|was|were) )?(?:not )?medically ?necessary(?: ?(?:and|or) ?appropriate)?\W*$")
_RETROSPECTIVE = linear(
    rb"\bretro(?:spective(?:ly)?)?\b|\b(?:dos|date\(?s?\)? of service)\b"
    rb"|\b(?:received|performed|rendered|provided|administered|dispensed|completed|given) (?:on|between|from) \(?\d"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts of a heading, null where they are not there.

    `decision` is null also where the word is there and something takes its plain meaning away. `decision_words` counts
    them all. `is_split`: the heading speaks of a split request, in words that may be unknown.
    """

    treatment: Span
    decision: Decision | None
    decision_word: DecisionWord | None
    original_request: Span | None
    authorized_portion: Span | None
    retrospective: Span | None
    decision_words: int
    is_split: bool


def read_heading(clean: CleanText, section: IssueSection) -> Heading:
    """Take a heading apart at its last decision word."""
    lower, span = clean.lower, section.heading
    word = decision_word.at_end(lower, span)
    if word is None and section.decided_by != "word":
        word = decision_word.in_sentence(lower, span) if section.decided_by == "sentence" else None
        span = _request(clean, span)
    body = trimmed(clean.text, span.start, word.lead) if word else span
    treatment, original, authorized = _split(clean, body)
    retrospective = _RETROSPECTIVE.search(lower, *body)
    return Heading(
        treatment=_tidy(clean, treatment),
        decision=word.decision if word and word.clear else None,
        decision_word=word,
        original_request=original,
        authorized_portion=authorized,
        retrospective=Span(*retrospective.span()) if retrospective else None,
        decision_words=decision_word.count(lower, span),
        is_split=_SPLIT.search(lower, *body) is not None,
    )


def _request(clean: CleanText, span: Span) -> Span:
    """A sentence without the words that lead to the treatment, and without a decision that it only asks for."""
    led = _LED.search(clean.lower[slice(*span)])
    start = span.start + (led.end() if led else 0)
    asked = _ASKED.search(clean.lower[start : span.end])
    return Span(start, start + asked.start() if asked else span.end)


def _split(clean: CleanText, body: Span) -> tuple[Span, Span | None, Span | None]:
    """Disputed treatment, original request and authorized portion of a heading without its decision word."""
    asked = _ORIGINAL.search(clean.lower, *body)
    left = max(_LEFT.finditer(clean.lower, *body), key=lambda match: match.start(), default=None)
    if asked is None and left is None:
        return body, None, None
    disputed = Span(left.end(), body.end) if left else body
    if asked:
        original: Span | None = trimmed(clean.text, body.start, asked.start())
        begin = asked.end()
    else:
        # "The Claims Administrator authorized an Evaluation only ..., leaving the original request IMR eligible. The
        # original request, Z is": what was asked for is what is still disputed.
        original, begin = (disputed if _ELIGIBLE.search(clean.lower, *body) else None), body.start
    return disputed, original, _authorized(clean, Span(begin, left.start() if left else body.end))


def _authorized(clean: CleanText, span: Span) -> Span | None:
    match = _AUTHORIZED_BEFORE.search(clean.lower, *span)
    if match:
        return trimmed(clean.text, span.start, match.start())
    match = _AUTHORIZED_AFTER.search(clean.lower, *span)
    if match:
        return Span(*match.span(1))
    return None


def _tidy(clean: CleanText, span: Span) -> Span:
    """A treatment without the number before it, and the verb and punctuation that led to the decision word."""
    start, end = span
    number = _ENUMERATOR.search(clean.lower[start:end])
    start += number.end() if number else 0
    while end > start and clean.plain[end - 1 : end] in (b" ", b",", b";", b":", b"."):
        end -= 1
    if clean.lower[start:end].endswith((b" is", b" are")):
        end = clean.plain.rindex(b" ", start, end)
    return Span(start, end)
