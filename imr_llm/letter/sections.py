"""From paragraphs to the parts of a letter, by the form that the letter has."""

import re2

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.forms import FORMS
from imr_llm.letter.forms.titled import split
from imr_llm.letter.model import CleanText, Letter, SectionedLetter, Sections

_IMR = re2.compile(
    rb"independent medical review|imr (?:final )?determination|\bimr\b|maximus federal services|maximus guideline"
)


# The longest public letters decide some twenty treatments.
_MOST_ISSUES = 200
_CASE_NUMBER = re2.compile(rb"case (?:number|no\.?) ?: ?(cm ?\d\d ?- ?\d{5,8})")
_COMPLETE_FILE = re2.compile(rb"(?:^|\n)maximus federal services sent the complete case file")


def _letters(clean: CleanText) -> int:
    """How many letters a text holds: by its labelled case numbers, and by the sentence that opens each."""
    numbers = {bytes(match.group(1)).replace(b" ", b"") for match in _CASE_NUMBER.finditer(clean.lower)}
    return max(len(numbers), sum(1 for _ in _COMPLETE_FILE.finditer(clean.lower)))


def _bounded(letter: Letter, sections: Sections) -> Sections:
    if len(sections.issues) > _MOST_ISSUES:
        raise UnreadableLetterError(
            letter.name,
            LetterFault.TOO_COSTLY,
            f"this names more than {_MOST_ISSUES} treatments; no letter does, so look at what the file holds",
        )
    return sections


def section(letter: Letter, clean: CleanText) -> SectionedLetter:
    """The letter with its parts.

    A form that nobody described is read all the same when its issues can be found. Raises UnreadableLetterError when
    the text is no IMR letter, or an IMR letter whose parts cannot be found.
    """
    if _letters(clean) > 1:
        raise UnreadableLetterError(
            letter.name,
            LetterFault.SEVERAL_LETTERS,
            "this holds more than one letter; give each letter in a file of its own",
        )
    for form in FORMS:
        if form.matches(clean):
            return SectionedLetter(letter, clean, _bounded(letter, form.split(clean)))
    if not _IMR.search(clean.lower):
        raise UnreadableLetterError(
            letter.name,
            LetterFault.NOT_A_LETTER,
            "this is not an Independent Medical Review letter; look for the one titled Final Determination",
        )
    sections = _bounded(letter, split(clean, "unknown"))
    if not sections.issues:
        raise UnreadableLetterError(
            letter.name,
            LetterFault.UNKNOWN_FORM,
            "this speaks of Independent Medical Review, but no decision on a treatment was found in it; "
            "give the whole Final Determination letter",
        )
    return SectionedLetter(letter, clean, sections)
