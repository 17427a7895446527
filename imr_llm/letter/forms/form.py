"""What a form of letter has to say of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from imr_llm.letter.model import CleanText, Sections


@dataclass(frozen=True, slots=True)
class Form:
    """One form of letter.

    `titles`: patterns of whole lines that head a section. `openers`: patterns of words that begin a paragraph.
    Both are in lower case and begin with three letters that stand for themselves.
    `matches`: whether a cleaned letter is of this form. `split`: where its parts are.
    """

    name: str
    titles: tuple[str, ...]
    openers: tuple[str, ...]
    matches: Callable[[CleanText], bool]
    split: Callable[[CleanText], Sections]
