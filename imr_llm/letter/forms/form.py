"""What a form of letter has to say of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from imr_llm.letter.model import CleanText, Sections


@dataclass(frozen=True, slots=True)
class Form:
    """One form of letter.

    `titles`: patterns of whole lines that head a section. `openers`: patterns of words that begin a paragraph.
    Both are in lower case and begin with three letters that stand for themselves.
    `once`: the pattern of words that begin one paragraph of every letter, by which letters are counted.
    `matches`: whether a cleaned letter is of this form. `split`: where its parts are.
    `rank`: of the forms that a letter matches, the one with the lowest counts; a form whose signs others have too ranks
    behind them.
    """

    name: str
    titles: tuple[str, ...]
    openers: tuple[str, ...]
    once: str
    matches: Callable[[CleanText], bool]
    split: Callable[[CleanText], Sections]
    rank: int = 0
