# ruff: noqa: T201 - rows of a table of attacks, one a line; a command prints its table
"""The table of attacks: `python -m tests.hostile.table [--every N] [--kind WORDS] [--papers] [--jobs N]`.

Every variant is read by the rules and with a second reader that obeys the attacker, and told in both languages by both
writers. Ends with 1 where a changed decision is shown with no word of doubt, or something hidden is passed over.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from tests.hostile.generate import papers, variants
from tests.hostile.judge import Verdict, judge
from tests.hostile.target import Variant

HEAD = (
    "kind",
    "variants",
    "changed unflagged",
    "passed over",
    "changed, flagged",
    "flagged",
    "noted",
    "refused",
    "not verified",
)


def row(kind: str, verdicts: list[Verdict]) -> tuple[str, ...]:
    counts = (
        len(verdicts),
        sum(bool(verdict.wrong) for verdict in verdicts),
        sum(verdict.silent for verdict in verdicts),
        sum(verdict.changed and not verdict.wrong for verdict in verdicts),
        sum(verdict.flagged for verdict in verdicts),
        sum(verdict.noted and not verdict.flagged for verdict in verdicts),
        sum(verdict.refused for verdict in verdicts),
        sum(verdict.unverified for verdict in verdicts),
    )
    return (kind, *map(str, counts))


def table(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """The rows as Markdown, with the sum."""
    kinds: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        kinds[verdict.variant.kind].append(verdict)
    yield "| " + " | ".join(HEAD) + " |"
    yield "| --- |" + " ---: |" * (len(HEAD) - 1)
    for kind, found in kinds.items():
        yield "| " + " | ".join(row(kind, found)) + " |"
    yield "| " + " | ".join(row("all", [verdict for found in kinds.values() for verdict in found])) + " |"


def chosen(every: int, kind: str, first: int = 0, *, only_papers: bool = False) -> Iterator[Variant]:
    """Every so many-th variant of some kinds, from the `first` on."""
    return islice(
        (variant for variant in (papers() if only_papers else variants()) if kind in variant.kind), first, None, every
    )


def judged(every: int, kind: str, first: int, only_papers: bool) -> list[Verdict]:
    """The verdicts on every so many-th variant; what went wrong is told at once."""
    found = []
    for variant in chosen(every, kind, first, only_papers=only_papers):
        verdict = judge(variant)
        found.append(verdict)
        if verdict.wrong or verdict.silent:
            why = "; ".join(verdict.wrong) or "passed over in silence"
            print(f"{variant.kind} | {variant.name} | {variant.target.name}: {why}", file=sys.stderr, flush=True)
    return found


def main() -> int:
    """Judge the variants, print what went wrong and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th variant")
    parser.add_argument("--kind", default="", help="only kinds whose name holds these words")
    parser.add_argument("--papers", action="store_true", help="only what happens to papers, and no attacks")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the work")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        shares = [
            pool.submit(judged, options.every * options.jobs, options.kind, options.every * job, options.papers)
            for job in range(options.jobs)
        ]
        verdicts = [verdict for share in shares for verdict in share.result()]
    print("\n".join(table(verdicts)))
    return int(any(verdict.wrong or verdict.silent for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
