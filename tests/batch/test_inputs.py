"""What sources give, and what they refuse."""

import io
import json
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.batch.inputs import archives, open_input
from imr_llm.batch.inputs.places import is_trick, shown
from imr_llm.errors import UsageError
from imr_llm.letter.read import LARGEST_PDF

WORDS = b"words"


def found(path, tmp_path):
    return [
        (item.ident, item.data, item.failure and item.failure.kind)
        for item in open_input(str(path), tmp_path / "out").letters()
    ]


def tar_of(path: Path, members, mode="w") -> Path:
    """A TAR archive of names with their bytes, or of members as they are."""
    with tarfile.open(path, mode) as archive:
        for name in members:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = members[name] if isinstance(members, dict) else WORDS
            if member.isreg():
                member.size = len(data)
            archive.addfile(member, io.BytesIO(data) if member.isreg() else None)
    return path


def zip_of(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_folder_is_gone_through_to_the_bottom_and_hidden_files_and_links_to_folders_are_not(tmp_path):
    folder = tmp_path / "letters"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "one.TXT").write_bytes(WORDS)
    (folder / "two.pdf").write_bytes(WORDS)
    (folder / ".hidden.txt").write_bytes(WORDS)
    (folder / "notes.md").write_bytes(WORDS)
    (folder / "round").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "out").mkdir()
    (folder / "out" / "record.txt").write_bytes(WORDS)
    zip_of(folder / "week.zip", {"three.txt": WORDS})
    source = open_input(str(folder), folder / "out")
    assert sorted((item.ident, item.failure and item.failure.kind) for item in source.letters()) == [
        ("a/b/one", None), ("gone.txt", "not_found"), ("pipe.txt", "not_found"), ("two", None), ("week.zip/three", None)
    ]  # fmt: skip
    assert dict(source.skipped) == {".md": 1, "round": 1}
    assert source.count() == 5


def test_a_run_that_ends_early_leaves_no_folder_open(tmp_path):
    (tmp_path / "letters").mkdir()
    for number in range(3):
        (tmp_path / "letters" / f"{number}.txt").write_bytes(WORDS)
    letters = open_input(str(tmp_path / "letters"), tmp_path / "out").letters()
    next(letters)
    letters.close()


def test_a_glob_takes_whatever_it_matches(tmp_path):
    for name in ("a.txt", "b.letter", "c.txt"):
        (tmp_path / name).write_bytes(WORDS)
    zip_of(tmp_path / "week.zip", {"three.txt": WORDS})
    assert sorted(item[0] for item in found(tmp_path / "[ab].*", tmp_path)) == ["a", "b"]
    assert [item[0] for item in found(tmp_path / "*.zip", tmp_path)] == ["week.zip/three"]


def test_bad_rows_are_dead_letters(tmp_path):
    path = tmp_path / "letters.jsonl"
    path.write_text(
        "\n".join([json.dumps({"id": "A.1", "text": "words"}), "{", "[]", json.dumps({"id": 7, "path": "gone"})])
    )
    assert found(path, tmp_path) == [
        ("A.1", b"words", None),
        ("letters.jsonl:2", b"", "bad_row"),
        ("letters.jsonl:3", b"", "bad_row"),
        ("7", b"", "not_found"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '{"id": true, "text": "words"}', '{"id": ["a"], "text": "words"}', '{"text": 7}', '{"path": ""}', '{"id": "a"}',
        "[" * 100_000, '"words"', "null", "\xff",
    ],
    ids=range(9),
)  # fmt: skip
def test_a_row_that_is_none_takes_no_other_with_it(tmp_path, line):
    path = tmp_path / "letters.jsonl"
    path.write_bytes(line.encode("latin-1") + b'\n\n{"id": "b", "text": "words"}\n')
    assert [(item[0], item[2]) for item in found(path, tmp_path)] == [("letters.jsonl:1", "bad_row"), ("b", None)]


@pytest.mark.parametrize("given", [".", "/", "..", "a\0b", "./."])
def test_a_path_that_is_no_file_takes_no_other_row_with_it_and_leaves_nothing_open(tmp_path, given):
    path = tmp_path / "letters.jsonl"
    path.write_text(json.dumps({"path": given}) + '\n{"id": "b", "text": "words"}\n')
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert [item[2] for item in found(path, tmp_path)] == ["not_found", None]
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_line_without_an_end_is_not_held_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("imr_llm.batch.inputs.rows._LONGEST_LINE", 1000)
    path = tmp_path / "letters.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 5_000 + b'"}\n{"id": "b", "text": "words"}')
    assert [(item[0], item[2]) for item in found(path, tmp_path)] == [("letters.jsonl:1", "bad_row"), ("b", None)]


def test_parquet_is_read_row_by_row(tmp_path):
    path = tmp_path / "letters.parquet"
    (tmp_path / "one.txt").write_bytes(WORDS)
    rows = {"id": ["a", None, "c"], "text": ["words", None, None], "path": [None, "one.txt", None], "other": [1, 2, 3]}
    pa.parquet.write_table(pa.table(rows), path)
    assert found(path, tmp_path) == [
        ("a", WORDS, None), ("one", WORDS, None), ("letters.parquet:3", b"", "bad_row")
    ]  # fmt: skip
    assert open_input(str(path), tmp_path / "out").count() == 3
    path.write_bytes(path.read_bytes()[:-20])
    assert [item[2] for item in found(path, tmp_path)] == ["bad_archive"]


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_archives_give_their_letters_and_refuse_paths_that_leave_them(tmp_path, kind):
    path = tmp_path / f"letters.{kind}"
    names = ["a/one.txt", "../two.txt", "/three.txt", "C:\\four.txt", "a/../../five.txt", "notes.md", ".six.txt"]
    members = dict.fromkeys(names, WORDS)
    if kind == "zip":
        zip_of(path, members)
    else:
        tar_of(path, members, "w:" + kind.partition(".")[2])
    assert [item[2] for item in found(path, tmp_path)] == [None, *["unsafe_path"] * 4]
    assert found(path, tmp_path)[0][:2] == ("a/one", WORDS)
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


def test_links_and_devices_in_archives_are_refused(tmp_path):
    members = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.REGTYPE):
        member = tarfile.TarInfo(f"letter-{kind.decode()}.txt")
        member.type, member.linkname = kind, "/etc/passwd"
        members.append(member)
    tar_of(tmp_path / "a.tar", members)
    assert [item[2] for item in found(tmp_path / "a.tar", tmp_path)] == [*["unsafe_path"] * 4, None]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("letter.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert [item[1:] for item in found(tmp_path / "a.zip", tmp_path)] == [(b"", "unsafe_path")]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_what_unpacks_to_something_huge_is_read_no_further_than_a_letter(tmp_path, kind):
    path = tmp_path / f"letters.{kind}"
    members = {"bomb.txt": bytes(2 * LARGEST_PDF), "one.txt": WORDS}
    if kind == "zip":
        zip_of(path, members, compression=zipfile.ZIP_DEFLATED)
    else:
        tar_of(path, members, "w:gz")
    assert path.stat().st_size < 200_000
    bomb, one = open_input(str(path), tmp_path / "out").letters()
    assert len(bomb.data) <= LARGEST_PDF + 1
    assert (one.ident, one.data) == ("one", WORDS)


def test_an_archive_of_what_is_far_larger_than_letters_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_MOST_PASSED_OVER", LARGEST_PDF)
    members = {"first.txt": WORDS, "film.txt": bytes(LARGEST_PDF + 1), "last.txt": WORDS}
    path = tar_of(tmp_path / "letters.tgz", members, "w:gz")
    assert [item[2] for item in found(path, tmp_path)] == [None, "too_large", "bad_archive"]


def test_an_archive_with_names_that_are_no_text_does_not_end_the_others(tmp_path):
    bad = zip_of(tmp_path / "bad.zip", {"é.txt": WORDS})
    bad.write_bytes(bad.read_bytes().replace("é".encode(), b"\xff\xfe"))
    half = zip_of(tmp_path / "half.zip", {"é.txt": WORDS, "one.txt": WORDS})
    half.write_bytes(half.read_bytes().replace("é".encode(), b"\xff\xfe", 1))
    (tmp_path / "last.txt").write_bytes(WORDS)
    assert sorted((item[0], item[2]) for item in found(tmp_path, tmp_path / "x")) == [
        ("bad.zip", "bad_archive"), ("half.zip/one", None), ("half.zip/é.txt", "damaged"), ("last", None)
    ]  # fmt: skip


def test_a_member_packed_by_lzma_and_damaged_does_not_end_the_others(tmp_path):
    path = zip_of(tmp_path / "a.zip", {"a.txt": b"".join(map(bytes, ([n] * 9 for n in range(250))))}, compression=14)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b.txt", WORDS)
    data = bytearray(path.read_bytes())
    for place in range(40, 200):
        data[place] ^= 0x5A
    path.write_bytes(data)
    assert [(item[0], item[2]) for item in found(path, tmp_path)] == [("a.txt", "damaged"), ("b", None)]


def test_a_fault_of_ours_in_one_archive_does_not_end_the_others_and_tells_no_words(tmp_path, monkeypatch):
    def fails(*_):
        raise KeyError("words of a letter")

    monkeypatch.setattr(archives.zipfile, "ZipFile", fails)
    (tmp_path / "a.zip").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(WORDS)
    items = {item.name: item.failure for item in open_input(str(tmp_path), tmp_path / "out").letters()}
    assert items["b.txt"] is None
    assert items["a.zip"].kind == "fault_of_ours"
    assert "words" not in items["a.zip"].why


def test_a_glob_that_is_none_is_told(tmp_path):
    with pytest.raises(UsageError, match="no pattern"):
        open_input(str(tmp_path / "**x"), tmp_path / "out")


def test_an_archive_within_an_archive_is_no_letter(tmp_path):
    inner = zip_of(tmp_path / "inner.zip", {"one.txt": WORDS}).read_bytes()
    path = zip_of(tmp_path / "outer.zip", {"inner.zip": inner, "two.txt": WORDS})
    assert [item[0] for item in found(path, tmp_path)] == ["two"]


def test_a_header_of_a_member_is_not_read_without_end(tmp_path):
    member = tarfile.TarInfo("one.txt")
    member.pax_headers = {"comment": "x" * (2 * 1024 * 1024)}
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(member)
    assert [item[2] for item in found(tmp_path / "a.tar", tmp_path)] == ["bad_archive"]


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(["zip", "tar", "tar.gz"]), data=st.data())
def test_a_damaged_archive_is_told_and_raises_nothing(tmp_path_factory, kind, data):
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / f"letters.{kind}"
    members = {f"{number}.txt": bytes([65 + number]) * 600 for number in range(3)}
    if kind == "zip":
        zip_of(path, members)
    else:
        tar_of(path, members, "w:" + kind.partition(".")[2])
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    for item in open_input(str(path), folder / "out").letters():
        assert item.failure is not None or len(item.data) <= 600 * 1024


@given(st.text(max_size=20))
def test_no_name_gives_a_terminal_orders(name):
    assert shown(name).isprintable()


@pytest.mark.parametrize(
    ("name", "trick"),
    [("a/b.txt", False), ("a..b.txt", False), *((name, True) for name in ("..", "a/..", "/a", "c:/a", "a\0b"))],
)
def test_what_a_trick_is(name, trick):
    assert is_trick(name) is trick
