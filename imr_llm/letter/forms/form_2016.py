"""Form of 2016 and 2017: a front page of labelled dates, and the reviewer's credentials as a list.

Citations name `Section(s):`.
"""

from imr_llm.letter.forms.titled import titled_form
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear

_SIGN = linear(
    rb"expert reviewer has the following credentials|state\(s\) of licensure ?:|section\(s\):"
    rb"|ur denial date ?:|case number ?: *cm1[67]-"
)
_ISSUES = linear(rb"imr issues|imr final determination|claims administrator guideline ?:|maximus guideline ?:")


def _matches(clean: CleanText) -> bool:
    return bool(_SIGN.search(clean.lower) and _ISSUES.search(clean.lower))


FORM = titled_form("2016_front_page", _matches, rank=2)
