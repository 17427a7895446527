"""The command line as a person meets it: real processes, real exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imr_llm.cli.main import app
from imr_llm.pipeline import VERSION
from imr_llm.record.model import LetterRecord

CASES = Path(__file__).parent.parent / "evals" / "cases"
SEED = CASES / "002_526dd352d58e5f6d.txt"
SPLIT = CASES / "003_a2d9d1ce07a723b3.txt"


def run(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "imr_llm", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_extract_prints_one_object():
    done = run("extract", SEED)
    assert (done.returncode, done.stderr) == (0, b"")
    record = LetterRecord.model_validate_json(done.stdout)
    assert record.outcome == "upheld"
    assert record.letter.id == "002_526dd352d58e5f6d"


def test_extract_prints_an_array_for_several_letters():
    done = run("extract", SEED, SPLIT)
    assert [record["letter"]["id"] for record in json.loads(done.stdout)] == [SEED.stem, SPLIT.stem]


def test_a_file_with_two_letters_is_refused_or_taken_apart():
    both = SEED.read_bytes() + b"\f" + SPLIT.read_bytes()
    refused = run("extract", "-", stdin=both)
    assert refused.returncode == 3
    assert b"--split" in refused.stderr
    done = run("extract", "-", "--split", stdin=both)
    assert [record["letter"]["id"] for record in json.loads(done.stdout)] == ["stdin-1", "stdin-2"]
    assert run("summarize", "-", "--split", stdin=both).returncode == 0
    assert run("summarize", "-", "--split", "--format", "html", stdin=both).returncode == 2


def test_extract_prints_a_line_a_letter():
    done = run("extract", SEED, SPLIT, "--format", "jsonl")
    lines = done.stdout.decode().splitlines()
    assert [json.loads(line)["letter"]["id"] for line in lines] == [SEED.stem, SPLIT.stem]


def test_standard_input_is_a_letter():
    done = run("extract", "-", stdin=SEED.read_bytes())
    assert json.loads(done.stdout)["letter"]["id"] == "stdin"


def test_the_table_says_who_won():
    shown = run("extract", SEED, "--format", "table").stdout.decode()
    assert "against the worker" in shown
    assert "12 Additional Sessions Chiropractic" in shown


def test_the_table_states_no_decision_that_is_in_doubt():
    shown = run("extract", SEED.parent / "written_b_09_says_both.txt", "--format", "table").stdout.decode()
    first_line, *_ = shown.splitlines()
    assert "IN DOUBT" in first_line
    assert "Treatment 1 of 2: UPHELD, IN DOUBT" in shown
    assert "Treatment 2 of 2: UPHELD, " not in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "picture"),
        ("recipe.txt", b"Beat two eggs with sugar. Bake for forty minutes." * 20, "not an Independent Medical Review"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "cut off"),
    ],
)
def test_bad_input_is_one_line_and_exit_3(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    done = run("extract", path)
    assert (done.returncode, done.stdout) == (3, b"")
    message = done.stderr.decode()
    assert message.count("\n") == 1
    assert name in message
    assert words in message


def test_a_missing_file_is_named():
    done = run("summarize", "nowhere.txt")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"nowhere.txt" in done.stderr


def test_one_bad_letter_stops_no_other(tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    done = run("extract", SEED, bad, SPLIT, "--format", "jsonl")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr.count(b"\n") == 1


def test_a_letter_cut_off_in_an_issue_is_read_and_says_so(tmp_path):
    text = SPLIT.read_text()
    cut = tmp_path / "cut.txt"
    cut.write_text(text[: text.index("MAXIMUS guideline", text.index("MRI Lumbar Spine"))])
    done = run("extract", cut)
    assert done.returncode == 0
    record = json.loads(done.stdout)
    assert len(record["issues"]) == 3
    assert {item["field"] for item in record["needs_review"]} >= {"/issues/2/reviewer_citations", "/issues/2/rationale"}


def test_the_schema_describes_a_record():
    schema = json.loads(run("schema").stdout)
    assert schema["title"] == "LetterRecord"
    assert "schema" in schema["$defs"]["Provenance"]["properties"]


@pytest.mark.parametrize("arguments", [("extract",), ("extract", SEED, "--format", "xml"), ("nonsense",)])
def test_usage_faults_exit_2(arguments):
    assert run(*arguments).returncode == 2


@pytest.mark.parametrize("group", [(), ("batch",), ("prompt",), ("cache",), ("eval",)], ids=" ".join)
class TestGroups:
    def test_says_its_version(self, group):
        assert run(*group, "--version").stdout.decode() == f"imr-llm {VERSION}\n"

    def test_help_lists_the_commands_and_the_exit_codes(self, group):
        shown = CliRunner().invoke(app, [*group, "--help"]).output
        commands = re.findall(r"^  ([a-z]+)  ", shown.partition("\nCommands:\n")[2], re.MULTILINE)
        assert commands
        for command in ((), *([command] for command in commands)):
            assert "Exit codes: 0 " in CliRunner().invoke(app, [*group, *command, "--help"]).output, command


def test_help_teaches_by_example():
    for command in ("extract", "summarize", "schema"):
        done = run(command, "--help")
        assert done.returncode == 0
        assert f"imr-llm {command}".encode() in done.stdout


def test_a_rules_only_run_loads_no_model_client():
    code = (
        "import sys, imr_llm\n"
        "from imr_llm.letter.read import read\n"
        "from imr_llm.pipeline import extract, summarize\n"
        f"summarize(extract(read({str(SEED)!r})), 'en')\n"
        "sys.exit(any(name in sys.modules for name in ('openai', 'instructor', 'httpx', 'aiohttp')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
