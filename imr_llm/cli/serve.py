"""`imr-llm serve`: the page and the API."""

from pathlib import Path
from typing import Any

import typer

from imr_llm.cli.reading import Llm
from imr_llm.errors import UsageError
from imr_llm.machine import SERVICE


def serve(
    host: str | None = typer.Option(None, help="Where to listen. [default: 127.0.0.1]", show_default=False),
    port: int | None = typer.Option(None, help="0 is any free one. [default: 8000]", show_default=False),
    llm: Llm = None,
    allowed_host: list[str] | None = typer.Option(
        None, help="A name by which the service may be addressed besides localhost; * is any.", show_default=False
    ),
    keys_file: Path | None = typer.Option(
        None, help="Who may use the API: a name:sha256 a line. [default: anybody]", show_default=False
    ),
    workers: int | None = typer.Option(None, help="Processes that read letters.", show_default=False),
    queue: int | None = typer.Option(None, help="Letters that may wait; more are turned away.", show_default=False),
    new_key: str | None = typer.Option(
        None, metavar="NAME", help="Print a new key and its line for the keys file, and stop.", show_default=False
    ),
) -> None:
    """Serve a page for injured workers, and an API for programs. Letters are read in memory and forgotten.

    Every option is a setting too (IMR_LLM_SERVICE_PORT, ...), and so are the other limits. Standard output gets the
    address once letters are taken; standard error the logs, one JSON object a line. SIGTERM ends it after what is in
    flight.

    Examples:

      imr-llm serve

      imr-llm serve --port 0 --no-llm

      imr-llm serve --new-key clinic

      curl -F letter=@letter.pdf http://127.0.0.1:8000/v1/letters?language=es
    """
    SERVICE.require()
    if new_key is not None:
        _print_key(new_key)
        return
    from imr_llm.service.server import serve as run
    from imr_llm.service.settings import load_service_settings
    from imr_llm.settings import load_settings

    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "allowed_hosts": tuple(allowed_host) if allowed_host else None,
        "keys_file": keys_file,
        "workers": workers,
        "queue": queue,
    }
    settings = load_service_settings(**{name: value for name, value in given.items() if value is not None})
    endpoint = load_settings()
    if endpoint.asks(llm):
        endpoint.required_model()
    run(settings, endpoint if endpoint.asks(llm) else None, typer.echo)


def _print_key(name: str) -> None:
    from imr_llm.service.keys import new_key

    try:
        key, entry = new_key(name)
    except ValueError:
        raise UsageError("--new-key takes a name of letters, digits, dots, _ and -") from None
    typer.echo(f"for its user, shown only now:      {key}")
    typer.echo(f"for IMR_LLM_SERVICE_KEYS or a file: {entry}")
