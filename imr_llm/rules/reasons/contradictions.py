"""Where a rationale speaks of another part of the body, or the other side, than the treatment that it decides on.

A plain mistake of fact can be a reason to appeal, so the worker is told to ask about it. Only two places are looked at,
since a rationale may well name other parts: the sentence that gives the decision, and the words for what the records
would have had to warrant ("no discussion of a cervical MRI").
"""

from collections.abc import Iterator

from imr_llm.record.codes import Region, Side
from imr_llm.rules.decision.closing_sentence import closing_decision
from imr_llm.rules.reasons.advice_against import telling_words
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.regions import sided_regions
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# Parts that are parts of one another, or between which pain and nerves run: speaking of one is not speaking of another.
_KIN: tuple[frozenset[Region], ...] = (
    frozenset({"arm", "shoulder", "upper_arm", "elbow", "forearm", "wrist", "hand", "finger"}),
    frozenset({"leg", "pelvis_hip", "thigh", "knee", "lower_leg", "ankle", "foot", "toe"}),
    frozenset({"neck", "arm", "shoulder", "head"}),
    frozenset({"low_back", "leg", "pelvis_hip", "thigh", "groin"}),
    frozenset({"abdomen", "groin", "pelvis_hip"}),
    frozenset({"upper_back", "chest"}),
    frozenset({"head", "face_jaw", "mind"}),
)
_WHOLE: frozenset[Region] = frozenset(
    {"arm", "leg", "wrist", "hand", "finger", "foot", "toe", "ankle", "other", "mind"}
)
_WARRANTS = linear(
    rb"\b(?:(?:discussion|mention|rationale|reason|need) (?:of|for)|warrant|support|justify|substantiate|require) "
    rb"(?:the (?:use|usage) of )?(?:an? |the |his |her )?(?:requested )?([^,;.]{3,70})"
)
_ENDS = linear(rb" (?:in|at|that|which|to|and|but|as|prior|within|because|since|due) ")


def read_contradiction(issue: IssueText) -> str | None:
    """What in the letter is at odds with the heading, in a plain English sentence; proved by both places."""
    lower = issue.clean.lower
    asked = sided_regions(lower, issue.treatment)
    if not asked:
        return None
    for place in _places(issue):
        named = sided_regions(lower, place)
        if named and (_other_part(asked, named) or _other_side(asked, named)):
            issue.prove("contradiction", issue.treatment, place)
            request, reasons = issue.words(issue.treatment), issue.words(place).strip(" .")
            return f"The request is for {request}, but the reasons speak of {reasons}"
    return None


def _places(issue: IssueText) -> Iterator[Span]:
    """The words of the rationale that name what is decided on."""
    rationale = issue.section.rationale
    if rationale is None:
        return
    lower = issue.clean.lower
    asked = telling_words(lower, [issue.treatment])
    for match in _WARRANTS.finditer(lower, *rationale):
        start, end = match.span(1)
        stop = _ENDS.search(lower, start, end)
        place = Span(start, stop.start() if stop else end)
        if telling_words(lower, [place]) & asked:
            yield place
    closing = closing_decision(issue.clean, rationale)
    if closing:
        parts = sentences(issue.clean, rationale)
        yield from (part for part in parts if part.start <= closing[1].start < part.end)


def _other_part(asked: dict[Region, Side | None], named: dict[Region, Side | None]) -> bool:
    """Whether two texts name parts of the body of which none is, or is near, one of the other's."""
    if set(asked) & set(named) or {"other", "mind"} & (set(asked) | set(named)):
        return False
    return not any(_near(one, other) for one in asked for other in named)


def _near(one: Region, other: Region) -> bool:
    """Whether two parts may be meant by each other's words; of the joints of one limb, none by another's."""
    together = any({one, other} <= kin for kin in _KIN)
    return together and (one in _WHOLE or other in _WHOLE or not {one, other} <= _JOINTS)


_JOINTS: frozenset[Region] = frozenset({"shoulder", "elbow", "wrist", "knee", "ankle", "pelvis_hip"})


def _other_side(asked: dict[Region, Side | None], named: dict[Region, Side | None]) -> bool:
    """Whether a part is named on the left in one text and on the right in the other."""
    return any({asked[part], named.get(part)} == {"left", "right"} for part in asked)
