"""Run a program within what deploy/imr-llm.service allows, without systemd: python confined.py PROGRAM ARGUMENT...

Its limits, system calls and families of addresses, no memory that is written and run, no new rights; as root, no
capabilities and no mount that can be written, and of /proc the processes alone. Memory is bounded for each process by
its address space, which is more than it uses. Linux with libseccomp and systemd-analyze.
"""

import ctypes
import ctypes.util
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence

# The numbers of <linux/prctl.h>, <sched.h>, <sys/mount.h>, <linux/mount.h> and <seccomp.h>.
_NO_NEW_PRIVS, _DROP_CAPABILITY, _SET_MDWE, _REFUSE_EXEC_GAIN = 38, 24, 65, 1
_NEW_MOUNTS, _PRIVATE, _RECURSIVE, _READ_ONLY, _MOUNT_SETATTR = 0x20000, 0x44000, 0x8000, 1, 442
_ALLOW, _REFUSE, _EQUAL = 0x7FFF0000, 0x00050000 | 1, 4


class _Compared(ctypes.Structure):
    """`struct scmp_arg_cmp`: an argument of a system call, and what it is held against."""

    _fields_ = [
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("mask", ctypes.c_uint64),
    ]


def calls(filters: Sequence[str]) -> set[str]:
    """The system calls that SystemCallFilter= leaves: its first line names what is allowed, one with ~ takes away."""
    left: set[str] = set()
    for line in filters:
        named = {call for word in line.lstrip("~").split() for call in _expanded(word)}
        left = left - named if line.startswith("~") else left | named
    # Without these no program starts: systemd allows them always.
    return left | set(_expanded("@default"))


def _expanded(word: str) -> Iterator[str]:
    if not word.startswith("@"):
        yield word
        return
    command = ["systemd-analyze", "syscall-filter", word]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in told.stdout.splitlines()[1:]:
        if (name := line.strip()) and not name.startswith("#"):
            yield from _expanded(name)


def confine(allowed: set[str], families: Sequence[str], memory: int, files: int) -> None:
    """Put this process, and all that it starts, under the limits."""
    libc = ctypes.CDLL(None, use_errno=True)
    for limit, most in (("CORE", 0), ("AS", memory), ("NOFILE", files)):
        resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (most, most))
    if os.geteuid() == 0:
        _shut_away(libc)
    _done(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
    # Linux 6.3 or later; an older one refuses the word.
    libc.prctl(_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0)
    _filter(allowed, families)


def _shut_away(libc: ctypes.CDLL) -> None:
    _done(libc.unshare(_NEW_MOUNTS))
    _done(libc.mount(b"none", b"/", None, _PRIVATE, None))
    _done(libc.mount(b"proc", b"/proc", b"proc", 0, b"subset=pid"))
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY, 0, 0, 0)
    _done(libc.syscall(_MOUNT_SETATTR, -1, b"/", _RECURSIVE, ctypes.byref(attributes), ctypes.sizeof(attributes)))
    capability = 0
    # The kernel refuses the number behind its last.
    while libc.prctl(_DROP_CAPABILITY, capability, 0, 0, 0) == 0:
        capability += 1


def _filter(allowed: set[str], families: Sequence[str]) -> None:
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(_REFUSE))
    for name in allowed - {"socket"}:
        # One that this machine's processor does not have is negative.
        if (number := library.seccomp_syscall_resolve_name(name.encode())) >= 0:
            _done(library.seccomp_rule_add_array(context, _ALLOW, number, 0, None))
    number = library.seccomp_syscall_resolve_name(b"socket")
    for family in families:
        compared = _Compared(0, _EQUAL, getattr(socket, family), 0)
        _done(library.seccomp_rule_add_array(context, _ALLOW, number, 1, ctypes.byref(compared)))
    _done(library.seccomp_load(context))


def _done(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno() or -result, "the confinement could not be set up")


if __name__ == "__main__":
    from tests.deploy import unit

    named = unit.settings()
    confine(
        calls(named["SystemCallFilter"]),
        unit.words("RestrictAddressFamilies"),
        unit.size(named["MemoryMax"][0]),
        int(named["LimitNOFILE"][0]),
    )
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 -- the program of a test
