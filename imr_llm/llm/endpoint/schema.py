"""The JSON Schema of an answer in the strict dialect: every property required, no other allowed."""

import copy
from functools import cache
from typing import Any

from pydantic import BaseModel

# Notes that cost tokens and say nothing to an endpoint; strict mode refuses defaults, as every property must be there.
_NOTES = ("title", "default")


@cache
def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema that is sent for a response model, built once a model; read it, do not change it."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    strict: dict[str, Any] = _strict(schema, definitions)
    return strict


def _strict(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node and len(node) > 1:
        # Strict mode allows nothing beside a $ref, so the definition is put in its place.
        name = node["$ref"].removeprefix("#/$defs/")
        node = {**copy.deepcopy(definitions[name]), **{key: value for key, value in node.items() if key != "$ref"}}
    result: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            result[key] = {name: _strict(item, definitions) for name, item in value.items()}
        elif key in ("enum", "const", "required"):
            result[key] = value
        elif key not in _NOTES:
            result[key] = _strict(value, definitions)
    if "properties" in result:
        result["required"] = list(result["properties"])
        result["additionalProperties"] = False
    return result
