"""A summary as Markdown."""

import re

from imr_llm.summary.model import Summary
from imr_llm.summary.render.sheet import SheetSection, sheet

# Signs of the letter's words that Markdown would take for its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


def render_markdown(summary: Summary, case_number: str | None = None) -> str:
    """CommonMark with a heading a section. The letter's words are escaped: they are text, never markup."""
    page = sheet(summary, case_number)
    head = [f"# {_plain(page.title)}", *([_plain(page.case_number)] if page.case_number else [])]
    return "\n\n".join([*head, *(_section(section) for section in page.sections), f"*{_plain(page.notice)}*"]) + "\n"


def _section(section: SheetSection) -> str:
    texts = [_plain(" ".join(sentence.text for sentence in point)) for point in section.points]
    body = "\n".join(f"- {text}" for text in texts) if section.listed else "\n\n".join(texts)
    return f"## {_plain(section.title)}\n\n{body}"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
