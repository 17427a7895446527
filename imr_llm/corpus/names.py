"""What the codes of a record are called in a report."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal


@cache
def _names() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("imr_llm.corpus").joinpath("names.toml").read_text("utf-8"))


def name_of(vocabulary: Literal["category", "subcategory", "reason"], code: str) -> str:
    """The name of a code; KeyError for one that the vocabulary has not."""
    return _names()[vocabulary][code]
