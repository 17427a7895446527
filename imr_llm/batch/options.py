"""What a batch run is asked for, how it speaks, and what its ledger is told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from imr_llm.batch.ledger.ledger import Job
from imr_llm.batch.ledger.recipe import WORDING, way_of
from imr_llm.batch.queue.budget import NO_CAPS, Caps
from imr_llm.batch.queue.tally import Progress
from imr_llm.pipeline import occasion_of
from imr_llm.settings import Settings, load_settings
from imr_llm.summary.model import Language


@dataclass(frozen=True, slots=True)
class Options:
    """What a batch run is asked for.

    `settings`: of the LLM, null for the rules alone. `concurrency`: letters in flight with an LLM; `workers`: processes
    without one, or workers of the cluster. `engine`: this machine, or a Ray cluster. `split`: a file with several
    letters is taken apart. `patience`: seconds without an answer after which the run ends. `tables`: whether the
    Parquet tables are written. `retry`: the command that retries what failed.
    `today`: the day for which summaries are written, so that those of another day are written again; null is today in
    California, whenever they were written.
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
    today: date | None = None


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
    wording = f"{WORDING} for {options.today}" if options.today else WORDING
    occasion = occasion_of(options.settings or load_settings(), options.today)
    return Job(options.input, way, options.languages, wording, options.retry_failed, occasion)
