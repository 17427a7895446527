"""Signs that a letter means harm, or was changed by somebody: each one is a doubt for a person, none is obeyed."""

from collections.abc import Iterator
from dataclasses import replace

from imr_llm.letter.model import SectionedLetter, SectionFault
from imr_llm.letter.tampering.claims import claims
from imr_llm.letter.tampering.disguise import disguises
from imr_llm.letter.tampering.instructions import WHY, speaks_to_a_machine
from imr_llm.letter.tampering.page_numbers import missing_pages
from imr_llm.letter.tampering.status import statuses


def with_signs(letter: SectionedLetter) -> SectionedLetter:
    """The letter with the doubts that its file, its characters and its words raise, beside those of its parts."""
    signs = tuple(_signs(letter))
    if not signs:
        return letter
    return replace(letter, sections=replace(letter.sections, faults=(*letter.sections.faults, *signs)))


def _signs(letter: SectionedLetter) -> Iterator[SectionFault]:
    yield from letter.letter.faults
    yield from missing_pages(letter.letter)
    yield from disguises(letter.letter.original)
    yield from claims(letter)
    yield from statuses(letter)
    if speaks_to_a_machine(letter.clean):
        yield SectionFault("", "suspicious", WHY)
