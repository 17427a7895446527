"""docs/law.md: every legal sentence with its source. `python -m tests.summary.law_table` writes it anew."""

from pathlib import Path

from imr_llm.summary.law import LegalText, Situation, legal_texts

FILE = Path(__file__).parents[2] / "docs" / "law.md"
_HEAD = """# The legal sentences

Summaries say no other legal sentence than these (`imr_llm/summary/law.toml`). No lawyer has read them. They were
checked against stored copies of the sources, of which often only the beginning could be read. California changed the
rules on utilization review on April 1, 2026: an older text may say what no longer holds. "Source of": the date of the
source's own text. "Says it": the source says it, or it follows from what the source says. Written by
`python -m tests.summary.law_table`.

| id | sentence | rule | source of | checked | says it |
| --- | --- | --- | --- | --- | --- |
"""


def table() -> str:
    """The whole document."""
    rules = (text for text in legal_texts().values() if Situation.WORD not in text.applies_to)
    return _HEAD + "".join(_row(text) for text in rules)


def _row(text: LegalText) -> str:
    words = text.texts["en"].replace("\n", " ").replace("|", "\\|")
    name = text.id.removeprefix("law/")
    dated = f"[{text.as_of or 'no date'}]({text.source})"
    says = "it follows" if text.inferred else "the source"
    return f"| {name} | {words} | {text.rule} | {dated} | {text.last_verified} | {says} |\n"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
