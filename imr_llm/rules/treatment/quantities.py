"""How much of a treatment was asked for: sessions in all, times a week, and weeks, each only where it is stated."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from imr_llm.record.facts import Range
from imr_llm.rules.text.issue import IssueText
from imr_llm.text.numbers import NUMBER, number
from imr_llm.text.patterns import Match, Pattern, Rule, linear
from imr_llm.text.spans import Span

# "4", "two (2)", and a range of them: "4-6", "four to six", "one (1) to two (2)".
_ONE = rf"({NUMBER})(?: ?\(\d{{1,3}}\))?"
_MANY = rf"{_ONE}(?: ?(?:-|to|or) ?{_ONE})?"
_WEEK = r"(?:weekly|week\(s\)|weeks?|wks?)\b"
_TIME = r"(?:times?|time\(s\)|x|sessions?|visits?|treatments?|days?)"
_SESSION = r"(?:sessions?|visits?|treatments|appointments?)"
_EACH = r"(?: ?(?:per|a|an|each|every|/|in) ?)"
_A_WEEK = rf"(?:1 |one )?{_WEEK}"
_OFTEN = r"(once|twice|thrice)"
_OF_WEEKS = ("week", "wk")
_OF_SESSIONS = ("session", "visit", "treatments", "appointment")

# In the order in which they take words from the treatment; what one has taken, the next does not see. Groups 1 and 2
# are the smallest and largest number of what the value names; of the shorthand, groups 3 and 4 are weeks.
COUNTS = (
    # "2 times a week", "3 visits per week", "2x/wk", "2x wk.", "5 days a week", "three times weekly".
    Rule(
        "times_a_week", rf"\b{_MANY} ?-?{_TIME}(?: of \w+(?: \w+)?)?(?:{_EACH}|[ -])?{_A_WEEK}", _OF_WEEKS, "per_week"
    ),
    # "two physical therapy visits per week".
    Rule(
        "visits_a_week", rf"\b{_MANY} (?:[a-z][\w/'-]* ){{1,5}}?{_SESSION}{_EACH}{_A_WEEK}", _OF_WEEKS, "visits_a_week"
    ),
    Rule("a_week", rf"\b{_MANY}(?: ?/ ?| (?:per|a|each|every) ){_A_WEEK}", _OF_WEEKS, "per_week"),
    Rule("twice_a_week", rf"\b{_OFTEN}(?: ?(?:to|or|-) ?{_OFTEN})?(?:{_EACH}| )?{_A_WEEK}", _OF_WEEKS, "per_week"),
    # "2x4-6", "2-3 x 6 weeks", "2 times four visits": so many times a week for so many weeks.
    Rule(
        "shorthand",
        rf"\b{_MANY} ?(?:x ?/?|times(?: for)?) ?{_MANY}(?: ?(?:{_WEEK}|visits\b|sessions\b))?",
        ("x", "times"),
        "shorthand",
    ),
    # "for 6 weeks", "x4wks", "over six (6) weeks", "12-week program".
    Rule(
        "weeks",
        rf"\bx?{_MANY} ?-? ?(?:(?:more|additional|consecutive) )?(?:week\(s\)|weeks?|wks?)\b",
        _OF_WEEKS,
        "weeks",
    ),
    # "12 visits", "Eight (8) physical therapy sessions", "12 additional sessions".
    Rule("sessions", rf"\b{_MANY}(?: (?:[a-z][\w/&'.-]*,? ){{0,7}}?| ?-? ?){_SESSION}\b", _OF_SESSIONS, "sessions"),
    # "sessions: 6", "visits x 12".
    Rule(
        "of_sessions",
        rf"\b{_SESSION}\b ?(?:x|times|[:=#(-]|of|qty:?|quantity:?| )+{_MANY}\b",
        _OF_SESSIONS,
        "sessions",
    ),
)
# A number alone counts sessions only of a treatment that is given in sessions.
ALONE = (
    Rule("times", rf"(?:\bx|\btimes|\bqty:?|\bquantity:?|#|\btotal of) ?{_MANY}\b", (), "alone"),
    Rule("bracketed", rf"\(({NUMBER})(?:-({NUMBER}))?(?: total)?\)", ("(",), "sessions"),
)
WEEKLY = Rule("weekly", r"\b(?:weekly|every week|each week)\b", ("week",), "per_week")

_ANY = linear(rb"week|wk|session|visit|treatments|appointment|\d ?x|x ?\d|\btimes\b|\(\d|\bqty|\bquantity|#")
_DOSE = linear(rb"\d ?(?:mg|mcg|ml|gm?)\b|\d ?%")
_IN_SESSIONS = linear(
    rb"\btherap(?:y|ies|ist)|\bphysio|\bpt\b|\bot\b|acup|chir|massage|counsel|psych|\bcbt\b|rehab|hardening|conditioning"
    rb"|aqua|biofeedback|hypno|program|session|visit|myofascial|infrared|traction|shock ?wave|exercise|manipulat"
)
# What may not follow, stand before, or stand within a count for it to be one.
_OTHER_MEASURE = linear(
    rb" ?-?(?:min|hour|hr|inch|in\b|cm\b|mm\b|mg|month|mo\b|day|year|unit|view|level|box|pad|tab|cap|refill|inject|lb"
    rb"|pound|pack|pair)"
)
_NOT_A_STAY = linear(rb"(?:\bevery|\bin|\bafter|\bat|\bq|\bwithin|\beach|\bfollow[ -]?up|\bevery other) ?$")
_A_STAY = linear(rb"(?:\bfor|\bx|\btimes|\bover|\bduring|\bof) ?$")
_LONG_AGO = linear(rb" (?:post|after|from|ago|following|later|old)\b")
# No treatment seen is half as long; more is not read, since each count found costs a pass over the words.
_LONGEST = 1000
_EACH_MONTH = linear(rb" ?(?:per|a|each|every|/) ?(?:month|day|year|mo\b|week|wk)")
_OF_ANOTHER_THING = linear(
    rb"\b(?:injections?|blocks?|mri|views?|tablets?|weeks?|months?|days?|hours?|minutes?|units?|levels?|per|followed|times"
    rb"|x|epidural|steroid|mg|years?|old)\b"
)


class Quantities(NamedTuple):
    """Sessions in all, times a week, and weeks, each as stated."""

    sessions: Range | None = None
    per_week: Range | None = None
    weeks: Range | None = None


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of a thing, with the words that state it."""

    of: str
    value: Range
    span: Span


_Compiled = tuple[Rule, Pattern, tuple[bytes, ...]]


def _compiled(rules: tuple[Rule, ...]) -> tuple[_Compiled, ...]:
    return tuple(
        (rule, linear(rule.pattern.encode()), tuple(literal.encode() for literal in rule.literals)) for rule in rules
    )


_COMPILED = _compiled(COUNTS)
_COMPILED_ALONE = _compiled(ALONE)
_WEEKLY = linear(WEEKLY.pattern.encode())


def read_quantities(issue: IssueText) -> Quantities:
    """What the treatment text states; two different counts of one thing are none. A dose is no such quantity."""
    lower, span = issue.clean.lower, issue.treatment
    if not _ANY.search(lower, *span) or _DOSE.search(lower, *span):
        return Quantities()
    counts = list(_counts(lower[span.start : min(span.end, span.start + _LONGEST)]))
    found: dict[str, Range] = {}
    for of in Quantities._fields:
        values = {count.value for count in counts if count.of == of}
        if len(values) == 1:
            found[of] = values.pop()
            places = [Span(span.start + c.span.start, span.start + c.span.end) for c in counts if c.of == of]
            issue.prove(f"{of}/minimum", *places)
            issue.prove(f"{of}/maximum", *places)
    return Quantities(found.get("sessions"), found.get("per_week"), found.get("weeks"))


def _counts(words: bytes) -> Iterator[_Count]:
    """Every count of a treatment's words. A count takes its words away, so that none is read twice."""
    left = bytearray(words)
    in_sessions = _IN_SESSIONS.search(words) is not None
    weekly = False
    for rule, pattern, literals in (*_COMPILED, *(_COMPILED_ALONE if in_sessions else ())):
        if rule.value == "shorthand" and not in_sessions:
            continue
        if literals and not any(literal in left for literal in literals):
            continue
        position = 0
        while match := pattern.search(bytes(left), position):
            position = match.end() if rule.value == "weeks" else match.start() + 1
            test = _TESTS.get(rule.value)
            if test and not test(bytes(left), match):
                continue
            position = match.end()
            left[match.start() : match.end()] = b"~" * (match.end() - match.start())
            weekly = weekly or rule.value in ("per_week", "visits_a_week", "shorthand")
            yield from _values(rule.value, match)
    if in_sessions and not weekly and (match := _WEEKLY.search(bytes(left))):
        yield _Count("per_week", Range(minimum=1, maximum=1), Span(*match.span()))


def _values(value: str, match: Match) -> Iterator[_Count]:
    """The counts of one match."""
    span = Span(*match.span())
    if value == "shorthand":
        yield _Count("per_week", _range(match.group(1), match.group(2)), span)
        yield _Count("weeks", _range(match.group(3), match.group(4)), span)
    else:
        yield _Count(_COUNTED.get(value, value), _range(match.group(1), match.group(2)), span)


def _range(minimum: bytes, maximum: bytes | None) -> Range:
    first = number(minimum)
    last = number(maximum) if maximum else first
    return Range(minimum=min(first, last), maximum=max(first, last))


def _is_shorthand(words: bytes, match: Match) -> bool:
    """Not the tail of a vertebral level ("L4-5 x 2"), nor a size or a time of something else."""
    tied = match.start() > 0 and words[match.start() - 1 : match.start()] in (b"-", b"/", b".")
    return not tied and _OTHER_MEASURE.match(words[match.end() :]) is None


def _is_duration(words: bytes, match: Match) -> bool:
    """Not a distance in time: "every 4 weeks", "follow-up in 6 weeks", "6 weeks after"."""
    before, after = words[: match.start()], words[match.end() :]
    if _LONG_AGO.match(after) and not _A_STAY.search(before):
        return False
    return _NOT_A_STAY.search(before) is None


def _is_session_count(words: bytes, match: Match) -> bool:
    """Not a number of another thing that stands before the word "visit", nor visits a month."""
    last = max(match.end(1), match.end(2))
    if _OTHER_MEASURE.match(words[match.end() :]) or _EACH_MONTH.match(words[match.end() :]):
        return False
    tied = match.start() > 0 and words[match.start() - 1 : match.start()] in (b"-", b"/", b".")
    return not tied and _OF_ANOTHER_THING.search(words[last : match.end()]) is None


def _is_no_name(words: bytes, match: Match) -> bool:
    """Not the number of one thing among others, as "tooth #10", which stands before any count."""
    return _is_session_count(words, match) and _NUMBERED.search(words[: match.start()]) is None


_NUMBERED = linear(rb"\b(?:tooth|teeth|level|stage|phase|dose|item|part)s? ?$")

# What a rule counts, where its value is not the name of that.
_COUNTED = {"visits_a_week": "per_week", "alone": "sessions"}
# What a match of a rule of that value must pass to count.
_TESTS: dict[str, Callable[[bytes, Match], bool]] = {
    "shorthand": _is_shorthand,
    "weeks": _is_duration,
    "sessions": _is_session_count,
    "alone": _is_no_name,
}
