"""Bodies and forms: what is taken in, what is refused, and that nothing of it goes to a file."""

import asyncio
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.service.http.body import read_body
from imr_llm.service.http.exchange import exchange_of
from imr_llm.service.http.faults import ServiceError
from imr_llm.service.http.forms import Form, Part, read_form
from imr_llm.service.settings import load_service_settings
from tests.service.requests import request_of
from tests.service.running import form

SETTINGS = load_service_settings(body_bytes=2000, read_seconds=5, idle_seconds=5)
LARGE = load_service_settings()


def read(body, kind, settings=SETTINGS, size=7):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return asyncio.run(read_form(request_of(pieces, {"content-type": kind}, settings)))


def refused(body, kind, settings=SETTINGS):
    with pytest.raises(ServiceError) as caught:
        read(body, kind, settings, 999)
    return caught.value.fault


def quoted(name):
    return name.replace("\\", "\\\\").replace('"', '\\"')


FIELDS = st.lists(
    st.tuples(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20),
        st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20),
        st.binary(max_size=120),
    ),
    max_size=5,
)


@given(FIELDS, st.integers(1, 400))
def test_every_part_comes_out_as_it_went_in(fields, size):
    parts = [
        (f'; name="{quoted(name)}"' + ("" if file is None else f'; filename="{quoted(file)}"'), data)
        for name, file, data in fields
        if b"--frontier" not in data
    ]
    body, kind = form(*parts)
    # A browser's old habit: of a path, only what is behind the last backslash is the name.
    found = [(part.name, part.file_name is None, part.data) for part in read(body, kind, size=size).parts]
    assert found == [(name, file is None, data) for name, file, data in fields if b"--frontier" not in data]


def test_a_part_is_asked_for_by_name():
    found = Form((Part("a", None, "é".encode()), Part("b", "x", b"1"), Part("b", None, b"2")))
    assert (found.text("a"), found.text("c"), found.part("c")) == ("é", None, None)
    with pytest.raises(ServiceError, match="twice"):
        found.part("b")


def test_typed_words_come_in_a_form_without_files():
    kind = "application/x-www-form-urlencoded"
    assert read(b"text=two+words%21&language=es&empty=", kind).parts == (
        Part("text", None, b"two words!"),
        Part("language", None, b"es"),
        Part("empty", None, b""),
    )
    assert refused(b"&".join(b"a=1" for _ in range(33)), kind) == "bad_body"
    assert refused(b"a=\xff", kind) == "bad_body"


FIELD = ('; name="letter"', b"words")
WHOLE, KIND = form(FIELD)
BROKEN = [
    ("no boundary", WHOLE, "multipart/form-data", "bad_body"),
    ("an empty boundary", WHOLE, "multipart/form-data; boundary=", "bad_body"),
    ("a boundary that is too long", WHOLE, f"multipart/form-data; boundary={'x' * 71}", "bad_body"),
    ("another boundary", WHOLE, "multipart/form-data; boundary=other", "bad_body"),
    ("nothing", b"", KIND, "bad_body"),
    ("no end", WHOLE[:-4], KIND, "bad_body"),
    ("cut in a header", WHOLE[:30], KIND, "bad_body"),
    ("words before the first part", b"hello" + WHOLE, KIND, "bad_body"),
    ("a part without a disposition", b"--frontier\r\nA: b\r\n\r\nx\r\n--frontier--\r\n", KIND, "bad_body"),
    ("a part without headers", b"--frontier\r\n\r\nx\r\n--frontier--\r\n", KIND, "bad_body"),
    ("a part without a name", *form(("", b"x")), "bad_body"),
    ("an attachment", WHOLE.replace(b"form-data", b"attachment"), KIND, "bad_body"),
    (
        "a doubled header",
        WHOLE.replace(b"\r\n\r\n", b'\r\nContent-Disposition: form-data; name="b"\r\n\r\n'),
        KIND,
        "bad_body",
    ),
    ("an encoded part", WHOLE.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"), KIND, "bad_body"),
    ("a header of 9 kB", WHOLE.replace(b"\r\n\r\n", b"\r\nA: " + b"b" * 9000 + b"\r\n\r\n"), KIND, "bad_body"),
    ("1000 headers", WHOLE.replace(b"\r\n\r\n", b"\r\nA1: b" * 1000 + b"\r\n\r\n"), KIND, "bad_body"),
    ("33 parts", *form(*[FIELD] * 33), "bad_body"),
    ("a large part", *form(('; name="letter"', bytes(70_000))), "too_large"),
    ("another type", WHOLE, "multipart/mixed; boundary=frontier", "unknown_type"),
]


@pytest.mark.parametrize(("body", "kind", "code"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_forms_are_refused(body, kind, code):
    assert refused(body, kind) == code


def test_nothing_goes_to_a_file(monkeypatch):
    def no_file(*_, **__):
        raise AssertionError("a temporary file was asked for")

    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, no_file)
    data = bytes(range(256)) * 40_000
    body, kind = form(('; name="letter"; filename="large.pdf"', data))
    assert len(body) > 10_000_000
    assert read(body, kind, LARGE, 65536).parts == (Part("letter", "large.pdf", data),)


class TestBodies:
    def whole(self, pieces, most=100, settings=SETTINGS, held=2**30, **headers):
        request = request_of(pieces, headers, settings, held)
        return asyncio.run(read_body(request, most)), exchange_of(request.scope)

    def test_a_body_is_read_whole_and_counted(self):
        body, exchange = self.whole([b"one ", b"", b"two"])
        assert (body, exchange.bytes_in, exchange.memory.held) == (b"one two", 7, 7)
        exchange.let_go()
        assert exchange.memory.held == 0

    @pytest.mark.parametrize(
        ("pieces", "headers", "code"),
        [
            ([b"x" * 101], {}, "too_large"),
            ([b"x" * 60, b"x" * 60], {}, "too_large"),
            # It says so itself: not a byte is read.
            ([b"x"], {"content-length": "101"}, "too_large"),
            ([b"x"], {"content-length": "9" * 400}, "too_large"),
            ([b"x"], {"content-encoding": "gzip"}, "encoded"),
            ([b"x"], {"content-encoding": "identity, br"}, "encoded"),
        ],
    )
    def test_what_is_too_large_or_compressed_is_refused(self, pieces, headers, code):
        with pytest.raises(ServiceError) as caught:
            self.whole(pieces, **headers)
        assert caught.value.fault == code

    @pytest.mark.parametrize("limit", ["read_seconds", "idle_seconds"])
    def test_a_slow_body_is_refused(self, limit):
        settings = load_service_settings(**{"read_seconds": 60, "idle_seconds": 60, limit: 0.05})
        with pytest.raises(ServiceError) as caught:
            self.whole([b"x", 30.0, b"y"], settings=settings)
        assert caught.value.fault == "too_slow"

    def test_all_uploads_together_may_hold_so_much(self):
        with pytest.raises(ServiceError) as caught:
            self.whole([b"x" * 50, b"x" * 20], held=60)
        assert (caught.value.fault, caught.value.retry_after) == ("busy", 2)
