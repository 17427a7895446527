"""A question as it goes over the wire: the body of a chat-completions request, made here and nowhere else."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel

from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.endpoint.schema import strict_schema
from imr_llm.settings import AnswerMode, Settings


def request_body(question: Question[Any], settings: Settings) -> dict[str, Any]:
    """The whole body of the first request. `imr-llm prompt` prints it; the cache's key is made from it."""
    body: dict[str, Any] = {
        "model": settings.required_model(),
        "messages": [{"role": message.role, "content": message.content} for message in question.messages],
        **_shape(question.response_model, settings.mode),
        settings.limit_field.value: settings.max_tokens or question.max_tokens,
    }
    if settings.temperature is not None:
        body["temperature"] = settings.temperature
    if settings.seed is not None:
        body["seed"] = settings.seed
    return body | settings.body


def _shape(model: type[BaseModel], mode: AnswerMode) -> dict[str, Any]:
    """How the endpoint is told the shape of the answer."""
    name, schema = model.__name__, strict_schema(model)
    if mode is AnswerMode.TOOLS:
        function = {"name": name, "strict": True, "parameters": schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        }
    return {"response_format": {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}}


def request_key(body: dict[str, Any], base_url: str) -> str:
    """The sha256, in hexadecimal digits, of the canonical JSON of a request and the address it goes to."""
    canonical = json.dumps([base_url, body], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
