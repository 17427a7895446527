"""The written letters as records, and their template summaries."""

from functools import cache
from pathlib import Path
from typing import get_args

from imr_llm.letter.read import read
from imr_llm.pipeline import extract
from imr_llm.record.model import LetterRecord
from imr_llm.summary.model import Language, Section
from tests.summary.factories import write

LANGUAGES: tuple[Language, ...] = get_args(Language)
_CASES = Path(__file__).parents[3] / "evals" / "cases"
NAMES = tuple(sorted(path.stem for path in _CASES.glob("*.txt")))


@cache
def letter(name: str) -> LetterRecord:
    """The record of a written letter."""
    return extract(read(_CASES / f"{name}.txt"))


@cache
def summary(name: str, language: Language) -> tuple[Section, ...]:
    """The template summary of a written letter."""
    return write(letter(name), language)
