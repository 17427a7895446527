"""What an operation makes of a treatment: open or through the scope, and what is asked for only along with it."""

from collections.abc import Sequence
from itertools import islice
from typing import cast

from imr_llm.record.codes import Category, Region, Side
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.regions import sided_regions
from imr_llm.rules.treatment.treatments import TREATMENTS, Classified, Kind, Named
from imr_llm.text.patterns import Match, linear
from imr_llm.text.spans import Span

_ADJUNCT = Kind("surgery", "adjunct_surgical")
_ARTHROSCOPIC = Kind("surgery", "arthroscopic")
_OPEN = Kind("surgery", "non_arthroscopic")
_OPERATIONS = frozenset({_ARTHROSCOPIC, _OPEN, Kind("surgery", "spine")})
_SPINE: frozenset[Region] = frozenset({"neck", "upper_back", "low_back"})
_SURGICAL_CONSULT = Kind("surgery", "surgical_consult")
# From this rank on, an operation is named by the mere word ("surgical", "procedure").
_SAYS_LITTLE = 38
# So many operations of a letter are looked at for what goes with them.
_MOST = 8

# "Associated surgical service" is the Division's own heading for what is asked for along with an operation.
_BEFORE_SURGERY = linear(rb"associated surgical|\b(?:pre|peri|intra)[ -]{0,3}(?:op\b|oper|surg)|\bsurgical clearance")
_CLEARANCE = linear(rb"\bclear(?:ance|ed)\b")
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
_SPEAKS_OF_SURGERY = linear(
    rb"post[ -]?op|pre[ -]?op|peri[ -]?op|surg|operati"
    rb"|\b(?:primary|proposed|requested|planned|main|underlying) procedure\b"
)
# Devices that heal or protect what was operated on. Others beside an operation need words that tie them to it.
_MOSTLY_AFTER_SURGERY = linear(
    rb"cold|cryo|\bice\b|polar care|game ?ready|vascutherm|passive motion|\bcpm\b|sling|immobili[sz]er|pillow|crutch"
    rb"|walker|scooter|\bcane\b|commode|toilet|shower|reacher|brace|bracing|orthosis|\bl?so\b|\btlso\b|\bafo\b|collar"
    rb"|corset|splint|boot|bone (?:growth )?stim|osteogen|compression|\bdvt\b|\bscd\b|hospital bed|wheelchair|dressing"
    rb"|wound|surgi"
)
_SURGEON_LIKE = linear(rb"\borthop|\bhand specialist|\bspine specialist|\bspinal specialist|\bspine (?:consult|eval)")
_FOR_SURGERY = linear(
    rb"surgical consult|referral for surg|surgical consideration|surgical evaluation|surgical referral|surgeon"
)


def operations_among(lower: bytes, treatments: Sequence[Span]) -> tuple[Span, ...]:
    """The first few of a letter's treatments that are operations."""
    found = (span for span in treatments if _is_operation(TREATMENTS.find(lower, span)))
    return tuple(islice(found, _MOST)) if len(treatments) > 1 else ()


def _is_operation(named: Named | None) -> bool:
    return named is not None and named.kind in _OPERATIONS and named.rank < _SAYS_LITTLE


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
    if kind.category not in _GOES_WITH_SURGERY:
        return None
    cleared = _CLEARANCE.search(lower, *span)
    mark = _BEFORE_SURGERY.search(lower, *span)
    if kind.subcategory == "dental":
        mark = mark and cleared
    elif mark is None and kind.category == "dmepos":
        mark = _AFTER_SURGERY.search(lower, *span)
    elif mark is None and kind.subcategory == "medical_specialties" and _is_beside_operation(issue):
        mark = cleared
    if mark:
        return Classified(_ADJUNCT, (best.span, Span(*mark.span())))
    return _by_rationale(issue, best)


def _by_rationale(issue: IssueText, best: Named) -> Classified | None:
    """What goes with an operation by the words of its rationale, or by standing beside one."""
    lower, span, kind, rationale = issue.clean.lower, issue.treatment, best.kind, issue.section.rationale
    if rationale is None:
        return None
    if kind.subcategory == "medical_specialties":
        if _SURGEON_LIKE.search(lower, *span) and (match := _FOR_SURGERY.search(lower, *rationale)):
            return Classified(_SURGICAL_CONSULT, (best.span, Span(*match.span())))
        return None
    if kind.category != "dmepos" and kind.subcategory not in ("lab_pathology", "other_diagnostic"):
        return None
    tie = _tie(lower, rationale) if kind.category == "dmepos" else None
    if tie is None and _is_beside_operation(issue):
        tie = _SPEAKS_OF_SURGERY.search(lower, *rationale)
        if tie is None and kind.category == "dmepos":
            tie = _MOSTLY_AFTER_SURGERY.search(lower, *span)
    return Classified(_ADJUNCT, (best.span, Span(*tie.span()))) if tie else None


def _is_beside_operation(issue: IssueText) -> bool:
    """Whether another issue of the letter asks for an operation that this one may go with."""
    lower = issue.clean.lower
    asked = sided_regions(lower, issue.treatment) if issue.operations else {}
    return any(_may_go_together(asked, sided_regions(lower, span)) for span in issue.operations)


def _may_go_together(asked: dict[Region, Side | None], operated: dict[Region, Side | None]) -> bool:
    """Whether neither side nor part speaks against it: a left splint does not go with an operation on the right."""
    mine, theirs = ({side for side in regions.values() if side} for regions in (asked, operated))
    if mine and theirs and "both" not in mine | theirs and mine.isdisjoint(theirs):
        return False
    return not asked or not operated or bool({*asked} & {*operated} or {*asked, *operated} <= _SPINE)


def _tie(lower: bytes, rationale: Span) -> Match | None:
    """Words of a rationale that tie what is asked for to an operation, unless they say that there is none."""
    for match in _TIED_TO_SURGERY.finditer(lower, *rationale):
        if not _NO_SURGERY.search(lower, max(rationale.start, match.start() - 40), match.start()):
            return cast(Match, match)
    return None
