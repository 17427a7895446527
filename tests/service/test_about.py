"""What a service says of itself: its version, who runs it, and nothing on offer that does not work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from imr_llm.pipeline import VERSION
from imr_llm.service.about import About, Llm
from imr_llm.service.app import create_app
from imr_llm.service.page.words import LANGUAGES, words_of
from imr_llm.service.settings import ServiceSettings
from tests.service.running import TEXT

LETTER = TEXT.decode()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(ServiceSettings(workers=1)), base_url="http://localhost") as made:
        yield made


def told(client: TestClient, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Have the service say something else of itself."""
    state = client.app.state._state  # type: ignore[attr-defined]
    monkeypatch.setitem(state, "about", state["about"].model_copy(update=changes))


def read(client: TestClient) -> Response:
    return client.post("/letter", data={"way": "text", "text": LETTER}, files={"letter": ("", b"")})


def test_what_does_not_work_here_is_not_offered(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told(client, monkeypatch, pdf=True, photos=True)
    assert "image/jpeg" in client.get("/").text
    assert "/sheet.pdf" in read(client).text
    told(client, monkeypatch, pdf=False, photos=False)
    home = client.get("/").text
    assert "image/" not in home
    assert " multiple" not in home
    for language in LANGUAGES:
        assert words_of(language).text("file-label", photos="no") in home
    result = read(client).text
    assert "/sheet.pdf" not in result
    assert "/sheet.txt" in result


def test_the_page_says_which_version_it_is_and_who_runs_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told(client, monkeypatch, operator="Clinic <A>", contact="555-0100")
    home = client.get("/").text
    assert f"imr-llm {VERSION}" in home
    assert "Clinic &lt;A&gt;" in home
    assert "555-0100" in home
    assert f"imr-llm {VERSION}" in read(client).text


def test_an_answer_says_which_version_made_it_when_and_who_runs_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(client, monkeypatch, operator="Clinic", contact="555-0100")
    made = client.post("/v1/letters", content=TEXT, headers={"content-type": "text/plain"}).json()["made"]
    assert {name: made[name] for name in ("version", "operator", "contact")} == {
        "version": VERSION,
        "operator": "Clinic",
        "contact": "555-0100",
    }
    assert abs(datetime.fromisoformat(made["on"]) - datetime.now(UTC)) < timedelta(hours=1)


def test_programs_can_ask_what_works(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told(client, monkeypatch, photos=False, llm=Llm(host="llm.example", redacts=True))
    found = About.model_validate(client.get("/v1/about").json())
    assert found == client.app.state.about  # type: ignore[attr-defined]
    assert (found.version, found.photos, found.llm) == (VERSION, False, Llm(host="llm.example", redacts=True))


def test_a_service_that_reads_no_pictures_says_what_to_send_and_nothing_of_its_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with TestClient(create_app(ServiceSettings(workers=1)), base_url="http://localhost") as client:
        assert client.get("/v1/about").json()["photos"] is False
        answer = client.post(
            "/v1/letters", content=b"\x89PNG\r\n\x1a\n" + b"x" * 99, headers={"content-type": "image/png"}
        )
    assert answer.json()["code"] == "ocr_missing"
    assert "send the letter as text" in answer.json()["detail"]
    assert "apt" not in answer.json()["detail"]
