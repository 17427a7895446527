"""Prompts as files: Markdown with a front matter, rendered in one pass.

What one of our tables says (the reason codes) is put into the stable text when a prompt is loaded.

A letter may hold `{{ 6*7 }}`, `{% … %}` or `$letter`: values are put in where the file has its placeholders, and never
looked at again.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from imr_llm.errors import ImrError
from imr_llm.llm.endpoint.exchange import Message
from imr_llm.llm.questions.responses import RESPONSE_MODELS, Answered
from imr_llm.record.reasons import REASONS

_FILE = re.compile(
    r"---\n(?P<front>.*?)\n---\n+<!-- system -->\n(?P<system>.*?)\n<!-- user -->\n(?P<user>.*)", re.DOTALL
)
_ENTRY = re.compile(r"(\w+): *(.+)")
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
# The tables that a stable text may show, as its placeholders name them.
_TABLES = {"codes": "\n".join(f"{row.code}: {row.says}" for row in REASONS)}


class PromptError(ImrError):
    """A prompt file is not as it should be, or a prompt was rendered without what it needs."""


class Prompt(BaseModel):
    """One prompt. The stable text is the system message; `user` holds what changes from letter to letter.

    `tables`: which of our own tables stand in the stable text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    response_model: str
    inputs: tuple[str, ...]
    tables: tuple[str, ...] = ()
    system: str
    user: str

    @classmethod
    def parse(cls, text: str, source: str) -> "Prompt":
        """A prompt file's text as a prompt. `source` names the file in errors; raises PromptError.

        The front matter is YAML of the plainest kind: one `key: value` a line, a list in square brackets.
        """
        match = _FILE.fullmatch(text)
        if match is None:
            raise PromptError(
                f"prompt {source}: expected a front matter, <!-- system --> and <!-- user --> in this order"
            )
        values: dict[str, object] = {"system": match["system"].strip(), "user": match["user"].strip()}
        for line in match["front"].splitlines():
            entry = _ENTRY.fullmatch(line)
            if entry is None:
                raise PromptError(f"prompt {source}: front matter lines are `key: value`")
            words = entry[2].strip()
            listed = words.startswith("[") and words.endswith("]")
            values[entry[1]] = [word.strip() for word in words[1:-1].split(",")] if listed else words
        try:
            prompt = cls.model_validate(values)
        except ValidationError as error:
            named = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors()}))
            raise PromptError(f"prompt {source}: the front matter is wrong at: {named}") from None
        if fault := _disagreement(prompt):
            raise PromptError(f"prompt {source}: {fault}")
        return prompt.model_copy(update={"system": _PLACEHOLDER.sub(lambda word: _TABLES[word[1]], prompt.system)})

    @property
    def reference(self) -> str:
        """Name and version, as provenance gives them: `extract@1`."""
        return f"{self.name}@{self.version}"

    @property
    def model(self) -> type[Answered]:
        """The model that answers must fit."""
        return RESPONSE_MODELS[self.response_model]

    def render(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The messages of a request, the stable text first. Raises PromptError naming what is missing or unknown."""
        for what, names in (("missing", set(self.inputs) - set(values)), ("unknown", set(values) - set(self.inputs))):
            if names:
                raise PromptError(f"prompt {self.name}: {what} variable: {', '.join(sorted(names))}")
        user = _PLACEHOLDER.sub(lambda match: values[match[1]], self.user)
        return Message("system", self.system), Message("user", user)


def _disagreement(prompt: Prompt) -> str:
    """What of a prompt's front matter does not go with its text, or nothing."""
    shown = set(_PLACEHOLDER.findall(prompt.system))
    if shown != set(prompt.tables) or not shown <= set(_TABLES):
        return "the system text is stable: its placeholders are tables, and named so"
    differing = set(_PLACEHOLDER.findall(prompt.user)) ^ set(prompt.inputs)
    if differing:
        return f"inputs and placeholders differ: {', '.join(sorted(differing))}"
    if prompt.response_model not in RESPONSE_MODELS:
        return f"there is no response model {prompt.response_model}"
    return ""


@cache
def load(name: str) -> Prompt:
    """A prompt by its name. Raises PromptError when there is none, or its file is wrong."""
    file = _folder() / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"there is no prompt {name}")
    return Prompt.parse(file.read_text(encoding="utf-8"), file.name)


def _folder() -> Traversable:
    """`prompts_data` in an installed package; the checkout's `prompts` where the package is installed editable."""
    shipped = files("imr_llm") / "prompts_data"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "prompts"
