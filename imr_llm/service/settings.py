"""Settings of the service from the environment: `IMR_LLM_SERVICE_*`."""

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from imr_llm.errors import UsageError
from imr_llm.letter.read import LARGEST_PDF
from imr_llm.service.keys import ApiKey, keys_of

PREFIX = "IMR_LLM_SERVICE_"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MB = 1024 * 1024


class ServiceSettings(BaseSettings):
    """Where the service listens, who may use it, and what it may spend. Times are seconds, sizes are bytes.

    host, port: where it listens; port 0 is any free one. allowed_hosts: by which names it may be addressed besides
    `host` and those of the loopback, parted by commas; `*` is any. keys: who may use the API, as `name:sha256`, parted
    by commas or white space; with none, anybody who reaches it. keys_file: a file of such lines, besides.
    rate: requests a minute and key; a line of a batch counts as one.

    workers: processes that read letters; files other than text never have all of them. queue: letters that may wait
    for one; more are turned away. queue_seconds: how long they wait at most. letter_seconds: what reading one may take;
    scan_seconds: what its pictures may take besides. worker_memory: address space of a worker. body_bytes: the largest
    upload. held_bytes: all uploads together while they are in memory. read_seconds, idle_seconds: how long a body may
    take to come in, and pause. header_seconds: how long a connection may be open without a whole request.
    header_bytes: the largest head of a request. connections: open ones; more are turned away.

    batches: answered at once. batch_in_flight: lines of one batch that are read at once. batch_lines, batch_seconds:
    the longest batch; batch_idle_seconds: how long it may pause. llm_in_flight: letters that an LLM reads at once.
    llm_seconds: what that may take for one. linger: how long idle connections stay open once the service is told to
    stop, so that a request on its way is answered. grace: how long what is in flight may then take.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    keys: Annotated[tuple[ApiKey, ...], NoDecode] = ()
    keys_file: Path | None = None
    rate: int = Field(default=600, ge=1)
    workers: int = Field(default_factory=lambda: (os.cpu_count() or 1) + 1, ge=1, le=256)
    queue: int = Field(default=64, ge=0)
    queue_seconds: float = Field(default=5.0, gt=0)
    letter_seconds: float = Field(default=30.0, gt=0)
    scan_seconds: float = Field(default=120.0, gt=0)
    worker_memory: int = Field(default=2048 * _MB, ge=512 * _MB)
    body_bytes: int = Field(default=LARGEST_PDF, ge=1024)
    held_bytes: int = Field(default=256 * _MB, ge=1024)
    read_seconds: float = Field(default=120.0, gt=0)
    idle_seconds: float = Field(default=10.0, gt=0)
    header_seconds: float = Field(default=15.0, gt=0)
    header_bytes: int = Field(default=16 * 1024, ge=1024)
    connections: int = Field(default=512, ge=1)
    batches: int = Field(default=4, ge=1)
    batch_in_flight: int = Field(default=4, ge=1)
    batch_lines: int = Field(default=10_000, ge=1)
    batch_idle_seconds: float = Field(default=60.0, gt=0)
    batch_seconds: float = Field(default=3600.0, gt=0)
    llm_in_flight: int = Field(default=16, ge=1)
    llm_seconds: float = Field(default=180.0, gt=0)
    linger: float = Field(default=1.0, ge=0)
    grace: int = Field(default=60, ge=1)

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _are_names(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("keys", mode="before")
    @classmethod
    def _are_keys(cls, value: object) -> object:
        return keys_of(value) if isinstance(value, str) else value

    @property
    def json_bytes(self) -> int:
        """The largest JSON body or line: an upload in base64, and a little around it."""
        return self.body_bytes * 4 // 3 + 64 * 1024

    @property
    def form_bytes(self) -> int:
        """The largest form: an upload, and a little around it."""
        return self.body_bytes + 64 * 1024

    @property
    def photos_bytes(self) -> int:
        """The largest form of the page: several photos of one letter, and a little around them."""
        return 3 * self.body_bytes + 64 * 1024

    def is_allowed_host(self, name: str) -> bool:
        """Whether the service may be addressed by a name. `name` is without its port, an IPv6 address without []."""
        own = () if self._is_wildcard() else (self.host,)
        return "*" in self.allowed_hosts or name.lower() in (
            one.lower().strip("[]") for one in (*_LOOPBACK, *own, *self.allowed_hosts)
        )

    def _is_wildcard(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_unspecified
        except ValueError:
            return False


def load_service_settings(**given: Any) -> ServiceSettings:
    """The settings of this process, with the keys of `keys_file`; `given` overrides the environment.

    Raises UsageError, which names the variable and never shows its value.
    """
    try:
        settings = ServiceSettings(**given)
    except ValidationError as error:
        faults = {
            f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_input=False)
        }
        raise UsageError("; ".join(sorted(faults))) from None
    if settings.keys_file is None:
        return settings
    try:
        more = keys_of(settings.keys_file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{PREFIX}KEYS_FILE: no file that can be read; check the name and its permissions") from None
    except ValueError as error:
        raise UsageError(f"{PREFIX}KEYS_FILE: {error}") from None
    if not more and not settings.keys:
        raise UsageError(f"{PREFIX}KEYS_FILE: no key stands in it; leave the setting out to ask for none")
    return settings.model_copy(update={"keys": settings.keys + more})
