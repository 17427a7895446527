"""The service as a process: how it starts, stops, and meets clients that do not behave."""

import http.client
import json
import logging
import os
import signal
import socket
import sys
import threading
import time

import pytest

from imr_llm.cli import main
from imr_llm.service.http.logs import JsonFormatter, log
from imr_llm.service.keys import keys_of, matching
from tests.service.running import PDF, TEXT, answers, read_all, request, running

LETTER = request("POST", "/v1/letters", TEXT, content_type="text/plain")


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("service"), workers=1, header_seconds=0.7, idle_seconds=0.7, connections=40, linger=0.2
    ) as service:
        yield service


class TestSlowClients:
    def test_half_a_head_is_refused_after_a_while(self, service):
        with service.connect() as client:
            client.sendall(LETTER[:40])
            (answer,) = answers(read_all(client))
        assert (answer.status, answer.json["code"]) == (408, "too_slow")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]

    def test_a_head_that_drips_is_no_whole_head(self, service):
        with service.connect() as client:
            for byte in LETTER[:20]:
                try:
                    client.sendall(bytes([byte]))
                except (BrokenPipeError, ConnectionResetError):
                    break
                time.sleep(0.1)
            (answer,) = answers(read_all(client))
        assert answer.status == 408

    def test_silence_is_ended(self, service):
        with service.connect() as client:
            assert read_all(client) == b""

    def test_a_body_that_pauses_is_refused(self, service):
        with service.connect() as client:
            client.sendall(LETTER[:-10])
            (answer,) = answers(read_all(client))
        assert (answer.status, answer.json["code"]) == (408, "too_slow")

    def test_a_second_request_is_waited_for_no_longer_than_a_first(self, service):
        with service.connect() as client:
            client.sendall(request("GET", "/healthz", connection="keep-alive") * 2 + b"GET /heal")
            found = list(answers(read_all(client)))
        assert [answer.status for answer in found] == [200, 200, 408]

    def test_more_connections_than_can_be_held_are_turned_away(self, service):
        kept = [service.connect() for _ in range(40)]
        try:
            time.sleep(0.1)
            with service.connect() as client:
                (answer,) = answers(read_all(client))
            assert (answer.status, answer.json["code"], answer.headers["retry-after"]) == (503, "busy", "1")
        finally:
            for client in kept:
                client.close()


def test_it_answers_while_it_reads(service):
    """The worker is busy with PDFs; the one question that needs none of them is answered before they are."""
    with service.connect() as one, service.connect() as two:
        for client in (one, two):
            client.sendall(request("POST", "/v1/letters", PDF, content_type="application/pdf"))
        assert service.ask("GET", "/healthz").status == 200
        assert [answer.status for client in (one, two) for answer in answers(read_all(client))] == [200, 200]


def test_a_large_body_is_refused_before_it_is_in(service):
    with service.connect() as client:
        client.sendall(request("POST", "/v1/letters", b"", content_type="text/plain", content_length=str(10**9)))
        head = client.recv(65536)
    assert head.startswith(b"HTTP/1.1 413 ")


def test_a_batch_is_answered_while_it_is_sent(service):
    line = json.dumps({"id": "a", "text": TEXT.decode()}).encode() + b"\n"
    with service.connect() as client:
        head = "POST /v1/letters:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\nconnection: close"
        client.sendall(
            f"{head}\r\ncontent-type: application/x-ndjson\r\n\r\n{len(line):x}\r\n".encode() + line + b"\r\n"
        )
        early = client.recv(300)
        assert b"200 OK" in early
        client.sendall(f"{len(line):x}\r\n".encode() + line + b"\r\n0\r\n\r\n")
        (answer,) = answers(early + read_all(client))
    assert sorted(json.loads(found)["line"] for found in answer.body.splitlines()) == [1, 2]


def test_a_batch_that_breaks_off_is_told_so_in_its_last_line(service):
    line = json.dumps({"text": "soup"}).encode() + b"\n"
    with service.connect() as client:
        head = request("POST", "/v1/letters:batch", b"", content_type="application/x-ndjson", content_length="100000")
        client.sendall(head + line)
        time.sleep(0.3)
        client.shutdown(socket.SHUT_WR)
        # Nobody can be answered who is gone; the service goes on.
        read_all(client)
    assert service.ask("GET", "/healthz").status == 200


class TestStopping:
    def test_under_load_no_request_that_it_took_is_lost(self, tmp_path):
        done: list[int] = []
        lost: list[str] = []
        stopped = threading.Event()

        def load(service):
            client = http.client.HTTPConnection(service.host, service.port, timeout=30)
            while True:
                try:
                    client.connect()
                except OSError:
                    assert stopped.is_set()
                    return
                try:
                    while True:
                        client.request("POST", "/v1/letters", TEXT, {"content-type": "text/plain", "host": "localhost"})
                        answer = client.getresponse()
                        body = json.loads(answer.read())
                        done.append(answer.status)
                        assert answer.status == 200, body
                        if answer.getheader("connection") == "close":
                            client.close()
                            break
                except (OSError, http.client.HTTPException, AssertionError) as error:
                    lost.append(repr(error))
                    return

        with running(tmp_path, workers=1) as service:
            threads = [threading.Thread(target=load, args=(service,)) for _ in range(8)]
            for thread in threads:
                thread.start()
            while len(done) < 40:
                time.sleep(0.01)
            stopped.set()
            service.process.send_signal(signal.SIGTERM)
            for thread in threads:
                thread.join(30)
            assert service.process.wait(30) == 0
        assert not lost
        assert set(done) == {200}
        assert len(service.events("request")) == len(done)

    def test_what_is_in_flight_is_finished_and_nothing_new_begun(self, tmp_path):
        with running(tmp_path, workers=1, batch_idle_seconds=20) as service:
            line = json.dumps({"text": TEXT.decode()}).encode() + b"\n"
            head = request(
                "POST", "/v1/letters:batch", b"", content_type="application/x-ndjson", content_length="100000"
            )
            with service.connect() as batch, service.connect() as half:
                batch.sendall(head + line)
                half.sendall(LETTER[:-10])
                early = batch.recv(100)
                service.process.send_signal(signal.SIGTERM)
                while not service.events("stopping"):
                    time.sleep(0.01)
                half.sendall(LETTER[-10:])
                (whole,) = answers(read_all(half))
                (ended,) = answers(early + read_all(batch))
            assert (whole.status, whole.headers["connection"]) == (200, "close")
            first, last = map(json.loads, ended.body.splitlines())
            assert (first["line"], last["line"], last["problem"]["code"]) == (1, 2, "stopping")
            with pytest.raises(OSError, match="refused"):
                service.connect()


class TestStarting:
    @pytest.fixture
    def start(self, monkeypatch, capsys):
        for name in [name for name in os.environ if name.startswith("IMR_LLM_")]:
            monkeypatch.delenv(name)

        def start(*options):
            monkeypatch.setattr(sys, "argv", ["imr-llm", "serve", *options])
            with pytest.raises(SystemExit) as ended:
                main()
            return ended.value.code, *capsys.readouterr()

        return start

    def test_a_port_in_use_is_one_line(self, start, service):
        code, out, err = start("--no-llm", "--port", str(service.port))
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "choose another --host or --port" in err

    def test_a_new_key_is_printed_with_its_entry(self, start):
        code, out, err = start("--new-key", "clinic")
        key, entry = (line.rsplit(" ", 1)[1] for line in out.splitlines())
        assert (code, err) == (0, "")
        assert matching(keys_of(entry), key)

    def test_without_the_extra_it_says_what_to_install(self, start, monkeypatch):
        monkeypatch.setitem(sys.modules, "python_multipart", None)
        code, out, err = start()
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.startswith("imr-llm: to serve the page and the API, install what is missing: ")
        assert "[service]'" in err

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--llm",), "IMR_LLM_MODEL"),
            (("--workers", "0"), "IMR_LLM_SERVICE_WORKERS"),
            (("--new-key", "a b"), "--new-key"),
            (("--keys-file", "/nowhere/at/all"), "IMR_LLM_SERVICE_KEYS_FILE"),
        ],
    )
    def test_what_is_off_is_one_line(self, start, options, words):
        code, out, err = start(*options)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert words in err


class TestLogs:
    def line(self, record):
        return json.loads(JsonFormatter().format(record))

    def test_an_event_is_one_json_object(self, caplog):
        caplog.set_level(logging.INFO, "imr_llm.service")
        log("request", status=200, key=None)
        found = self.line(caplog.records[-1])
        assert (found["event"], found["level"], found["status"]) == ("request", "info", 200)
        assert "key" not in found

    def test_of_others_no_message_is_kept(self):
        try:
            raise ValueError("Zebediah Quagmire")
        except ValueError:
            found = self.line(
                logging.LogRecord("asyncio", logging.ERROR, "x.py", 1, "about %s", ("Quagmire",), sys.exc_info())
            )
        assert found["where"].startswith("ValueError at test_api_server.py:")
        assert (found["logger"], found["event"]) == ("asyncio", "library")
        assert "Quagmire" not in json.dumps(found)
