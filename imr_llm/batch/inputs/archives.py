"""Letters in a ZIP or TAR archive, read member by member and never unpacked to the disk.

Paths that lead out of the archive, links and devices are refused. No member is read beyond the size of a letter, and an
archive of things far larger than letters is left, so that a small file that unpacks to a huge one costs little.
"""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from imr_llm.batch.inputs.places import found, is_letter, is_trick, lost
from imr_llm.batch.ledger.unit import InputItem
from imr_llm.letter.read import LARGEST_PDF

_TRICK = "the path leads out of the archive; pack the letters again with plain names"
_LINK = "this is a link or a device; pack the letter itself"
_DAMAGED = "the archive is damaged{}; download or copy it again"
_TOO_LARGE = "larger than any letter; give one letter alone"
# Of members that are too large and are passed over, in bytes unpacked; and of a header, which is read whole.
_MOST_PASSED_OVER = 1024**3
_LARGEST_HEADER = 1024**2
# What a damaged member raises, by how it is packed.
_UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_HEADERS = frozenset(
    (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
)


def in_zip(path: Path, prefix: str) -> Iterator[InputItem]:
    """The letters of a ZIP archive; `prefix` stands before their names."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                item = _zip_member(archive, member, prefix)
                if item is not None:
                    yield item
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        # A name that is no UTF-8 although it says so is a ValueError.
        yield lost(prefix.rstrip("/") or path.name, "bad_archive", _DAMAGED.format(""))


def count_zip(path: Path) -> int:
    """How many letters a ZIP archive lists."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(1 for member in archive.infolist() if is_letter(member.filename))
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return 0


def _zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, prefix: str) -> InputItem | None:
    name = prefix + member.filename
    if member.is_dir():
        return None
    if is_trick(member.filename):
        return lost(name, "unsafe_path", _TRICK)
    if not is_letter(member.filename):
        return None
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return lost(name, "unsafe_path", _LINK)
    if member.flag_bits & 1:
        return lost(name, "password", "the archive needs a password; pack the letters without one")
    try:
        with archive.open(member) as file:
            return found(name, file.read(LARGEST_PDF + 1))
    except _UNPACKING:
        return lost(name, "damaged", _DAMAGED.format(" here"))


class _Member(tarfile.TarInfo):
    """A member whose headers are of bounded size: the library reads them whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Member":
        member = super().frombuf(buf, encoding, errors)
        if member.type in _HEADERS and member.size > _LARGEST_HEADER:
            raise tarfile.ReadError("a header larger than any name")
        return member


def in_tar(path: Path, prefix: str) -> Iterator[InputItem]:
    """The letters of a TAR archive, packed by gzip, bzip2 or xz or not at all; `prefix` stands before their names."""
    passed_over = 0
    where = prefix.rstrip("/") or path.name
    try:
        with tarfile.open(path, "r|*", tarinfo=_Member) as archive:
            for member in archive:
                # The library would keep every member that it has met.
                archive.members = []  # type: ignore[attr-defined]
                item = _tar_member(archive, member, prefix)
                if item is not None:
                    yield item
                passed_over += member.size if member.size > LARGEST_PDF else 0
                if passed_over > _MOST_PASSED_OVER:
                    yield lost(
                        where, "bad_archive", "the archive holds what is far larger than letters; pack them alone"
                    )
                    return
    except (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
        yield lost(where, "bad_archive", _DAMAGED.format(", and ends before its end"))


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo, prefix: str) -> InputItem | None:
    name = prefix + member.name
    if member.isdir():
        return None
    if is_trick(member.name):
        return lost(name, "unsafe_path", _TRICK)
    if not is_letter(member.name):
        return None
    if not member.isreg() or member.issparse():
        return lost(name, "unsafe_path", _LINK)
    if member.size > LARGEST_PDF:
        return lost(name, "too_large", _TOO_LARGE)
    file = archive.extractfile(member)
    return found(name, file.read() if file else b"")
