"""The API inside one process: what it takes, what it answers, and how it refuses."""

import base64
import hashlib
import json
import logging
import re

import pytest
from starlette.testclient import TestClient

from imr_llm.letter.read import read_bytes
from imr_llm.pipeline import extract, summarize
from imr_llm.record.model import LetterRecord
from imr_llm.service.app import create_app
from imr_llm.service.http.envelope import HEADERS
from imr_llm.service.http.faults import REFUSALS, ServiceFault
from imr_llm.service.settings import load_service_settings
from imr_llm.summary.model import Summary
from tests.service.running import PDF, TEXT, form

NDJSON = {"content-type": "application/x-ndjson"}
KEY = "imr_the-key-of-these-tests"
ENTRY = f"clinic:{hashlib.sha256(KEY.encode()).hexdigest()}"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(load_service_settings(workers=2)), base_url="http://localhost") as client:
        yield client


def post(client, body, kind, path="/v1/letters", **headers):
    return client.post(path, content=body, headers={"content-type": kind, **headers})


def plain_json(body):
    return json.dumps(body).encode()


IN_A_FORM = form(('; name="letter"; filename="my letter.pdf"', PDF))

WAYS = [
    ("text/plain", TEXT, "letter", "text/plain"),
    ("text/plain; charset=utf-8", TEXT, "letter", "text/plain"),
    # What it is, is found in its bytes.
    ("text/plain", PDF, "letter", "application/pdf"),
    ("application/pdf", PDF, "letter", "application/pdf"),
    ("application/json", plain_json({"text": TEXT.decode(), "name": "a/b.txt"}), "b", "text/plain"),
    ("application/json", plain_json({"file": base64.b64encode(PDF).decode()}), "letter", "application/pdf"),
    (IN_A_FORM[1], IN_A_FORM[0], "my letter", "application/pdf"),
]


@pytest.mark.parametrize(("kind", "body", "name", "found"), WAYS)
def test_a_letter_comes_in_any_of_these_ways(client, kind, body, name, found):
    answer = post(client, body, kind)
    assert answer.status_code == 200
    expected = extract(read_bytes(name, PDF if found == "application/pdf" else TEXT))
    assert answer.json()["record"] == json.loads(expected.to_json())
    assert Summary.model_validate(answer.json()["summary"]) == summarize(expected, "en")


@pytest.mark.parametrize(("query", "language"), [("?language=es", "es"), ("?language=en&summary=true", "en")])
def test_the_summary_comes_in_the_language_that_is_asked_for(client, query, language):
    assert post(client, TEXT, "text/plain", f"/v1/letters{query}").json()["summary"]["language"] == language


def test_no_summary_is_made_where_none_is_wanted(client):
    answer = post(client, TEXT, "text/plain", "/v1/letters?summary=false&llm=false").json()
    assert answer["summary"] is None
    assert answer["record"]["issues"]


TWO = form(('; name="letter"', TEXT), ('; name="letter"', TEXT))
OTHER = form(('; name="file"; filename="x"', TEXT))
MORE = form(('; name="letter"', TEXT), ('; name="language"', b"es"))
REFUSED = [
    ("application/pdf", b"%PDF-1.7 cut", "", 422, "damaged"),
    ("application/pdf", b"", "", 422, "empty"),
    ("text/plain", b"a recipe for soup " * 40, "", 422, "not_a_letter"),
    ("text/plain", b"\0\0\0\x18ftypheic" + bytes(64), "", 415, "picture"),
    ("image/png", b"PK\x03\x04" + bytes(64), "", 415, "not_text"),
    ("text/plain", bytes(range(256)) * 4, "", 415, "not_text"),
    ("text/plain", b"word " * 500_000, "", 413, "too_large"),
    ("text/html", TEXT, "", 415, "unknown_type"),
    ("", TEXT, "", 415, "unknown_type"),
    ("application/octet-stream", TEXT, "", 415, "unknown_type"),
    ("application/json", b"{", "", 400, "bad_body"),
    ("application/json", b"[]", "", 400, "bad_body"),
    ("application/json", b"{}", "", 400, "bad_body"),
    ("application/json", b'{"text": 1}', "", 400, "bad_body"),
    ("application/json", b'{"text": NaN}', "", 400, "bad_body"),
    ("application/json", b'{"text": "a", "text": "b"}', "", 400, "bad_body"),
    ("application/json", b'{"text": "a", "file": "b"}', "", 400, "bad_body"),
    ("application/json", b'{"text": "a", "url": "http://192.0.2.1/"}', "", 400, "bad_body"),
    ("application/json", b'{"file": "not base64!"}', "", 400, "bad_body"),
    ("application/json", b'{"text": "", "id": {}}', "", 400, "bad_body"),
    ("application/json", b'{"text": ""}', "", 422, "empty"),
    ("application/json", b'{"text": "\\ud800"}', "", 422, "not_a_letter"),
    (TWO[1], TWO[0], "", 400, "bad_body"),
    (OTHER[1], OTHER[0], "", 400, "bad_body"),
    (MORE[1], MORE[0], "", 400, "bad_body"),
    ("multipart/form-data", TEXT, "", 400, "bad_body"),
    ("text/plain", TEXT, "?language=fr", 422, "bad_parameter"),
    ("text/plain", TEXT, "?summary=1", 422, "bad_parameter"),
    ("text/plain", TEXT, "?llm=maybe", 422, "bad_parameter"),
    ("text/plain", TEXT, "?llm=true", 422, "no_llm"),
]


@pytest.mark.parametrize(("kind", "body", "query", "status", "code"), REFUSED)
def test_what_is_off_is_refused_with_a_code(client, kind, body, query, status, code):
    answer = post(client, body, kind, f"/v1/letters{query}")
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:imr-llm:problem:{code}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]


def test_a_compressed_body_is_refused(client):
    assert post(client, TEXT, "text/plain", **{"content-encoding": "gzip"}).json()["code"] == "encoded"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/letters", 405), ("GET", "/v2/letters", 404)])
def test_other_addresses_and_methods_are_problems_too(client, method, path, status):
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers.get("allow") == ("POST" if status == 405 else None)


def test_every_code_is_told_apart():
    assert len({refusal.title for refusal in REFUSALS.values()}) == len(REFUSALS)
    assert set(ServiceFault) <= set(REFUSALS)


@pytest.mark.parametrize("path", ["/v1/schema", "/healthz", "/readyz", "/metrics", "/openapi.json", "/nowhere", "/"])
def test_every_answer_has_the_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "server" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "set-cookie" not in answer.headers


def test_the_policy_takes_nothing_from_elsewhere_and_no_script_in_the_page():
    policy = HEADERS["content-security-policy"]
    sources = {word for part in policy.split("; ") for word in part.split()[1:]}
    assert sources == {"'none'", "'self'"}
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abc-123", True),
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", True),
        ("", False),
        ("two words", False),
        ("a" * 65, False),
        ("x\ty", False),
        ("<script>", False),
    ],
)
def test_a_sane_request_id_is_kept_and_another_is_replaced(client, given, kept):
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is kept
    assert kept or re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("127.0.0.1:1", True),
        ("[::1]:8000", True),
        ("letters.example:80", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("localhost@evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("localhost:80:80", False),
        ("a/b", False),
    ],
)
def test_only_known_hosts_are_served(host, known):
    settings = load_service_settings(workers=1, allowed_hosts=("letters.example",))
    client = TestClient(create_app(settings))
    assert client.get("/v1/schema", headers={"host": host}).status_code == (200 if known else 421)
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_page_of_another_site_cannot_post(client):
    for site in ("cross-site", "same-site"):
        assert post(client, TEXT, "text/plain", **{"sec-fetch-site": site}).json()["code"] == "cross_site"
    assert post(client, TEXT, "text/plain", **{"sec-fetch-site": "same-origin"}).status_code == 200


def test_the_schema_is_the_one_of_the_command(client):
    answer = client.get("/v1/schema")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == LetterRecord.schema_document()


@pytest.fixture(scope="module")
def guarded():
    # No letter is read here, so no worker is started.
    settings = load_service_settings(rate=3, keys=f"other:{hashlib.sha256(b'x').hexdigest()},{ENTRY}")
    return TestClient(create_app(settings), base_url="http://localhost")


class TestKeys:
    @pytest.mark.parametrize(
        "given",
        [None, "Bearer", "Bearer ", "Bearer wrong", f"Basic {KEY}", KEY, f"Bearer {KEY[:-1]}", f"Bearer {ENTRY}"],
    )
    def test_without_a_key_nothing_is_read(self, guarded, given):
        answer = guarded.get("/v1/schema", headers={"authorization": given} if given else {})
        assert (answer.status_code, answer.json()["code"]) == (401, "no_key")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert guarded.get("/healthz").status_code == 200

    def test_a_key_has_so_many_requests_and_then_waits(self, guarded, caplog):
        caplog.set_level(logging.INFO, "imr_llm.service")
        headers = {"authorization": f"Bearer {KEY}"}
        answers = [guarded.get("/v1/schema", headers=headers) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 21
        assert guarded.get("/v1/schema", headers={"authorization": "Bearer x"}).status_code == 200
        fields = [record.__dict__["fields"] for record in caplog.records if record.msg == "request"]
        assert {field["key"] for field in fields} == {"clinic", "other"}
        assert KEY not in str(fields)


class TestBatch:
    def lines(self, client, *lines, query="", **headers):
        body = b"\n".join(line if isinstance(line, bytes) else plain_json(line) for line in lines)
        answer = client.post(f"/v1/letters:batch{query}", content=body, headers={**NDJSON, **headers})
        assert answer.headers["content-type"] == "application/x-ndjson"
        return {found["line"]: found for found in map(json.loads, answer.text.splitlines())}

    def test_every_line_is_answered(self, client):
        found = self.lines(
            client, {"id": "a", "text": TEXT.decode()}, {"id": 7, "text": "soup"}, {"text": TEXT.decode()}
        )
        assert {number: line["id"] for number, line in found.items()} == {1: "a", 2: 7, 3: None}
        assert found[1]["record"]["letter"]["id"] == "line-1"
        assert found[1]["summary"]["language"] == "en"
        assert (found[2]["problem"]["code"], found[2]["problem"]["status"]) == ("not_a_letter", 422)

    def test_one_bad_line_stops_no_other(self, client):
        found = self.lines(client, b"{", b"", b"  ", b"\xff\xfe", {"text": TEXT.decode(), "name": "x.txt"}, b"[1]")
        codes = {number: line.get("problem", {}).get("code") for number, line in found.items()}
        assert codes == {1: "bad_body", 2: "bad_body", 3: None, 4: "bad_body"}
        assert found[3]["record"]["letter"]["id"] == "x"

    def test_wishes_hold_for_every_line(self, client):
        line = {"text": TEXT.decode()}
        assert {
            one["summary"]["language"] for one in self.lines(client, line, line, query="?language=es").values()
        } == {"es"}
        assert {one["summary"] for one in self.lines(client, line, query="?summary=false").values()} == {None}

    def test_nothing_gives_nothing(self, client):
        assert self.lines(client, b"") == {}

    def test_it_is_lines_of_json_or_nothing(self, client):
        answer = client.post("/v1/letters:batch", json=[{"text": "x"}])
        assert (answer.status_code, answer.json()["code"]) == (415, "unknown_type")

    def test_a_batch_that_is_too_long_says_where_it_stopped(self):
        app = create_app(load_service_settings(workers=1, batch_lines=2))
        with TestClient(app, base_url="http://localhost") as client:
            found = self.lines(client, *[{"text": "soup"}] * 5)
            assert {number: line["problem"]["code"] for number, line in found.items()} == {
                1: "not_a_letter",
                2: "not_a_letter",
                3: "too_large",
            }

    def test_every_line_counts_for_the_key(self):
        settings = load_service_settings(workers=1, rate=6000, keys=ENTRY)
        app = create_app(settings)
        with TestClient(app, base_url="http://localhost") as client:
            self.lines(client, *[{"text": "soup"}] * 5, authorization=f"Bearer {KEY}")
            before = app.state.limits._buckets["clinic"].tokens
        assert before < 6000 - 1


def test_metrics_count_and_tell_nothing(client):
    post(client, TEXT, "text/plain")
    client.post("/v1/letters?secret=Quagmire", content=b"Quagmire", headers={"content-type": "text/plain"})
    client.get("/Quagmire")
    told = client.get("/metrics").text
    assert re.search(r'imr_llm_requests_total\{method="POST",route="/v1/letters",status="200"\} [1-9]', told)
    assert re.search(r'imr_llm_faults_total\{code="not_a_letter",route="/v1/letters"\} [1-9]', told)
    assert re.search(r'imr_llm_letters_total\{llm="no",media_type="text/plain"\} [1-9]', told)
    assert re.search(r'imr_llm_request_seconds_count\{route="/v1/letters"\} [1-9]', told)
    assert "Quagmire" not in told
