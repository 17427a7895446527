import json
import logging
import socket
import subprocess
import sys

import pytest

from imr_llm.errors import EndpointError, UsageError
from imr_llm.llm.endpoint.exchange import Answer, Ending, Usage
from imr_llm.llm.endpoint.wire import request_body
from imr_llm.settings import AnswerMode, LimitField, load_settings
from tests.llm.asking import KEY, Finding, ask, ask_all, question, settings_for
from tests.llm.loopback import Loopback, fitting, schema_of

MODES = list(AnswerMode)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_sent_is_the_printed_request_body(mode):
    with Loopback() as server:
        settings = settings_for(server, mode=mode)
        answer = ask(settings)
    assert server.bodies == [request_body(question(), settings)]
    assert answer.value == Finding.model_validate_json(fitting(server.bodies[0]))
    assert type(answer.value) is Finding


@pytest.mark.parametrize("mode", MODES)
def test_the_schema_on_the_wire_is_strict(mode):
    with Loopback() as server:
        ask(settings_for(server, mode=mode))
    body = server.bodies[0]
    shape = body["tools"][0]["function"] if mode is AnswerMode.TOOLS else body["response_format"]["json_schema"]
    assert shape["strict"] is True
    schema = schema_of(body)
    for part in (schema, schema["$defs"]["Quoted"]):
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False
    assert "default" not in json.dumps(schema)


def test_seed_and_temperature_are_sent_and_can_be_left_out():
    with Loopback() as server:
        ask(settings_for(server))
        ask(
            settings_for(
                server, seed=None, temperature=None, limit_field=LimitField.MAX_COMPLETION_TOKENS, max_tokens=7
            )
        )
        ask(settings_for(server, body={"reasoning_effort": "low"}))
    usual, bare, more = server.bodies
    assert (usual["seed"], usual["temperature"], usual["max_tokens"]) == (0, 0.0, 100)
    assert not {"seed", "temperature", "max_tokens"} & set(bare)
    assert bare["max_completion_tokens"] == 7
    assert more["reasoning_effort"] == "low"


@pytest.mark.parametrize(
    "text", ["{{ 6*7 }}", "{% for x in range(9) %}a{% endfor %}", "{# gone #}", "{{ self.__init__ }}"]
)
@pytest.mark.parametrize("mode", MODES)
def test_templates_in_a_letter_arrive_as_they_stand(mode, text):
    with Loopback(["malformed"]) as server:
        answer = ask(settings_for(server, mode=mode), question(f"before {text} after"))
    assert answer.ending is Ending.ANSWERED
    assert [body["messages"][1]["content"] for body in server.bodies] == [f"before {text} after"] * 2


def test_the_tokens_of_every_try_are_summed():
    with Loopback(["500", "malformed", "length", "ok"]) as server:
        answer = ask(settings_for(server))
    assert answer.usage == Usage(requests=4, prompt_tokens=300, completion_tokens=30)
    assert len(server.received) == 4


def test_a_cut_off_answer_is_asked_again_with_a_larger_limit_and_the_same_words():
    with Loopback(["length"]) as server:
        answer = ask(settings_for(server))
    first, second = server.bodies
    assert answer.ending is Ending.ANSWERED
    assert (first["max_tokens"], second["max_tokens"]) == (100, 200)
    assert first["messages"] == second["messages"]


def test_an_answer_that_does_not_fit_is_put_back_with_what_is_wrong():
    with Loopback(["misfit"]) as server:
        answer = ask(settings_for(server))
    assert answer.ending is Ending.ANSWERED
    first, second = server.bodies
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert second["messages"][2]["content"] == '{"unexpected": 1}'
    assert "decision" in second["messages"][3]["content"]
    assert second["response_format"] == first["response_format"]


PLANTED = "Marigold Quillfeather, claim WC-77-12345, born 03/14/1961"


@pytest.mark.parametrize(
    "script", [["ok"], ["malformed"] * 3, ["misfit"] * 3, ["refusal"], ["notjson"], ["500"] * 5, ["400"]]
)
def test_no_log_line_and_no_reason_holds_the_letter(script, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("instructor.v2.retry").setLevel(logging.NOTSET)
    answer_with = json.dumps({"decision": PLANTED, "facts": "none"})
    with Loopback(script, answer=lambda body: fitting(body) if script == ["ok"] else answer_with) as server:
        answer = ask(settings_for(server), question(PLANTED))
    for words in ("Quillfeather", "WC-77-12345", "03/14/1961", KEY):
        assert words not in caplog.text
        assert words not in answer.why


def test_an_unexpected_fault_of_the_client_is_told_without_its_words(monkeypatch):
    def fail(*_):
        raise RuntimeError(PLANTED)

    monkeypatch.setattr("imr_llm.llm.endpoint.account.RequestAccount.accept", fail)
    with Loopback() as server, pytest.raises(EndpointError) as caught:
        ask(settings_for(server))
    assert "RuntimeError" in str(caught.value)
    assert "Quillfeather" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_headers_and_key_are_sent_and_no_key_is_no_secret():
    with Loopback() as server:
        ask(settings_for(server, headers={"X-Title": "imr"}))
        ask(settings_for(server, api_key=None))
    with_key, without = server.received
    assert with_key.headers["authorization"] == f"Bearer {KEY}"
    assert with_key.headers["x-title"] == "imr"
    assert without.headers["authorization"] == "Bearer none"


def test_many_questions_at_once_keep_their_own_answers_and_accounts():
    def echo(body):
        return json.dumps({"decision": body["messages"][1]["content"], "facts": []})

    with Loopback(answer=echo) as server:
        answers = ask_all(settings_for(server), [question(f"letter {number}") for number in range(60)])
    assert [answer.value.decision for answer in answers if answer.value] == [f"letter {number}" for number in range(60)]
    assert {answer.usage.requests for answer in answers} == {1}


def test_no_model_is_an_error_of_usage_before_anything_is_sent():
    with Loopback() as server, pytest.raises(UsageError, match="IMR_LLM_MODEL"):
        ask(settings_for(server, model=None))
    assert server.received == []


def test_no_such_host_ends_every_question_so(monkeypatch):
    real = socket.getaddrinfo

    def unknown(host, *arguments, **options):
        if host == "endpoint.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    answer = ask(load_settings(model="m", base_url="http://endpoint.invalid/v1"))
    assert answer.ending is Ending.DENIED
    with pytest.raises(EndpointError, match="no such host"):
        answer.raise_if_denied()


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.DENIED])
def test_only_a_denial_stops_the_whole_run(ending):
    Answer(ending, None, Usage()).raise_if_denied()


def test_importing_the_endpoint_imports_no_client():
    program = (
        "import sys, imr_llm.llm.endpoint.endpoint, imr_llm.llm.endpoint.cache\n"
        "print({'openai', 'instructor', 'aiohttp'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
