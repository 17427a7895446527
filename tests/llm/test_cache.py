import os
import pickle
import sqlite3
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imr_llm.cli.cache import cache as cache_commands
from imr_llm.errors import UsageError
from imr_llm.llm.endpoint.cache import AnswerCache, cache_info, clear_cache
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.endpoint.wire import request_body, request_key
from tests.llm.asking import ask, question, settings_for
from tests.llm.loopback import Loopback

EXECUTED = []


class Trap:
    """Pickled, it runs a call on loading."""

    def __reduce__(self):
        return (EXECUTED.append, ("ran",))


@pytest.fixture
def cache(tmp_path):
    kept = AnswerCache(tmp_path)
    yield kept
    kept.close()


def rows(directory: Path) -> sqlite3.Connection:
    return sqlite3.connect(directory / "answers" / "cache.db", isolation_level=None)


def test_the_second_time_nothing_is_sent(cache):
    with Loopback() as server:
        first, second = (ask(settings_for(server), cache=cache) for _ in range(2))
    assert (first.cached, second.cached) == (False, True)
    assert second.value == first.value
    assert (first.usage.requests, second.usage) == (1, Usage())
    assert len(server.received) == 1


@pytest.mark.parametrize("changed", [
    {"model": "another"}, {"seed": 1}, {"temperature": 0.5}, {"mode": "tools"}, {"max_tokens": 50},
    {"body": {"top_p": 1}},
])  # fmt: skip
def test_any_change_of_the_request_is_another_question(cache, changed):
    with Loopback() as server:
        ask(settings_for(server), cache=cache)
        assert not ask(settings_for(server, **changed), cache=cache).cached
        assert not ask(settings_for(server), question("other words"), cache=cache).cached
        assert not ask(settings_for(server), question(max_tokens=101), cache=cache).cached
    body = request_body(question(), settings_for(server))
    assert request_key(body, "http://one/v1") != request_key(body, "http://another/v1")


@pytest.mark.parametrize(("script", "ending"), [
    (["length"] * 2, Ending.TRUNCATED), (["refusal"], Ending.REFUSED), (["filter"], Ending.FILTERED),
    (["malformed"] * 3, Ending.INVALID), (["500"] * 5, Ending.UNAVAILABLE), (["401"], Ending.DENIED),
])  # fmt: skip
def test_only_whole_answers_are_kept(cache, script, ending):
    with Loopback(script) as server:
        assert ask(settings_for(server), cache=cache).ending is ending
        assert len(cache) == 0
        assert ask(settings_for(server), cache=cache).ending is Ending.ANSWERED
    assert len(cache) == 1


# What is written over the one row of a cache: another mode, value, file or key.
TAMPERED = {
    "a pickled value": ("UPDATE Cache SET mode = 4, value = ?", pickle.dumps(Trap())),
    "pickled bytes as plain bytes": ("UPDATE Cache SET value = ?", pickle.dumps(Trap())),
    "a text file elsewhere": ("UPDATE Cache SET mode = 3, value = NULL, filename = ?", "/etc/passwd"),
    "a pickle file": ("UPDATE Cache SET mode = 4, value = NULL, filename = ?", "trap.val"),
    "a binary file": ("UPDATE Cache SET mode = 2, value = NULL, filename = ?", "trap.val"),
    "text for bytes": ("UPDATE Cache SET value = ?", '{"key": 1}'),
    "a number": ("UPDATE Cache SET value = ?", 7),
    "nothing": ("UPDATE Cache SET value = ?", None),
    "JSON of another shape": ("UPDATE Cache SET value = ?", b'["answer"]'),
    "half of itself": ("UPDATE Cache SET value = substr(value, 1, ?)", 40),
    "an answer that does not fit": ("UPDATE Cache SET value = CAST(replace(value, 'decision', ?) AS BLOB)", "x"),
    "the answer to another question": (
        'UPDATE Cache SET value = CAST(replace(value, \'"key": "\', ?) AS BLOB)',
        '"key": "0',
    ),
    "a pickled key": ("UPDATE Cache SET raw = 0, key = ?", pickle.dumps(Trap())),
    "a key of bytes": ("UPDATE Cache SET key = ?", b"bytes"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_a_tampered_row_is_a_miss_and_runs_nothing(cache, tmp_path, kind):
    statement, value = TAMPERED[kind]
    (tmp_path / "answers" / "trap.val").write_bytes(pickle.dumps(Trap()))
    with Loopback() as server:
        ask(settings_for(server), cache=cache)
        changed = rows(tmp_path)
        assert changed.execute(statement, (value,)).rowcount == 1
        changed.close()
        again = ask(settings_for(server), cache=cache)
        assert (again.ending, again.cached) == (Ending.ANSWERED, False)
        assert ask(settings_for(server), cache=cache).cached
    assert cache_info(tmp_path).answers in {1, 2}
    assert (tmp_path / "answers" / "trap.val").exists()
    assert EXECUTED == []
    assert pickle.loads(pickle.dumps(Trap())) is None  # noqa: S301  # the trap does work
    EXECUTED.clear()


def test_keys_are_never_read_back_as_pickles(cache, tmp_path):
    cache.put("key", "{}")
    changed = rows(tmp_path)
    changed.execute("UPDATE Cache SET raw = 0, key = ?", (pickle.dumps(Trap()),))
    changed.close()
    with pytest.raises(ValueError, match="not text"):
        list(cache._rows)
    assert EXECUTED == []


@pytest.mark.parametrize("value", [b"no database" * 500, b"", b"SQLite format 3\x00" + b"\xff" * 3000])
def test_a_damaged_database_is_a_typed_error_or_a_miss_and_can_be_cleared(tmp_path, value):
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "cache.db").write_bytes(value)
    if value:
        with pytest.raises(UsageError, match="imr-llm cache clear"):
            AnswerCache(tmp_path)
    clear_cache(tmp_path)
    AnswerCache(tmp_path).close()


def test_the_folder_is_its_owners_alone(tmp_path):
    os.umask(os.umask(0))
    (tmp_path / "set" / "answers").mkdir(parents=True, mode=0o777)
    AnswerCache(tmp_path / "set").close()
    assert stat.S_IMODE((tmp_path / "set" / "answers").stat().st_mode) == 0o700


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "answers").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="link"):
        AnswerCache(tmp_path)


def test_clearing_touches_nothing_but_the_cache(cache, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "answers" / "notes.txt").write_text("mine too")
    cache.put("key", "{}")
    cache.close()
    assert cache_info(tmp_path).answers == 1
    assert clear_cache(tmp_path) > 0
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == ["letter.txt", "notes.txt"]
    assert cache_info(tmp_path).answers == 0
    assert clear_cache(tmp_path / "not there") == 0
    assert not (tmp_path / "not there").exists()


def test_the_commands(cache, tmp_path, monkeypatch):
    monkeypatch.setenv("IMR_LLM_CACHE_DIR", str(tmp_path))
    cache.put("key", "{}")
    told = CliRunner().invoke(cache_commands, ["info"])
    assert (told.exit_code, "1 answer" in told.output, str(tmp_path) in told.output) == (0, True, True)
    assert CliRunner().invoke(cache_commands, ["clear"]).exit_code == 0
    assert "0 answers" in CliRunner().invoke(cache_commands, ["info"]).output
    monkeypatch.delenv("IMR_LLM_CACHE_DIR")
    with pytest.raises(UsageError, match="IMR_LLM_CACHE_DIR"):
        CliRunner().invoke(cache_commands, ["info"], catch_exceptions=False)
