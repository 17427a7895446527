"""Filling in Fluent messages (projectfluent.org) whose syntax `fluent.syntax` has parsed.

The runtime that goes with it brings 33 MB of the world's locales for two plural forms and two ways to write a date,
which are these few lines: a select expression goes by an exact number, else by `one` or `other` for a number, else by
its key.
"""

from collections.abc import Mapping
from typing import Any

from fluent.syntax import FluentParser, ast

Value = str | int


class MessageError(LookupError):
    """A message, an argument or a variant that is not there. Names them, and holds no argument's value."""


class Messages:
    """The messages of one file."""

    def __init__(self, source: str) -> None:
        """Parse a file. Raises MessageError when a part of it is no Fluent."""
        entries = FluentParser(with_spans=False).parse(source).body
        if any(isinstance(entry, ast.Junk) for entry in entries):
            raise MessageError("a part of the file is not Fluent")
        self._patterns: dict[str, ast.Pattern] = {
            entry.id.name: entry.value for entry in entries if isinstance(entry, ast.Message) and entry.value
        }

    def __contains__(self, message: str) -> bool:
        return message in self._patterns

    def format(self, message: str, arguments: Mapping[str, Value]) -> str:
        """A message with its arguments filled in. Raises MessageError."""
        pattern = self._patterns.get(message)
        if pattern is None:
            raise MessageError(f"no message {message}")
        return self._pattern(pattern, arguments)

    def _pattern(self, pattern: ast.Pattern, arguments: Mapping[str, Value]) -> str:
        return "".join(
            element.value if isinstance(element, ast.TextElement) else str(self._value(element.expression, arguments))
            for element in pattern.elements
        )

    def _value(self, expression: Any, arguments: Mapping[str, Value]) -> Value:
        match expression:
            case ast.VariableReference():
                try:
                    return arguments[expression.id.name]
                except KeyError:
                    raise MessageError(f"no argument ${expression.id.name}") from None
            case ast.MessageReference():
                return self.format(expression.id.name, arguments)
            case ast.StringLiteral():
                return str(expression.parse()["value"])
            case ast.NumberLiteral():
                return int(expression.value)
            case ast.SelectExpression():
                return self._pattern(_variant(expression, self._value(expression.selector, arguments)), arguments)
            case ast.Placeable():
                return self._value(expression.expression, arguments)
        raise MessageError(f"a {type(expression).__name__} is not used in these messages")


def _variant(expression: ast.SelectExpression, value: Value) -> ast.Pattern:
    """The variant for a value: the number itself, its plural form (both languages have the same two), or the key."""
    keys = [str(value)]
    if isinstance(value, int):
        keys.append("one" if value == 1 else "other")
    variants = {_key(variant): variant.value for variant in expression.variants}
    for key in keys:
        if key in variants:
            return variants[key]
    return next(variant.value for variant in expression.variants if variant.default)


def _key(variant: ast.Variant) -> str:
    return variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value
