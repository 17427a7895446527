"""`imr-llm schema`: the JSON Schema of a record, and the data dictionary."""

import json
from typing import Literal

import typer


def schema(
    shape: Literal["json", "markdown"] = typer.Option(
        "json", "--format", help="json: the JSON Schema of a record. markdown: the data dictionary, columns included."
    ),
) -> None:
    """Print the JSON Schema of a record (what `imr-llm extract` prints for a letter), or the data dictionary.

    Examples:

      imr-llm schema > record.schema.json

      imr-llm schema --format markdown
    """
    if shape == "markdown":
        from imr_llm.batch.outputs.dictionary import dictionary

        typer.echo(dictionary(), nl=False)
        return
    from imr_llm.record.model import LetterRecord

    typer.echo(json.dumps(LetterRecord.schema_document(), indent=2))
