"""A form as a browser posts it, parsed in memory while it comes in: no part of it ever goes to a file.

Starlette's own parser writes every file over 1 MB to a temporary one.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from imr_llm.service.http.body import chunks, media_type, read_body
from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import ServiceError, ServiceFault
from imr_llm.service.settings import ServiceSettings

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MULTIPART = "multipart/form-data"
_URLENCODED = "application/x-www-form-urlencoded"
_MOST_PARTS = 32
_MOST_HEADER = 8 * 1024
_LONGEST_BOUNDARY = 70
# A form without a file holds words that were typed or pasted.
_MOST_URLENCODED = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form. `file_name` is null for a field that is no file; it is what the client says, unchecked."""

    name: str
    file_name: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form in their order."""

    parts: tuple[Part, ...]

    def text(self, name: str) -> str | None:
        """The text of a field, null when it is not there. Raises ServiceError (bad_body) when it stands twice."""
        part = self.part(name)
        return None if part is None else part.data.decode("utf-8", "replace")

    def files(self, name: str) -> tuple[Part, ...]:
        """The files that were chosen for a field, in their order; a browser sends one without a name for none."""
        return tuple(part for part in self.parts if part.name == name and part.file_name)

    def part(self, name: str) -> Part | None:
        """A field, file or not; null when it is not there. Raises ServiceError (bad_body) when it stands twice."""
        found = [part for part in self.parts if part.name == name]
        if len(found) > 1:
            raise _bad("a field stands twice in the form")
        return found[0] if found else None


async def read_form(request: Request, most: int | None = None) -> Form:
    """The form of a request: multipart/form-data or application/x-www-form-urlencoded, within the service's limits.

    `most`: how many bytes it may have, where that is not an upload and a little around it.

    Raises ServiceError: bad_body, too_large, too_slow, encoded, unknown_type, busy.
    """
    settings: ServiceSettings = request.app.state.settings
    kind = media_type(request)
    if kind == _URLENCODED:
        return _urlencoded(await read_body(request, min(_MOST_URLENCODED, settings.form_bytes)))
    if kind != _MULTIPART:
        raise ServiceError(ServiceFault.UNKNOWN_TYPE, f"a form comes as {_MULTIPART} or {_URLENCODED}")
    gathering = _Gathering(request.headers["content-type"])
    async for chunk in chunks(request, most or settings.form_bytes):
        exchange_of(request.scope).hold(len(chunk))
        gathering.write(chunk)
    return gathering.finish()


def _urlencoded(body: bytes) -> Form:
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except ValueError:
        raise _bad(f"the form is not UTF-8, or has more than {_MOST_PARTS} fields") from None
    return Form(tuple(Part(name, None, value.encode("utf-8", "replace")) for name, value in pairs))


class _Gathering:
    """The parts of a multipart body that is coming in."""

    def __init__(self, content_type: str) -> None:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
            raise _bad(f"the boundary of the form is missing, or longer than {_LONGEST_BOUNDARY} characters")
        self._parts: list[Part] = []
        self._headers: dict[bytes, bytes] = {}
        self._field = self._value = b""
        self._header_size = 0
        self._data = bytearray()
        self._ended = False
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": partial(self._header, "_field"),
            "on_header_value": partial(self._header, "_value"),
            "on_header_end": self._header_end,
            "on_part_data": self._extend,
            "on_part_end": self._end,
            "on_end": self._all,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Raises ServiceError (bad_body)."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _bad("the form is broken") from None

    def finish(self) -> Form:
        """The form, after its last byte. Raises ServiceError (bad_body) when it ended before its end mark."""
        if not self._ended:
            raise _bad("the form is cut off before its end")
        return Form(tuple(self._parts))

    def _begin(self) -> None:
        if len(self._parts) >= _MOST_PARTS:
            raise _bad(f"the form has more than {_MOST_PARTS} fields")
        self._headers, self._header_size, self._data = {}, 0, bytearray()

    def _header(self, which: str, data: bytes, start: int, end: int) -> None:
        self._header_size += end - start
        if self._header_size > _MOST_HEADER:
            raise _bad(f"the head of a field has more than {_MOST_HEADER} bytes")
        setattr(self, which, getattr(self, which) + data[start:end])

    def _header_end(self) -> None:
        name = self._field.strip().lower()
        if name in self._headers:
            raise _bad("a header of a field stands twice")
        self._headers[name] = self._value
        self._field = self._value = b""

    def _extend(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def _end(self) -> None:
        disposition, options = parse_options_header(self._headers.get(b"content-disposition"))
        if disposition != b"form-data" or b"name" not in options:
            raise _bad("a field of the form has no name")
        if self._headers.get(b"content-transfer-encoding", b"binary").strip().lower() not in (
            b"7bit",
            b"8bit",
            b"binary",
        ):
            raise _bad("a field of the form is encoded; send it as it is")
        file_name = options.get(b"filename")
        self._parts.append(
            Part(
                options[b"name"].decode("utf-8", "replace"),
                None if file_name is None else file_name.decode("utf-8", "replace"),
                bytes(self._data),
            )
        )
        self._data = bytearray()

    def _all(self) -> None:
        self._ended = True


def _bad(detail: str) -> ServiceError:
    return ServiceError(ServiceFault.BAD_BODY, detail)
