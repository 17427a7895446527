"""`imr-llm doctor`: what this machine can do, what is missing for the rest, and the command that brings it."""

import json
import platform
import shutil
from typing import Any

import typer

from imr_llm.errors import UsageError
from imr_llm.machine import PARTS, Part
from imr_llm.settings import Settings, load_settings

_HERE, _MISSING = "yes", "no"


def doctor(
    as_json: bool = typer.Option(False, "--json", help="As JSON, for programs."),
) -> None:
    """Say what works here, what is missing for the rest, and the command that brings it. Asks no network.

    Letters as text and as PDF with text are always read, by rules alone. The rest is optional, so whatever is missing
    is no error.

    Examples:

      imr-llm doctor

      imr-llm doctor --json
    """
    from imr_llm.pipeline import VERSION

    settings, fault = _settings()
    if as_json:
        found = {part.name: _account(part) for part in PARTS} | {"llm": _llm_account(settings, fault)}
        typer.echo(json.dumps({"imr_llm": VERSION, "python": platform.python_version(), "parts": found}, indent=2))
        return
    typer.echo(f"imr-llm {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    typer.echo(_line(_HERE, "read letters (text, PDF) and explain them in English and Spanish"))
    for part in PARTS:
        missing = part.missing()
        typer.echo(_line(_MISSING if missing else _HERE, part.does + (f": no {', '.join(missing)}" if missing else "")))
        if missing:
            for command in part.commands() or (f"(only on {part.where})",):
                typer.echo(f"       {command}")
    typer.echo(_llm_line(settings, fault))


def _line(mark: str, told: str) -> str:
    return f"  {mark:<4} {told}"


def _account(part: Part) -> dict[str, Any]:
    return {
        "here": part.is_here(),
        "does": part.does,
        "found": part.found() | _programs(part),
        "missing": list(part.missing()),
        "install": list(part.commands()),
    }


def _programs(part: Part) -> dict[str, str]:
    paths = {program.name: shutil.which(program.name) for program in part.programs}
    return {name: path for name, path in paths.items() if path}


def _settings() -> tuple[Settings | None, str]:
    """The settings, or what is wrong with them: a setting that cannot be is something to find here, not to end at."""
    try:
        return load_settings(), ""
    except UsageError as error:
        return None, str(error)


def _llm_account(settings: Settings | None, fault: str) -> dict[str, Any]:
    return {
        "here": bool(settings and settings.model),
        "does": "read with an LLM too",
        "model": settings.model if settings else None,
        "endpoint": settings.address[0] if settings else None,
        "missing": [fault] if fault else [] if settings and settings.model else ["IMR_LLM_MODEL"],
    }


def _llm_line(settings: Settings | None, fault: str) -> str:
    if settings is None:
        return _line(_MISSING, f"read with an LLM too: {fault}")
    if settings.model is None:
        told = "read with an LLM too: IMR_LLM_MODEL is not set, so nothing is sent anywhere (docs/endpoints.md)"
        return _line(_MISSING, told)
    key = "with a key" if settings.api_key else "without a key"
    return _line(_HERE, f"read with an LLM too: {settings.model} at {settings.address[0]}, {key}; not asked now")
