"""Form of 2014: begins with how the determination was made; the specialty stands inside that paragraph.

Citations name `Page(s):`. The public texts have lost their front page.
"""

from imr_llm.letter.forms.titled import titled_form
from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import linear

_SPECIALTY = linear(rb"reviewer is board certified|is licensed to practice in|page\(s\):")
_DETERMINATION = linear(rb"independent medical review|imr (?:final determination|issues)|maximus guideline ?:")


def _matches(clean: CleanText) -> bool:
    return bool(_DETERMINATION.search(clean.lower) and _SPECIALTY.search(clean.lower))


FORM = titled_form("2014", _matches, rank=3)
