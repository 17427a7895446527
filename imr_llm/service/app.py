"""The service as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from imr_llm.pipeline import VERSION
from imr_llm.service.about import About
from imr_llm.service.api import routes as api
from imr_llm.service.api import status
from imr_llm.service.api.answers import BatchAnswer, LetterObject
from imr_llm.service.http.envelope import RequestMiddleware
from imr_llm.service.http.exchange import Running
from imr_llm.service.http.gate import ConcurrencyLimit
from imr_llm.service.http.metrics import Metrics
from imr_llm.service.http.problems import Problem, answer_with_problems
from imr_llm.service.keys import RateLimits
from imr_llm.service.page import routes as page
from imr_llm.service.reading.reader import LetterReader
from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import Settings, load_settings

_DESCRIPTION = (
    "Reads California Independent Medical Review letters into records with proof, and says what they mean in plain"
    " words. Letters are read in memory and forgotten. It gives information, not legal advice."
)
# How long a batch waits for another to end.
_BATCH_SECONDS = 0.1
# A sheet is drawn as PDF in a second or two of this process, one at a time: so many may wait, and so long.
_MOST_SHEETS, _SHEET_SECONDS = 8, 20.0


def create_app(settings: ServiceSettings, endpoint: Settings | None = None) -> FastAPI:
    """The service. `endpoint`: the LLM to read with too; null for the rules alone.

    What a route needs of the service: `reader_of(request)` of `reading`, `read_form(request)` of `forms`. Whatever it
    raises is answered with a problem (RFC 9457), and every answer gets the headers of `envelope.HEADERS` that it does
    not set itself.
    """
    reader = LetterReader(settings, endpoint)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with reader:
            yield

    app = FastAPI(
        title="imr-llm",
        version=VERSION,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.reader = reader
    app.state.about = About.of(load_settings(), endpoint)
    app.state.running = running = Running()
    app.state.limits = RateLimits(settings.rate)
    app.state.batches = ConcurrencyLimit(settings.batches, 0, _BATCH_SECONDS)
    app.state.sheets = ConcurrencyLimit(1, _MOST_SHEETS, _SHEET_SECONDS)
    app.state.metrics = metrics = Metrics(lambda: reader.pool.waiting, lambda: reader.pool.deaths)
    app.add_middleware(RequestMiddleware, settings=settings, metrics=metrics, running=running)
    answer_with_problems(app)
    page.answer_with_pages(app)
    for module in (api, status, page):
        app.include_router(module.router)
    _describe(app, keys=bool(settings.keys))
    return app


def _describe(app: FastAPI, *, keys: bool) -> None:
    """Add to the OpenAPI document the models that no route declares by itself; `keys`: whether one is asked for."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = made["components"]["schemas"]
            for model in (Problem, LetterObject, BatchAnswer):
                found = model.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
                schemas |= {name: one for name, one in found.pop("$defs", {}).items() if name not in schemas}
                schemas[model.__name__] = found
            # FastAPI's own shape of a refusal, which no route of ours has.
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            if not keys:
                del made["components"]["securitySchemes"]
                for operation in (one for path in made["paths"].values() for one in path.values()):
                    operation.pop("security", None)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = description  # type: ignore[method-assign]
