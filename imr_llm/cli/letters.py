"""The letters named on the command line: read one after the other, so that one bad file stops no other."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import typer

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter.model import Letter

Result = TypeVar("Result")


class Letters:
    """The letters of one call. `exit_code` is 3 once one of them could not be read."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self.exit_code = 0

    def each(self, work: Callable[[Letter], Result]) -> Iterator[Result]:
        """What `work` makes of every letter that can be read; the others are one line each on standard error."""
        from imr_llm.letter.read import read

        for path in self._paths:
            try:
                yield work(read(path))
            except UnreadableLetterError as error:
                typer.echo(f"imr-llm: {error}", err=True)
                self.exit_code = error.exit_code

    def finish(self, other: int = 0) -> None:
        """End the command with the exit code of what was met; `other` is what else went wrong."""
        code = self.exit_code or other
        if code:
            raise typer.Exit(code)


def print_array(documents: Iterator[str]) -> None:
    """Print JSON documents as one array, written as it grows, so that memory does not."""
    opened = False
    for document in documents:
        typer.echo((",\n" if opened else "[\n") + document.rstrip("\n"), nl=False)
        opened = True
    typer.echo("\n]" if opened else "[]")
