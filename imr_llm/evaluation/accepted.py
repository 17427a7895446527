"""Losses that somebody has looked at and accepts, by name and with a reason: a TOML file.

[[lost]]
letter = "written_a_01_therapy_and_mri"
field = "issues.reasons"
issue = 2                    # left out for a fact of the letter
reason = "the label is in doubt: the second sentence may be a recital"
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field as Setting
from pydantic import ValidationError, field_validator

from imr_llm.errors import UsageError
from imr_llm.evaluation.report import Flip
from imr_llm.evaluation.scoring import LABELLED
from imr_llm.record.facts import Frozen

_PATHS = {field.name: field.path for field in LABELLED}


class Lost(Frozen):
    """A value of a letter that may be wrong now though it was right before, and why that is accepted."""

    letter: str
    field: str
    issue: int = 0
    reason: str = Setting(min_length=10)

    @field_validator("field")
    @classmethod
    def _is_a_field(cls, value: str) -> str:
        if value not in _PATHS:
            raise ValueError(f"there is no field {value}")
        return value

    def covers(self, flip: Flip) -> bool:
        """Whether this is about that value."""
        return (self.letter, _PATHS[self.field], self.issue) == (flip.letter, flip.field, flip.issue)


class Accepted(Frozen):
    """A file of accepted losses."""

    lost: tuple[Lost, ...] = ()


def load_accepted(path: Path) -> tuple[Lost, ...]:
    """The accepted losses of a file. Raises UsageError, which names the first entry that does not fit."""
    try:
        return Accepted.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).lost
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: this is not TOML ({error})") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def is_accepted(flip: Flip, accepted: Sequence[Lost]) -> bool:
    """Whether somebody accepts that this value is wrong now."""
    return any(entry.covers(flip) for entry in accepted)
