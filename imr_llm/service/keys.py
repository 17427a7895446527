"""Who may use the API: bearer keys, of which only the hash is kept, and how often each may be used."""

import asyncio
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ENTRY = re.compile(r"([A-Za-z0-9._-]{1,64}):([0-9a-fA-F]{64})")
_MARK = "imr_"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the settings hold it. `name` is for logs; `digest` is the SHA-256 of the key.

    A key is 32 random bytes and not a word that somebody thought of, so that a plain hash is enough.
    """

    name: str
    digest: bytes


def keys_of(text: str) -> tuple[ApiKey, ...]:
    """The keys of `name:sha256` entries, parted by commas or white space; a line that begins with # is a remark.

    Raises ValueError, whose message shows no entry, for one of another shape and for a name that stands twice.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    keys = []
    for entry in " ".join(lines).replace(",", " ").split():
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ValueError("an entry is name:sha256 with 64 hex digits; `imr-llm serve --new-key NAME` makes one")
        keys.append(ApiKey(match[1], bytes.fromhex(match[2])))
    if len({key.name for key in keys}) < len(keys):
        raise ValueError("every key has a name of its own")
    return tuple(keys)


def new_key(name: str) -> tuple[str, str]:
    """A new key for its user, and the entry for the settings. Raises ValueError for a name that is none."""
    key = _MARK + secrets.token_urlsafe(32)
    entry = f"{name}:{hashlib.sha256(key.encode()).hexdigest()}"
    keys_of(entry)
    return key, entry


def matching(keys: Sequence[ApiKey], presented: str) -> ApiKey | None:
    """The key that was presented. Takes the same time whichever of them it is, and if it is none."""
    digest = hashlib.sha256(presented.encode("utf-8", "surrogateescape")).digest()
    found = None
    for key in keys:
        if hmac.compare_digest(key.digest, digest):
            found = key
    return found


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class RateLimits:
    """So many requests a minute for each name; a name that has rested has a minute's worth at once."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str) -> float:
        """Take one request. 0 when it may be made; else the seconds after which it may, and nothing is taken."""
        now = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(self._rate, now))
        bucket.tokens = min(self._rate, bucket.tokens + (now - bucket.filled) * self._rate / 60)
        bucket.filled = now
        if bucket.tokens < 1:
            return (1 - bucket.tokens) * 60 / self._rate
        bucket.tokens -= 1
        return 0.0

    async def turn(self, name: str) -> None:
        """Take one request, and wait until it may be made."""
        while True:
            wait = self.take(name)
            if not wait:
                return
            await asyncio.sleep(wait)
