"""Numbers and dates in folded words of either language."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from imr_llm.summary.model import Language
from imr_llm.summary.verify.lexicon import words
from imr_llm.summary.verify.quick import Quick

# Year, month and day; zero where it is not told.
Day = tuple[int, int, int]
_NUMBER = re.compile(r"(?<![\d.])\d+(?:,\d{3})+(?!\d)|\d*\.?\d+")
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})\b")
_MONTH_YEAR = re.compile(r"(?<![\d/-])(0?[1-9]|1[0-2])/((?:19|20)\d{2})\b")


# Units before which "one" and "una" count; elsewhere they are articles ("una pastilla").
_ONCE = frozenset({"day", "week", "month", "year", "times_a_week", "visit"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number; `unit` gives it a role ("week", "mg") where a unit follows; `start` and `end` are its place."""

    number: float
    unit: str | None
    start: int
    end: int


@cache
def _dates() -> re.Pattern[str]:
    months = "|".join(sorted(words().months, key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<m1>{months})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y1>\d{{4}}))?"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? (?P<m2>{months})\b\.?(?:(?: de| del|,)? (?P<y2>\d{{4}}))?"
        rf"|(?P<m3>{months})\b\.?(?: de| del|,)? (?P<y3>\d{{4}}))\b"
    )


@cache
def _units() -> re.Pattern[str]:
    """A unit right after a number, or after one word in between ("working days", "more weeks")."""
    named = "|".join(f"(?P<{name}>{pattern})" for name, pattern in words().units.items())
    times = r"(?P<times_a_week>(?:times?|x|veces) (?:(?:a|per|each|every|por|a la|cada) )?(?:week|semana)\b)"
    return re.compile(rf"[ -]?(?:{times}|(?:(?!to |a |y |and |or |o |de |en )[a-z]+ )?(?:{named})(?![a-z]))")


@cache
def spelled(language: Language) -> Quick:
    """Number words, and those for one, which are also articles."""
    # "You have a month" is a limit; "twice a month" is none.
    limit = "|".join(rf"(?<={word} )an?" for word in ("have", "has", "within", "only", "just", "in"))
    ones = f"one|once|a single|{limit}" if language == "en" else "un|una|uno"
    numbers = "|".join(sorted(words().numbers[language], key=len, reverse=True))
    return Quick(rf"\b(?:(?P<one>{ones})|(?P<more>{numbers}))\b")


def dates(text: str) -> tuple[set[Day], str]:
    """The dates of folded words, and the words without them."""
    found: set[Day] = set()

    def in_words(match: re.Match[str]) -> str:
        groups = match.groupdict()
        month = words().months[groups["m1"] or groups["m2"] or groups["m3"]]
        year = int(groups["y1"] or groups["y2"] or groups["y3"] or 0)
        found.add((year, month, int(groups["d1"] or groups["d2"] or 0)))
        return " "

    def iso(match: re.Match[str]) -> str:
        found.add((int(match[1]), int(match[2]), int(match[3])))
        return " "

    def numeric(match: re.Match[str]) -> str:
        year = int(match[3])
        month, day = int(match[1]), int(match[2])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return match[0]
        found.add((year if year > 99 else 2000 + year, month, day))
        return " "

    def month_of_year(match: re.Match[str]) -> str:
        found.add((int(match[2]), int(match[1]), 0))
        return " "

    if _DIGIT.search(text) is None:
        return found, text
    without = _NUMERIC.sub(numeric, _ISO.sub(iso, _dates().sub(in_words, text)))
    return found, _MONTH_YEAR.sub(month_of_year, without)


def date_starts(text: str) -> list[int]:
    """Where the dates of folded words begin."""
    patterns = (_dates(), _ISO, _NUMERIC, _MONTH_YEAR) if _DIGIT.search(text) else ()
    return [match.start() for pattern in patterns for match in pattern.finditer(text)]


def day_of(value: date) -> Day:
    """A calendar date as a day."""
    return value.year, value.month, value.day


def same_day(told: Day, known: Day) -> bool:
    """Whether a date that is told, perhaps without its year or day, is a known one."""
    return all(part in {0, whole} for part, whole in zip(told, known, strict=True))


def quantities(text: str, language: Language) -> list[Quantity]:
    """The numbers of folded words, in digits and spelled; "one" only where a unit follows."""
    found = [
        Quantity(float(match[0].replace(",", "")), _unit(text, match.end()), match.start(), match.end())
        for match in _NUMBER.finditer(text)
    ]
    values = words().numbers[language]
    for match in spelled(language).finditer(text):
        unit = _unit(text, match.end(), language == "en" and match[0] == "once")
        if match["more"]:
            unit = unit or ("times_a_week" if match[0] in {"twice", "thrice"} and _weekly(text, match.end()) else None)
            found.append(Quantity(values[match["more"]], unit, match.start(), match.end()))
        elif unit in _ONCE and not (unit == "visit" and match[0] in {"a", "an"}):
            found.append(Quantity(1, unit, match.start(), match.end()))
    return found


def _weekly(text: str, end: int) -> bool:
    return re.match(r" (?:a|per|each|every) week\b", text[end : end + 12]) is not None


def _unit(text: str, end: int, once: bool = False) -> str | None:
    if once:
        return "times_a_week" if _weekly(text, end) else None
    match = _units().match(text, end)
    if match is None and text[end : end + 5] == " vez ":
        return "times_a_week" if text[end + 5 :].startswith(("por semana", "a la semana", "cada semana")) else None
    return match.lastgroup if match else None
