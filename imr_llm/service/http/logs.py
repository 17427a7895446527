"""Logs: one JSON object a line on standard error. No letter text, no file name, no query string, no address of anybody.

Only our own events are written as they are. Of what other libraries log, which may quote anything, the name of the
logger, the level, and the kind and place of an error are kept.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

_LOGGER = logging.getLogger("imr_llm.service")


def log(event: str, level: int = logging.INFO, **fields: str | float | None) -> None:
    """Write an event. `fields` are plain facts: counts, times, codes, ids."""
    _LOGGER.log(level, event, extra={"fields": fields})


def place_of(error: BaseException) -> str:
    """The kind of an error and where it happened; its message may hold letter text and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return f"{type(error).__name__} at {where}"


class JsonFormatter(logging.Formatter):
    """A record as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, without its end."""
        own = record.name == _LOGGER.name
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg if own else "library",
        }
        if own:
            line |= {key: value for key, value in vars(record).get("fields", {}).items() if value is not None}
        else:
            line["logger"] = record.name
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            line["where"] = place_of(error)
        return json.dumps(line)


def configure_logs() -> None:
    """Send every log of this process through the formatter, once, instead of whatever was set up before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _LOGGER.setLevel(logging.INFO)
    logging.captureWarnings(True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
