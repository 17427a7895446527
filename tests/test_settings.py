import pytest

from imr_llm.errors import UsageError
from imr_llm.settings import AnswerMode, load_settings


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    import os

    for name in list(os.environ):
        if name.startswith(("IMR_LLM_", "OPENAI_")):
            monkeypatch.delenv(name)


def test_a_key_alone_asks_nobody(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "key-secret")
    settings = load_settings()
    assert not settings.asks()
    assert settings.asks(wanted=True)
    with pytest.raises(UsageError, match="IMR_LLM_MODEL"):
        settings.required_model()
    monkeypatch.setenv("IMR_LLM_MODEL", "m")
    assert load_settings().asks()
    assert not load_settings().asks(wanted=False)
    assert load_settings().required_model() == "m"


@pytest.mark.parametrize(
    ("variables", "field", "value"),
    [
        ({}, "base_url", "https://api.openai.com/v1"),
        ({"OPENAI_BASE_URL": "http://a/v1"}, "base_url", "http://a/v1"),
        ({"OPENAI_BASE_URL": "http://a/v1", "IMR_LLM_BASE_URL": "http://b/v1/"}, "base_url", "http://b/v1"),
        ({"IMR_LLM_SEED": "none"}, "seed", None),
        ({"IMR_LLM_TEMPERATURE": "none"}, "temperature", None),
        ({"IMR_LLM_SEED": ""}, "seed", 0),
        ({"IMR_LLM_MODEL": ""}, "model", None),
        ({"IMR_LLM_MODE": "tools"}, "mode", AnswerMode.TOOLS),
        ({"IMR_LLM_REDACT": "false"}, "redact", False),
        ({"IMR_LLM_BODY": '{"reasoning_effort": "low"}'}, "body", {"reasoning_effort": "low"}),
    ],
)
def test_variables(monkeypatch, variables, field, value):
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert getattr(load_settings(), field) == value


def test_the_first_name_of_the_key_wins_and_no_key_is_ever_shown(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "second-secret")
    monkeypatch.setenv("IMR_LLM_HEADERS", '{"x-key": "header-secret"}')
    assert load_settings().api_key.get_secret_value() == "second-secret"
    monkeypatch.setenv("IMR_LLM_API_KEY", "first-secret")
    settings = load_settings()
    assert settings.api_key.get_secret_value() == "first-secret"
    assert "secret" not in f"{settings!r}{settings}{settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("IMR_LLM_TIMEOUT", "secret", "IMR_LLM_TIMEOUT: Input should be a valid number"),
        ("IMR_LLM_ATTEMPTS", "0", "IMR_LLM_ATTEMPTS"),
        ("IMR_LLM_MODE", "secret", "IMR_LLM_MODE"),
        ("IMR_LLM_BASE_URL", "secret", "https://host/v1"),
        ("IMR_LLM_BASE_URL", "file:///etc/secret", "https://host/v1"),
        ("IMR_LLM_BASE_URL", "https://user:secret@host/v1", "a variable of its own"),
        ("IMR_LLM_HEADERS", "{secret", "IMR_LLM_HEADERS"),
        ("IMR_LLM_BODY", '["secret"]', "IMR_LLM_BODY"),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not_shown(monkeypatch, name, value, told):
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)
