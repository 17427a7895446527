"""The occasion on which a summary is written: which day it is, and who runs the program."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

# Limits in time are California's, wherever the program runs.
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


def california_today() -> date:
    """Today's date in California."""
    return datetime.now(_CALIFORNIA).date()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a summary says of itself.

    `today`: the day that limits in time are held against. `operator`: who runs the program; `contact`: where to ask
    them. Both are the operator's own words, and null where nobody has set them.
    """

    today: date
    operator: str | None = None
    contact: str | None = None
