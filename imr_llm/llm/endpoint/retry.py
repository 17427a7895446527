"""The one retry policy: which faults are asked again, how long is waited, and how a question ends when none is left."""

import email.utils
import json
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imr_llm.llm.endpoint.exchange import Ending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import APIStatusError
    from tenacity import AsyncRetrying, RetryCallState

    from imr_llm.settings import Settings

# Statuses that a later try may get past: Request Timeout, Conflict, Too Many Requests; and every 5xx.
_PASSING = frozenset({408, 409, 429})
# Statuses that every letter would get: key, money, rights, address or model, and a redirection, which is not followed.
_FOR_EVERY_LETTER = frozenset({401, 402, 403, 404, 405, *range(300, 400)})
_ADVICE = {
    401: "the key is wrong or missing (IMR_LLM_API_KEY)",
    402: "the account has no credit",
    403: "the key may not use this model",
    404: "there is no such model or address (IMR_LLM_MODEL; IMR_LLM_BASE_URL up to and including /v1)",
    405: "this address takes no questions (IMR_LLM_BASE_URL up to and including /v1)",
    413: "the letter is too large for it",
}
# An error's `code` or `param` is shown only when it is a plain word: its message may quote the letter.
_PASSING_WORDS = frozenset({"rate_limit_exceeded", "rate_limit_error", "overloaded_error", "server_error", "timeout"})
_LENGTH = re.compile(
    r"(?i)context (?:length|window|size)|maximum (?:context|model|input) len|n_ctx|prompt is too long"
    r"|too many (?:input )?tokens"
)
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.\[\]-]{0,59}")


class EndedError(Exception):
    """The endpoint answered in a way that ends the question: nothing is asked again."""

    def __init__(self, ending: Ending, why: str) -> None:
        super().__init__(why)
        self.ending = ending
        self.why = why


class TruncatedError(Exception):
    """The answer was cut off at its limit, for the first time: it is asked again with a larger one."""


class ReplyTooLargeError(Exception):
    """The reply is longer than is read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What one failed try means. `again`: a further try may end better; `wait`: the pause asked for, in seconds."""

    ending: Ending
    why: str
    again: bool = False
    misfit: bool = False
    wait: float | None = None


# Denied, though another letter may be shorter: whoever runs the endpoint must know, and no letter is told as read.
_TOO_LONG = Fault(
    Ending.DENIED,
    "the letter with its question is longer than the model's context: start the server with a larger one (-c, "
    "--max-model-len, num_ctx), or set IMR_LLM_MAX_TOKENS lower",
)


class FaultError(Exception):
    """A reply that came with 200 and is a fault all the same."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.why)
        self.fault = fault


def fault_of(error: BaseException) -> Fault | None:
    """What an exception of a try means; null for one that is no fault of the endpoint."""
    import openai
    from instructor.core.exceptions import ResponseParsingError
    from pydantic import ValidationError

    if isinstance(error, EndedError):
        return Fault(error.ending, error.why)
    if isinstance(error, FaultError):
        return error.fault
    if isinstance(error, TruncatedError):
        return Fault(Ending.TRUNCATED, "the answer was cut off at its limit", again=True, wait=0.0)
    if isinstance(error, ValidationError | ResponseParsingError):
        return Fault(Ending.INVALID, "the answer does not fit the schema", again=True, misfit=True, wait=0.0)
    if isinstance(error, openai.APIStatusError):
        return _status_fault(error)
    if isinstance(error, TimeoutError | openai.APIConnectionError):
        return _connection_fault(error)
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | openai.APIResponseValidationError):
        return Fault(Ending.INVALID, "the reply is not JSON")
    return None


def _status_fault(error: "APIStatusError") -> Fault:
    status = error.status_code
    why = f"the endpoint answered HTTP {status}" + _plainly(error.code, error.param)
    if _is_too_long(error.code, error.message):
        return _TOO_LONG
    if advice := _ADVICE.get(status):
        why += f": {advice}"
    if status in _FOR_EVERY_LETTER or error.code == "insufficient_quota":
        return Fault(Ending.DENIED, why)
    if status in _PASSING or status >= 500:
        return Fault(Ending.UNAVAILABLE, why, again=True, wait=retry_after(error.response.headers))
    return Fault(Ending.INVALID, why)


def error_fault(error: "Mapping[str, Any] | str") -> Fault:
    """What an error means that came as a reply with 200, as gateways send it."""
    parts = error if isinstance(error, dict) else {}
    code, message = parts.get("code") or parts.get("type"), str(parts.get("message") or "")
    if _is_too_long(code, message):
        return _TOO_LONG
    why = "the endpoint answered 200 with an error" + _plainly(code, parts.get("param"))
    if (isinstance(code, int) and (code in _PASSING or code >= 500)) or code in _PASSING_WORDS:
        return Fault(Ending.UNAVAILABLE, why, again=True)
    return Fault(Ending.DENIED, f"{why}: look at IMR_LLM_MODEL, IMR_LLM_API_KEY and the account")


def _plainly(*words: object) -> str:
    """The words of an error that are plain ones, in brackets."""
    told = [str(word) for word in words if isinstance(word, int | str) and _PLAIN_WORD.fullmatch(str(word))]
    return f" ({', '.join(told)})" if told else ""


def _is_too_long(code: object, message: str) -> bool:
    """Whether a request did not fit the model's context. The message is looked at, and never shown."""
    return code == "context_length_exceeded" or _LENGTH.search(message[:2000]) is not None


def _connection_fault(error: BaseException) -> Fault:
    import socket
    import ssl

    # aiohttp's faults come wrapped twice, and a dropped connection comes as a timeout: the innermost cause tells.
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ReplyTooLargeError):
            return Fault(Ending.INVALID, "the reply is longer than is read (IMR_LLM_MAX_REPLY_BYTES)")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Fault(Ending.DENIED, "the endpoint's certificate is not trusted (SSL_CERT_FILE names more)")
        if isinstance(cause, socket.gaierror) and cause.errno != socket.EAI_AGAIN:
            return Fault(Ending.DENIED, "there is no such host (IMR_LLM_BASE_URL)")
        if isinstance(cause, TimeoutError):
            return Fault(Ending.UNAVAILABLE, "the endpoint did not answer in time (IMR_LLM_TIMEOUT)", again=True)
        cause = cause.__cause__ or cause.__context__
    return Fault(Ending.UNAVAILABLE, "the connection to the endpoint failed", again=True)


def retry_after(headers: "Mapping[str, str]") -> float | None:
    """The pause in seconds that a reply asks for: Retry-After as seconds or as a date (RFC 9110, 10.2.3)."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "")
        if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", value):
            return float(value) / unit
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def policy(settings: "Settings") -> "AsyncRetrying":
    """The policy of an endpoint. It counts the tries of one question, so every question takes a `.copy()` of it."""
    import tenacity

    backoff = tenacity.wait_random_exponential(multiplier=0.5, max=min(20.0, settings.max_wait))

    def wait(state: "RetryCallState") -> float:
        fault = _fault(state)
        if fault is None or fault.wait is None:
            return float(backoff(state))
        # A little spread, so that all who were told the same second do not come back in the same instant.
        spread = tenacity.wait_random(0.0, 0.1 * fault.wait)(state)
        return float(min(fault.wait + spread, settings.max_wait))

    return tenacity.AsyncRetrying(wait=wait, stop=tenacity.stop_after_attempt(settings.attempts), reraise=True)


def again(settings: "Settings") -> Any:
    """Whether one question is asked again; it keeps the count of its own answers that did not fit."""
    import tenacity

    misfits = 0

    def predicate(error: BaseException) -> bool:
        nonlocal misfits
        fault = fault_of(error)
        if fault is None:
            return False
        misfits += fault.misfit
        return fault.again and not (fault.misfit and misfits > settings.reasks)

    return tenacity.retry_if_exception(predicate)


def _fault(state: "RetryCallState") -> Fault | None:
    error = state.outcome.exception() if state.outcome else None
    return fault_of(error) if error else None
