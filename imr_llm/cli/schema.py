"""`imr-llm schema`: the JSON Schema of a record."""

import json

import typer


def schema() -> None:
    """Print the JSON Schema of a record (what `imr-llm extract` prints for a letter).

    Example:

      imr-llm schema > record.schema.json
    """
    from imr_llm.record.model import LetterRecord

    typer.echo(json.dumps(LetterRecord.schema_document(), indent=2))
