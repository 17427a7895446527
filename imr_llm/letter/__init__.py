"""A letter from file to parts: read it, clean it, find its sections."""

from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter, SectionedLetter
from imr_llm.letter.read import read, read_bytes
from imr_llm.letter.sections import section

__all__ = ["Letter", "SectionedLetter", "clean", "read", "read_bytes", "section"]
