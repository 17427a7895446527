"""Settings from the environment: `IMR_LLM_*`, with `OPENAI_API_KEY` and `OPENAI_BASE_URL` as second names.

A key alone causes no request: the LLM is on only when a model is set or the caller asked for it.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, JsonValue, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from imr_llm.errors import UsageError

PREFIX = "IMR_LLM_"
_VERSION_QUERY = re.compile(r"api-version=[A-Za-z0-9-]{1,40}")


class AnswerMode(StrEnum):
    """How the endpoint is told the shape of the answer."""

    JSON_SCHEMA = "json_schema"
    TOOLS = "tools"


class LimitField(StrEnum):
    """What the endpoint calls the bound on an answer's length; OpenAI's newer models know only the second."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"


class Settings(BaseSettings):
    """Everything about the endpoint and what is sent to it. `none` as a variable's value leaves that thing out.

    model: the model's name at the endpoint. base_url: up to and including `/v1`. api_key: left out for local servers.
    timeout: seconds for one request from sending to the last byte. attempts: requests that a question may cost at most.
    reasks: how often an answer that does not fit is put back. max_wait: the longest pause in seconds
    between two requests, whatever Retry-After says. seed, temperature: `none` for endpoints that reject them.
    max_tokens: bounds every answer instead of the prompt's own limit. max_reply_bytes: a longer reply is not read.
    headers, body: more headers, and more fields of the request's body, as JSON objects. cache_dir: where answers are
    kept; without it nothing is. redact: identifiers of the worker are replaced before anything is sent.
    scan_seconds: how long reading the pictures of one letter may take.
    operator, contact: who runs the program and where to ask them, as every summary says; without them it says neither.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, env_parse_none_str="none", frozen=True, extra="ignore"
    )

    model: str | None = None
    base_url: str = Field(
        default="https://api.openai.com/v1",
        validation_alias=AliasChoices("base_url", "IMR_LLM_BASE_URL", "OPENAI_BASE_URL"),
    )
    api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("api_key", "IMR_LLM_API_KEY", "OPENAI_API_KEY")
    )
    mode: AnswerMode = AnswerMode.JSON_SCHEMA
    timeout: float = Field(default=120.0, gt=0)
    attempts: int = Field(default=5, ge=1)
    reasks: int = Field(default=2, ge=0)
    max_wait: float = Field(default=60.0, ge=0)
    seed: int | None = 0
    temperature: float | None = Field(default=0.0, ge=0)
    max_tokens: int | None = Field(default=None, ge=1)
    limit_field: LimitField = LimitField.MAX_TOKENS
    max_reply_bytes: int = Field(default=1_048_576, ge=1)
    headers: dict[str, SecretStr] = {}
    body: dict[str, JsonValue] = {}
    cache_dir: Path | None = None
    redact: bool = True
    scan_seconds: float = Field(default=240.0, gt=0)
    operator: str | None = Field(default=None, max_length=80)
    contact: str | None = Field(default=None, max_length=120)

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write it as https://host/v1")
        if parts.username or parts.password or parts.fragment:
            raise ValueError("write it without user, password and #; the key has a variable of its own")
        if parts.query and not _VERSION_QUERY.fullmatch(parts.query):
            raise ValueError("only ?api-version=DATE may stand behind it")
        return value.rstrip("/")

    @property
    def address(self) -> tuple[str, dict[str, str]]:
        """`base_url` without its query, and the query: Azure wants `?api-version=DATE` with every request."""
        address, _, query = self.base_url.partition("?")
        return address.rstrip("/"), dict([query.split("=", 1)]) if query else {}

    def asks(self, wanted: bool | None = None) -> bool:
        """Whether the LLM is used. `wanted` is what the caller said (`--llm`, `--no-llm`), null when nothing."""
        return self.model is not None if wanted is None else wanted

    def required_model(self) -> str:
        """The model's name; UsageError when none is set."""
        if self.model is None:
            raise UsageError(
                "no model is set for the LLM: set IMR_LLM_MODEL to its name at the endpoint, or use --no-llm"
            )
        return self.model


def load_settings(**given: Any) -> Settings:
    """The settings of this process; `given` overrides the environment.

    Raises UsageError, which names the variable and never shows its value.
    """
    try:
        return Settings(**given)
    except SettingsError:
        raise UsageError('IMR_LLM_HEADERS and IMR_LLM_BODY are JSON objects, such as {"name": "value"}') from None
    except ValidationError as error:
        faults = {
            f"{_variable(fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_input=False)
        }
        raise UsageError("; ".join(sorted(faults))) from None


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0])
    return name if name.isupper() else PREFIX + name.upper()
