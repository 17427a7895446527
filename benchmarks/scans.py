"""Letters drawn as scans and photos, read by Tesseract: decisions right, flagged, wrong; all fields; seconds a page.

A decision is flagged when the record asks a person to look at it, at its treatment or at the letter's treatments as a
whole. "Wrong and unflagged" must be 0: another decision, a treatment lost or one made up, without any such note.
"""

import os
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product, repeat
from pathlib import Path

from imr_llm.errors import UnreadableLetterError
from imr_llm.evaluation.cases import Case, load_cases
from imr_llm.evaluation.scoring import Counts, Judgement, Kind, count, judge
from imr_llm.letter.read import read, read_bytes
from imr_llm.pipeline import extract
from imr_llm.record.facts import Facts
from imr_llm.record.model import LetterRecord
from tests.letter.scans import CONDITIONS, Picture, scanned, sheets, tiff

LETTERS = Path(__file__).parent.parent / "evals" / "cases"
SEEDS, SEEDS_DPI = ("00",), (150, 200, 300)
# Of each other form two or three of the shorter letters, with decisions of both kinds, noisy and photographed.
FORMS = (
    *("written_a_02", "written_a_07", "written_b_02", "written_b_11", "written_c_01", "written_c_03", "written_c_05"),
    *("written_d_06", "written_e_01", "written_e_16", "written_f_02", "written_f_03"),
)
FORMS_DPI, FORMS_CONDITIONS = (200,), ("noisy", "photographed")
DECISION = "/issues/*/decision"


@dataclass(frozen=True)
class Result:
    """One letter in one condition. `refused`: it was not read at all, with advice."""

    judgements: tuple[Judgement, ...]
    flagged: frozenset[str]
    pages: int
    seconds: float
    refused: bool = False

    def decisions(self) -> Counter[str]:
        """How many decisions were read right, how many are flagged, and how many are wrong and not flagged."""
        found: Counter[str] = Counter()
        for judged in self.judgements:
            if judged.field == DECISION:
                at = judged.pointer or f"/issues/{judged.row - 1}/decision"
                flagged = self.refused or bool({at, at.removesuffix("/decision"), "/issues", ""} & self.flagged)
                right = judged.kind is Kind.CORRECT
                found += Counter(all=1, right=right, flagged=flagged, wrong=not right and not flagged)
        return found


def result_of(case: Case, record: LetterRecord, pages: int, seconds: float = 0.0) -> Result:
    """A record held against its label."""
    flagged = record.doubted
    return Result(judge(case.label or Facts(), record.facts()), flagged, pages, seconds)


def read_pages(case: Case, pages: list[Picture], dpi: int, compression: str) -> Result:
    """Read a letter from pictures of its pages, in one TIFF file, and hold it against its label."""
    begun = time.perf_counter()
    try:
        record = extract(read_bytes(case.name, tiff(pages, dpi=(dpi, dpi), compression=compression)))
    except UnreadableLetterError:
        nothing = judge(case.label or Facts(), Facts())
        return Result(nothing, frozenset(), len(pages), time.perf_counter() - begun, refused=True)
    return result_of(case, record, len(pages), time.perf_counter() - begun)


def f1(counts: Counts) -> float:
    """Micro F1 over all values."""
    return 2 * counts.correct / max(counts.predicted + counts.labelled, 1)


def show(name: str, results: list[Result]) -> None:
    """Print one row of the table."""
    decisions = sum((result.decisions() for result in results), Counter())
    values = [judged for result in results for judged in result.judgements]
    pages, seconds = sum(r.pages for r in results), sum(r.seconds for r in results)
    print(
        f"  {name:28}{decisions['right']:5} of {decisions['all']:3}{decisions['flagged']:9}{decisions['wrong']:9}"
        f"{f1(count(values)):9.3f}{seconds / pages:9.1f}",
        flush=True,
    )


def table(title: str, names: tuple[str, ...], dpis: tuple[int, ...], conditions: Iterable[str]) -> None:
    """Read the letters whose names begin so, in every condition at every resolution, and print the table."""
    cases = [case for case in load_cases(LETTERS) if case.name.startswith(names) and case.label]
    letters = [read(case.letter) for case in cases]
    workers = os.cpu_count() or 1
    pages = sum(len(sheets(letter.original)) for letter in letters)
    print(f"{title}: {len(cases)} letters, {pages} pages drawn in Times 12, {workers} letters at a time")
    print(f"  {'':28}{'decisions':>12}{'flagged':>9}{'wrong':>9}{'micro F1':>9}{'s a page':>9}")
    records = [extract(letter) for letter in letters]
    show("the text itself", [result_of(case, record, 1) for case, record in zip(cases, records, strict=True)])
    with ThreadPoolExecutor(workers) as pool:
        for dpi, name in product(dpis, conditions):
            # A camera writes JPEG; kept whole, three noisy pages are larger than what is read.
            compression = "jpeg" if name == "photographed" else "tiff_lzw"
            spoilt = [[CONDITIONS[name](page) for page in scanned(letter.original, dpi)] for letter in letters]
            show(f"{dpi} dpi, {name}", list(pool.map(read_pages, cases, spoilt, repeat(dpi), repeat(compression))))


def main() -> None:
    """Print the tables."""
    table("the seeds", SEEDS, SEEDS_DPI, CONDITIONS)
    table("the other forms", FORMS, FORMS_DPI, FORMS_CONDITIONS)


if __name__ == "__main__":
    main()
