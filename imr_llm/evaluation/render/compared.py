"""Any number of runs side by side, in every format."""

from collections.abc import Callable, Iterator

from imr_llm.evaluation.compare import Cell, Compared, RunFacts
from imr_llm.evaluation.render import markdown, words
from imr_llm.evaluation.render.html import page
from imr_llm.evaluation.render.markup import table, tag
from imr_llm.evaluation.render.table import aligned


def _columns(compared: Compared) -> tuple[str, ...]:
    first, *others = compared.runs
    columns = ["field", f"{first.name}: F1 (95%)"]
    for run in others:
        columns += [f"{run.name}: F1 (95%)", "lost, won", "p (Holm)"]
    return (*columns, "spread")


def _rows(compared: Compared) -> Iterator[tuple[str, ...]]:
    for row in compared.rows:
        first, *others = row.cells
        cells = [words.with_interval(first.f1)]
        for cell in others:
            cells += _held(cell)
        yield row.label, *cells, words.percent(row.spread)


def _held(cell: Cell) -> list[str]:
    p = words.ABSENT if cell.p_holm is None else words.chance(cell.p_holm)
    return [words.with_interval(cell.f1), f"-{cell.lost}, +{cell.won}", p]


def _facts(compared: Compared) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What each run was and took, a run a column."""
    facts: tuple[tuple[str, Callable[[RunFacts], str]], ...] = (
        ("letters scored", lambda run: str(run.letters)),
        ("prompts", lambda run: ", ".join(run.prompts) or words.ABSENT),
        ("answered", lambda run: words.ABSENT if run.answered is None else str(run.answered)),
        ("other endings", lambda run: _other(run.endings)),
        ("LLM alone, F1 (95%)", lambda run: words.with_interval(run.llm_alone) if run.llm_alone else words.ABSENT),
        ("readers agree on", lambda run: words.percent(run.agreement)),
        ("letters sent to a person", lambda run: words.with_interval(run.letters_sent) if run.letters_sent else "–"),
        ("whole letters right", lambda run: words.with_interval(run.whole_letters)),
        ("requests", lambda run: str(run.requests)),
        ("prompt tokens a letter", lambda run: _each(run.prompt_tokens, run)),
        ("completion tokens a letter", lambda run: _each(run.completion_tokens, run)),
        ("money", lambda run: words.ABSENT if run.money is None else f"{run.money:.4f}"),
        ("seconds a letter", lambda run: words.ABSENT if run.seconds is None else f"{run.seconds / run.letters:.2f}"),
    )
    columns = ("", *(run.name for run in compared.runs))
    return columns, [(name, *(told(run) for run in compared.runs)) for name, told in facts]


def _other(endings: dict[str, int]) -> str:
    return ", ".join(f"{times} {ending}" for ending, times in endings.items() if ending != "answered") or words.ABSENT


def _each(tokens: int, run: RunFacts) -> str:
    return f"{tokens / run.letters:.0f}" if run.letters and tokens else words.ABSENT


def _lines(compared: Compared) -> Iterator[str]:
    for run in compared.runs:
        yield f"{run.name}: {run.title}."
    yield f"{compared.changed} values are right in one run and wrong in another."
    yield "Tests are paired, against the first run."
    if compared.left_out:
        yield f"Not compared (missing in one, or labelled differently): {', '.join(compared.left_out)}."


def render_table(compared: Compared) -> str:
    """For a terminal."""
    parts = (
        "\n".join(_lines(compared)),
        aligned(_columns(compared), list(_rows(compared))),
        aligned(*_facts(compared)),
    )
    return "\n\n".join(parts) + "\n"


def render_markdown(compared: Compared) -> str:
    """For a pull request."""
    lines = "\n".join(f"- {markdown.escaped(line)}" for line in _lines(compared))
    tables = (markdown.table(_columns(compared), list(_rows(compared))), markdown.table(*_facts(compared)))
    return "\n\n".join((lines, *tables)) + "\n"


def render_html(compared: Compared) -> str:
    """A page of its own."""
    body = [tag("h1", "Runs side by side"), *(tag("p", line) for line in _lines(compared))]
    body += [table("Fields", _columns(compared), list(_rows(compared))), table("Runs", *_facts(compared))]
    return page("Runs side by side", body)


def render_json(compared: Compared) -> str:
    """All figures."""
    return compared.model_dump_json(indent=1) + "\n"


WRITERS: dict[str, Callable[[Compared], str]] = {
    "table": render_table,
    "markdown": render_markdown,
    "html": render_html,
    "json": render_json,
}
