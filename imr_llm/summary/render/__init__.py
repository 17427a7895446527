"""A summary on paper or screen; one small module a format."""

from typing import Literal

from imr_llm.summary.model import Summary
from imr_llm.summary.render.json import render_json
from imr_llm.summary.render.markdown import render_markdown
from imr_llm.summary.render.text import render_text

TextFormat = Literal["text", "markdown", "json"]


def render(summary: Summary, output_format: TextFormat, case_number: str | None = None, width: int = 78) -> str:
    """A summary in one of the formats that are text. `width` counts columns and matters to plain text alone."""
    if output_format == "text":
        return render_text(summary, case_number, width)
    return render_markdown(summary, case_number) if output_format == "markdown" else render_json(summary)
