"""The service with an LLM behind it: a scripted endpoint on the loopback, asked only where it may be."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from imr_llm.service.app import create_app
from imr_llm.service.page.words import words_of
from imr_llm.service.settings import ServiceSettings
from imr_llm.settings import load_settings
from tests.llm.loopback import Body, Loopback, fitting
from tests.llm.perfect import CASES, SEEDS, Perfect
from tests.service.running import TEXT as WRITTEN

STEM = SEEDS[0]
LETTER = (CASES / f"{STEM}.txt").read_bytes()
NAMED = b"Employee Name: Zebediah Quagmire\nClaim Number: CLM-7719203-X\n" + WRITTEN
PLAIN = {"content-type": "text/plain"}


def perfect(body: Body) -> str:
    """What a perfect model answers about the seed; a summary in words that fit and say nothing."""
    name = body["response_format"]["json_schema"]["name"]
    return Perfect(STEM).answer().model_dump_json() if name == "LetterAnswer" else fitting(body)


@pytest.fixture(scope="module")
def behaviours() -> list[str]:
    """How the endpoint answers what comes next; a test empties it."""
    return []


@pytest.fixture(scope="module")
def endpoint(behaviours: list[str]) -> Iterator[Loopback]:
    with Loopback(lambda _: behaviours[0] if behaviours else "ok", perfect) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def client(endpoint: Loopback, folder: Path) -> Iterator[TestClient]:
    llm = load_settings(
        base_url=endpoint.base_url, model="loopback", attempts=2, max_wait=0.01, timeout=5.0, cache_dir=folder
    )
    service = ServiceSettings(workers=1, llm_seconds=2.0)
    with TestClient(create_app(service, llm), base_url="http://localhost") as made:
        yield made


@pytest.fixture(autouse=True)
def _nothing_asked_yet(endpoint: Loopback, behaviours: list[str]) -> None:
    endpoint.received.clear()
    behaviours.clear()


def read(client: TestClient, query: str = "") -> Body:
    answer = client.post(f"/v1/letters{query}", content=LETTER, headers=PLAIN)
    assert answer.status_code == 200
    found: Body = answer.json()
    return found


def test_with_consent_it_is_asked_and_the_record_says_so(client: TestClient, endpoint: Loopback) -> None:
    record = read(client, "?summary=false")["record"]
    assert record["provenance"]["model"] == "loopback"
    assert record["provenance"]["attempts"] == len(endpoint.received) == 2
    assert record["checks"]
    assert b"imr_llm_letters_total" in client.get("/metrics").content
    assert 'llm="yes"' in client.get("/metrics").text


def test_what_names_the_worker_is_not_sent(client: TestClient, endpoint: Loopback) -> None:
    assert client.post("/v1/letters?llm=true", content=NAMED, headers=PLAIN).status_code == 200
    sent = b"".join(request.raw for request in endpoint.received)
    assert b"[CLAIM_NUMBER]" in sent
    assert b"Quagmire" not in sent
    assert b"7719203" not in sent


@pytest.mark.parametrize("query", ["?llm=false", "?llm=false&language=es"])
def test_without_consent_nothing_is_sent(client: TestClient, endpoint: Loopback, query: str) -> None:
    assert read(client, query)["record"]["provenance"]["model"] is None
    assert endpoint.received == []


def test_the_page_asks_unless_its_box_is_ticked(client: TestClient, endpoint: Loopback) -> None:
    words = LETTER.decode()
    for fields, asked in (({"llm": "no"}, False), ({}, True)):
        answer = client.post("/letter", data={"way": "text", "text": words, **fields}, files={"letter": ("", b"")})
        assert answer.status_code == 200
        assert bool(endpoint.received) is asked
    endpoint.received.clear()
    client.post("/letter", data={"way": "sample"}, files={"letter": ("", b"")})
    assert endpoint.received == []


def test_what_is_no_letter_is_sent_to_nobody(client: TestClient, endpoint: Loopback) -> None:
    answer = client.post("/v1/letters?llm=true", content=b"Dear friend, hello.", headers=PLAIN)
    assert answer.json()["code"] == "not_a_letter"
    assert endpoint.received == []


@pytest.mark.parametrize("behaviour", ["500", "drop", "refusal", "malformed"])
def test_where_it_fails_the_rules_reading_stands_with_a_doubt(
    client: TestClient, behaviours: list[str], behaviour: str
) -> None:
    behaviours.append(behaviour)
    found, alone = read(client), read(client, "?llm=false")
    assert found["record"]["issues"] == alone["record"]["issues"]
    whole_letter = [item for item in found["record"]["needs_review"] if item not in alone["record"]["needs_review"]]
    assert whole_letter
    assert found["summary"]["written_by"] == "template"
    page = client.post("/letter", data={"way": "text", "text": LETTER.decode()}, files={"letter": ("", b"")})
    assert page.status_code == 200
    for language, title in (("en", "Have a person check this"), ("es", "Pida que una persona revise esto")):
        assert title in page.text, language


def test_one_that_takes_too_long_is_given_up(client: TestClient, behaviours: list[str]) -> None:
    behaviours.append("slow:4")
    answer = client.post("/v1/letters", content=LETTER, headers=PLAIN)
    assert (answer.status_code, answer.json()["code"]) == (504, "endpoint_slow")
    page = client.post("/letter", data={"way": "text", "text": LETTER.decode()}, files={"letter": ("", b"")})
    assert page.status_code == 504
    assert words_of("es").text("fault-llm-2") in page.text
    assert read(client, "?llm=false")["record"]["issues"]


def test_no_answer_is_kept(client: TestClient, endpoint: Loopback, folder: Path) -> None:
    for _ in range(2):
        assert read(client, "?summary=false")["record"]["provenance"]["cache"] == "off"
    assert len(endpoint.received) == 4
    assert list(folder.iterdir()) == []
