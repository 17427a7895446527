"""Time of looking up twelve quotes of a letter: faithful, with other punctuation, and altered in one word.

python benchmarks/grounding.py
"""

import time
from pathlib import Path

from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter
from imr_llm.llm.answers.grounding import Source

CASES = Path(__file__).resolve().parent.parent / "evals" / "cases"
ROUNDS = 200


def quotes_of(text: str) -> list[str]:
    """Twelve stretches of words, of 4 to 40 words, spread over a letter."""
    words = text.split()
    step = len(words) // 13
    return [" ".join(words[at : at + 4 + place * 3]) for place, at in enumerate(range(step, step * 13, step))]


def lookup(text: str, quotes: list[str]) -> tuple[float, list[str]]:
    """Best time in milliseconds, with the text prepared anew each time, and how the quotes were found."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        source = Source(text)
        found = [source.ground(quote).match for quote in quotes]
        best = min(best, time.perf_counter() - begin)
    return best * 1_000, list(found)


def main() -> None:
    """Print a row for each seed letter."""
    print(f"{'letter':24} {'chars':>6} {'faithful':>9}{'reworded':>10}{'altered':>10}   altered accepted")
    for path in sorted(CASES.glob("0*.txt")):
        text = clean(Letter(path.name, "", path.read_text(encoding="utf-8"))).text
        faithful = quotes_of(text)
        reworded = [quote.replace(" ", ", ", 1) for quote in faithful]
        altered = [" ".join(["not", *quote.split()[1:]]) for quote in faithful]
        (first, _), (second, _), (third, found) = (lookup(text, quotes) for quotes in (faithful, reworded, altered))
        accepted = sum(match != "absent" for match in found)
        times = "".join(f"{took:7.2f} ms" for took in (first, second, third))
        print(f"{path.stem:24} {len(text):6}{times}   {accepted} of {len(found)}")


if __name__ == "__main__":
    main()
