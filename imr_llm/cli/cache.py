"""`imr-llm cache`: what is kept of the answers of an LLM endpoint."""

from pathlib import Path

import typer

from imr_llm.cli.page import EPILOG, Version

cache = typer.Typer(no_args_is_help=True)

_DIRECTORY = typer.Option(None, "--cache-dir", help="The cache directory. [default: IMR_LLM_CACHE_DIR]")


@cache.callback(epilog=EPILOG)
def _cache(version: Version = False) -> None:
    """Look at, or remove, the kept answers of an LLM endpoint."""


@cache.command(epilog=EPILOG)
def info(cache_dir: Path | None = _DIRECTORY) -> None:
    """Print where answers are kept, how many, and their size.

    Example:

      imr-llm cache info
    """
    from imr_llm.llm.endpoint.cache import cache_info

    found = cache_info(_chosen(cache_dir))
    answers = f"{found.answers} answer{'' if found.answers == 1 else 's'}"
    typer.echo(f"{answers}, {found.bytes / 1024:.0f} KiB in {found.directory}")


@cache.command(epilog=EPILOG)
def clear(cache_dir: Path | None = _DIRECTORY) -> None:
    """Remove all kept answers.

    Example:

      imr-llm cache clear
    """
    from imr_llm.llm.endpoint.cache import clear_cache

    chosen = _chosen(cache_dir)
    typer.echo(f"{clear_cache(chosen) / 1024:.0f} KiB removed from {chosen}")


def _chosen(cache_dir: Path | None) -> Path:
    from imr_llm.errors import UsageError
    from imr_llm.settings import load_settings

    chosen = cache_dir or load_settings().cache_dir
    if chosen is None:
        raise UsageError("no cache is set, and none is used: set IMR_LLM_CACHE_DIR or give --cache-dir")
    return chosen
