"""A summary as the contract's JSON."""

from imr_llm.summary.model import Summary


def render_json(summary: Summary, indent: int | None = 2) -> str:
    """The JSON of `imr-llm summarize --format json`, with a final line end."""
    return summary.model_dump_json(indent=indent) + "\n"
