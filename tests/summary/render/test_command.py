"""`imr-llm summarize` with the formats that are pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.summary.render.pages import CASES, parsed

SEED = next(CASES.glob("002_*.txt"))
SPLIT = next(CASES.glob("003_*.txt"))


def run(*arguments: object, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "imr_llm", "summarize", *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )


def test_html_in_both_languages(tmp_path: Path) -> None:
    made = tmp_path / "letter.html"
    done = run(SEED, "--format", "html", "--language", "es", "--language", "en", "--large-print", "--output", made)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    page = parsed(made.read_text("utf-8"))
    assert [article.attributes["lang"] for article in page.all("article")] == ["es", "en"]
    assert page.elements[0].attributes == {"lang": "es", "class": "large"}


def test_html_goes_to_standard_output() -> None:
    done = run(SEED, "--format", "html")
    assert done.returncode == 0
    assert parsed(done.stdout.decode()).all("h1")


def test_a_language_named_twice_is_one() -> None:
    assert run(SEED, "--language", "en", "--language", "en").stdout == run(SEED).stdout


def test_pdf_to_a_file_and_to_a_pipe(tmp_path: Path) -> None:
    made = tmp_path / "sheet.pdf"
    assert run(SEED, "--format", "pdf", "--output", made).returncode == 0
    piped = run(SEED, "--format", "pdf")
    assert piped.returncode == 0
    for content in (made.read_bytes(), piped.stdout):
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")


def test_a_pdf_is_not_poured_into_a_terminal() -> None:
    ours, theirs = os.openpty()
    try:
        done = run(SEED, "--format", "pdf", stdout=theirs)
    finally:
        os.close(theirs)
        os.close(ours)
    assert done.returncode == 2
    assert b"--output" in done.stderr


REFUSED = [
    ((SEED, SPLIT, "--format", "pdf"), "one letter"),
    ((SEED, SPLIT, "--format", "html"), "one letter"),
    ((SEED, SPLIT, "--output", "x.txt"), "one letter"),
    ((SEED, "--large-print"), "--large-print is for"),
    ((SEED, "--language", "en", "--language", "es"), "one --language"),
    ((SEED, "--language", "en", "--language", "es", "--format", "json"), "one --language"),
    ((SEED, "--language", "en", "--language", "es", "--format", "pdf"), "one --language"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_had(arguments: tuple[object, ...], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "begins"), [("sheet.pdf", b"%PDF"), ("page.html", b"<!DOCTYPE"), ("all.txt", b"Your")]
)
def test_the_name_of_the_output_tells_its_format(tmp_path, name, begins):
    assert run(SEED, "--output", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_bytes().startswith(begins)
