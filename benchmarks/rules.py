"""Milliseconds a letter, rules end to end, beside one regular expression of ten alternatives over the same text.

The yardstick is what anybody would write first: one pattern for ten things that a letter says, searched with the
standard library over the raw text. The rules read, clean, section and read every field of a letter with proof.
"""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from imr_llm.letter.model import Letter
from imr_llm.letter.read import read
from imr_llm.pipeline import extract, prepare

LETTERS = Path(__file__).parent.parent / "evals" / "cases"
ROUNDS = 15

YARDSTICK = re.compile(
    r"(?P<case>CM\d\d-\d{7})"
    r"|(?P<date>\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b)"
    r"|(?P<age>\b\d{2}[- ]year[- ]old\b)"
    r"|(?P<decision>\b(?:Upheld|Overturned)\b)"
    r"|(?P<heading>(?:Claims Administrator|MAXIMUS) guideline:)"
    r"|(?P<rationale>Decision rationale:)"
    r"|(?P<guideline>\b(?:MTUS|ODG|ACOEM)\b[^.]{0,80})"
    r"|(?P<dose>\b\d+(?:\.\d+)?\s?(?:mg|mcg|ml|%)(?:\s?#\d+)?)"
    r"|(?P<frequency>\b\w+ (?:times|visits|sessions) (?:a|per) week\b)"
    r"|(?P<necessity>(?:is|are|was|were) (?:not )?medically necessary)",
    re.IGNORECASE,
)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median_per_letter(letters: Sequence[Letter], work: Callable[[Letter], object]) -> float:
    """Median over rounds of the mean time a letter, in milliseconds."""
    rounds = [_seconds(lambda: [work(letter) for letter in letters]) for _ in range(ROUNDS)]
    return statistics.median(rounds) / len(letters) * 1000


def main() -> None:
    """Print the table."""
    letters = [read(str(path)) for path in sorted(LETTERS.glob("*.txt"))]
    size = statistics.mean(len(letter.original) for letter in letters)
    yardstick = _median_per_letter(letters, lambda letter: sum(1 for _ in YARDSTICK.finditer(letter.original)))
    prepared = _median_per_letter(letters, prepare)
    whole = _median_per_letter(letters, extract)
    print(f"rules, one core: {len(letters)} letters of {size:,.0f} characters, median of {ROUNDS} rounds")
    print(f"  one pattern of ten alternatives (re)    {yardstick:6.2f} ms a letter    1.0")
    print(f"  clean and section                       {prepared:6.2f} ms a letter   {prepared / yardstick:4.1f}")
    print(f"  whole record with proof                 {whole:6.2f} ms a letter   {whole / yardstick:4.1f}")


if __name__ == "__main__":
    main()
