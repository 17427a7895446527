"""Which fields of a request an endpoint does not know: learnt from its refusals, remembered while it is open."""

import json
import logging
import re
from typing import Any

from imr_llm.settings import LimitField

_LOG = logging.getLogger(__name__)
_LIMITS = (LimitField.MAX_TOKENS.value, LimitField.MAX_COMPLETION_TOKENS.value)
# The longer names first: one holds the other.
_NAMES = re.compile(r"\b(max_completion_tokens|max_tokens|temperature|seed|response_format|json_schema)\b")
_SETTINGS = {
    "temperature": "IMR_LLM_TEMPERATURE=none",
    "seed": "IMR_LLM_SEED=none",
    "response_format": "IMR_LLM_MODE=tools",
}
_IN_WORDS = "Answer with one JSON object, and nothing else, that fits this JSON schema:"


class Dialect:
    """The fields that are said in another way, or left out.

    `limit_field`: what the settings call the bound on an answer's length.
    """

    def __init__(self, limit_field: LimitField) -> None:
        self._said = limit_field.value
        self._limit: str | None = self._said
        self._tried = {self._said}
        self._without: set[str] = set()

    def learns(self, status: int, error: object) -> bool:
        """Whether a refusal names a field that can be said otherwise; it then is, from the next request on.

        The error's message may quote a letter: only the names of fields are looked for in it.
        """
        if status not in (400, 422) or not isinstance(error, dict):
            return False
        words = " ".join(str(error.get(name) or "")[:2000] for name in ("param", "message"))
        named = _NAMES.search(words)
        if named is None:
            return False
        name = "response_format" if named[1] == "json_schema" else named[1]
        if name in _LIMITS:
            return self._limit_otherwise(name)
        if name in self._without:
            return False
        self._without.add(name)
        _LOG.warning("the endpoint does not know %s: asking without it (%s saves the detour)", name, _SETTINGS[name])
        return True

    def _limit_otherwise(self, name: str) -> bool:
        if self._limit != name:
            # It was meant of a request that had been sent before this was learnt.
            return self._limit is not None and name in self._tried
        other = next((limit for limit in _LIMITS if limit not in self._tried), None)
        self._limit = other
        self._tried.add(name if other is None else other)
        how = f"with {other} (IMR_LLM_LIMIT_FIELD={other} saves the detour)" if other else "without a limit"
        _LOG.warning("the endpoint does not know %s: asking %s", name, how)
        return True

    def spoken(self, body: dict[str, Any], larger: int = 1) -> dict[str, Any]:
        """A body as this endpoint understands it; `larger` multiplies the bound on the answer's length."""
        limit = body.pop(self._said, None)
        if limit is not None and self._limit is not None:
            body[self._limit] = limit * larger
        for name in self._without & body.keys():
            value = body.pop(name)
            if name == "response_format":
                schema = json.dumps(value["json_schema"]["schema"], separators=(",", ":"))
                body["messages"] = [*body["messages"], {"role": "user", "content": f"{_IN_WORDS}\n{schema}"}]
        return body
