"""`imr-llm batch` as a person types it: what it counts, what it says, and what it ends with."""

import json
import sys
from pathlib import Path

import pytest

from imr_llm.cli import main
from imr_llm.letter.clean import clean
from imr_llm.letter.read import read
from tests.batch.running import ids, rows
from tests.batch.written import letter, write
from tests.llm.loopback import Body, Loopback

LETTERS = 5


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return write(tmp_path / "letters", LETTERS)


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Type a command; its exit code, standard output and standard error."""
    monkeypatch.setattr("imr_llm.batch.queue.asking._FIRST_REST", 0.01)
    for name in ("IMR_LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, server: Loopback | None = None) -> tuple[int, str, str]:
        if server is not None:
            monkeypatch.setenv("IMR_LLM_BASE_URL", server.base_url)
            monkeypatch.setenv("IMR_LLM_MODEL", "loopback")
            monkeypatch.setenv("IMR_LLM_MAX_WAIT", "0.01")
        monkeypatch.setattr(sys, "argv", ["imr-llm", "batch", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return run


def test_a_dry_run_counts_and_estimates_and_sends_and_writes_nothing(letters, tmp_path, type_in):
    (letters / "again.txt").write_text(letter(0))
    (letters / "none.txt").write_text("no letter")
    output = tmp_path / "out"
    priced = ("--price-in", 1, "--price-out", 10, "--dry-run")
    with Loopback() as server:
        code, out, _ = type_in(letters, output, "--summaries", "en", *priced, server=server)
        assert (code, server.received, output.exists()) == (0, [], False)
        told = json.loads(out)
        assert {key: told[key] for key in ("names", "letters", "duplicates", "done", "to_read", "bad")} == {
            "names": LETTERS + 2, "letters": LETTERS + 1, "duplicates": 1, "done": 0, "to_read": LETTERS + 1, "bad": 0
        }  # fmt: skip
        assert told["requests"] == 2 * LETTERS
        type_in(letters, output, "--limit", 2, "--no-parquet", "--quiet", server=server)
        before = {path.name: path.read_bytes() for path in output.iterdir()}
        sent = sum(len(one.raw) for one in server.received if request_kind(one.body) != "RecheckAnswer")
        told = json.loads(type_in(letters, output, *priced, server=server)[1])
        assert (told["done"], told["to_read"]) == (2, LETTERS - 1)
        # Four bytes a token, within a third, as nobody knows the tokens of a model that was not asked.
        assert sent / 4 / 2 == pytest.approx(told["prompt_tokens"] / (LETTERS - 2), rel=0.34)
        assert told["money"] == pytest.approx(told["prompt_tokens"] / 1e6 + told["completion_tokens"] / 1e5, abs=0.006)
        assert {path.name: path.read_bytes() for path in output.iterdir()} == before
    told = json.loads(type_in(letters, output, "--no-llm", "--dry-run")[1])
    assert (told["requests"], told["money"], told["to_read"]) == (0, None, LETTERS + 1)


def test_a_poison_letter_is_a_dead_letter_and_the_others_are_read(letters, tmp_path, type_in, monkeypatch):
    monkeypatch.setenv("IMR_LLM_ATTEMPTS", "2")
    poison = clean(read(letters / "0000" / "letter-0000003.txt")).text[1500:1600]

    def script(body: Body) -> str:
        return "500" if poison in body["messages"][-1]["content"] else "ok"

    output = tmp_path / "out"
    with Loopback(script) as server:
        code, _, err = type_in(letters, output, "--no-parquet", "--concurrency", 2, server=server)
        assert code == 3, err
        assert "1 names are dead letters" in err
        assert "--retry-failed" in err
        (dead,) = rows(output / "dead-letters.jsonl")
        assert (dead["kind"], dead["attempts"]) == ("endpoint_failed", 1)
        assert "HTTP 500" in dead["why"]
        assert len(ids(output)) == LETTERS - 1
        sent = len(server.received)
        assert type_in(letters, output, "--no-parquet", server=server)[0] == 3
        assert len(server.received) == sent
    with Loopback() as server:
        assert type_in(letters, output, "--no-parquet", "--retry-failed", server=server)[0] == 0
        assert len(server.received) == 3
    assert len(ids(output)) == LETTERS


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["letters", "out", "--no-llm", "--limit", "0"], 0, "not every letter is read yet"),
        (["letters", "out", "--max-cost", "1"], 2, "--price-in"),
        (["letters", "out", "--price-in", "1"], 2, "go together"),
        (["letters", "out", "--summaries", "fr"], 2, "no language"),
        (["letters", "out", "--llm"], 2, "IMR_LLM_MODEL"),
        (["nowhere", "out"], 2, "no such file or folder"),
        (["no*.txt", "out"], 2, "nothing matches"),
        (["letters", "letters"], 2, "OUTPUT is the same folder"),
        (["letters", "plain"], 2, "cannot be made a folder"),
    ],
)
def test_what_is_wrong_is_one_line(letters, tmp_path, type_in, monkeypatch, arguments, code, said):
    assert letters.parent == tmp_path
    monkeypatch.chdir(tmp_path)
    Path("plain").write_text("a file")
    found, _, err = type_in(*arguments)
    assert (found, said in err) == (code, True), err
    assert "Traceback" not in err
    if code == 2:
        assert err.count("\n") == 1


def test_progress_is_json_where_it_is_asked_for_and_nothing_where_it_is_not(letters, tmp_path, type_in):
    with Loopback() as server:
        _, out, err = type_in(letters, tmp_path / "one", "--no-parquet", "--json-progress", server=server)
        report = json.loads(err.splitlines()[-1])
        assert (out, report["done"], report["requests"], report["exit_code"]) == ("", LETTERS, 3 * LETTERS, 0)
        assert all(json.loads(line) for line in err.splitlines())
        assert type_in(letters, tmp_path / "two", "--no-parquet", "--quiet", server=server) == (0, "", "")


def test_several_letters_in_a_file_are_a_dead_letter_or_taken_apart(tmp_path, type_in):
    path = tmp_path / "both.txt"
    path.write_text(letter(1) + "\f" + letter(2))
    output = tmp_path / "out"
    with Loopback() as server:
        code, _, _ = type_in(path, output, "--no-parquet", server=server)
        assert (code, len(server.received)) == (3, 0)
        assert "--split" in rows(output / "dead-letters.jsonl")[0]["why"]
        code, _, err = type_in(path, output, "--split", "--no-parquet", "--summaries", "en", server=server)
        assert code == 0, err
        asked = {request_kind(one.body) for one in server.received}
        assert asked == {"LetterAnswer", "RecheckAnswer", "GroundsAnswer"}
    assert ids(output) == ["both-1", "both-2"]
    assert [row["letter"]["id"] for row in rows(output / "summaries.jsonl")] == ["both-1", "both-2"]
    assert rows(output / "dead-letters.jsonl") == []


def request_kind(body: Body) -> str:
    return str(body["response_format"]["json_schema"]["name"])


def test_a_letter_under_two_names_is_asked_about_once(letters, tmp_path, type_in):
    (letters / "copy.txt").write_text(letter(0))
    with Loopback() as server:
        assert type_in(letters, tmp_path / "out", "--no-parquet", "--quiet", server=server)[0] == 0
        assert len(server.received) == 3 * LETTERS
        (letters / "new.txt").write_text(letter(77))
        assert type_in(letters, tmp_path / "out", "--no-parquet", "--quiet", server=server)[0] == 0
        assert len(server.received) == 3 * LETTERS + 3
    found = ids(tmp_path / "out")
    assert len(found) == len(set(found)) == LETTERS + 2
