"""The forms of letter, one small file each. `FORMS` is in the order in which they are tried.

A new form is added by dropping in a file that says how it is recognised and where its parts are, and naming it here.
"""

import re

from imr_llm.letter.forms import form_2014, form_2016
from imr_llm.letter.forms.form import Form

FORMS: tuple[Form, ...] = (form_2016.FORM, form_2014.FORM)

# A line that is a title stands alone; a line that begins with an opener begins a paragraph. Cleaning needs to know both
# before it can tell which form it has before it.
TITLES = re.compile("|".join(sorted({title for form in FORMS for title in form.titles})), re.IGNORECASE)
OPENERS = re.compile("(?:" + "|".join(sorted({o for form in FORMS for o in form.openers})) + ")", re.IGNORECASE)

# The first letters of all of these, lower case: looked at first, as most lines begin otherwise.
STARTS = frozenset(pattern[:3] for form in FORMS for pattern in (*form.titles, *form.openers))

__all__ = ["FORMS", "OPENERS", "STARTS", "TITLES", "Form"]
