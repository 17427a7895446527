"""The forms of letter, one small file each.

A new form is added by dropping in a file `form_*.py` with a `FORM` that says how it is recognised and where its parts
are, and a letter of it as an example.
"""

import re
from importlib import import_module
from pkgutil import iter_modules

from imr_llm.letter.forms.form import Form


def _dropped_in() -> tuple[Form, ...]:
    names = sorted(module.name for module in iter_modules(__path__) if module.name.startswith("form_"))
    found: list[Form] = [import_module(f"{__name__}.{name}").FORM for name in names]
    return tuple(sorted(found, key=lambda form: form.rank))


# In the order in which they are tried.
FORMS = _dropped_in()

# A line that is a title stands alone; a line that begins with an opener begins a paragraph. Cleaning needs to know both
# before it can tell which form it has before it.
TITLES = re.compile("|".join(sorted({title for form in FORMS for title in form.titles})), re.IGNORECASE)
OPENERS = re.compile("(?:" + "|".join(sorted({o for form in FORMS for o in form.openers})) + ")", re.IGNORECASE)

ONCE = tuple(sorted({form.once for form in FORMS}))

# The first letters of all of these, lower case: looked at first, as most lines begin otherwise.
STARTS = frozenset(pattern[:3] for form in FORMS for pattern in (*form.titles, *form.openers))

__all__ = ["FORMS", "ONCE", "OPENERS", "STARTS", "TITLES", "Form"]
