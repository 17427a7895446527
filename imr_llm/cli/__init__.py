"""The command line: one module a command, data on standard output, everything else on standard error."""

from imr_llm.cli.main import app, main

__all__ = ["app", "main"]
