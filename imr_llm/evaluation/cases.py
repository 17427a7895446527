"""Labelled cases: a letter (`NAME.txt` or `NAME.pdf`) with its label (`NAME.json`) beside it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from imr_llm.errors import UsageError
from imr_llm.evaluation.grounds import GroundsLabel, load_grounds
from imr_llm.record.facts import Facts, Issue

LETTER_SUFFIXES = (".txt", ".pdf")
UNREVIEWED = "unreviewed"
# Keys of a label file that say something of the label and not of the letter.
_ABOUT = ("note", "status")


@dataclass(frozen=True, slots=True)
class Case:
    """One letter to be read. `label` is null for a letter without a label, which is run and not scored.

    `grounds`: why each treatment was decided as it was, where somebody labelled that too.
    """

    name: str
    letter: Path
    label: Facts | None
    grounds: GroundsLabel | None = None

    @property
    def label_sha256(self) -> str | None:
        """What the label says, as a hash: two runs can be compared where it is the same."""
        return hashlib.sha256(self.label.model_dump_json().encode()).hexdigest() if self.label else None


def load_cases(folder: Path) -> tuple[Case, ...]:
    """The cases of a folder, by name.

    Raises UsageError when the folder holds no letter, when a label has no letter or does not fit the labelling, when a
    label has not been reviewed by a person, and when a letter is there both as text and as PDF.
    """
    letters: dict[str, Path] = {}
    for path in sorted(path for suffix in LETTER_SUFFIXES for path in folder.glob(f"*{suffix}")):
        if path.stem in letters:
            raise UsageError(f"{path}: {letters[path.stem].name} is the same case; keep one of them")
        letters[path.stem] = path
    labels = {path.stem: path for path in folder.glob("*.json")}
    if not letters:
        raise UsageError(f"{folder}: no letters (.txt or .pdf) here")
    orphans = sorted(labels.keys() - letters.keys())
    if orphans:
        raise UsageError(f"{folder / (orphans[0] + '.json')}: there is no letter of this name beside the label")
    return tuple(_case(name, letters[name], labels.get(name)) for name in sorted(letters))


def _case(name: str, letter: Path, label: Path | None) -> Case:
    grounds = load_grounds(letter)
    facts = read_label(label) if label else None
    if facts and grounds:
        facts = facts.model_copy(update={"issues": tuple(_with_reasons(issue, grounds) for issue in facts.issues)})
    return Case(name, letter, facts, grounds)


def _with_reasons(issue: Issue, grounds: GroundsLabel) -> Issue:
    """A treatment's reasons are the codes of its grounds, in a label as in a record."""
    codes = grounds.codes_of(issue.number)
    return issue.model_copy(update={"reasons": codes}) if codes else issue


def read_label(path: Path) -> Facts:
    """The facts of a label file. Raises UsageError when it does not fit the labelling or nobody has reviewed it."""
    try:
        label: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        # The parser's own message may quote what it could not read.
        raise UsageError(f"{path}: this is not JSON in UTF-8") from None
    if not isinstance(label, dict):
        raise UsageError(f"{path}: a label is a JSON object")
    if label.get("status") == UNREVIEWED:
        raise UsageError(f'{path}: this label is a draft; correct it against the letter, then take out its "status"')
    try:
        return Facts.model_validate({name: value for name, value in label.items() if name not in _ABOUT})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise UsageError(f"{path}: /{where}: {first['msg']}") from None
