"""A table of hostile requests against the real service: it refuses them, forgets them, and goes on."""

import json
import re

import pytest

from tests.service.hostile import CLAIM, LETTER, NAME, rows
from tests.service.running import form, request, running

ROWS = list(rows())
# Kilobytes that the service and its workers may have grown by; one upload may have 20 MB.
_MOST_GROWTH = 60 * 1024
_PLANTED = re.compile(rb"quagmire|zebediah|7719203", re.IGNORECASE)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with running(tmp_path_factory.mktemp("service"), workers=1, idle_seconds=5, header_seconds=5) as service:
        yield service


@pytest.fixture(scope="module")
def memory_before(service):
    """What it takes once its worker has read, and a large body has come and gone."""
    for _ in range(4):
        assert service.ask("POST", "/v1/letters", LETTER, content_type="text/plain").status == 200
    service.ask("POST", "/v1/letters", bytes(19_000_000), content_type="text/plain")
    return service.memory()


def test_there_are_enough_of_them():
    assert len(ROWS) >= 100
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.usefixtures("memory_before")
@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_it_is_refused_or_read_as_any_letter(service, row):
    found = service.say(row.request)
    statuses = {answer.status for answer in found} or {None}
    assert statuses <= row.statuses, [answer.body[:300] for answer in found]
    for answer in found:
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json["status"] == answer.status
            assert not _PLANTED.search(answer.body)
            assert b"Traceback" not in answer.body
        elif answer.headers["content-type"] == "application/x-ndjson":
            problems = [line["problem"] for line in map(json.loads, answer.body.splitlines()) if "problem" in line]
            assert not _PLANTED.search(json.dumps(problems).encode())


def test_afterwards_it_is_as_it_was(service, memory_before):
    assert service.ask("GET", "/readyz").status == 200
    (answer,) = service.say(request("POST", "/v1/letters", LETTER, content_type="text/plain"))
    assert answer.status == 200
    assert NAME.encode() in answer.body or CLAIM.encode() in answer.body or answer.json["record"]["issues"]
    assert service.memory() - memory_before < _MOST_GROWTH
    assert len(service.workers()) == 1


def test_nothing_of_a_letter_is_left_anywhere(service):
    body, kind = form(('; name="letter"; filename="Zebediah Quagmire.txt"', LETTER), ('; name="way"', b"file"))
    page = service.ask("POST", "/letter", body, content_type=kind)
    assert page.status == 200
    sealed = page.body.partition(b'name="result" value="')[2].partition(b'"')[0]
    body, kind = form(('; name="result"', sealed))
    for sheet in ("/sheet.txt", "/sheet.pdf"):
        assert service.ask("POST", sheet, body, content_type=kind).status == 200
    told = service.ask("GET", "/metrics").body
    assert b"imr_llm_requests_total" in told
    assert not _PLANTED.search(told)
    files = [path for path in service.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["log"]
    assert service.events("request")
    assert not _PLANTED.search(service.log.encode())
    assert not service.events("fault"), "a fault of ours"
    assert not service.events("worker_ended")
