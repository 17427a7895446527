"""What is at the provider brought home: batches that were never heard of, and the answers of those that are done."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from imr_llm.batch.provider.client import ENDED, Provider, file_name
from imr_llm.batch.provider.files import Reply, reply_in
from imr_llm.batch.provider.ledger import Batch, BatchLedger, Seen, State
from imr_llm.errors import UsageError

# Replies that are made durable together.
_TOGETHER = 500
# Seconds for which a batch that never came to be may still turn up: twice the time that any batch is given.
_LATE = 2 * 24 * 3600


async def find_lost(ledger: BatchLedger, provider: Provider, tell: Callable[[str], None]) -> None:
    """Look for the batches that were intended and not heard of, and send none of their requests until that is done."""
    lost = [batch for batch in ledger.batches() if _may_be_there(batch)]
    if not lost:
        return
    started = await provider.started()
    files: dict[str, tuple[str, ...]] | None = None
    for batch in lost:
        seen = started.get(batch.key) or (started.get(batch.file) if batch.file else None)
        if seen is not None:
            ledger.submitted(batch.number, seen)
            tell(f"batch {batch.number}: it was submitted as {seen.batch}, as the provider says")
        elif batch.state is State.INTENDED:
            if files is None:
                files = await provider.files()
            ledger.abandon(batch.number, next(iter(files.get(file_name(batch.key), ())), None))
            tell(f"batch {batch.number}: the provider never had it; its {batch.requests:,} requests are sent again")


def _may_be_there(batch: Batch) -> bool:
    late = batch.state is State.ABANDONED and batch.seen is None and time.time() - batch.intended < _LATE
    return batch.state is State.INTENDED or late


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a look at the batches came to: how many are `running`, and which the provider has `refused` as a whole."""

    running: int
    refused: tuple[str, ...]


async def fetch(ledger: BatchLedger, provider: Provider, tell: Callable[[str], None]) -> Fetched:
    """Look at every batch that is under way, and keep what those that are over brought."""
    running, refused = 0, []
    for batch in ledger.batches():
        if batch.state is not State.SUBMITTED or batch.seen is None:
            continue
        seen = await provider.look(batch.seen.batch)
        if seen is None:
            tell(
                f"batch {batch.number}: the provider knows no {batch.seen.batch}; is this the account that it was "
                f"submitted with? If it is gone for good: --give-up {batch.number}"
            )
            continue
        ledger.submitted(batch.number, seen)
        if seen.status not in ENDED:
            running += 1
            continue
        await _take(ledger, provider, batch, seen, tell)
        if seen.status == "failed":
            refused.append(f"batch {batch.number}" + (f" ({seen.fault})" if seen.fault else ""))
    return Fetched(running, tuple(refused))


async def give_up(ledger: BatchLedger, provider: Provider, number: int) -> None:
    """Send the requests of a batch again that is gone for good. Raises UsageError for one that is not."""
    batch = next((batch for batch in ledger.batches() if batch.number == number), None)
    if batch is None:
        raise UsageError(f"--give-up {number}: there is no such batch; see `imr-llm batch status`")
    if batch.state is State.COLLECTED:
        return
    seen = await provider.look(batch.seen.batch) if batch.seen else None
    if seen is not None and seen.status not in ENDED:
        raise UsageError(f"--give-up {number}: the provider is at work on it; cancel it there, or wait")
    ledger.collected(number, tried=False)


async def _take(ledger: BatchLedger, provider: Provider, batch: Batch, seen: Seen, tell: Callable[[str], None]) -> None:
    """Keep what a batch brought. Whoever ends the process on the way, it is read once more."""
    replies: list[Reply] = []

    def keep(line: bytes) -> None:
        reply = reply_in(line)
        if reply is not None:
            replies.append(reply)
        if len(replies) >= _TOGETHER:
            ledger.keep_replies(replies)
            replies.clear()

    gone = [file for file in (seen.output, seen.errors) if file and not await provider.read(file, keep)]
    ledger.keep_replies(replies)
    if gone:
        # What is in it was paid for.
        tell(
            f"batch {batch.number}: the provider does not find {' and '.join(gone)}; if that is gone for good, have "
            f"what it held sent again: --give-up {batch.number}"
        )
        return
    missing = ledger.collected(batch.number, tried=seen.status == "completed")
    fault = f" ({seen.fault})" if seen.fault else ""
    told = f"; {missing:,} are to be sent again" if missing else ""
    tell(
        f"batch {batch.number}: {seen.status}{fault}, {batch.requests - missing:,} of {batch.requests:,} answered{told}"
    )


async def remove_files(ledger: BatchLedger, provider: Provider, tell: Callable[[str], None]) -> None:
    """Remove the files of batches that are over, where the provider does so; also those that were uploaded twice."""
    over = [batch for batch in ledger.batches() if batch.state in (State.COLLECTED, State.ABANDONED)]
    over = [batch for batch in over if not batch.removed]
    uploaded = await provider.files() if over else {}
    for batch in over:
        files = {batch.file, *((batch.seen.output, batch.seen.errors) if batch.seen else ())}
        files.update(uploaded.get(file_name(batch.key), ()))
        left = [file for file in sorted(filter(None, files)) if not await provider.remove(file)]
        if left:
            tell(f"batch {batch.number}: the provider does not remove {', '.join(left)}; see to it there")
        else:
            ledger.removed(batch.number)
