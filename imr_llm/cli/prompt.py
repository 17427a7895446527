"""`imr-llm prompt extract PATH`: the exact request that would be sent. Sends nothing."""

import json

import typer

from imr_llm.cli.page import EPILOG, Version
from imr_llm.cli.reading import Redact

prompt = typer.Typer(no_args_is_help=True)


@prompt.callback(epilog=EPILOG)
def _prompt(version: Version = False) -> None:
    """Show what an LLM would be sent; nothing is sent."""


@prompt.command("extract", epilog=EPILOG)
def extract(
    path: str = typer.Argument(..., metavar="PATH", help="A letter (.txt, .pdf); - is standard input."),
    redact: Redact = None,
) -> None:
    """Print the body of the request for a letter, as JSON.

    Example:

      imr-llm prompt extract letter.pdf
    """
    from imr_llm.letter.read import read
    from imr_llm.pipeline import request_of
    from imr_llm.settings import load_settings

    settings = load_settings() if redact is None else load_settings(redact=redact)
    if settings.model is None:
        settings = settings.model_copy(update={"model": "IMR_LLM_MODEL is not set"})
    typer.echo(json.dumps(request_of(read(path), settings), indent=2, ensure_ascii=False))
