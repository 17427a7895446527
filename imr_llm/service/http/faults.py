"""Everything that a request can be refused for, each with a stable code. Messages hold no letter text or file name."""

from dataclasses import dataclass
from enum import StrEnum

from imr_llm.errors import ImrError, LetterFault


class ServiceFault(StrEnum):
    """Why the service itself refuses a request; the code is stable for programs."""

    BAD_BODY = "bad_body"
    BAD_PARAMETER = "bad_parameter"
    BAD_REQUEST = "bad_request"
    NO_KEY = "no_key"
    CROSS_SITE = "cross_site"
    NO_SUCH_PLACE = "no_such_place"
    NO_SUCH_METHOD = "no_such_method"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    ENCODED = "encoded"
    UNKNOWN_HOST = "unknown_host"
    NO_LLM = "no_llm"
    TOO_MANY = "too_many"
    LARGE_HEADERS = "large_headers"
    FAULT_OF_OURS = "fault_of_ours"
    ENDPOINT_FAILED = "endpoint_failed"
    BUSY = "busy"
    STOPPING = "stopping"
    ENDPOINT_SLOW = "endpoint_slow"


Fault = ServiceFault | LetterFault


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a fault is answered: the HTTP status, and a title that is the same whenever it occurs."""

    status: int
    title: str


_UNREADABLE = 422

REFUSALS: dict[Fault, Refusal] = {
    ServiceFault.BAD_REQUEST: Refusal(400, "This is no HTTP request"),
    ServiceFault.BAD_BODY: Refusal(400, "The body is not what its type says"),
    ServiceFault.NO_KEY: Refusal(401, "A key is needed"),
    ServiceFault.CROSS_SITE: Refusal(403, "A page of another site may not use the service"),
    ServiceFault.NO_SUCH_PLACE: Refusal(404, "There is nothing at this address"),
    ServiceFault.NO_SUCH_METHOD: Refusal(405, "This address does not take this method"),
    ServiceFault.TOO_SLOW: Refusal(408, "The request came in too slowly"),
    ServiceFault.TOO_LARGE: Refusal(413, "Larger than a letter"),
    ServiceFault.UNKNOWN_TYPE: Refusal(415, "Letters do not come in this media type"),
    ServiceFault.ENCODED: Refusal(415, "The body is compressed"),
    ServiceFault.UNKNOWN_HOST: Refusal(421, "The service is not known by this name"),
    ServiceFault.BAD_PARAMETER: Refusal(422, "A parameter is off"),
    ServiceFault.NO_LLM: Refusal(422, "No LLM is configured"),
    ServiceFault.TOO_MANY: Refusal(429, "Too many requests with this key"),
    ServiceFault.LARGE_HEADERS: Refusal(431, "The head of the request is too large"),
    ServiceFault.FAULT_OF_OURS: Refusal(500, "A fault of ours"),
    ServiceFault.ENDPOINT_FAILED: Refusal(502, "The LLM endpoint failed"),
    ServiceFault.BUSY: Refusal(503, "The service is busy"),
    ServiceFault.STOPPING: Refusal(503, "The service is stopping"),
    ServiceFault.ENDPOINT_SLOW: Refusal(504, "The LLM endpoint took too long"),
    LetterFault.NOT_TEXT: Refusal(415, "This is no PDF, no picture and no plain text"),
    LetterFault.PICTURE: Refusal(415, "Pictures of this kind are not read"),
    LetterFault.EMPTY: Refusal(_UNREADABLE, "The letter is empty"),
    LetterFault.PASSWORD: Refusal(_UNREADABLE, "The PDF needs a password"),
    LetterFault.NO_TEXT_LAYER: Refusal(_UNREADABLE, "There are no words on the pages of the PDF"),
    LetterFault.OCR_MISSING: Refusal(_UNREADABLE, "The letter is a picture, and no text recognition is installed"),
    LetterFault.UNREADABLE_SCAN: Refusal(_UNREADABLE, "The picture cannot be read well enough"),
    LetterFault.DAMAGED: Refusal(_UNREADABLE, "The file is damaged"),
    LetterFault.TOO_COSTLY: Refusal(_UNREADABLE, "The file takes more time or memory than a letter does"),
    LetterFault.NOT_A_LETTER: Refusal(_UNREADABLE, "This is no Independent Medical Review letter"),
    LetterFault.UNKNOWN_FORM: Refusal(_UNREADABLE, "The letter has a form that is not known"),
    LetterFault.SEVERAL_LETTERS: Refusal(_UNREADABLE, "This is more than one letter"),
}
_OTHER = Refusal(_UNREADABLE, "The letter cannot be read")


def refusal_of(fault: Fault) -> Refusal:
    """How a fault is answered. A way in which a letter cannot be read that is not named here is a 422."""
    return REFUSALS.get(fault, _OTHER)


class ServiceError(ImrError):
    """A request that the service refuses. `retry_after`: seconds after which it may be made again, where that helps."""

    def __init__(self, fault: Fault, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.retry_after = retry_after


def busy(detail: str = "as many letters as can be read are being read; try again", after: int = 1) -> ServiceError:
    """The refusal of a request for which there is no place now."""
    return ServiceError(ServiceFault.BUSY, detail, after)
