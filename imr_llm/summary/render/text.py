"""A summary for a terminal or a plain e-mail."""

import textwrap

from imr_llm.summary.model import Summary
from imr_llm.summary.render.sheet import SheetSection, sheet


def render_text(summary: Summary, case_number: str | None = None, width: int = 78) -> str:
    """Plain text, wrapped at `width` columns, with a final line end. `case_number`: as the letter prints it."""
    page = sheet(summary, case_number)
    head = [_wrapped(page.title, width)]
    if page.case_number:
        head.append(_wrapped(page.case_number, width))
    blocks = ["\n".join(head), *(_section(section, width) for section in page.sections), _wrapped(page.notice, width)]
    return "\n\n".join(blocks) + "\n"


def _section(section: SheetSection, width: int) -> str:
    title = _wrapped(section.title.upper() if section.id == "outcome" else section.title, width)
    rule = "-" * min(width, max(len(line) for line in title.splitlines()))
    texts = [" ".join(sentence.text for sentence in point) for point in section.points]
    if section.listed:
        body = "\n".join(
            textwrap.fill(text, width, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)
            for text in texts
        )
    else:
        body = "\n".join(_wrapped(text, width) for text in texts)
    return "\n".join((title, rule, body))


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False)
