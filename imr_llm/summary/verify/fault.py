"""What a check reports; where it stands is added by the judge."""

from dataclasses import dataclass

from imr_llm.summary.model import FindingKind


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of finding and why, in words that the writer can act on."""

    kind: FindingKind
    why: str
