"""The child process that reads pictures, with another program in the place of Tesseract."""

import hashlib
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from imr_llm.errors import ImrError, LetterFault, UnreadableLetterError, UsageError
from imr_llm.letter import read_bytes
from imr_llm.letter.files.limited import run_limited
from imr_llm.letter.read import read_pages
from imr_llm.letter.scans import reader
from imr_llm.letter.scans.reader import ScanLimits
from imr_llm.letter.scans.tesseract import Box, Tesseract
from imr_llm.text.spans import Span
from tests.letter.scans import bomb, drawn, encoded, scanned_pdf

ROWS = ["Tramadol 50mg #60: Upheld", "", "Decision rationale: The records show no functional improvement."]


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Have another program stand in for Tesseract."""

    def put(script: str, *, listed: str = "eng", version: str = "tesseract 5.9.9") -> Path:
        path = tmp_path / "tesseract"
        path.write_text(
            f"#!{sys.executable}\nimport os, sys, time\n"
            f"if '--list-langs' in sys.argv: print({listed!r})\n"
            f"elif '--version' in sys.argv: print({version!r})\n"
            f"else:\n    {script}\n"
        )
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return path

    return put


TABLE = r"""print('level\tpage_num\n5\t1\t1\t1\t1\t1\t90\t90\t40\t12\t93.5\tMRI:')
    print('5\t1\t1\t1\t1\t2\t140\t90\t60\t12\t41\tUpheid\n5\t1\t1\t1\t1\t3\t0\t0\t9\t9\t-1\t ')"""


def test_what_tesseract_prints(program):
    tesseract = Tesseract(str(program(TABLE)), 20)
    assert tesseract.engine() == "tesseract 5.9.9"
    assert tesseract.words(Image.new("L", (300, 200), 255)) == [
        Box("MRI:", 93.5, 90, 90, 130, 102, (1, 1, 1)),
        Box("Upheid", 41.0, 140, 90, 200, 102, (1, 1, 1)),
    ]


@pytest.mark.parametrize("script", ["time.sleep(60)", "sys.exit(1)", "os.abort()"])
def test_a_page_at_which_tesseract_fails_has_no_words(program, script):
    tesseract = Tesseract(str(program(script)), 0.5)
    assert tesseract.words(Image.new("L", (30, 20), 255)) == []
    assert tesseract.turn(Image.new("L", (30, 20), 255)) is None


PICTURE = encoded(drawn([ROWS], 50)[0])


def fault_of(data: bytes, **limits: float) -> UnreadableLetterError:
    with pytest.raises(UnreadableLetterError) as caught:
        read_bytes("scan.png", data, ScanLimits(**limits))
    message = str(caught.value)
    assert message.startswith("scan.png: ")
    assert "\n" not in message
    assert len(message) < 210
    assert caught.value.exit_code == 3
    return caught.value


def test_a_letter_read_by_what_stands_on_the_path(program):
    program(TABLE)
    letter = read_bytes("scan.png", PICTURE)
    assert letter.original == "MRI: Upheld"
    assert letter.media_type == "image/png"
    assert letter.scan is not None
    assert letter.scan.engine == "tesseract 5.9.9"
    assert letter.scan.corrected == (Span(5, 11),)


def test_a_pdf_without_words_needs_tesseract_too(program):
    program(TABLE)
    assert read_bytes("scan.pdf", scanned_pdf(drawn([ROWS], 50))).original == "MRI: Upheld"


def test_pictures_of_the_pages_of_one_letter(program, tmp_path):
    program(TABLE)
    paths = [tmp_path / name for name in ("one.png", "two.jpg")]
    for path, kind in zip(paths, ("PNG", "JPEG"), strict=True):
        path.write_bytes(encoded(drawn([ROWS], 50)[0], kind))
    letter = read_pages(paths)
    assert letter.original == "MRI: Upheld\fMRI: Upheld"
    assert letter.name == str(paths[0])
    assert letter.sha256 == hashlib.sha256(paths[0].read_bytes() + paths[1].read_bytes()).hexdigest()
    assert letter.scan is not None
    assert [(page.number, page.span) for page in letter.scan.pages] == [(1, (0, 11)), (2, (12, 23))]
    assert letter.scan.corrected == (Span(5, 11), Span(17, 23))


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"Upheld", UsageError, "two.png: this is no picture"),
        (b"%PDF-1.7", UsageError, "two.png: this is no picture"),
        (b" ", UnreadableLetterError, "two.png: the file is empty"),
        (PICTURE[:-40], UnreadableLetterError, "two.png: page 1: the picture is damaged"),
        (None, UnreadableLetterError, "two.png: no such file"),
    ],
)
def test_one_bad_page_among_pictures_is_named(program, tmp_path, data, error, said):
    program(TABLE)
    (tmp_path / "one.png").write_bytes(PICTURE)
    if data is not None:
        (tmp_path / "two.png").write_bytes(data)
    with pytest.raises(error, match=said):
        read_pages([tmp_path / "one.png", tmp_path / "two.png"])


@pytest.mark.parametrize("data", [PICTURE, b"\xff\xd8\xff" + b"x" * 99])
def test_without_tesseract_it_is_said_how_to_install_it(tmp_path, monkeypatch, data):
    monkeypatch.setenv("PATH", str(tmp_path))
    error = fault_of(data)
    assert error.fault == LetterFault.OCR_MISSING
    # Where no package manager is known, the command of each system that is.
    for word in ("apt install tesseract-ocr", "brew install tesseract"):
        assert word in str(error)


def test_without_pillow_it_is_said_how_to_install_it(program, monkeypatch):
    program(TABLE)
    monkeypatch.setitem(sys.modules, "PIL", None)
    error = fault_of(PICTURE)
    assert error.fault == LetterFault.OCR_MISSING
    assert "pip install --editable '.[scans]'" in str(error)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"script": "pass", "listed": "osd"}, LetterFault.OCR_MISSING),
        ({"script": "pass", "version": ""}, LetterFault.OCR_MISSING),
        ({"script": "pass"}, LetterFault.UNREADABLE_SCAN),
        ({"script": "print('5' + chr(9) * 11)"}, LetterFault.UNREADABLE_SCAN),
    ],
)
def test_a_tesseract_that_is_no_use(program, options, fault):
    program(**options)
    assert fault_of(PICTURE).fault == fault


@pytest.mark.parametrize(
    ("data", "limits", "fault"),
    [
        (bomb(), {"pixels": 4_000_000}, LetterFault.TOO_COSTLY),
        (PICTURE, {"seconds": 0.01}, LetterFault.TOO_COSTLY),
        (bomb(), {"memory": 256 << 20}, LetterFault.TOO_COSTLY),
        (PICTURE[:-40], {}, LetterFault.DAMAGED),
    ],
    ids=["pixels", "time", "memory", "cut off"],
)
def test_pictures_over_the_limits(program, data, limits, fault):
    program(TABLE)
    error = fault_of(data, **limits)
    assert error.fault == fault
    assert fault is not LetterFault.TOO_COSTLY or "IMR_LLM_SCAN_SECONDS" in str(error)


def test_the_time_comes_from_the_settings(program, monkeypatch):
    program(TABLE)
    monkeypatch.setenv("IMR_LLM_SCAN_SECONDS", "0.01")
    with pytest.raises(UnreadableLetterError, match=r"0\.01 seconds"):
        read_bytes("scan.png", PICTURE)


@pytest.mark.parametrize(
    ("child", "fault"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", LetterFault.DAMAGED),
        ("import os; os.abort()", LetterFault.TOO_COSTLY),
        ("print('{}')", LetterFault.DAMAGED),
        ('print(\'{"engine": "x", "pages": [{"number": 1}]}\')', LetterFault.DAMAGED),
        ('print(\'{"fault": "other", "page": 0}\')', LetterFault.DAMAGED),
        ("import sys; sys.stdout.write('x' * 9_000_000)", LetterFault.TOO_COSTLY),
    ],
)
def test_a_child_that_was_taken_over_or_ended(program, monkeypatch, child, fault):
    program(TABLE)
    monkeypatch.setattr(reader, "_START", child)
    assert fault_of(PICTURE, pages=2).fault == fault


def test_a_fault_of_ours_is_no_fault_of_the_letter(program, monkeypatch):
    program(TABLE)
    monkeypatch.setattr(reader, "_START", "raise RuntimeError('letter words')")
    with pytest.raises(ImrError, match="please report it") as caught:
        read_bytes("scan.png", PICTURE)
    assert caught.value.exit_code == 1
    assert "words" not in str(caught.value)


def test_nothing_of_the_environment_is_handed_down(program, monkeypatch):
    program("print('5' + chr(9) + chr(9).join('1 1 1 1 1 9 9 9 9 90'.split()) + chr(9) + '+'.join(sorted(os.environ)))")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    names = set(read_bytes("scan.png", PICTURE).original.split("+"))
    assert "OMP_THREAD_LIMIT" in names
    assert not {"OPENAI_API_KEY", "PATH", "HOME"} & names


def test_no_process_is_left_behind():
    # The child starts another, says which, and ends.
    start = "import os, subprocess, sys; quiet = subprocess.DEVNULL"
    child = "print(subprocess.Popen(['sleep', '60'], stdin=quiet, stdout=quiet, stderr=quiet).pid)"
    code, answer = run_limited(["-c", f"{start}; {child}; sys.stdout.flush(); os._exit(0)"], b"", 60, 100, {})
    assert code == 0
    state = Path(f"/proc/{int(answer)}/stat")
    for _ in range(500):
        # A zombie only waits to be collected.
        try:
            ended = state.read_text().rsplit(")", 1)[1].split()[0] in "ZX"
        except (FileNotFoundError, ProcessLookupError):
            return
        if ended:
            return
        time.sleep(0.02)
    pytest.fail("a process was left behind")
