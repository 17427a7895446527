"""Refusals as `application/problem+json` (RFC 9457)."""

from math import ceil

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException

from imr_llm.errors import EndpointError, LetterFault, UnreadableLetterError
from imr_llm.record.facts import Frozen
from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import Fault, ServiceError, ServiceFault, refusal_of

MEDIA_TYPE = "application/problem+json"
_STATUS_FAULTS = {404: ServiceFault.NO_SUCH_PLACE, 405: ServiceFault.NO_SUCH_METHOD}
_DETAILS = {
    ServiceFault.NO_SUCH_PLACE: "the addresses are in /openapi.json",
    ServiceFault.NO_SUCH_METHOD: "the Allow header names the methods of this address",
}


ReadingError = UnreadableLetterError | ServiceError | EndpointError


class Problem(Frozen):
    """Why a request was refused. Neither letter text nor a file name stands in it."""

    type: str = Field(description="A URN that is the same for every problem with this code.")
    title: str = Field(description="What the code means.")
    status: int = Field(description="The HTTP status; for a line of a batch, the one it would have had alone.")
    detail: str = Field(description="What happened and what to do.")
    code: Fault = Field(description="Stable, for programs.")
    request_id: str | None = Field(default=None, description="Names this request in the logs.")


def problem_of(fault: Fault, detail: str, request_id: str | None = None) -> Problem:
    """The problem for a fault."""
    refusal = refusal_of(fault)
    return Problem(
        type=f"urn:imr-llm:problem:{fault.value}",
        title=refusal.title,
        status=refusal.status,
        detail=detail,
        code=fault,
        request_id=request_id,
    )


def problem_for(error: ReadingError, request_id: str | None = None) -> Problem:
    """The problem for an error of a reading."""
    if isinstance(error, UnreadableLetterError):
        return problem_of(error.fault, _advice(error), request_id)
    if isinstance(error, ServiceError):
        return problem_of(error.fault, error.detail, request_id)
    return problem_of(ServiceFault.ENDPOINT_FAILED, "the LLM endpoint failed; try again with llm=false", request_id)


def _advice(error: UnreadableLetterError) -> str:
    """What to do about a letter. What to install is for whoever runs the service, and tells of its machine."""
    if error.fault is LetterFault.OCR_MISSING:
        return "this service reads no pictures; send the letter as text, or as a PDF whose words can be copied"
    return error.advice


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as an answer."""
    return Response(problem.model_dump_json(), problem.status, headers, MEDIA_TYPE)


def refused(request: Request, fault: Fault, detail: str, headers: dict[str, str] | None = None) -> Response:
    """The answer to a request that is refused; the fault is noted for log and metrics."""
    exchange = exchange_of(request.scope)
    exchange.fault = fault
    return problem_response(problem_of(fault, detail, exchange.request_id), headers)


def fault_of(error: HTTPException) -> ServiceFault:
    """The fault that the framework found before any route was asked."""
    return _STATUS_FAULTS.get(error.status_code, ServiceFault.BAD_REQUEST)


def http_problem(request: Request, error: HTTPException) -> Response:
    """The problem for it."""
    fault = fault_of(error)
    return refused(request, fault, _DETAILS.get(fault, "the request is not understood"), dict(error.headers or {}))


def answer_with_problems(app: FastAPI) -> None:
    """Have every error that a route raises answered with a problem."""

    @app.exception_handler(ServiceError)
    async def service_error(request: Request, error: ServiceError) -> Response:
        headers = {} if error.retry_after is None else {"retry-after": str(ceil(error.retry_after))}
        if error.fault is ServiceFault.NO_KEY:
            headers["www-authenticate"] = "Bearer"
        return refused(request, error.fault, error.detail, headers)

    @app.exception_handler(UnreadableLetterError)
    async def unreadable(request: Request, error: UnreadableLetterError) -> Response:
        return refused(request, error.fault, _advice(error))

    @app.exception_handler(EndpointError)
    async def endpoint_failed(request: Request, error: EndpointError) -> Response:
        problem = problem_for(error)
        return refused(request, problem.code, problem.detail)

    @app.exception_handler(RequestValidationError)
    async def bad_parameter(request: Request, error: RequestValidationError) -> Response:
        # Names of ours, and what pydantic says of them; what was sent is left out.
        faults = {str(fault["loc"][-1]): fault["msg"].removeprefix("Value error, ") for fault in error.errors()}
        detail = "; ".join(f"{name}: {why}" for name, why in sorted(faults.items()))
        return refused(request, ServiceFault.BAD_PARAMETER, detail)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return http_problem(request, error)
