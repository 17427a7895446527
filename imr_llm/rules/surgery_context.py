"""What an operation makes of a treatment: open or through the scope, and what is asked for only along with it."""

from typing import cast

from imr_llm.letter.model import Span
from imr_llm.record.codes import Category
from imr_llm.rules.issue import IssueText
from imr_llm.rules.rule import Match, linear
from imr_llm.rules.treatments import Classified, Kind, Named

_ADJUNCT = Kind("surgery", "adjunct_surgical")
_ARTHROSCOPIC = Kind("surgery", "arthroscopic")
_OPEN = Kind("surgery", "non_arthroscopic")
_SURGICAL_CONSULT = Kind("surgery", "surgical_consult")
# From this rank on, an operation is named by the mere word ("surgical", "procedure").
_SAYS_LITTLE = 38

# "Associated surgical service" is the Division's own heading for what is asked for along with an operation.
_BEFORE_SURGERY = linear(rb"associated surgical|\b(?:pre|peri|intra)[ -]{0,3}(?:op\b|oper|surg)|\bsurgical clearance")
_AFTER_SURGERY = linear(rb"\bpost[ -]{0,3}(?:op\b|oper|surg)|\bafter surgery|\bfollowing surgery")
_GOES_WITH_SURGERY: frozenset[Category] = frozenset(
    {"diagnostic_testing", "dmepos", "evaluation_management", "other", "injection", "programs"}
)
_ARTHROSCOPE = linear(rb"art?h?roscop|arthoscop")
_OPENED = linear(rb"\b(?:mini[ -])?open\b")
# What makes a device part of an operation: the rationale ties it to one.
_TIED_TO_SURGERY = linear(
    rb"\b(?:since|as|because|given that) (?:the )?(?:\w+ ){0,6}"
    rb"(?:surger(?:y|ies)|surgical \w+|procedure|operation|arthroscop\w+|fusion) "
    rb"(?:\w+ ){0,4}(?:is|are|was|were|has|have)\b"
    rb"|\b(?:associated|requested|proposed|authorized|approved|certified|primary|concurrent|upcoming|scheduled) "
    rb"(?:\w+ ){0,2}(?:surg|operati)"
)
_NO_SURGERY = linear(rb"\b(?:no|not|without|any|lacks?|absence|unless|if)\b")
_SPEAKS_OF_SURGERY = linear(rb"post[ -]?op|pre[ -]?op|peri[ -]?op|surg|operati")
_SURGICAL_HEADING = linear(
    rb"(?:^|\n)[^\n]*\b(?:\w*arthroscop\w*|\w+ectom(?:y|ies)|\w+plasty|\w+otom(?:y|ies)|surgery|fusion|\w+ repair"
    rb"|(?:tunnel|finger|pulley|tendon) release|orif|open reduction|(?:knee|hip|shoulder|disc) replacement|acdf"
    rb"|reconstruction|hardware removal|removal of hardware)\b[^\n]*[:;.-][ \n]?(?:upheld|overturned)"
)
_SURGEON_LIKE = linear(rb"\borthop|\bhand specialist|\bspine specialist|\bspinal specialist|\bspine (?:consult|eval)")
_FOR_SURGERY = linear(
    rb"surgical consult|referral for surg|surgical consideration|surgical evaluation|surgical referral|surgeon"
)


def operation(issue: IssueText, best: Named) -> Classified:
    """An operation: through the scope if it says so anywhere, openly if it says that."""
    lower, span = issue.clean.lower, issue.treatment
    if best.kind in (_OPEN, _ARTHROSCOPIC):
        if scope := _ARTHROSCOPE.search(lower, *span):
            return Classified(_ARTHROSCOPIC, (best.span, Span(*scope.span())))
        if best.kind == _ARTHROSCOPIC and (opened := _OPENED.search(lower, *span)):
            return Classified(_OPEN, (best.span, Span(*opened.span())))
    before = _BEFORE_SURGERY.search(lower, *span)
    if before and (best.kind == _SURGICAL_CONSULT or best.rank >= _SAYS_LITTLE):
        return Classified(_ADJUNCT, (best.span, Span(*before.span())))
    return Classified(best.kind, (best.span,))


def with_surgery(issue: IssueText, best: Named) -> Classified | None:
    """Whether something is asked for only because of an operation: tests before it, devices after it."""
    lower, span, kind = issue.clean.lower, issue.treatment, best.kind
    if kind.category not in _GOES_WITH_SURGERY or kind.subcategory == "dental":
        return None
    mark = _BEFORE_SURGERY.search(lower, *span)
    if mark is None and kind.category == "dmepos":
        mark = _AFTER_SURGERY.search(lower, *span)
    if mark:
        return Classified(_ADJUNCT, (best.span, Span(*mark.span())))
    rationale = issue.section.rationale
    if rationale is None:
        return None
    if kind.subcategory == "medical_specialties":
        if _SURGEON_LIKE.search(lower, *span) and (match := _FOR_SURGERY.search(lower, *rationale)):
            return Classified(_SURGICAL_CONSULT, (best.span, Span(*match.span())))
        return None
    if kind.category != "dmepos" and kind.subcategory not in ("lab_pathology", "other_diagnostic"):
        return None
    tie = _tie(lower, rationale) if kind.category == "dmepos" else None
    if tie is None and (match := _SPEAKS_OF_SURGERY.search(lower, *rationale)) and _SURGICAL_HEADING.search(lower):
        tie = match
    return Classified(_ADJUNCT, (best.span, Span(*tie.span()))) if tie else None


def _tie(lower: bytes, rationale: Span) -> Match | None:
    """Words of a rationale that tie what is asked for to an operation, unless they say that there is none."""
    for match in _TIED_TO_SURGERY.finditer(lower, *rationale):
        if not _NO_SURGERY.search(lower, max(rationale.start, match.start() - 40), match.start()):
            return cast(Match, match)
    return None
