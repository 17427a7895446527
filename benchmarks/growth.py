"""Seconds a megabyte for letters of absurd length, and how they grow: at four times the length, by four at most.

Each filler repeats what a rule, a label or the cleaning looks for. Process time, so that other programs matter little.
"""

import time

from tests.hostile.growth import FILLERS, grown, read_whole
from tests.hostile.target import Target

LETTER = "written_e_03_knee_arthroscopy"
PLACES = ("narrative", "rationale")
SMALL = 60_000


def _seconds(target: Target, filler: str, place: str, size: int) -> float:
    letter = grown(target, filler, place, size)
    started = time.process_time()
    read_whole(letter)
    return time.process_time() - started


def main() -> None:
    """Print the table, the worst growth last."""
    target = Target(LETTER)
    read_whole(grown(target, "one word", "narrative", 10))
    rows = []
    for filler in FILLERS:
        for place in PLACES:
            small, large = (_seconds(target, filler, place, size) for size in (SMALL, 4 * SMALL))
            rows.append((large / small, large, f"{filler}, {place}"))
    print(f"a letter with {4 * SMALL:,} characters of a filler; growth from a quarter of that (linear: at most 4)")
    for growth, seconds, name in sorted(rows):
        print(f"  {name:32} {seconds:6.2f} s {seconds / (4 * SMALL) * 1e6:7.1f} s/MB    x {growth:4.1f}")


if __name__ == "__main__":
    main()
