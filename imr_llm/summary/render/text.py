"""A summary for a terminal or a plain e-mail."""

import textwrap

from imr_llm.summary.model import Summary
from imr_llm.summary.render.sheet import Sheet, SheetSection, sheet


def render_text(summary: Summary, case_number: str | None = None, width: int = 78) -> str:
    """Plain text, wrapped at `width` columns, with a final line end. `case_number`: as the letter prints it.

    What folds away elsewhere stands behind a rule.
    """
    page = sheet(summary, case_number)
    blocks = [first_part(page, width)]
    if page.more:
        rule = "=" * min(width, len(page.more_title))
        blocks.append("\n".join((rule, _wrapped(page.more_title.upper(), width), rule)))
        blocks.extend(_section(section, page, width) for section in page.more)
    return "\n\n".join(blocks) + "\n"


def first_part(page: Sheet, width: int = 78) -> str:
    """What stands before the fold, without a final line end."""
    head = [_wrapped(page.title, width)]
    if page.case_number:
        head.append(_wrapped(page.case_number, width))
    return "\n\n".join(("\n".join(head), *(_section(section, page, width) for section in page.first)))


def words_before_the_fold(summary: Summary, case_number: str | None = None) -> int:
    """How many words everybody reads, titles and all."""
    return sum(any(sign.isalnum() for sign in word) for word in first_part(sheet(summary, case_number)).split())


def _section(section: SheetSection, page: Sheet, width: int) -> str:
    title = _wrapped(section.title.upper() if section.id == "outcome" else section.title, width)
    rule = "-" * min(width, max(len(line) for line in title.splitlines()))
    texts = [" ".join(sentence.text for sentence in point) for point in section.points]
    lines = [title, rule, *(_item(text, width) if section.listed else _wrapped(text, width) for text in texts)]
    if section.alike:
        lines.extend((_wrapped(page.alike, width), *(_item(other.title, width) for other in section.alike)))
    return "\n".join(lines)


def _item(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="* ", subsequent_indent="  ", break_on_hyphens=False)


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False)
