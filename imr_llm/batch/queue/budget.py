"""What a job may cost, and has."""

from dataclasses import dataclass

from imr_llm.batch.ledger.unit import NO_USAGE
from imr_llm.llm.endpoint.exchange import Usage

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Money for a million tokens of the prompt and of the answer, in any currency."""

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """What this many tokens cost."""
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / _MILLION


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that OUTPUT may cost, over all its runs: tokens, and money at these prices. Null is no cap."""

    tokens: int | None = None
    money: float | None = None
    prices: Prices | None = None


NO_CAPS = Caps()


class Budget:
    """The account of one job.

    No letter is begun once a cap is reached, so it is passed by no more than what is in flight.
    `before`: what earlier runs cost.
    """

    def __init__(self, caps: Caps, before: Usage = NO_USAGE) -> None:
        self._caps = caps
        self._before = before
        self.usage = NO_USAGE

    def spend(self, usage: Usage) -> None:
        """Enter what an answer cost."""
        self.usage += usage

    @property
    def money(self) -> float | None:
        """What this run has cost; null without prices."""
        return self._caps.prices.of(self.usage) if self._caps.prices else None

    @property
    def reached(self) -> str:
        """The cap that is reached, in words; empty while there is none."""
        caps, total = self._caps, self._before + self.usage
        tokens = total.prompt_tokens + total.completion_tokens
        if caps.tokens is not None and tokens >= caps.tokens:
            return f"{tokens:,} tokens are spent and --max-tokens is {caps.tokens:,}"
        if caps.money is not None and caps.prices is not None and caps.prices.of(total) >= caps.money:
            return f"{caps.prices.of(total):.2f} are spent and --max-cost is {caps.money:.2f}"
        return ""
