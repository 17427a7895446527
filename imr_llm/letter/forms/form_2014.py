"""Form of 2014: begins with how the determination was made; the specialty stands inside that paragraph.

Citations name `Page(s):`. The public texts have lost their front page.
"""

import re2

from imr_llm.letter.forms.form import Form
from imr_llm.letter.forms.titled import OPENERS, TITLES, split
from imr_llm.letter.model import CleanText, Sections

NAME = "2014"
_SPECIALTY = re2.compile(rb"reviewer is board certified|is licensed to practice in|page\(s\):")
_DETERMINATION = re2.compile(rb"independent medical review|imr (?:final determination|issues)|maximus guideline ?:")


def _matches(clean: CleanText) -> bool:
    return bool(_DETERMINATION.search(clean.lower) and _SPECIALTY.search(clean.lower))


def _split(clean: CleanText) -> Sections:
    return split(clean, NAME)


FORM = Form(NAME, TITLES, OPENERS, _matches, _split)
