"""How a submitted job stands: its batches, its letters, and its money. Nothing is changed."""

from collections.abc import Iterator
from pathlib import Path

from imr_llm.batch.ledger.ledger import Ledger
from imr_llm.batch.ledger.recipe import way_of
from imr_llm.batch.provider.client import ENDED, Provider
from imr_llm.batch.provider.files import Limits
from imr_llm.batch.provider.ledger import Batch, BatchLedger, Seen, State
from imr_llm.batch.provider.submission import require_ledger, require_submission
from imr_llm.batch.queue.budget import Prices
from imr_llm.errors import EndpointError
from imr_llm.record.facts import Frozen
from imr_llm.settings import Settings


class BatchStanding(Frozen):
    """One batch. `status`: what the provider says, or `intended` (it may be there or not), `abandoned`, `collected`.

    `completed`, `failed`: requests, as the provider counts them; `missing`: had no answer when it was collected.
    `fault`: the code of why it was refused.
    """

    number: int
    batch: str | None
    status: str
    requests: int
    completed: int
    failed: int
    missing: int
    fault: str
    collected: bool


class Standing(Frozen):
    """A job. `letters`: of INPUT; `done` have a record, `failed` none. `at_provider`: wait for a batch.

    `to_submit`: letters whose next request is to be sent, of which `unanswered` were sent before; `to_begin`: letters
    that nothing was asked about. `tokens`: spent so far; `tokens_at_most`: with all that is under way. Money is null
    without prices. `problem`: why the provider could not be asked, empty where it could.
    """

    letters: int
    done: int
    failed: int
    at_provider: int
    to_submit: int
    unanswered: int
    to_begin: int
    tokens: int
    tokens_at_most: int
    money: float | None
    money_at_most: float | None
    batches: tuple[BatchStanding, ...]
    problem: str = ""


async def standing(output: Path, settings: Settings, prices: Prices | None) -> Standing:
    """How the job in OUTPUT stands; its batches that are under way are looked up.

    Raises UsageError when nothing was submitted from OUTPUT.
    """
    path = require_ledger(output)
    with Ledger(path) as ledger, BatchLedger(path, read_only=True) as batches:
        settings = require_submission(ledger).complete(settings)
        listed = batches.batches()
        seen, problem = await _looked_up(listed, settings)
        census, letters = ledger.census(way_of(settings).key), batches.letters()
        spent, under_way = ledger.spent() + batches.heard(), batches.under_way()
    return Standing(
        letters=census.letters,
        done=census.done,
        failed=census.letters - census.done - census.waiting,
        at_provider=letters.waiting,
        to_submit=letters.ready,
        unanswered=letters.unanswered,
        to_begin=max(census.waiting - letters.waiting - letters.ready, 0),
        tokens=spent.tokens,
        tokens_at_most=(spent + under_way).tokens,
        money=prices.of(spent) if prices else None,
        money_at_most=prices.of(spent + under_way) if prices else None,
        batches=tuple(_batch(batch, seen.get(batch.number, batch.seen)) for batch in listed),
        problem=problem,
    )


async def _looked_up(listed: list[Batch], settings: Settings) -> tuple[dict[int, Seen], str]:
    """What the provider says of the batches that are under way, and why it says nothing more."""
    found: dict[int, Seen] = {}
    under_way = [(batch.number, batch.seen.batch) for batch in listed if batch.state is State.SUBMITTED and batch.seen]
    if not under_way:
        return found, ""
    try:
        async with Provider(settings, Limits()) as provider:
            for number, name in under_way:
                seen = await provider.look(name)
                found[number] = seen or Seen(name, "unknown to the provider")
    except EndpointError as error:
        return found, str(error)
    return found, ""


def _batch(batch: Batch, seen: Seen | None) -> BatchStanding:
    return BatchStanding(
        number=batch.number,
        batch=seen.batch if seen else None,
        status=seen.status if seen else batch.state.value,
        requests=batch.requests,
        completed=seen.completed if seen else 0,
        failed=seen.failed if seen else 0,
        missing=batch.missing,
        fault=seen.fault if seen else "",
        collected=batch.state is State.COLLECTED,
    )


def in_words(standing: Standing, output: Path) -> Iterator[str]:
    """The standing in lines."""
    for batch in standing.batches:
        parts = [
            f"batch {batch.number}",
            batch.batch or "-",
            batch.status + (f" ({batch.fault})" if batch.fault else ""),
        ]
        parts.append(f"{batch.completed:,} of {batch.requests:,} answered, {batch.failed:,} failed")
        if batch.collected:
            parts.append("collected" + (f", {batch.missing:,} missing" if batch.missing else ""))
        yield " · ".join(parts)
    yield (
        f"{standing.done:,} of {standing.letters:,} letters have a record; {standing.failed:,} failed, "
        f"{standing.at_provider:,} wait for a batch, {standing.to_submit + standing.to_begin:,} for a request"
    )
    money = ""
    if standing.money is not None and standing.money_at_most is not None:
        money = f"; {standing.money:,.2f} in money, {standing.money_at_most:,.2f} at most"
    yield f"{standing.tokens:,} tokens are spent, at most {standing.tokens_at_most:,} with what is under way{money}"
    if any(batch.status in ENDED and not batch.collected for batch in standing.batches):
        yield f"batches are over: imr-llm batch collect {output}"
    if standing.to_submit:
        sent = f", {standing.unanswered:,} of them sent before and not answered" if standing.unanswered else ""
        yield f"{standing.to_submit:,} letters have a request to send{sent}: imr-llm batch collect {output} --resubmit"
    if standing.to_begin:
        yield f"{standing.to_begin:,} letters were not asked about yet: the same submit goes on with them"
    if standing.problem:
        yield f"the provider could not be asked: {standing.problem}"
