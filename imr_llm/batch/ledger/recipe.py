"""The way in which letters are read: everything that a record depends on, besides its letter."""

import hashlib
import json
from dataclasses import asdict, dataclass

from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import GroundsAnswer, LetterAnswer, RecheckAnswer, schema_hash
from imr_llm.pipeline import VERSION
from imr_llm.record.model import SCHEMA_VERSION
from imr_llm.rules.reader import RULES_VERSION
from imr_llm.settings import Settings

# What a summary depends on, besides its record: the templates of this code.
WORDING = f"template {VERSION}"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a record depends on. Another way, another record; the code's version alone is no other way.

    `prompts`, `answers`: the hashes of the prompts and of the schemas of the answers. `options`: what else is sent
    (mode, seed, temperature, limits, more fields of the body). All of the LLM's are null for the rules alone.
    """

    record: str
    rules: str
    model: str | None = None
    prompts: str | None = None
    answers: str | None = None
    options: str | None = None
    redact: bool | None = None
    split: bool = False

    @property
    def key(self) -> str:
        """Sixteen hexadecimal digits that name this way in the ledger.

        A letter that stands alone in its file is read the same with and without `split`.
        """
        return _digest(asdict(self) | {"split": False})[:16]

    @property
    def described(self) -> str:
        """The whole of it as JSON, for the ledger."""
        return json.dumps(asdict(self), sort_keys=True)


def way_of(settings: Settings | None, *, split: bool = False) -> Recipe:
    """The way of the rules alone, or of the rules and the LLM of these settings.

    The address is no part of it: the same model may move.
    """
    if settings is None:
        return Recipe(SCHEMA_VERSION, RULES_VERSION, split=split)
    options = settings.model_dump(mode="json", include={"mode", "seed", "temperature", "max_tokens", "body", "reasks"})
    return Recipe(
        SCHEMA_VERSION,
        RULES_VERSION,
        settings.required_model(),
        _digest([load(name).model_dump() for name in ("extract", "recheck", "explain")]),
        _digest([schema_hash(model) for model in (LetterAnswer, RecheckAnswer, GroundsAnswer)]),
        _digest(options),
        settings.redact,
        split,
    )


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
