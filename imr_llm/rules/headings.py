"""The heading of an issue: what was asked for, what was allowed, what was disputed, and the decision word.

"X was the original request. Y was authorized by the Claims Administrator. The remaining IMR eligible portion of the
original request, Z is: Upheld": the worker keeps Y, and only Z was decided.
"""

from dataclasses import dataclass

from imr_llm.letter.forms.heading import trimmed
from imr_llm.letter.model import CleanText, IssueSection, Span
from imr_llm.record.codes import Decision
from imr_llm.rules.rule import linear

# The decision is the last word of the heading; a colon before it is the last colon.
_DECISION = linear(rb"(?:(?:\b(?:is|are) ?)?[:;.,-]+|\b(?:is|are)\b|\n|\*)?[ \n]*\b(upheld|overturned)[ .*]*$")
_DECISION_WORD = linear(rb"[:;-] ?(?:upheld|overturned)\b")
_ORIGINAL = linear(rb" ?,? (?:was|were|is) the original request ?[.:,]")
_LEFT = linear(
    rb"(?:the )?remaining imr[ -]eligible portion of the original request ?,? |"
    rb"(?:the )?remaining imr[ -]eligible portion(?: of the request)? ?(?:,|is ?:) ?|"
    rb"\. ?the original request ?, "
)
_AUTHORIZED_BEFORE = linear(rb" ?,? (?:was|were|is) (?:authorized|approved|certified) by the claims administrator ?\.")
_AUTHORIZED_AFTER = linear(
    rb"the claims administrator (?:authorized|approved|certified) ([^\n]+?) ?,? leaving the original request"
)
_ELIGIBLE = linear(rb"leaving the original request imr[ -]eligible ?\. ?")
_RETROSPECTIVE = linear(
    rb"\bretro(?:spective(?:ly)?)?\b|\b(?:dos|date\(?s?\)? of service)\b"
    rb"|\b(?:received|performed|rendered|provided|administered|dispensed|completed|given) (?:on|between|from) \(?\d"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The parts of a heading; `decision_word` and the parts of a split request are null where they are not there."""

    treatment: Span
    decision: Decision | None
    decision_word: Span | None
    original_request: Span | None
    authorized_portion: Span | None
    retrospective: Span | None
    decision_words: int


def read_heading(clean: CleanText, section: IssueSection) -> Heading:
    """Take a heading apart at its last decision word."""
    lower, span = clean.lower, section.heading
    # An anchor matches at the ends of what is searched, not of a range of it: hence the slice.
    match = _DECISION.search(lower[span.start : span.end])
    decision: Decision | None = None
    word = None
    body = span
    if match:
        decision = "upheld" if match.group(1) == b"upheld" else "overturned"
        word = Span(span.start + match.start(1), span.start + match.end(1))
        body = trimmed(clean.text, span.start, span.start + match.start())
    treatment, original, authorized = _split(clean, body)
    retrospective = _RETROSPECTIVE.search(lower, *body)
    return Heading(
        treatment=_tidy(clean, treatment),
        decision=decision,
        decision_word=word,
        original_request=original,
        authorized_portion=authorized,
        retrospective=Span(*retrospective.span()) if retrospective else None,
        decision_words=sum(1 for _ in _DECISION_WORD.finditer(lower, *span)),
    )


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
    """A treatment without the verb and punctuation that led to the decision word."""
    start, end = span
    while end > start and clean.plain[end - 1 : end] in (b" ", b",", b";", b":", b"."):
        end -= 1
    if clean.lower[start:end].endswith((b" is", b" are")):
        end = clean.plain.rindex(b" ", start, end)
    return Span(start, end)
