"""The writers of a comparison of two runs, by the name of their format."""

from collections.abc import Callable

from imr_llm.evaluation.render import github, junit, markdown, table
from imr_llm.evaluation.report import Comparison, Verdict
from imr_llm.record.facts import Frozen


class Compared(Frozen):
    """A comparison with what it comes to, as JSON."""

    verdict: Verdict
    comparison: Comparison


def _json(comparison: Comparison, verdict: Verdict) -> str:
    return Compared(verdict=verdict, comparison=comparison).model_dump_json(indent=1) + "\n"


def _junit(_comparison: Comparison, verdict: Verdict) -> str:
    return junit.render_verdict(verdict)


WRITERS: dict[str, Callable[[Comparison, Verdict], str]] = {
    "table": table.render_comparison,
    "markdown": markdown.render_comparison,
    "json": _json,
    "junit": _junit,
    "github": github.render_comparison,
}
