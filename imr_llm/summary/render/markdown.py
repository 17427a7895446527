"""A summary as Markdown."""

import re

from imr_llm.summary.model import Summary
from imr_llm.summary.render.sheet import Sheet, SheetSection, sheet

# Signs of the letter's words that Markdown would take for its own.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


def render_markdown(summary: Summary, case_number: str | None = None) -> str:
    """CommonMark with a heading a section; what folds away stands under a heading and a rule of its own.

    The letter's words are escaped: they are text, never markup.
    """
    page = sheet(summary, case_number)
    blocks = [f"# {_plain(page.title)}", *([_plain(page.case_number)] if page.case_number else [])]
    blocks.extend(_section(section, page, 2) for section in page.first)
    if page.more:
        blocks.extend(("---", f"## {_plain(page.more_title)}"))
        blocks.extend(_section(section, page, 3) for section in page.more)
    return "\n\n".join(blocks) + "\n"


def _section(section: SheetSection, page: Sheet, level: int) -> str:
    texts = [_plain(" ".join(sentence.text for sentence in point)) for point in section.points]
    blocks = ["\n".join(f"- {text}" for text in texts)] if section.listed else texts
    if section.alike:
        blocks.extend((page.alike, "\n".join(f"- {_plain(other.title)}" for other in section.alike)))
    return "\n\n".join((f"{'#' * level} {_plain(section.title)}", *blocks))


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
