"""Form of 2018 and later: that of 2016, with the guidelines that the schedule adopted since.

Told by the year of the case number or, where that is lost, by the names of those guidelines (title 8, California Code
of Regulations, 9792.22 to 9792.24.4 as of December 2017).
"""

from imr_llm.letter.forms.titled import titled_form
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear

_YEAR = linear(rb"case number ?: *cm ?(\d\d) ?-")
_GUIDELINES = linear(rb"mdguidelines|reed ?group|acoem[^.;:\n]*\b20(?:1[6-9]|2\d)\b|\b20(?:1[7-9]|2\d), section\(s\):")
_ISSUES = linear(rb"imr issues|imr final determination|claims administrator guideline ?:|maximus guideline ?:")


def _matches(clean: CleanText) -> bool:
    year = _YEAR.search(clean.lower)
    new = int(year.group(1)) >= 18 if year else _GUIDELINES.search(clean.lower) is not None
    return new and _ISSUES.search(clean.lower) is not None


FORM = titled_form("2018", _matches, rank=1)
