"""`imr-llm eval` as a person and a CI job meet it: real processes, real exit codes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "evals" / "cases"
TWO = ("000_2a52b0a2dc210819", "002_526dd352d58e5f6d")


def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "imr_llm", "eval", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def cases(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    for name in TWO:
        for suffix in (".txt", ".json"):
            shutil.copy(CASES / f"{name}{suffix}", folder)
    return folder


def relabelled(cases, name=TWO[0], **issue):
    """A copy of a case's label in which the first issue says something else."""
    path = cases / f"{name}.json"
    label = json.loads(path.read_text(encoding="utf-8"))
    label["issues"][0] |= issue
    path.write_text(json.dumps(label), encoding="utf-8")


def test_the_table_ends_with_the_verdict(cases):
    done = run("--cases", cases)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("PASS: 2 letters scored, micro F1")
    assert "letters right show" in done.stdout


def test_every_format_is_byte_identical_when_run_again(cases, tmp_path):
    def written(folder):
        folder.mkdir()
        formats = ("table", "markdown", "json", "baseline", "junit", "github", "html")
        told = [part for name in formats for part in ("--format", name, "--output", folder / name)]
        done = run("--cases", cases, *told, "--times", tmp_path / "times.json")
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert done.stderr.startswith("PASS: ")
        return {name: (folder / name).read_bytes() for name in formats}

    one = written(tmp_path / "one")
    assert one == written(tmp_path / "other")
    assert one["html"].startswith(b"<!DOCTYPE html>")
    assert fromstring(one["junit"]).tag == "testsuites"  # noqa: S314  # our own words
    assert set(json.loads((tmp_path / "times.json").read_text())["letters"]) == set(TWO)


class TestVerdict:
    def test_below_a_gate(self, cases, tmp_path):
        gates = tmp_path / "gates.toml"
        gates.write_text('[fields]\n"issues.decision" = 1.0\n')
        assert run("--cases", cases, "--gates", gates).returncode == 0
        relabelled(cases, decision="overturned")
        done = run("--cases", cases, "--gates", gates)
        assert done.returncode == 100
        assert done.stdout.splitlines()[-1] == "FAIL: issues.decision f1 0.5 (at least 1)"

    def test_a_lost_decision_against_a_baseline(self, cases, tmp_path):
        before, after = tmp_path / "before.json", tmp_path / "after.json"
        assert run("--cases", cases, "--format", "baseline", "--output", before).returncode == 0
        assert run("--cases", cases, "--baseline", before).returncode == 0
        text = before.read_text(encoding="utf-8")
        # An earlier run that was wrong, and a later one that is: the labels are the same.
        wrong = text.replace('"kind": "correct", "label": "upheld"', '"kind": "mismatched", "label": "upheld"', 1)
        assert wrong != text
        after.write_text(wrong, encoding="utf-8")
        assert run("--cases", cases, "--baseline", after).returncode == 0
        assert run("diff", before, after, "--format", "github").returncode == 100
        done = run("diff", before, after)
        assert done.stdout.splitlines()[-1].startswith(
            "FAIL: decision of 000_2a52b0a2dc210819, issue 1, went from right"
        )
        assert run("diff", after, before).returncode == 0
        assert run("diff", before, before).returncode == 0

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--cases", "nowhere"), "no letters"),
            (("--replay", "--live"), "choose one of"),
            (("--format", "json", "--format", "html"), "an --output each"),
            (("--output", "a", "--output", "b"), "one --output for each"),
            (("--prices", "cheap"), "two numbers"),
            (("--gates", "nowhere.toml"), "cannot be read"),
            (("--baseline", "nowhere.json"), "cannot be read"),
            (("--format", "excel"), "excel"),
            (("--live",), "no model is set"),
            (("diff", "nowhere.json", "nowhere.json"), "cannot be read"),
            (("agreement", "nowhere", "nowhere"), "no label of the same name"),
        ],
    )
    def test_usage(self, arguments, words, monkeypatch):
        monkeypatch.delenv("IMR_LLM_MODEL", raising=False)
        done = run(*arguments)
        assert done.returncode == 2
        assert words in done.stderr

    def test_an_unreviewed_label_is_refused(self, cases):
        (cases / f"{TWO[0]}.json").unlink()
        done = run("label", cases / f"{TWO[0]}.txt")
        assert done.returncode == 0, done.stderr
        refused = run("--cases", cases)
        assert refused.returncode == 2
        assert "a draft; correct it" in refused.stderr

    def test_what_cannot_be_drafted(self, tmp_path):
        (tmp_path / "empty.txt").write_text("")
        assert run("label", tmp_path / "empty.txt").returncode == 3


class TestReplay:
    def test_answers_from_the_committed_cassettes(self, cases):
        done = run("--cases", cases, "--replay")
        assert done.returncode == 0, done.stderr
        assert "answered by a large language model, answered prompt by prompt without an API on " in done.stdout
        assert "Sent to a person" in done.stdout

    def test_a_case_without_a_cassette_is_named(self, cases, tmp_path):
        done = run("--cases", cases, "--replay", "--cassettes", tmp_path)
        assert done.returncode == 2
        assert "no exchange was recorded for this case (2 of 2 recordings)" in done.stderr

    @pytest.mark.parametrize(
        ("part", "told"),
        [
            ("stable", "the prompt explain (recorded as explain@1, now explain@"),
            ("schema_hash", "the schema of explain's answer changed"),
            ("letter", "what explain is told of the letter changed"),
        ],
    )
    def test_a_stale_recording_says_what_changed_and_the_others_can_be_scored(self, cases, tmp_path, part, told):
        tapes = tmp_path / "tapes"
        tapes.mkdir()
        for name in TWO:
            shutil.copy(ROOT / "evals" / "cassettes" / f"{name}.json", tapes)
        path = tapes / f"{TWO[1]}.json"
        tape = json.loads(path.read_text("utf-8"))
        (why,) = (one for one in tape["exchanges"] if one["asked"]["prompt"].startswith("explain@"))
        why["key"] = "0" * 64
        why["asked"] |= {part: "0" * 16} | ({"prompt": "explain@1"} if part == "stable" else {})
        path.write_text(json.dumps(tape))
        options = ("--cases", cases, "--replay", "--cassettes", tapes)
        done = run(*options, "--format", "junit", "--output", tmp_path / "r.xml")
        assert done.returncode == 2
        assert f"recordings are stale: {told}" in done.stderr
        assert "(1 of 2 recordings); record anew" in done.stderr
        tests = fromstring((tmp_path / "r.xml").read_text("utf-8")).findall(".//testcase")  # noqa: S314 -- our own
        assert [test.get("name") for test in tests if test.find("failure") is not None] == [TWO[1]]
        done = run(*options, "--fitting")
        assert done.returncode == 0
        assert "1 of 1 letters scored" in done.stdout
        assert "these letters are left out" in done.stderr


def test_outside_a_clone_it_says_where_cases_come_from(tmp_path):
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "--cases FOLDER" in done.stderr
    assert "in a clone" in done.stderr


def test_agreement_of_two_folders(cases, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(cases, other)
    relabelled(other, decision="overturned")
    done = run("agreement", cases, other)
    assert done.returncode == 0, done.stderr
    assert "2 letters labelled by both" in done.stdout


def test_help_teaches_by_example():
    for command in ((), ("diff",), ("label",), ("agreement",), ("explain",)):
        done = run(*command, "--help")
        assert done.returncode == 0
        assert " ".join(("imr-llm eval", *command)) in done.stdout
        assert "100 below a gate" in done.stdout
