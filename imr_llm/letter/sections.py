"""From paragraphs to the parts of a letter, by the form that the letter has."""

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter.forms import FORMS
from imr_llm.letter.forms.titled import split
from imr_llm.letter.model import CleanText, Letter, SectionedLetter, Sections
from imr_llm.letter.other_papers import other_paper
from imr_llm.letter.several import count_letters, refuse_several
from imr_llm.letter.tampering.signs import with_signs
from imr_llm.text.patterns import linear

_IMR = linear(
    rb"independent medical review|imr (?:final )?determination|\bimr\b|maximus federal services|maximus guideline"
)


# The longest public letters decide some twenty treatments, and name one in some six hundred characters.
_MOST_ISSUES, _LONGEST_HEADING = 200, 20_000


def _bounded(letter: Letter, sections: Sections) -> Sections:
    found = sections.issues
    if len(found) > _MOST_ISSUES:
        much = f"names more than {_MOST_ISSUES} treatments"
    elif any(issue.heading.end - issue.heading.start > _LONGEST_HEADING for issue in found):
        much = f"names a treatment in more than {_LONGEST_HEADING} characters"
    else:
        return sections
    advice = f"this {much}; no letter does, so look at what the file holds"
    raise UnreadableLetterError(letter.name, LetterFault.TOO_COSTLY, advice)


def _refuse_other(letter: Letter, clean: CleanText) -> None:
    """Raise UnreadableLetterError for another paper, by its name, where the text says which it is."""
    paper = other_paper(clean)
    if paper is not None:
        raise UnreadableLetterError(letter.name, paper.fault, paper.advice)


def section(letter: Letter, clean: CleanText) -> SectionedLetter:
    """The letter with its parts.

    A form that nobody described is read all the same when its issues can be found. Raises UnreadableLetterError when
    the text is no IMR letter, or an IMR letter whose parts cannot be found.
    """
    if count_letters(clean) > 1:
        raise refuse_several(letter)
    for form in FORMS:
        if form.matches(clean):
            sections = _bounded(letter, form.split(clean))
            if not sections.issues:
                _refuse_other(letter, clean)
            return with_signs(SectionedLetter(letter, clean, sections))
    sections = _bounded(letter, split(clean, "unknown"))
    if not sections.issues:
        _refuse_other(letter, clean)
    if not _IMR.search(clean.lower):
        raise UnreadableLetterError(
            letter.name,
            LetterFault.NOT_A_LETTER,
            "this is not an Independent Medical Review letter; look for the one titled Final Determination",
        )
    if not sections.issues:
        raise UnreadableLetterError(
            letter.name,
            LetterFault.UNKNOWN_FORM,
            "this speaks of Independent Medical Review, but no decision on a treatment was found in it; "
            "give the whole Final Determination letter",
        )
    return with_signs(SectionedLetter(letter, clean, sections))
