"""From paragraphs to the parts of a letter, by the form that the letter has."""

import re2

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.forms import FORMS
from imr_llm.letter.forms.titled import split
from imr_llm.letter.model import CleanText, Letter, SectionedLetter

_IMR = re2.compile(
    rb"independent medical review|imr (?:final )?determination|\bimr\b|maximus federal services|maximus guideline"
)


def section(letter: Letter, clean: CleanText) -> SectionedLetter:
    """The letter with its parts.

    A form that nobody described is read all the same when its issues can be found. Raises UnreadableLetterError when
    the text is no IMR letter, or an IMR letter whose parts cannot be found.
    """
    for form in FORMS:
        if form.matches(clean):
            return SectionedLetter(letter, clean, form.split(clean))
    if not _IMR.search(clean.lower):
        raise UnreadableLetterError(
            letter.name,
            LetterFault.NOT_A_LETTER,
            "this is not an Independent Medical Review letter; look for the one titled Final Determination",
        )
    sections = split(clean, "unknown")
    if not sections.issues:
        raise UnreadableLetterError(
            letter.name,
            LetterFault.UNKNOWN_FORM,
            "this speaks of Independent Medical Review, but no decision on a treatment was found in it; "
            "give the whole Final Determination letter",
        )
    return SectionedLetter(letter, clean, sections)
