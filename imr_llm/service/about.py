"""What a service is and offers, found once when it starts: the page and the API show only what works."""

from datetime import UTC, datetime
from typing import Self, cast
from urllib.parse import urlsplit

from fastapi import Request
from pydantic import AwareDatetime, Field

from imr_llm.machine import PDF, SCANS
from imr_llm.pipeline import VERSION
from imr_llm.record.facts import Frozen
from imr_llm.settings import Settings


class Llm(Frozen):
    """The LLM that reads too: the host that a letter goes to, and whether the worker's identifiers are taken out."""

    host: str
    redacts: bool


class Made(Frozen):
    """Which version made an answer, when, and who runs the service."""

    version: str = Field(description="Of imr-llm.", examples=["0.1.0"])
    on: AwareDatetime = Field(description="In UTC.")
    operator: str | None = Field(description="Who runs the service, in their own words.")
    contact: str | None = Field(description="Where to ask them.")


class About(Frozen):
    """The service: its version, who runs it, and what it can do beyond reading text."""

    version: str = Field(description="Of imr-llm.", examples=["0.1.0"])
    operator: str | None = Field(description="Who runs this service, in their own words (IMR_LLM_OPERATOR).")
    contact: str | None = Field(description="Where to ask them (IMR_LLM_CONTACT).")
    pdf: bool = Field(description="Whether a summary can be saved as PDF.")
    photos: bool = Field(description="Whether photos and scanned pages are read.")
    llm: Llm | None = Field(description="The LLM that reads too, unless asked not to; null where the rules read alone.")

    def made(self) -> Made:
        """What an answer that is given now says of its making."""
        return Made(version=self.version, on=datetime.now(UTC), operator=self.operator, contact=self.contact)

    @classmethod
    def of(cls, settings: Settings, endpoint: Settings | None) -> Self:
        """As this machine and its settings have it. `endpoint`: the LLM to read with too."""
        llm = None
        if endpoint is not None:
            llm = Llm(host=urlsplit(endpoint.base_url).hostname or "", redacts=endpoint.redact)
        return cls(
            version=VERSION,
            operator=settings.operator,
            contact=settings.contact,
            pdf=PDF.is_here(),
            photos=SCANS.is_here(),
            llm=llm,
        )


def about_of(request: Request) -> About:
    """What the service that a request came to is."""
    return cast("About", request.app.state.about)
