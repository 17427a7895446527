"""What a reader of the page has chosen: it comes back with every form, so that no answer forgets it."""

import re
from dataclasses import dataclass
from typing import Self

from fastapi import Request

from imr_llm.service.http.forms import Form
from imr_llm.service.page.words import LANGUAGES
from imr_llm.summary.model import Language

_RANGE = re.compile(r"\s*([a-z]{1,8})[-a-z0-9]*\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageState:
    """`language`: the one that is shown first. `text`: what was pasted. `llm`: false where the reader wants none."""

    language: Language = "en"
    large: bool = False
    text: str = ""
    llm: bool = True

    @classmethod
    def of(cls, request: Request, form: Form | None = None) -> Self:
        """What the form says, else the address, else the browser's languages."""

        def said(name: str) -> str | None:
            found = form.text(name) if form else None
            return found if found is not None else request.query_params.get(name)

        # A form in which the box for large print is not ticked says so by leaving it out.
        large = form.text("print") if form else request.query_params.get("print")
        return cls(
            language=_known(said("language")) or accepted(request.headers.get("accept-language", "")),
            large=large == "large",
            text=(form.text("text") or "") if form else "",
            llm=said("llm") != "no",
        )

    @property
    def query(self) -> str:
        """The part of it that may stand in an address."""
        return f"language={self.language}" + ("&print=large" if self.large else "")


def accepted(header: str) -> Language:
    """The language of ours that an Accept-Language header (RFC 9110, 12.5.4) likes best; English if it names none."""
    best: Language = "en"
    weight = 0.0
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        found = _known(match[1].lower()) if match else None
        if match and found and float(match[2] or 1) > weight:
            best, weight = found, float(match[2] or 1)
    return best


def _known(language: str | None) -> Language | None:
    return next((one for one in LANGUAGES if one == language), None)
