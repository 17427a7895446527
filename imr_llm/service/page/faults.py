"""What the page says when something went wrong: which message, and with which HTTP status."""

from http import HTTPStatus

from imr_llm.errors import EndpointError, ImrError, LetterFault, UnreadableLetterError
from imr_llm.service.http.faults import Fault, ServiceError, ServiceFault, refusal_of

# Which words there are for which refusal; those that a worker need not tell apart have the same.
_WORDS: dict[Fault, str] = {
    ServiceFault.BAD_BODY: "bad-body",
    ServiceFault.BAD_PARAMETER: "bad-body",
    ServiceFault.BAD_REQUEST: "bad-body",
    ServiceFault.NO_KEY: "ours",
    ServiceFault.CROSS_SITE: "bad-body",
    ServiceFault.NO_SUCH_PLACE: "lost",
    ServiceFault.NO_SUCH_METHOD: "lost",
    ServiceFault.TOO_SLOW: "too-slow",
    ServiceFault.TOO_LARGE: "too-large",
    ServiceFault.UNKNOWN_TYPE: "bad-body",
    ServiceFault.ENCODED: "bad-body",
    ServiceFault.UNKNOWN_HOST: "lost",
    ServiceFault.NO_LLM: "llm",
    ServiceFault.TOO_MANY: "busy",
    ServiceFault.LARGE_HEADERS: "bad-body",
    ServiceFault.FAULT_OF_OURS: "ours",
    ServiceFault.ENDPOINT_FAILED: "llm",
    ServiceFault.BUSY: "busy",
    ServiceFault.STOPPING: "stopping",
    ServiceFault.ENDPOINT_SLOW: "llm",
    # The page's files have no names that could be wrong.
    LetterFault.NOT_FOUND: "nothing",
}


class PageError(ImrError):
    """A refusal that only the page knows: `nothing`, `several-files`, `expired` or `no-pdf`."""

    def __init__(self, code: str, status: HTTPStatus) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def status_of(error: ImrError) -> int:
    """The HTTP status of a refusal."""
    if isinstance(error, PageError):
        return error.status
    if isinstance(error, (UnreadableLetterError, ServiceError)):
        return refusal_of(error.fault).status
    return refusal_of(
        ServiceFault.ENDPOINT_FAILED if isinstance(error, EndpointError) else ServiceFault.FAULT_OF_OURS
    ).status


def code_of(error: ImrError) -> str:
    """Which words the page has for a refusal: the messages `fault-CODE-1` and `-2`."""
    if isinstance(error, PageError):
        return error.code
    if isinstance(error, (UnreadableLetterError, ServiceError)):
        return _WORDS.get(error.fault) or error.fault.replace("_", "-")
    return "llm" if isinstance(error, EndpointError) else "ours"
