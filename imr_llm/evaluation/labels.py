"""A first draft of a label, for a person to correct against the letter."""

import json
from pathlib import Path

from imr_llm.errors import UsageError
from imr_llm.evaluation.cases import UNREVIEWED
from imr_llm.letter.read import read
from imr_llm.pipeline import extract

# What a record's issue has and a label's has not.
_NOT_LABELLED = ("heading", "utilization_review_decision", "rationale")


def draft_label(letter: Path) -> str:
    """The rules' reading of a letter in the shape of a label, marked so that no eval takes it for one.

    Raises UnreadableLetterError for what is no readable letter.
    """
    facts = extract(read(letter)).facts().model_dump(mode="json")
    for issue in facts["issues"]:
        for name in _NOT_LABELLED:
            del issue[name]
    document = {"status": UNREVIEWED, **facts}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def write_draft(letter: Path) -> Path:
    """Draft a label beside a letter. Raises UsageError rather than write over a label that is there."""
    path = letter.with_suffix(".json")
    if path.exists():
        raise UsageError(f"{path}: there is a label already; move it away to draft a new one")
    words = draft_label(letter)
    path.write_text(words, encoding="utf-8")
    return path
