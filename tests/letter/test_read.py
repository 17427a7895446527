"""What kinds of file are read, and what is said of the others."""

import hashlib
import io
import sys
import time
from pathlib import Path

import pytest

from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter import clean, read, read_bytes, section
from imr_llm.letter.files.kinds import is_pdf, refusal
from imr_llm.letter.model import SectionedLetter
from imr_llm.letter.read import LARGEST_PDF, LARGEST_TEXT
from tests.letter.factories import Parts, found, letter_pdf, plain

TEXT = plain(Parts()).replace('"wants to go back to work"', "\u201cwants to go back to work\u201d, 90\u00b0")


def sections_of(data: bytes) -> SectionedLetter:
    letter = read_bytes("letter.txt", data)
    return section(letter, clean(letter))


def fault_of(data: bytes, name: str = "letter.txt") -> UnreadableLetterError:
    with pytest.raises(UnreadableLetterError) as caught:
        read_bytes(name, data)
    message = str(caught.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert len(message) < 200
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param(TEXT.encode("cp1252"), id="Windows"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), id="UTF-16 little"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16 big"),
        pytest.param(TEXT.encode("utf-32"), id="UTF-32"),
    ],
)
def test_text_in_all_its_encodings(tmp_path, data):
    path = tmp_path / "letter.pdf"  # a name's ending says nothing
    path.write_bytes(data)
    letter = read(path)
    assert letter.original == TEXT
    assert letter.sha256 == hashlib.sha256(data).hexdigest()
    assert (letter.name, letter.media_type) == (str(path), "text/plain")


def test_line_ends_stay_as_they_are():
    assert read_bytes("x", b"a\r\nb\rc\n").original == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("90\u00b0 and \u00e9".encode()[:-1], "90\u00b0 and ", id="UTF-8 cut within a character"),
        pytest.param(b"caf\xe9", "caf\u00e9", id="Windows with its only odd letter at the end"),
        pytest.param(b"\xff\xfea\0b", "a\ufffd", id="UTF-16 cut within a character"),
    ],
)
def test_files_that_were_cut_off(data, expected):
    assert read_bytes("x", data).original == expected


@pytest.mark.parametrize("before", [b"", b"\r\n", b"x" * 1019])
def test_a_pdf_is_known_by_its_mark_and_not_by_its_name(tmp_path, before):
    path = tmp_path / "letter.txt"
    path.write_bytes(before + letter_pdf())
    letter = read(str(path))
    assert letter.media_type == "application/pdf"
    assert found(section(letter, clean(letter))) == list(Parts().issues)


@pytest.mark.parametrize("data", [TEXT.encode(), letter_pdf()], ids=["text", "PDF"])
@pytest.mark.parametrize("source", ["-", Path("-")])
def test_standard_input(monkeypatch, data, source):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    letter = read(source)
    assert letter.name == "<stdin>"
    assert letter.sha256 == hashlib.sha256(data).hexdigest()
    assert found(section(letter, clean(letter)))[0] == Parts().issues[0]


@pytest.mark.parametrize("data", [b"", b"\n \r\n\t\f"])
def test_empty_files(data):
    assert fault_of(data).fault == LetterFault.EMPTY


@pytest.mark.parametrize(
    ("data", "fault", "said"),
    [
        (b"\0\0\0\x18ftypavif\0\0\0\0", LetterFault.PICTURE, "save it as JPEG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", LetterFault.PICTURE, "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", LetterFault.PICTURE, "HEIC"),
        (
            b"PK\x03\x04\x14\0\x06\0" + b"\0" * 22 + b"word/document.xml",
            LetterFault.NOT_TEXT,
            "Word document; save it as",
        ),
        (b"PK\x03\x04\x14\0\x06\0" + b"\0" * 22 + b"letter.pdf%PDF-1.7", LetterFault.NOT_TEXT, "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", LetterFault.NOT_TEXT, "Word document"),
        (b"{\\rtf1\\ansi Decision rationale:}", LetterFault.NOT_TEXT, "RTF"),
        (b"\n<!DOCTYPE html><title>IMR</title>", LetterFault.NOT_TEXT, "web page"),
        (b"\xef\xbb\xbf<html><body>IMR", LetterFault.NOT_TEXT, "web page"),
        (b"<?xml version='1.0'?>", LetterFault.NOT_TEXT, "web page"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)), LetterFault.NOT_TEXT, "neither a PDF nor plain text"),
        (b"ID3\x03\0\0\0" + b"\x81\x8d\x90" * 9, LetterFault.NOT_TEXT, "neither a PDF nor plain text"),
        (b"text " * 50 + b"\0\x01\x02" * 5, LetterFault.NOT_TEXT, "neither a PDF nor plain text"),
    ],
)
def test_other_files_are_named_with_advice(data, fault, said):
    error = fault_of(data)
    assert error.fault == fault
    assert said in str(error)


@pytest.mark.parametrize(
    "text", ["BMI was 31.", "IIa classification", "PK levels", "GIF", "<b>IMR</b>", "{rtf}", "MM 12"]
)
def test_text_that_begins_like_another_file(text):
    assert refusal(text.encode()) is None
    assert not is_pdf(text.encode())
    assert read_bytes("x", text.encode()).original == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a" * (LARGEST_TEXT + 1), id="text"),
        pytest.param(b"%PDF-1.7" + b"a" * LARGEST_PDF, id="PDF"),
        pytest.param(b"a\n" * 60_000, id="lines"),
        pytest.param(b"a\r" * 60_000, id="lines of old Macintosh"),
        pytest.param(b"a\f" * 60_000, id="pages"),
    ],
)
def test_files_too_large_for_a_letter(data):
    assert fault_of(data).fault == LetterFault.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.txt", "no such file"), ("", "folder"), ("a\0b", "no such file"), ("x" * 300, "no such file")],
)
def test_what_is_not_there(tmp_path, name, said):
    with pytest.raises(UnreadableLetterError, match=said) as caught:
        read(f"{tmp_path}/{name}")
    assert caught.value.fault == LetterFault.NOT_FOUND
    assert caught.value.exit_code == 3


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableLetterError, match="may not be read; change its permissions"):
        read(tmp_path / "letter.txt")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines.txt", "two\\nlines.txt"),
        ("\x1b[31mred.txt", "\\x1b[31mred.txt"),
        ("\u202egpj.txt", "\\u202egpj.txt"),
        ("\udcff.txt", "\\udcff.txt"),
        ("Mu\u00f1oz letter.txt", "Mu\u00f1oz letter.txt"),
        ("../a b/letter.txt", "../a b/letter.txt"),
    ],
)
def test_names_are_shown_as_given_on_one_line(name, shown):
    assert fault_of_named(name) == shown
    assert read_bytes(name, b"text").name == shown


def fault_of_named(name: str) -> str:
    with pytest.raises(UnreadableLetterError) as caught:
        read_bytes(name, b"")
    return caught.value.source


@pytest.mark.parametrize(
    "unit", ["a", "-", ".", '"', " a", ":", "\n", "\f", "\u00c9", " ", "\r", "1", "\u200b", "Upheld"]
)
@pytest.mark.parametrize("size", [5_000_000, LARGEST_TEXT])
def test_one_repeated_character_ends_with_a_typed_error(unit, size):
    data = (unit * (size // len(unit.encode()))).encode()
    begun = time.process_time()
    with pytest.raises(UnreadableLetterError) as caught:
        sections_of(data)
    assert time.process_time() - begun < 1
    assert caught.value.fault in {LetterFault.EMPTY, LetterFault.TOO_LARGE, LetterFault.NOT_A_LETTER}


def test_no_message_quotes_the_letter():
    error = fault_of(b"Zyxwvut has an injured back. " + b"\0" * 9)
    assert "Zyxwvut" not in f"{error} {error.advice} {error!r} {error.__cause__} {error.__context__}"
