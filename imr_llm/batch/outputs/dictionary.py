"""The data dictionary: every field of a record, every code, every column, in Markdown (docs/data.md)."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from imr_llm.batch.outputs.columns import Column, inner_type, issue_columns, letter_columns
from imr_llm.record import codes
from imr_llm.record.facts import Range
from imr_llm.record.fields import BY_PATH
from imr_llm.record.model import Evidence, LetterRecord
from imr_llm.record.reasons import REASONS

_HEAD = """# Data dictionary

What `imr-llm extract` prints for a letter, and the columns of the tables that `imr-llm batch` writes. Made by
`imr-llm schema --format markdown` from the same tables as the program; `imr-llm schema` is the JSON Schema.

*Leads*: whose value stands where the rules and an LLM differ and both are proved. *Critical*: put to a person where
they still differ after a second question. Every value that is not null has its proof in `evidence`, by its pointer.
"""
# Names of models as words.
_MODELS = {"BodyRegion": "body region", "LetterInfo": "letter", "PlainWords": "plain words", "ReviewItem": "doubt"}
_LISTS = ("Decision", "Outcome", "UtilizationReviewDecision", "Priority", "Sex", "Source", "Region", "Side")


def dictionary() -> str:
    """The whole of it."""
    return "\n".join(
        (
            _HEAD,
            "## The record\n",
            *_table(("field", "type", "meaning", "leads", "critical"), _fields(LetterRecord, "")),
            "\n`evidence` holds, for each pointer, a list of\n",
            *_table(("part", "type", "meaning"), _parts(Evidence)),
            "\n## Reasons\n\nOf a ground and of `reasons`; *favours* is the decision that a reason explains.\n",
            *_table(
                ("code", "favours", "the reviewer says that"),
                ((f"`{row.code}`", row.favours or "", row.says) for row in REASONS),
            ),
            "\n## Kinds of treatment\n",
            *_table(
                ("category", "subcategories"),
                ((f"`{name}`", _codes(below)) for name, below in codes.SUBCATEGORIES.items()),
            ),
            "\n## Other closed lists\n",
            *_table(("list", "codes"), ((name, _codes(get_args(getattr(codes, name)))) for name in _LISTS)),
            "\n## letters.parquet\n\nOne row a letter.\n",
            *_table(("column", "type", "meaning"), map(_column, letter_columns())),
            "\n## issues.parquet\n\nOne row a disputed treatment; `letter_id` and `number` name it.\n",
            *_table(("column", "type", "meaning"), map(_column, issue_columns())),
            "",
        )
    )  # fmt: skip


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _fields(model: type[BaseModel], path: str) -> Iterator[tuple[str, str, str, str, str]]:
    """The fields of a model and those below them; of a list, of one of its entries (`*`)."""
    for name, info in model.model_fields.items():
        inner, many = inner_type(info.annotation)
        at = f"{path}/{info.serialization_alias or name}"
        row = BY_PATH.get(at)
        leads, critical = ("llm" if row.explained else row.leads, "yes" if row.critical else "") if row else ("", "")
        yield f"`{at}`", _type(info.annotation), info.description or "", leads, critical
        if isinstance(inner, type) and issubclass(inner, BaseModel) and inner is not Range:
            yield from _fields(inner, f"{at}/*" if many else at)


def _parts(kind: Any) -> Iterator[tuple[str, str, str]]:
    for name, annotation in kind.__annotations__.items():
        told, *about = get_args(annotation)
        yield f"`{name}`", _type(told), about[0].description


def _column(column: Column) -> tuple[str, str, str]:
    kind = _type(column.type)
    return f"`{column.name}`", f"list of {kind}" if column.many else kind, column.description


def _type(annotation: Any) -> str:
    """A type in a word: a model by its name, a closed list as "code"."""
    inner, many = inner_type(annotation)
    if get_origin(annotation) is dict:
        return "object"
    name = {str: "text", int: "integer", float: "number", bool: "yes or no", Any: "any"}.get(inner)
    if name is None:
        name = "code" if get_origin(inner) is Literal else _MODELS.get(inner.__name__, str(inner.__name__).lower())
    return f"list of {name}" if many else name


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
