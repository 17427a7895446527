"""The letters named on the command line: read one after the other, so that one bad file stops no other."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, TypeVar

import typer

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter.model import Letter

Result = TypeVar("Result")


Split = Annotated[
    bool,
    typer.Option("--split", help="Take a file with several letters apart; each is read for itself, as NAME-1, NAME-2."),
]
# Null: each file is a letter. True: a file may hold several. False: the files together hold one.
SplitOrPages = Annotated[
    bool | None,
    typer.Option(
        "--split/--pages",
        help="--split: take a file with several letters apart; each is read for itself, as NAME-1, NAME-2."
        " --pages: the files are pictures of the pages of one letter, in their order.",
        show_default=False,
    ),
]


class Letters:
    """The letters of one call. `exit_code` is 3 once one of them could not be read.

    `split`: true takes a file with several letters apart instead of refusing it; false takes all files for one letter.
    """

    def __init__(self, paths: Sequence[str], *, split: bool | None = None) -> None:
        self._pages = split is False
        self._files = [tuple(paths)] if self._pages else [(path,) for path in paths]
        self._split = bool(split)
        # Whether there is one letter, whatever the files hold.
        self.alone = len(self._files) == 1 and not split
        self.exit_code = 0

    def each(self, work: Callable[[Letter], Result]) -> Iterator[Result]:
        """What `work` makes of every letter that can be read; the others are one line each on standard error."""
        for files in self._files:
            try:
                letters = self._of(files)
            except UnreadableLetterError as error:
                self._tell(error)
                continue
            for letter in letters:
                try:
                    yield work(letter)
                except UnreadableLetterError as error:
                    self._tell(error)

    def _of(self, files: Sequence[str]) -> Sequence[Letter]:
        """The letters of a file, or of the files that hold one together."""
        from imr_llm.letter.read import read, read_pages

        letter = read_pages(files) if self._pages else read(files[0])
        if not self._split:
            return (letter,)
        from imr_llm.letter.several import split

        return split(letter)

    def _tell(self, error: UnreadableLetterError) -> None:
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
