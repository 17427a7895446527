"""What a batch run is asked for, how it speaks, and what its ledger is told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from imr_llm.batch.ledger.ledger import Job
from imr_llm.batch.ledger.recipe import WORDING, way_of
from imr_llm.batch.queue.budget import NO_CAPS, Caps
from imr_llm.batch.queue.tally import Progress
from imr_llm.settings import Settings
from imr_llm.summary.model import Language
from imr_llm.summary.occasion import Occasion


@dataclass(frozen=True, slots=True)
class Options:
    """What a batch run is asked for.

    `settings`: of the LLM, null for the rules alone. `concurrency`: letters in flight with an LLM; `workers`: processes
    without one, or workers of the cluster. `engine`: this machine, or a Ray cluster. `split`: a file with several
    letters is taken apart. `patience`: seconds without an answer after which the run ends. `tables`: whether the
    Parquet tables are written. `retry`: the command that retries what failed.
    `occasion`: what summaries say of themselves, null for today in California; `dated`: its day was asked for, so that
    summaries of another day are written again.
    """

    input: str
    output: Path
    settings: Settings | None = None
    languages: tuple[Language, ...] = ()
    concurrency: int = 32
    workers: int = 1
    engine: Literal["local", "ray"] = "local"
    rpm: float | None = None
    tpm: float | None = None
    caps: Caps = NO_CAPS
    limit: int | None = None
    retry_failed: bool = False
    split: bool = False
    tables: bool = False
    patience: float = 600.0
    retry: str = ""
    occasion: Occasion | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Reporter:
    """How a run speaks: `tell` a line, `show` its progress, every `interval` seconds, and `close` before an exit."""

    tell: Callable[[str], None]
    show: Callable[[Progress], None]
    close: Callable[[], None]
    interval: float = 0.5


def job_of(options: Options) -> Job:
    """What the ledger is told of a run."""
    way = way_of(options.settings, split=options.split)
    wording = f"{WORDING} for {options.occasion.today}" if options.occasion and options.dated else WORDING
    return Job(options.input, way, options.languages, wording, options.retry_failed, options.occasion)
