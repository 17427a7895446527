"""The narrative: its parts, its sentences, and the utilization review date that it tells.

What a date of the narrative dates is told by the words of its own sentence before and after it, so the dates are found
first and the patterns look at those words alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from imr_llm.letter.model import CleanText, SectionedLetter, Span
from imr_llm.record.facts import Case
from imr_llm.rules.dates import DatedSpan, find_dates
from imr_llm.rules.proofs import Proofs
from imr_llm.rules.rule import linear

# Every case summary opens with the same sentence, which says nothing of the case.
_STANDING = linear(rb"case summary based on[^:\n]{0,120}: ?\n?")
# A full stop without a blank after it ends a sentence where a capital follows a small letter ("of the same.On").
_END = linear(rb"[.?!][\"')\]]*(?: |\n)|[a-z0-9)\"][.?!][A-Z]")
_ABBREVIATIONS = (b"dr", b"mr", b"mrs", b"ms", b"vs", b"e.g", b"i.e", b"approx", b"st", b"jr")
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
        rf"|claims administrator(?:'s (?:physician )?reviewer)? {_REFUSED})|"
        rf"^,? (?:the |an? )?[^.]{{0,180}}?{_REFUSED}(?: \w+){{0,2}} by (?:the )?{_REVIEW}\b",
    )
)
# One of these stands near every date that the patterns accept; it is looked for first.
_REVIEW_WORDS = (b"utilization", b"ur ", b"determination", b"certif", b"denied", b"denial", b"prior", b"modified")
_OPENS = linear(rb"(?:^|[.;,] ?|\bon )\(?$")
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


class _Told(NamedTuple):
    """A date that the narrative gives as the review's; the lower the rank, the plainer."""

    rank: int
    dated: DatedSpan


def case_summary(letter: SectionedLetter) -> Span | None:
    """The words of the clinical case summary, without the standing sentence before them."""
    span = letter.sections.case_summary
    if span is None:
        return None
    opening = _STANDING.search(letter.clean.lower, span.start, min(span.start + 200, span.end))
    return Span(opening.end() if opening else span.start, span.end)


def rationales(letter: SectionedLetter) -> Iterator[Span]:
    """The rationales, in the order of the issues."""
    for issue in letter.sections.issues:
        if issue.rationale:
            yield issue.rationale


def sentence_end(clean: CleanText, start: int, limit: int) -> int:
    """Where the sentence that `start` stands in ends, before its full stop; the limit at the latest."""
    for match in _END.finditer(clean.plain, start, limit):
        found: int = match.start()
        if clean.plain[found : found + 1].isalnum() or clean.plain[found : found + 1] in b')"':
            found += 1
        word = clean.lower[max(start, found - 8) : found].rpartition(b" ")[2]
        if word not in _ABBREVIATIONS:
            return found
    return len(clean.plain[start:limit].rstrip(b" \n.")) + start


def sentence_start(lower: bytes, position: int, limit: int) -> int:
    """Where the sentence of `position` begins, the limit at the earliest. A point before a digit ends none."""
    stop = position
    while (stop := lower.rfind(b".", limit, stop)) >= 0:
        if not lower[stop + 1 : stop + 2].isdigit():
            return stop + 1
    return max(limit, lower.rfind(b"\n", limit, position) + 1)


def words_before(lower: bytes, position: int, limit: int) -> bytes:
    """The words of a sentence before a place in it, as far as they can tell what stands there."""
    return lower[sentence_start(lower, position, max(limit, position - _BEFORE)) : position].lstrip()


def read_utilization_review_date(letter: SectionedLetter, case: Case, proofs: Proofs) -> Case:
    """The case with its utilization review date; the front page's wins, and a difference goes to a person."""
    summary = case_summary(letter)
    told = list(_told(letter.clean, summary)) if summary else []
    if not told:
        return case
    best = min(told, key=lambda one: one.rank).dated
    pointer, printed = "/case/utilization_review_date", case.utilization_review_date
    if printed is None:
        if letter.sections.front_page is None:
            proofs.add(pointer, best.span)
            return case.model_copy(update={"utilization_review_date": best.value})
        return case
    # A narrative may tell of an earlier review too; one that tells the printed date agrees.
    same = next((one.dated for one in told if one.dated.value == printed), best)
    if proofs.hold_against(pointer, "narrative", printed, same.value) == "disagree":
        proofs.doubt(pointer, "disputed", f"the front page says {printed}, the case summary says {same.value}")
    return case


def _told(clean: CleanText, summary: Span) -> Iterator[_Told]:
    """The dates of a case summary that are given as the review's, with how plainly."""
    for dated in find_dates(clean.lower, summary):
        rank = _rank(clean, summary, dated.span)
        if rank is not None:
            yield _Told(rank, dated)


def _rank(clean: CleanText, summary: Span, at: Span) -> int | None:
    near = clean.lower[max(summary.start, at.start - _BEFORE) : min(at.end + _AFTER, summary.end)]
    if not any(word in near for word in _REVIEW_WORDS):
        return None
    before = words_before(clean.lower, at.start, summary.start)
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
