"""What every help page of a group has: its exit codes below, `--version` among its options."""

from typing import Annotated

import typer

EPILOG = "Exit codes: 0 done, 1 a fault of ours, 2 usage, 3 not a readable IMR letter, 4 the LLM endpoint failed."


def _print_version(wanted: bool) -> None:
    if wanted:
        from imr_llm.pipeline import VERSION

        typer.echo(f"imr-llm {VERSION}")
        raise typer.Exit


# Eager: who asks for the version needs to name no command.
Version = Annotated[
    bool, typer.Option("--version", help="Print the version and stop.", callback=_print_version, is_eager=True)
]
