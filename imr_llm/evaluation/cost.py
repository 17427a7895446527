"""What an LLM run cost: tokens, requests, answers from the cache, and money where prices are given."""

from collections.abc import Sequence

from imr_llm.record.facts import Frozen


class Prices(Frozen):
    """Money for a million tokens of the prompt and of the answer; the currency is the reader's."""

    prompt: float
    completion: float


class Cost(Frozen):
    """The cost of one letter or of a run. `money` is null without prices, and `seconds` without a live endpoint."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cache_hits: int = 0
    money: float | None = None
    seconds: float | None = None


def priced(cost: Cost, prices: Prices | None) -> Cost:
    """The cost with its money."""
    if prices is None:
        return cost
    money = (cost.prompt_tokens * prices.prompt + cost.completion_tokens * prices.completion) / 1_000_000
    return cost.model_copy(update={"money": round(money, 6)})


def total(costs: Sequence[Cost]) -> Cost:
    """Several letters' cost together."""
    money = [cost.money for cost in costs if cost.money is not None]
    seconds = [cost.seconds for cost in costs if cost.seconds is not None]
    return Cost(
        requests=sum(cost.requests for cost in costs),
        prompt_tokens=sum(cost.prompt_tokens for cost in costs),
        completion_tokens=sum(cost.completion_tokens for cost in costs),
        cache_hits=sum(cost.cache_hits for cost in costs),
        money=round(sum(money), 6) if money else None,
        seconds=round(sum(seconds), 3) if seconds else None,
    )
