"""Written letters by the hundred thousand: the cases of evals/cases with other numbers, dates and medicines.

Letter number N is the same in every process, and no two are alike. `python -m tests.batch.written COUNT FOLDER` writes
them to a folder.
"""

import argparse
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CASES = Path(__file__).resolve().parents[2] / "evals" / "cases"
_MEDICINES = ("Norco", "Tramadol", "Ibuprofen", "Naproxen", "Gabapentin", "Flexeril", "Soma", "Omeprazole", "Ambien")
_MEDICINE = re.compile(rf"\b(?:{'|'.join(_MEDICINES)})\b", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b")
_CASE_NUMBER = re.compile(r"\bCM\d\d-\d{7}\b")
_COUNT = re.compile(r"#\d{2,3}\b")
_AGE = re.compile(r"\b\d\d(?=[- ]year[- ]old)")


@cache
def _bases() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.txt")))


def letter(number: int) -> str:
    """One letter."""
    bases = _bases()
    chance = random.Random(number)  # noqa: S311 -- no secret
    text = bases[number % len(bases)]
    swapped = dict(zip(_MEDICINES, chance.sample(_MEDICINES, len(_MEDICINES)), strict=True))
    years = chance.randrange(-3, 4)
    age = str(chance.randrange(20, 70))
    text = _CASE_NUMBER.sub(f"CM17-9{number % 1_000_000:06}", text)
    text = _MEDICINE.sub(lambda found: swapped[found[0].capitalize()], text)
    text = _DATE.sub(lambda found: f"{found[1]}/{chance.randrange(1, 29)}/{int(found[3]) + years}", text)
    text = _COUNT.sub(lambda _: f"#{chance.randrange(1, 13) * 15}", text)
    text = _AGE.sub(age, text)
    # Blanks at the end, which say nothing, make letters differ that have none of these.
    return text.rstrip() + "\n" + "".join(" \n" if digit == "1" else "  \n" for digit in f"{number:b}")


def letters(count: int, start: int = 0) -> Iterator[tuple[str, str]]:
    """Names of files, and letters."""
    for number in range(start, start + count):
        yield f"letter-{number:07}.txt", letter(number)


def write(folder: Path, count: int, start: int = 0) -> Path:
    """Write letters to a folder, a thousand in each folder below it."""
    for name, text in letters(count, start):
        below = folder / name[7:11]
        below.mkdir(parents=True, exist_ok=True)
        (below / name).write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="Write letters to a folder.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.count)


if __name__ == "__main__":
    main()
