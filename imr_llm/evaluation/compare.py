"""Any number of runs side by side: two models, two prompts, or one asked again and again.

Fields with F1 and the paired test against the first run; then what each run cost, how often it was answered, and how
far its two readers agree.
"""

from collections.abc import Sequence

from imr_llm.errors import UsageError
from imr_llm.evaluation.diff import compare, titled
from imr_llm.evaluation.report import Report
from imr_llm.evaluation.scoring import LABELLED
from imr_llm.evaluation.tally import DECIMALS, Rate
from imr_llm.evaluation.trust import Standing
from imr_llm.record.facts import Frozen


class Cell(Frozen):
    """One run's figure of a field. `lost`, `won`: values against the first run; `p` is McNemar's, exact, after Holm."""

    f1: Rate
    lost: int = 0
    won: int = 0
    p_holm: float | None = None


class CompareRow(Frozen):
    """One field, or all values, in every run. `spread`: the highest F1 less the lowest."""

    path: str
    label: str
    cells: tuple[Cell, ...]
    spread: float | None


class RunFacts(Frozen):
    """What a run was and what it took. Shares are null where a run has no second reader."""

    name: str
    title: str
    prompts: tuple[str, ...]
    letters: int
    answered: int | None
    endings: dict[str, int]
    requests: int
    prompt_tokens: int
    completion_tokens: int
    money: float | None
    seconds: float | None
    llm_alone: Rate | None
    agreement: float | None
    letters_sent: Rate | None
    whole_letters: Rate


class Compared(Frozen):
    """Runs over the letters that all have; `left_out` names the others. `changed`: values right in some runs only."""

    runs: tuple[RunFacts, ...]
    rows: tuple[CompareRow, ...]
    left_out: tuple[str, ...]
    changed: int


def compare_runs(reports: Sequence[tuple[str, Report]]) -> Compared:
    """Runs with their names, held against the first. Raises UsageError for fewer than two."""
    if len(reports) < 2:
        raise UsageError("give at least two reports")
    (_, first), *others = reports
    pairs = [compare(first, other) for _, other in others]
    changes = [{change.path: change for change in pair.fields} for pair in pairs]
    rows = []
    for field in LABELLED:
        scores = [next(one.score for one in report.tally.fields if one.path == field.path) for _, report in reports]
        cells = [Cell(f1=scores[0].f1)]
        for score, change in zip(scores[1:], changes, strict=True):
            held = change[field.path]
            cells.append(Cell(f1=score.f1, lost=held.lost, won=held.won, p_holm=held.p_holm))
        if any(cell.f1.value is not None for cell in cells):
            rows.append(_row(field.path, field.label, cells))
    every = [Cell(f1=report.tally.micro.f1) for _, report in reports]
    every[1:] = [
        cell.model_copy(update={"lost": sum(c.lost for c in pair.fields), "won": sum(c.won for c in pair.fields)})
        for cell, pair in zip(every[1:], pairs, strict=True)
    ]
    flipped = {(flip.letter, flip.field, flip.issue, str(flip.label)) for pair in pairs for flip in pair.flips}
    return Compared(
        runs=tuple(_facts(name, report) for name, report in reports),
        rows=(*rows, _row("", "all values", every)),
        left_out=tuple(sorted({name for pair in pairs for name in pair.left_out})),
        changed=len(flipped),
    )


def _row(path: str, label: str, cells: Sequence[Cell]) -> CompareRow:
    values = [cell.f1.value for cell in cells if cell.f1.value is not None]
    spread = round(max(values) - min(values), DECIMALS) if values else None
    return CompareRow(path=path, label=label, cells=tuple(cells), spread=spread)


def _facts(name: str, report: Report) -> RunFacts:
    endings: dict[str, int] = {}
    for letter in report.letters:
        if letter.ending is not None:
            endings[letter.ending] = endings.get(letter.ending, 0) + 1
    trust, cost = report.trust, report.cost
    agreed = next((row.fields for row in trust.rows if row.standing is Standing.AGREED), 0) if trust else 0
    return RunFacts(
        name=name,
        title=titled(report.head),
        prompts=report.head.prompts,
        letters=report.head.scored,
        answered=endings.get("answered", 0) if endings else None,
        endings=dict(sorted(endings.items())),
        requests=cost.requests if cost else 0,
        prompt_tokens=cost.prompt_tokens if cost else 0,
        completion_tokens=cost.completion_tokens if cost else 0,
        money=cost.money if cost else None,
        seconds=cost.seconds if cost else None,
        llm_alone=report.readers.rows[-1].llm if report.readers else None,
        agreement=round(agreed / trust.fields, DECIMALS) if trust and trust.fields else None,
        letters_sent=trust.letters_sent if trust else None,
        whole_letters=report.tally.whole_letters,
    )
