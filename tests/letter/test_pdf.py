"""PDF files: their text and paragraphs, and what is said of those that give none."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.errors import ImrError, LetterFault, UnreadableLetterError
from imr_llm.letter import clean, section
from imr_llm.letter.pdf import child as pdf_child
from imr_llm.letter.pdf import reader as parent
from imr_llm.letter.pdf.reader import PdfLimits, read_pdf
from tests.letter.factories import Parts, found, letter_pdf, of_2014, pdf, plain
from tests.letter.strategies import letter_of

LETTER = letter_pdf()


def pdf_text(name: str, data: bytes, limits: PdfLimits = parent.LIMITS) -> str:
    return read_pdf(name, data, limits).text


def fault_of(data: bytes, limits: PdfLimits = parent.LIMITS) -> UnreadableLetterError:
    with pytest.raises(UnreadableLetterError) as caught:
        pdf_text("letter.pdf", data, limits)
    assert "\n" not in str(caught.value)
    return caught.value


def pictured(*, words: int = 0, share: float = 1.0, blank_first: bool = False) -> bytes:
    """A page with a picture over a share of it and some letters of text, after a page of text."""
    document = pikepdf.open(io.BytesIO(pdf([["text of a page"] * 3, ["w" * words]])))
    page = document.pages[1]
    picture = document.make_stream(b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1)
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    page.obj.Resources.XObject = pikepdf.Dictionary(P=document.make_indirect(picture))
    page.contents_add(f"q {612 * share} 0 0 792 0 0 cm /P Do Q".encode())
    if blank_first:
        del document.pages[0]
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("letter", [Parts(), of_2014(Parts())], ids=lambda letter: letter.form)
def test_a_pdf_gives_the_paragraphs_of_the_text_file(letter):
    from_pdf, from_text = (clean(letter_of(text)) for text in (pdf_text("x", letter_pdf(letter)), plain(letter)))
    assert from_pdf.text == from_text.text
    assert from_pdf.pages == 2


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"rotate": 90}, id="turned right"),
        pytest.param({"rotate": 180}, id="upside down"),
        pytest.param({"rotate": 270}, id="turned left"),
        pytest.param({"size": 8}, id="small print"),
        pytest.param({"encryption": pikepdf.Encryption(owner="o", user="", R=6)}, id="AES-256, empty password"),
        pytest.param({"encryption": pikepdf.Encryption(owner="o", user="", R=4)}, id="AES-128, empty password"),
        pytest.param({"encryption": pikepdf.Encryption(owner="o", user="", R=3, aes=False, metadata=False)}, id="RC4"),
        pytest.param({"linearize": True}, id="linearized"),
        pytest.param({"object_stream_mode": pikepdf.ObjectStreamMode.generate}, id="object streams"),
    ],
)
def test_letters_in_any_wrapping(options):
    letter = letter_of(pdf_text("x", letter_pdf(**options)))
    assert found(section(letter, clean(letter))) == list(Parts().issues)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["one", "two", "", "three"], "one\ntwo\n\nthree", id="blank line"),
        pytest.param(["one", "", "", "two", "three", "four"], "one\n\ntwo\nthree\nfour", id="two blank lines are one"),
        pytest.param(["  one  two ", "three"], "one two\nthree", id="blanks"),
        pytest.param(["anti-", "inflammatory", "drug"], "anti-\ninflammatory\ndrug", id="hyphen at a line end"),
        pytest.param(
            ["It is 90\u00b0 \u2013 \u201cfull\u201d"], "It is 90\u00b0 \u2013 \u201cfull\u201d", id="odd letters"
        ),
    ],
)
def test_rows_and_the_gaps_between_them(lines, expected):
    assert pdf_text("x", pdf([lines])) == expected


def test_runs_on_one_baseline_are_one_row():
    document = pikepdf.open(io.BytesIO(pdf([["Date Assigned:"]])))
    document.pages[0].contents_add(b"BT /F1 11 Tf 200 720 Td (12/05/2016) Tj 130 0 Td (Date of Injury:) Tj ET")
    buffer = io.BytesIO()
    document.save(buffer)
    assert pdf_text("x", buffer.getvalue()) == "Date Assigned: 12/05/2016 Date of Injury:"


def test_pages_are_joined_by_form_feeds_and_may_be_blank():
    assert pdf_text("x", pdf([["one"], [], ["two"]])) == "one\f\ftwo"


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_pdf_with_a_password(revision):
    aes = revision > 3
    error = fault_of(letter_pdf(encryption=pikepdf.Encryption(owner="o", user="u", R=revision, aes=aes, metadata=aes)))
    assert error.fault == LetterFault.PASSWORD
    assert "save a copy without one" in str(error)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf(share):
    error = fault_of(LETTER[: int(len(LETTER) * share)])
    assert error.fault == LetterFault.DAMAGED
    assert "cut off before its end" in str(error)


@pytest.mark.parametrize("tail", [b"\n\n", b"\0" * 5000, b"\r\n<!-- saved -->"])
def test_a_little_behind_the_end_does_no_harm(tail):
    assert pdf_text("x", LETTER + tail) == pdf_text("x", LETTER)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n" + b"x" * 999 + b"\nstartxref\n0\n%%EOF", b"%PDF-1.4 %%EOF", pdf([]), LETTER[:300] + LETTER[-300:]],
    ids=["junk", "nothing", "no pages", "no middle"],
)
def test_a_damaged_pdf(data):
    assert fault_of(data).fault == LetterFault.DAMAGED


def test_a_pdf_of_empty_pages():
    error = fault_of(pdf([[], []]))
    assert error.fault == LetterFault.NO_TEXT_LAYER
    assert str(error).startswith("letter.pdf: the PDF is empty")


@pytest.mark.parametrize(
    ("data", "pages"),
    [(pictured(), (2,)), (pictured(words=25), (2,)), (pictured(words=60), (2,)), (pictured(blank_first=True), (1,))],
    ids=["scanned page", "scanned page with a stamp", "words under a picture", "scan"],
)
def test_pages_that_are_pictures(data, pages):
    found = read_pdf("letter.pdf", data)
    assert found.pictured == pages
    assert "w" not in found.text


def test_a_picture_beside_text_does_no_harm():
    assert pdf_text("x", pictured(share=0.3)).startswith("text of a page")


def bomb() -> bytes:
    """Forms that draw each other: a few kilobytes that unfold to a thousand million words."""
    document = pikepdf.open(io.BytesIO(pdf([["x"]])))
    resources = document.pages[0].obj.Resources
    inner = None
    for _ in range(7):
        content = b"/X Do " * 20 if inner is not None else b"BT /F1 9 Tf (words) Tj ET"
        form = document.make_stream(content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        form.Resources = pikepdf.Dictionary(Font=resources.Font)
        if inner is not None:
            form.Resources.XObject = pikepdf.Dictionary(X=inner)
        inner = form
    resources.XObject = pikepdf.Dictionary(X=inner)
    document.pages[0].contents_add(b"/X Do")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        pytest.param(pdf([["a"]] * 4), PdfLimits(pages=3), id="pages"),
        pytest.param(LETTER, PdfLimits(characters=1000), id="characters"),
        pytest.param(LETTER, PdfLimits(seconds=0.001), id="wall clock"),
        pytest.param(bomb(), PdfLimits(processor_seconds=1, memory=8 << 30), id="processor time"),
        pytest.param(bomb(), PdfLimits(memory=128 << 20), id="memory"),
    ],
)
def test_a_pdf_over_the_limits(data, limits):
    error = fault_of(data, limits)
    assert error.fault == LetterFault.TOO_COSTLY
    assert "give the letter alone" in str(error)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LETTER) - 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_broken_bytes_give_text_or_a_typed_error(changes):
    data = bytearray(LETTER)
    for place, value in changes:
        data[place] = value
    try:
        text = pdf_text("letter.pdf", bytes(data))
    except UnreadableLetterError as error:
        assert error.fault in {  # noqa: PT017
            LetterFault.DAMAGED,
            LetterFault.NO_TEXT_LAYER,
            LetterFault.PASSWORD,
            LetterFault.TOO_COSTLY,
        }
    else:
        assert text.strip()


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Have another program stand in for the child."""

    def set_up(program: str) -> None:
        script = tmp_path / "child.py"
        script.write_text(f"import json, os, signal, sys, time\n{program}")
        monkeypatch.setattr(parent, "_CHILD", script)

    return set_up


@pytest.mark.parametrize(
    ("program", "fault"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", LetterFault.DAMAGED),
        ("os.kill(os.getpid(), signal.SIGABRT)", LetterFault.TOO_COSTLY),
        ("time.sleep(60)", LetterFault.TOO_COSTLY),
        ("while True: os.write(1, b'x' * 65536)", LetterFault.TOO_COSTLY),
        ('print(\'{"pages": 1, "doubts": []}\')', LetterFault.DAMAGED),
        ('print(\'{"pages": [], "doubts": [["odd", "words"]]}\')', LetterFault.DAMAGED),
        ('print(\'{"fault": "other", "page": 0}\')', LetterFault.DAMAGED),
        ("print('[')", LetterFault.DAMAGED),
        ("", LetterFault.DAMAGED),
    ],
)
def test_a_child_that_was_taken_over_or_ended(child, program, fault):
    child(program)
    # Longer than a pipe holds, so that a child that does not read would block its parent.
    assert fault_of(LETTER[:-6] + b" " * 300_000 + LETTER[-6:], PdfLimits(seconds=1)).fault == fault


def test_a_fault_of_ours_is_no_fault_of_the_letter(child):
    child("raise RuntimeError('letter words')")
    with pytest.raises(ImrError, match="please report it") as caught:
        pdf_text("letter.pdf", LETTER)
    assert caught.value.exit_code == 1
    assert "words" not in str(caught.value)


def test_a_missing_library_is_said(monkeypatch):
    monkeypatch.setattr(parent, "find_spec", lambda _name: None)
    with pytest.raises(ImrError, match="install pypdfium2"):
        pdf_text("letter.pdf", LETTER)


def test_the_child_is_given_nothing_of_the_environment(child, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    child(
        "sys.stdin.buffer.read(); pages = [' '.join(sorted(os.environ)), ' '.join(sys.path)]\n"
        "print(json.dumps({'pages': pages, 'doubts': []}))"
    )
    names, path = pdf_text("x", LETTER).split("\f")
    assert not {"OPENAI_API_KEY", "PYTHONPATH", "PATH", "HOME"} & set(names.split())
    assert "/elsewhere" not in path


def test_the_child_loads_only_its_neighbours_of_the_package():
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['child', {parent._library_folder()!r}, '8589934592', '9', '9', '9999']\n"
        f"runpy.run_path({str(Path(pdf_child.__file__))!r}, run_name='__main__')\n"
        "print('', *sorted(sys.modules.keys() - sys.stdlib_module_names))"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    result = subprocess.run(command, input=LETTER, capture_output=True, check=True)
    loaded = [name for name in result.stdout.split(b"}")[-1].decode().split() if not name.startswith("encodings.")]
    packages = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names
    assert packages <= {"pypdfium2_raw", "__main__", "imr_llm"}
    neighbours = {name for name in loaded if name.startswith("imr_llm.")}
    assert neighbours == {
        "imr_llm.letter",
        "imr_llm.letter.pdf",
        *(f"imr_llm.letter.pdf.{part}" for part in ("marks", "rows", "shapes", "sight")),
    }


def test_no_child_is_left_behind(child):
    child("open(os.path.dirname(__file__) + '/pid', 'w').write(str(os.getpid())); time.sleep(60)")
    fault_of(LETTER, PdfLimits(seconds=0.5))
    pid = int((parent._CHILD.parent / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
