"""How a run shows where it is: a line that changes on a terminal, plain lines elsewhere, or JSON."""

import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from imr_llm.batch.options import Reporter
from imr_llm.batch.queue.tally import Progress

if TYPE_CHECKING:
    from rich.live import Live

# In seconds, between two plain lines.
_PLAIN, _JSON = 10.0, 2.0


def in_a_line(progress: Progress) -> str:
    """The state of a run in one line."""
    of = f"/{progress.letters:,}" if progress.letters is not None else ""
    parts = [f"{progress.settled:,}{of} letters", f"{progress.rate:,.1f}/s"]
    if progress.left is not None:
        parts.append(f"{_clock(progress.left)} left")
    if progress.requests:
        parts.append(f"{progress.tokens:,} tokens")
    if progress.money is not None:
        parts.append(f"{progress.money:,.2f} spent")
    parts += [f"{progress.review:.1%} to review", f"{progress.failed:,} failed", f"{progress.in_flight:,} in flight"]
    return " · ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


class Screen:
    """Standard error while a run goes on. `quiet`: nothing but what went wrong. `as_json`: one object a line."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self._quiet, self._json = quiet, as_json
        self._live: Live | None = None
        self._every = _JSON if as_json else _PLAIN
        self._next = time.monotonic() + self._every

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._quiet and not self._json:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def voice(self) -> Reporter:
        """What a run speaks with."""
        return Reporter(self.tell, self.show, self.close)

    def close(self) -> None:
        """Give the terminal back as it was."""
        if self._live is not None:
            self._live.stop()

    def tell(self, words: str) -> None:
        """Print a line that must be seen."""
        line = json.dumps({"message": words}) if self._json else f"imr-llm: {words}"
        if self._live is not None:
            self._live.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)  # noqa: T201 -- this is where lines are printed

    def show(self, progress: Progress) -> None:
        """Print where a run is, when it is time to."""
        if self._live is not None:
            from rich.text import Text

            self._live.update(Text(in_a_line(progress)))
        elif not self._quiet and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            line = progress.model_dump_json() if self._json else in_a_line(progress)
            print(line, file=sys.stderr, flush=True)  # noqa: T201 -- this is where lines are printed
