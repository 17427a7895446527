"""What was submitted, kept in the ledger, so that what comes back is heard as it was asked."""

from pathlib import Path
from typing import Self

from imr_llm.batch.ledger.ledger import LEDGER, Ledger
from imr_llm.batch.ledger.recipe import way_of
from imr_llm.errors import UsageError
from imr_llm.record.facts import Frozen
from imr_llm.settings import Settings
from imr_llm.summary.model import Language

_META = "provider"
_LLM = {
    "base_url": "IMR_LLM_BASE_URL",
    "model": "IMR_LLM_MODEL",
    "redact": "IMR_LLM_REDACT",
    "prompts": "version of imr-llm",
    "options": "IMR_LLM_MODE, _SEED, _TEMPERATURE, _MAX_TOKENS, _BODY or _REASKS",
}


class Submission(Frozen):
    """INPUT with its whole path, the languages of the summaries, and what the answers depend on.

    `prompts`: the hashes of the prompts and of the schemas. `options`: a digest of everything else that is sent
    (`way.Recipe`).
    """

    input: str
    languages: tuple[Language, ...]
    base_url: str
    model: str
    redact: bool
    prompts: str
    options: str

    @classmethod
    def of(cls, given: str, languages: tuple[Language, ...], settings: Settings) -> Self:
        """What is submitted of an INPUT with these settings. Raises UsageError when no model is set."""
        way = way_of(settings)
        return cls(
            input=str(Path(given).absolute()),
            languages=languages,
            base_url=settings.base_url,
            model=settings.required_model(),
            redact=settings.redact,
            prompts=f"{way.prompts} {way.answers}",
            options=way.options or "",
        )

    def complete(self, settings: Settings) -> Settings:
        """These settings with what they leave open taken from what was submitted."""
        return settings.model_copy(update={"model": settings.model or self.model, "redact": self.redact})

    def require_same(self, other: "Submission") -> None:
        """Raise UsageError when what is under way was submitted otherwise; it says what differs."""
        if self.input != other.input or self.languages != other.languages:
            raise UsageError("batches of another INPUT, or with other --summaries, are under way: collect them first")
        differing = [names for field, names in _LLM.items() if getattr(self, field) != getattr(other, field)]
        if differing:
            raise UsageError(
                f"batches are under way that were submitted to {self.model} at {self.base_url} with another "
                f"{' and '.join(differing)}: set it as it was until they are collected"
            )


def load_submission(ledger: Ledger) -> Submission | None:
    """What was submitted last; null when nothing was."""
    kept = ledger.meta(_META)
    return Submission.model_validate_json(kept) if kept is not None else None


def require_submission(ledger: Ledger) -> Submission:
    """What was submitted last. Raises UsageError when nothing was."""
    submission = load_submission(ledger)
    if submission is None:
        raise UsageError(f"{ledger.path.parent}: nothing was submitted from here; see `imr-llm batch submit --help`")
    return submission


def require_ledger(output: Path) -> Path:
    """The ledger of OUTPUT. Raises UsageError when there is none: it is not made here."""
    if not (output / LEDGER).is_file():
        raise UsageError(f"{output}: nothing was submitted from here; see `imr-llm batch submit --help`")
    return output / LEDGER


def submitted_input(output: Path) -> str:
    """INPUT of what was submitted from OUTPUT. Raises UsageError when nothing was."""
    with Ledger(require_ledger(output)) as ledger:
        return require_submission(ledger).input


def save_submission(ledger: Ledger, submission: Submission) -> None:
    """Keep what is submitted."""
    ledger.set_meta(_META, submission.model_dump_json())
