"""How the service is: for whoever starts it, watches it, or sends it requests."""

from fastapi import APIRouter, Request, Response

from imr_llm.service.api.answers import Health, refusals
from imr_llm.service.http import metrics
from imr_llm.service.http.exchange import Running
from imr_llm.service.http.faults import ServiceError, ServiceFault

router = APIRouter()


@router.get("/healthz", response_model=Health, responses=refusals(), summary="Does the service live?")
async def health() -> Health:
    """Answers as long as the process does, whatever else it is doing."""
    return Health(status="ok")


@router.get("/readyz", response_model=Health, responses=refusals(), summary="Does the service take letters?")
async def ready(request: Request) -> Health:
    """503 as soon as the service was told to stop."""
    running: Running = request.app.state.running
    if running.stop.is_set():
        raise ServiceError(ServiceFault.STOPPING, "the service takes no more letters")
    return Health(status="ready")


@router.get(
    "/metrics",
    responses={
        200: {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **refusals(),
    },
    response_class=Response,
    summary="Counts and times",
)
async def read_metrics(request: Request) -> Response:
    """Requests, refusals, letters, times: never text."""
    found: metrics.Metrics = request.app.state.metrics
    return Response(found.text(), media_type=metrics.MEDIA_TYPE)
