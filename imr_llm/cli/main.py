"""The entry point: the commands, and how each kind of error ends."""

import os
import sys
import traceback
from pathlib import Path

import typer

from imr_llm.cli.batch import batch
from imr_llm.cli.batch_provider import EPILOG as BATCH_EPILOG
from imr_llm.cli.batch_provider import collect, status, submit
from imr_llm.cli.cache import cache
from imr_llm.cli.doctor import doctor
from imr_llm.cli.evaluate import evaluate
from imr_llm.cli.extract import extract
from imr_llm.cli.page import EPILOG, Version
from imr_llm.cli.prompt import prompt
from imr_llm.cli.report import report
from imr_llm.cli.schema import schema
from imr_llm.cli.serve import serve
from imr_llm.cli.summarize import summarize
from imr_llm.errors import ImrError

app = typer.Typer(
    name="imr-llm",
    help=(
        "Read California Independent Medical Review (IMR) letters: what was decided, why, and what to do next.\n\n"
        "Examples:\n\n"
        "  imr-llm summarize letter.pdf                       what the letter means, in plain English\n\n"
        "  imr-llm extract letter.pdf --format table          its facts, with what a person should check\n\n"
        "  imr-llm extract *.pdf --format jsonl > out.jsonl   records, one a line\n\n"
        "Nothing is sent anywhere: letters are read on this machine unless you ask for an LLM."
    ),
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command(epilog=EPILOG)(extract)
app.command(epilog=EPILOG)(summarize)
app.command(epilog=EPILOG)(serve)
app.command(epilog=EPILOG)(schema)
app.command(epilog=EPILOG)(report)
app.command(epilog=EPILOG)(doctor)
batch.command(epilog=BATCH_EPILOG)(submit)
batch.command(epilog=BATCH_EPILOG)(status)
batch.command(epilog=BATCH_EPILOG)(collect)
app.add_typer(batch, name="batch")
app.add_typer(prompt, name="prompt")
app.add_typer(cache, name="cache")
app.add_typer(evaluate, name="eval")


@app.callback()
def _app(version: Version = False) -> None:
    """What stands before a command."""


def main() -> None:
    """Run the command line; every fault is one line on standard error, and letter text is in none."""
    try:
        app()
    except ImrError as error:
        typer.echo(f"imr-llm: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 -- the last stop for whatever is left
        typer.echo(f"imr-llm: {_fault(error)}", err=True)
        sys.exit(1)


def _fault(error: Exception) -> str:
    """A fault of ours in one line: its kind and place. Its message may hold letter text and is not shown."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return f"a fault of ours ({type(error).__name__} at {where}); please report it, without the letter"
