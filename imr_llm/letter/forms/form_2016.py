"""Form of 2016 and 2017: a front page of labelled dates, and the reviewer's credentials as a list.

Citations name `Section(s):`.
"""

import re2

from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.titled import OPENERS, TITLES, split
from imr_llm.letter.model import CleanText, Sections

NAME = "2016_front_page"
_SIGN = re2.compile(
    rb"expert reviewer has the following credentials|state\(s\) of licensure ?:|section\(s\):"
    rb"|ur denial date ?:|case number ?: *cm1[6-9]-"
)
_ISSUES = re2.compile(rb"imr issues|imr final determination|claims administrator guideline ?:|maximus guideline ?:")


def _matches(clean: CleanText) -> bool:
    return bool(_SIGN.search(clean.lower) and _ISSUES.search(clean.lower))


def _split(clean: CleanText) -> Sections:
    return split(clean, NAME)


FORM = Form(NAME, TITLES, OPENERS, _matches, _split)
