"""Reads California Independent Medical Review letters into typed records with proof, and explains them plainly.

Everything that a program needs is here; what is not named in `__all__` is private and may change. Names are loaded when
they are first used, so that `import imr_llm` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imr_llm.errors import EndpointError, ImrError, LetterFault, UnreadableLetterError, UsageError
    from imr_llm.letter.model import Letter
    from imr_llm.letter.read import read, read_bytes, read_pages
    from imr_llm.letter.several import split
    from imr_llm.pipeline import extract, extract_with_llm, open_llm, summarize
    from imr_llm.record.model import LetterRecord
    from imr_llm.settings import Settings
    from imr_llm.summary.model import Summary
    from imr_llm.summary.render import render

    __version__: str

_HOMES = {
    "imr_llm.errors": ("EndpointError", "ImrError", "LetterFault", "UnreadableLetterError", "UsageError"),
    "imr_llm.letter.model": ("Letter",),
    "imr_llm.letter.read": ("read", "read_bytes", "read_pages"),
    "imr_llm.letter.several": ("split",),
    "imr_llm.pipeline": ("extract", "extract_with_llm", "open_llm", "summarize"),
    "imr_llm.record.model": ("LetterRecord",),
    "imr_llm.settings": ("Settings",),
    "imr_llm.summary.model": ("Summary",),
    "imr_llm.summary.render": ("render",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "EndpointError",
    "ImrError",
    "Letter",
    "LetterFault",
    "LetterRecord",
    "Settings",
    "Summary",
    "UnreadableLetterError",
    "UsageError",
    "__version__",
    "extract",
    "extract_with_llm",
    "open_llm",
    "read",
    "read_bytes",
    "read_pages",
    "render",
    "split",
    "summarize",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("imr-llm")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
