"""The injury: when, by the words before a date of the narrative, and how."""

from datetime import date
from typing import NamedTuple

from imr_llm.letter.model import CleanText, SectionedLetter
from imr_llm.rules.text.narrative import case_summary, rationales, words_before
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.worker.mechanisms import accounts_in_rationale, accounts_in_summary
from imr_llm.text.dates import DatedSpan, find_dates
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentence_start
from imr_llm.text.spans import Span

# The words before a date that make it the injury's. "The injured worker" on a date is not.
_INJURY_ON = linear(
    rb"\b(?:date of (?:injury|loss|accident|incident|onset)|doi|dates of injury|injury dates?|dol)"
    rb"(?: (?:on|of|is|was|as|from|in|listed|noted|reported|documented))*[ :(]*$"
    rb"|\b(?:injur(?:y|ies)|claim|trauma|accident|incident|exposure)\b[^.;]{0,60}? (?:on|of|from|dated|between"
    rb"|beginning)"
    rb"(?: or about| approximately)? ?\(?$"
    rb"|\b(?:injury|trauma|accident|incident|ct|claim) ?(?:date)?[ :(]*$"
    rb"|\binjured (?:at|on|in|while|when|his|her|the|from|himself|herself)\b[^.;]{0,60}$"
)
# "with a 08/30/2008 date of injury".
_INJURY_AFTER = linear(
    rb"^ (?:date of (?:injury|loss|accident)|doi\b|(?:industrial|work|occupational) (?:injury|accident))"
)
# "slipped on a wet floor on", "reported a fall off a truck bed on": the act alone, with a date.
_ACT_ON = linear(
    rb"\b(?:fell|fall|slip|slipped|tripped|struck|hit|assaulted|attacked|lifting|twisted|stepped|crushed|caught"
    rb"|collision|held at|jammed|landed|pinned|robbed|rolled|threatened"
    rb"|rear-ended|thrown|fractured)\b[^.;]{0,80} (?:on|of) $"
)
_NOT_THIS_INJURY = linear(
    rb"\b(?:prior|previous|previously|past|an old|earlier|another|pre-?existing|subsequent|second|unrelated"
    rb"|non-?industrial)"
    rb" (?:[a-z-]+ ){0,4}?(?:injur|claim|accident|trauma|incident|fall|fell|slip)"
    rb"|\breport of (?:occupational )?injury|\b(?:progress|note|visit|mri|x-?rays?|exam\w*|request\w*|surgery"
    rb"|evaluat\w+|report dated)\b"
)
# "On May 5 the patient stated that she had tripped": the day is that of the telling.
_TOLD_LATER = linear(
    rb"\b(?:report|stat|not|describ|recall|relat|explain|indicat|recount|told|said|tell)\w*\b[^;]*\bhad (?:been )?$"
)
_RANGE = linear(rb"^ ?(?:-|to|through|thru|until|till|up to|and) ?$")
# How far back a sentence is looked for, and how long "on October 20, 2016" can be, in characters.
_REACH, _DATED = 200, 28


class NarrativeInjury(NamedTuple):
    """The injury date as the narrative tells it, with its place."""

    start: date
    end: date | None
    span: Span


def read_narrative_injury(letter: SectionedLetter) -> NarrativeInjury | None:
    """The date of injury of the case summary, or of a rationale where the summary has none."""
    summary = case_summary(letter)
    parts = [summary] if summary else []
    parts.extend(rationales(letter))
    for part in parts:
        told = _told(letter.clean, part, is_summary=part is summary)
        if told:
            return told
    return None


def _told(clean: CleanText, part: Span, *, is_summary: bool) -> NarrativeInjury | None:
    dates = list(find_dates(clean.lower, part))
    act = None
    for index, dated in enumerate(dates):
        before = words_before(clean, dated.span.start, part.start)
        plain = _INJURY_ON.search(before) or _INJURY_AFTER.search(clean.lower[dated.span.end : dated.span.end + _DATED])
        if not plain and (act is not None or not is_summary or not _ACT_ON.search(before)):
            continue
        if _NOT_THIS_INJURY.search(before):
            continue
        if plain:
            return _with_end(clean, dates, index)
        act = index
    return _with_end(clean, dates, act) if act is not None else None


def _with_end(clean: CleanText, dates: list[DatedSpan], index: int) -> NarrativeInjury:
    """The injury of a date, with the end of the range that the date begins, if it begins one."""
    first = dates[index]
    if index + 1 < len(dates):
        last = dates[index + 1]
        between = clean.lower[first.span.end : last.span.start]
        if last.value > first.value and _RANGE.search(between):
            return NarrativeInjury(first.value, last.value, Span(first.span.start, last.span.end))
    return NarrativeInjury(first.value, None, first.span)


def read_mechanism(letter: SectionedLetter, proofs: Proofs) -> str | None:
    """The shortest run of the letter's words that says how it happened."""
    found = _mechanism(letter)
    if found is None:
        return None
    proofs.add("/injury/mechanism", found)
    return letter.clean.text[slice(*found)]


def _mechanism(letter: SectionedLetter) -> Span | None:
    clean, summary = letter.clean, case_summary(letter)
    for account in accounts_in_summary(clean, summary) if summary else ():
        if account.is_announced or not _is_of_another_day(letter, account.span):
            return account.span
    found = (account.span for part in rationales(letter) for account in accounts_in_rationale(clean, part))
    return next(found, None)


def _is_of_another_day(letter: SectionedLetter, span: Span) -> bool:
    """Whether an act has a day of its own, "On 8-1-2015 he fell" or "fell on 8-1-2015", that is not the injury's."""
    lower = letter.clean.lower
    begin = sentence_start(letter.clean, span.start, max(0, span.start - _REACH))
    places = []
    before = lower[begin : span.start].lstrip()
    if before.startswith(b"on ") and not _TOLD_LATER.search(before):
        places.append(Span(begin, min(begin + _DATED, span.start)))
    if lower.startswith((b" on ", b" in "), span.end):
        places.append(Span(span.end, min(span.end + _DATED, len(lower))))
    days = {dated.value for place in places for dated in find_dates(lower, place)}
    injury = read_narrative_injury(letter) if days else None
    return injury is not None and injury.start not in days
