"""A result that travels in the page: the server forgets the letter, and a PDF that is asked for says the same.

The page carries the record and its summaries under a key of this process; what comes back changed is refused. So a
saved sheet says what the page said, costs no second reading, and nobody can have us print a letter that we never read.
"""

import hashlib
import hmac
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from imr_llm.record.facts import Frozen
from imr_llm.record.model import LetterRecord
from imr_llm.service.reading.reader import ReadLetter
from imr_llm.summary.model import Language, Summary

_KEY = secrets.token_bytes(32)
_SIGNATURE = hashlib.sha256().digest_size


class SealError(ValueError):
    """A result that this process did not seal, or that was changed since."""


class Result(Frozen):
    """What a saved sheet is made of. `summaries`: one a language."""

    record: LetterRecord
    summaries: tuple[Summary, ...]

    def summary(self, language: Language) -> Summary:
        """The summary in a language."""
        return next(one for one in self.summaries if one.language == language)


def seal(read: ReadLetter) -> str:
    """The result of a letter as letters, digits, `-`, `_` and `=`."""
    summaries = b",".join(read.summaries_json)
    packed = zlib.compress(b'{"record":' + read.record_json + b',"summaries":[' + summaries + b"]}")
    return urlsafe_b64encode(_signature(packed) + packed).decode("ascii")


def unseal(sealed: str) -> Result:
    """The result of the letter that `seal` was given.

    Raises SealError; nothing is opened before the signature is found right.
    """
    try:
        data = urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError:
        raise SealError("no sealed result") from None
    if not hmac.compare_digest(data[:_SIGNATURE], _signature(data[_SIGNATURE:])):
        raise SealError("a result sealed elsewhere, or changed")
    return Result.model_validate_json(zlib.decompress(data[_SIGNATURE:]))


def _signature(packed: bytes) -> bytes:
    return hmac.digest(_KEY, packed, "sha256")
