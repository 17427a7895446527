"""Counts and times for Prometheus, in a registry of their own: never text, never an address of anybody."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

# Seconds: a text takes hundredths, a PDF tenths, an LLM many.
_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 120.0)

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics:
    """The metrics of one service. `waiting` and `deaths` are asked for whenever somebody reads them."""

    def __init__(self, waiting: Callable[[], float], deaths: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "imr_llm_requests", "Requests answered.", ("route", "method", "status"), registry=self._registry
        )
        self._faults = Counter("imr_llm_faults", "Refusals by their code.", ("route", "code"), registry=self._registry)
        self._seconds = Histogram(
            "imr_llm_request_seconds",
            "From the head of a request to the end of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._letters = Counter("imr_llm_letters", "Letters read.", ("media_type", "llm"), registry=self._registry)
        Gauge("imr_llm_letters_waiting", "Letters being read or waiting.", registry=self._registry).set_function(
            waiting
        )
        Gauge("imr_llm_worker_deaths", "Workers that ended early.", registry=self._registry).set_function(deaths)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request. `route` is a pattern of the service, `method` one of HTTP's: neither is what was sent."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def fault(self, route: str, code: str) -> None:
        """Count a refusal."""
        self._faults.labels(route, code).inc()

    def letter(self, media_type: str, *, llm: bool) -> None:
        """Count a letter that was read."""
        self._letters.labels(media_type, "yes" if llm else "no").inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
