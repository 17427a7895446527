"""The date of the utilization review, as the narrative tells it.

What a date of the narrative dates is told by the words of its own sentence before and after it, so the dates are found
first and the patterns look at those words alone.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal, NamedTuple

from imr_llm.letter.model import CleanText, SectionedLetter
from imr_llm.record.facts import Case
from imr_llm.rules.text.narrative import case_summary, words_before
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.dates import DatedSpan, find_dates
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentence_end, sentence_start
from imr_llm.text.spans import Span

# How far from a date its sentence is looked at, in characters.
_BEFORE, _AFTER = 150, 200

_REVIEW = (
    r"\b(?:utilization[ -]review(?:er)?(?: ?\(ur\)| physician)?"
    r"|ur\b(?: ?\(utilization review(?: board)?\)| physician| reviewer)?)"
)
_PAPER = r"(?: (?:report|determination|decision|letter|form|denial|documentation|notice|response|appeal))"
_REFUSED = (
    r"(?:non-? ?certif\w+|not certified|denied|den(?:ial|ies)|modif\w+|partially \w+|certified|failed to approve)"
)
# Words before a date that plainly make it the review's, the surest first. Each ends where the date begins.
_TOLD_BEFORE = tuple(
    linear(pattern.encode())
    for pattern in (
        # As in "a utilization review report dated", "The UR report of", "the original utilization review (".
        rf"{_REVIEW}{_PAPER}{{0,2}},?(?: with an? (?:decision )?date of| dated| on| of| from| issued on"
        rf"| completed on)? ?\(?$|"
        # As in "A Utilization Review letter is dated", "The review determination being challenged is dated".
        rf"{_REVIEW}{_PAPER}{{1,2}}(?: \w+){{0,3}} (?:is|was) dated $|"
        # As in "noncertified by Utilization Review on", "The UR (review board) denied certification on".
        rf"{_REVIEW}(?: {_REFUSED}[^.;]{{0,60}})? on $",
        # As in "A prior determination dated", "The previous denial for the requests below was on".
        r"\b(?:prior|previous|original|initial|adverse|first)(?: utilization)? (?:denial|determination|review|decision)"
        r"(?: for [^.;]{0,60}?)?(?: was| were| is)?(?: made| issued| completed)?(?: dated| on| of| from)? ?\(?$|"
        r"\bdenial(?: letter| notice)?(?: dated| on| of| from) $|"
        r"\bclaims administrator's (?:physician )?(?:reviewer's )?(?:determination|decision|denial|review"
        r"|letter)(?: dated"
        r"| on| of| from) $|"
        # As in "was non-certified on 7/31/14", "had been previously denied on".
        r"\b(?:was|were|been|previously) (?:previously )?(?:non-? ?certified|not certified"
        r"|denied)(?: by [^.;,]{0,40})? on $|"
        r"\b(?:requests?|treatments?|services?|items?)\b[^.;]{0,60} (?:was|were|been) (?:previously )?modified on $",
    )
)
# Words after a date that opens its sentence or clause: "On 12-16-2016, Utilization Review non-certified the request".
_TOLD_AFTER = tuple(
    linear(pattern.encode())
    for pattern in (
        rf"^\)?,? (?:the |an? )?(?:original |prior )?(?:{_REVIEW}(?: report)?[ ,]"
        rf"|claims administrator(?:'s (?:physician )?reviewer)? (?:{_REFUSED}|found [^.]{{0,120}}?not medically ?neces"
        rf"sary))|"
        rf"^,? (?:the |an? )?[^.]{{0,180}}?{_REFUSED}(?: \w+){{0,2}} by (?:the )?{_REVIEW}\b",
    )
)
# One of these stands near every date that the patterns accept; it is looked for first.
_REVIEW_WORDS = (
    b"utilization",
    b"ur ",
    b"determination",
    b"certif",
    b"denied",
    b"denial",
    b"prior",
    b"modified",
    b"claims administrator",
)
_OPENS = linear(rb"(?:^|[.;,] ?|\bon |\bin an? (?:letter|notice|report|decision)(?: dated| of) )\(?$")
# "The 7/15/14 determination was non-certified"; "The request was reviewed 12-8-2016 and non-certified".
_ATTRIBUTE = linear(
    (rf"^ (?:{_REVIEW}|determination (?:was|{_REFUSED})|denial)|^,? and (?:was |were )?{_REFUSED}").encode()
)
_ATTRIBUTED = linear(rb"\b(?:the|a|requests? (?:was|were) reviewed(?: on)?) $")
# "On 12-1-2016 a request was received that was non-certified by utilization review": the day of receipt.
_RECEIVED = linear(rb"\b(?:received|submitted)\b")
# Another decision, or a paper that the review looked at.
_NOT_THIS = linear(
    rb"\bimr\b|independent medical review|reviewed by (?:the )?(?:utilization review|ur)\b[^.;]{0,12}dated"
)


# What a review decided, by the words around its date: "non-certified" is looked for before "certified".
_REFUSES = linear(
    rb"\bnon-? ?certif|\bnot (?:been )?(?:certified|approved|authorized|medically)|\bden(?:y|ied|ial|ies)|\bmodif"
    rb"|\bpartial|\b(?:failed|declined|refused|did not|unable) (?:to )?(?:approve|certify|authorize)|\badverse|\brefus"
)
_GRANTS = linear(rb"\b(?:approv(?:ed|al|es)|certif(?:ied|ication|ies)|authoriz(?:ed|ation|es)|granted)\b")


class _Told(NamedTuple):
    """A date that the narrative gives as the review's; the lower the rank, the plainer. `decided`: what it decided."""

    rank: int
    dated: DatedSpan
    decided: Literal["refused", "granted", "unsaid"]


def read_utilization_review_date(
    letter: SectionedLetter, case: Case, proofs: Proofs, *, labelled: bool = False
) -> Case:
    """The case with its utilization review date; the front page's wins, and a difference goes to a person.

    `labelled`: the front page has the label, whether or not its value can be read. A review that granted everything is
    not the one under appeal, where the narrative tells of another.
    """
    summary = case_summary(letter)
    told = list(_told(letter.clean, summary)) if summary else []
    pointer, printed = "/case/utilization_review_date", case.utilization_review_date
    appealed = [one for one in told if one.decided != "granted"]
    if printed is not None:
        return _held_against(case, appealed, proofs)
    if not told or labelled:
        return case
    best = min(appealed or told, key=lambda one: one.rank).dated
    proofs.add(pointer, best.span)
    refusals = dict.fromkeys(one.dated.value for one in told if one.decided == "refused")
    if len(refusals) > 1:
        days = ", ".join(map(str, refusals))
        proofs.doubt(pointer, "disputed", f"the case summary tells of refusals on several days: {days}")
    return case.model_copy(update={"utilization_review_date": best.value})


def _held_against(case: Case, told: list[_Told], proofs: Proofs) -> Case:
    """The case as printed, held against what the narrative tells."""
    if told:
        pointer, printed = "/case/utilization_review_date", case.utilization_review_date
        # A narrative may tell of an earlier review too; one that tells the printed date agrees.
        days = [one.dated.value for one in sorted(told, key=lambda one: one.rank)]
        day = printed if printed in days else days[0]
        if proofs.hold_against(pointer, "narrative", printed, day) == "disagree":
            proofs.doubt(pointer, "disputed", f"the front page says {printed}, the case summary says {day}")
    return case


def _told(clean: CleanText, summary: Span) -> Iterator[_Told]:
    """The dates of a case summary that are given as the review's, with how plainly."""
    dates = list(find_dates(clean.lower, summary))
    after = summary.start
    for dated, following in zip_longest(dates, dates[1:]):
        rank = _rank(clean, summary, dated.span)
        if rank is not None:
            bounds = Span(after, following.span.start if following else summary.end)
            yield _Told(rank, dated, _decided(clean, dated.span, bounds))
        after = dated.span.end


def _decided(clean: CleanText, at: Span, bounds: Span) -> Literal["refused", "granted", "unsaid"]:
    """What the review of a date decided, by the words of its sentence that belong to no other date."""
    end = sentence_end(clean, at.end, min(bounds.end, at.end + _AFTER))
    start = sentence_start(clean, at.start, max(bounds.start, at.start - _BEFORE))
    # What stands behind the date tells first: "The request approved before was denied on 1-2-2016".
    for words in (clean.lower[at.end : end], clean.lower[start : at.start]):
        if _REFUSES.search(words):
            return "refused"
        if _GRANTS.search(words):
            return "granted"
    return "unsaid"


def _rank(clean: CleanText, summary: Span, at: Span) -> int | None:
    near = clean.lower[max(summary.start, at.start - _BEFORE) : min(at.end + _AFTER, summary.end)]
    if not any(word in near for word in _REVIEW_WORDS):
        return None
    before = words_before(clean, at.start, summary.start)
    if _NOT_THIS.search(before):
        return None
    for rank, pattern in enumerate(_TOLD_BEFORE):
        if pattern.search(before):
            return 2 * rank
    after = clean.lower[at.end : min(at.end + _AFTER, summary.end)]
    if _OPENS.search(before) and _is_told_after(after):
        return 1
    if _ATTRIBUTED.search(before) and _ATTRIBUTE.search(after):
        return 3
    return None


def _is_told_after(after: bytes) -> bool:
    for pattern in _TOLD_AFTER:
        match = pattern.search(after)
        if match:
            return not _RECEIVED.search(after, 0, match.end())
    return False
