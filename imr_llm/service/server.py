"""The server: uvicorn's, started on a socket of ours, and stopped without losing a request that it has accepted."""

import asyncio
import resource
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from signal import SIGINT
from types import FrameType

import uvicorn
from fastapi import FastAPI

from imr_llm.errors import ImrError, UsageError
from imr_llm.service.app import create_app
from imr_llm.service.http.exchange import Running
from imr_llm.service.http.faults import ServiceFault
from imr_llm.service.http.logs import configure_logs, log
from imr_llm.service.http.metrics import Metrics
from imr_llm.service.http.protocol import guarded
from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import Settings

_TICK = 0.05


def serve(settings: ServiceSettings, endpoint: Settings | None, started: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. `started` is told the address once letters are taken.

    Raises UsageError when the address cannot be listened on, and ImrError when the workers do not start.
    """
    with _listen(settings) as listener:
        # What is left of a process that crashed would hold letters.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        configure_logs()
        server = _Server(create_app(settings, endpoint), settings, lambda: started(_address(listener)))
        try:
            server.run(sockets=[listener])
        except SystemExit:
            # uvicorn's way to say that the application did not start.
            raise ImrError("the processes that read letters did not start; is there memory enough?") from None


class _Server(uvicorn.Server):
    def __init__(self, app: FastAPI, settings: ServiceSettings, started: Callable[[], None]) -> None:
        metrics: Metrics = app.state.metrics

        def refused(fault: ServiceFault) -> None:
            metrics.fault("none", fault.value)
            log("refused", fault=fault.value)

        self._protocol = guarded(settings, refused)
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=self._protocol,
                ws="none",
                lifespan="on",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=round(settings.header_seconds) or 1,
                timeout_graceful_shutdown=settings.grace,
                h11_max_incomplete_event_size=settings.header_bytes,
            )
        )
        self._running: Running = app.state.running
        self._linger = settings.linger
        self._tell = started

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop; at once when somebody at the keyboard says it twice. The process then ends by itself, with 0."""
        self.force_exit = self.should_exit and sig == SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections; answer every request on those that are open, and close each after its answer."""
        self._running.stop.set()
        log("stopping", connections=len(self.server_state.connections))
        await self._take_last(sockets or [])
        for _ in range(round(self._linger / _TICK)):
            if self.server_state.connections and not self.force_exit:
                await asyncio.sleep(_TICK)
        await super().shutdown(sockets)
        log("stopped")

    async def _take_last(self, listeners: Sequence[socket.socket]) -> None:
        """Close the listening sockets, after what the system has already accepted for them was taken over."""
        loop = asyncio.get_running_loop()
        last = []
        for listener in listeners:
            loop.remove_reader(listener.fileno())
            with suppress(BlockingIOError):
                while True:
                    last.append(listener.accept()[0])
        for server in self.servers:
            server.close()
        protocol = partial(self._protocol, self.config, self.server_state, self.lifespan.state)
        for connection in last:
            connection.setblocking(False)
            await loop.connect_accepted_socket(protocol, connection)


def _listen(settings: ServiceSettings) -> socket.socket:
    try:
        family, *_ = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=settings.connections)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "it is no address"
        raise UsageError(
            f"cannot listen on {settings.host} port {settings.port}: {why}; choose another --host or --port"
        ) from None
    listener.setblocking(False)
    return listener


def _address(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
