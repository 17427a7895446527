# ruff: noqa: T201 - a command that tells how far it is
"""Fuzzing of the whole pipeline: `python -m tests.hostile.fuzz [--minutes N] [--seed N] [--replay FILE...]`.

Honest letters as text, PDF and pictures are damaged, each case by a number of its own, and go the whole way to a
summary. What breaks a promise is kept in build/fuzz, with the reason beside it. Ends with 1 where something was found.
"""

import argparse
import random
import struct
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from imr_llm.errors import ImrError, UnreadableLetterError
from imr_llm.letter import read_bytes
from imr_llm.letter.clean import clean
from imr_llm.letter.model import Letter
from imr_llm.pipeline import extract, summarize
from imr_llm.summary.render import render
from tests.hostile.mutations import damaged_bytes, damaged_text
from tests.hostile.sheets import Sheets
from tests.hostile.target import targets

KEPT = Path("build/fuzz")
# A letter that takes longer, in seconds of processor time, holds up those behind it.
_LONGEST = 20.0


class BrokenPromiseError(AssertionError):
    """What every reading promises, and this one did not keep."""


def check(data: bytes) -> str:
    """Take a file the whole way; what came of it: "read", or the kind of refusal. Raises what it must never raise."""
    try:
        letter = read_bytes("letter", data)
        record = extract(letter)
    except UnreadableLetterError as error:
        return error.fault
    text = clean(letter).text
    for pointer, places in record.evidence.items():
        for place in places:
            if text[place.start : place.end] != place.quote:
                raise BrokenPromiseError(f"the proof of {pointer} is no slice of the cleaned text")
    # Of a damaged letter, lines may be joined that were set apart; the words stay.
    if _bare(clean(Letter("letter", letter.sha256, text)).text) != _bare(text):
        raise BrokenPromiseError("cleaning a cleaned text changes its words")
    if any(issue.decision is None for issue in record.issues) and not record.needs_review:
        raise BrokenPromiseError("a decision is missing, and nobody is told")
    record.to_json()
    for language in ("en", "es"):
        summary = summarize(record, language)
        if not summary.verified:
            raise BrokenPromiseError(f"verify objects to the template: {summary.findings[0].kind}")
        render(summary, "markdown")
    return "read"


def _bare(text: str) -> str:
    return "".join(text.replace("-", " ").split())


@cache
def _paper(number: int) -> bytes:
    return Sheets.of(targets()[number].letter.clean.text[:6000]).data()


def _picture(chance: random.Random) -> bytes:
    """A small PNG of grey noise, or the first bytes of other kinds of picture."""
    wide, high = chance.randint(1, 40), chance.randint(1, 40)
    rows = b"".join(b"\0" + chance.randbytes(wide) for _ in range(high))
    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
    others = (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0",
        b"II*\0\x08\0\0\0",
        b"MM\0*\0\0\0\x08",
        b"GIF89a\1\0\1\0",
    )
    return png if chance.random() < 0.5 else chance.choice(others) + chance.randbytes(chance.randint(0, 200))


def _text(chance: random.Random) -> bytes:
    return damaged_text(chance, chance.choice(targets()).text).encode("utf-8", "surrogatepass")


def _bytes(chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-8", "utf-8", "utf-16", "cp1252"))
    return damaged_bytes(chance, chance.choice(targets()).text.encode(encoding, "replace"))


def _pdf(chance: random.Random) -> bytes:
    return damaged_bytes(chance, _paper(chance.randrange(len(targets()))))


def _damaged_picture(chance: random.Random) -> bytes:
    return damaged_bytes(chance, _picture(chance), most=3)


# The kinds of case, and how many of a hundred.
KINDS: dict[str, tuple[Callable[[random.Random], bytes], int]] = {
    "text": (_text, 70), "bytes of text": (_bytes, 16), "bytes of a PDF": (_pdf, 12),
    "bytes of a picture": (_damaged_picture, 2),
}  # fmt: skip


def case(number: int, kind: str | None = None) -> tuple[str, bytes]:
    """The case of a number: its kind, and the file. The same number is the same case."""
    chance = random.Random(number)  # noqa: S311 - not for secrets
    kind = kind or chance.choices(list(KINDS), [share for _, share in KINDS.values()])[0]
    return kind, KINDS[kind][0](chance)


def fault_of(data: bytes) -> tuple[str, str | None]:
    """What came of a file; and what is wrong with that, with its place in the program, or nothing."""
    started = time.process_time()
    try:
        came = check(data)
    except (ImrError, BrokenPromiseError) as error:
        # Of typed errors only refusals are expected here.
        return "fault", f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return "fault", f"{type(error).__name__} at\n{''.join(traceback.format_tb(error.__traceback__)[-3:])}"
    taken = time.process_time() - started
    return came, f"took {taken:.0f} s" if taken > _LONGEST else None


def _replayed(paths: list[Path]) -> int:
    found = 0
    for path in paths:
        _, fault = fault_of(path.read_bytes())
        found += fault is not None
        print(f"{path}: {fault or 'nothing wrong any more'}")
    return found


def _fuzzed(minutes: float, first: int) -> int:
    counts: Counter[tuple[str, str]] = Counter()
    found = number = 0
    started = told = time.monotonic()
    while time.monotonic() - started < 60 * minutes:
        kind, data = case(first + number)
        came, fault = fault_of(data)
        counts[kind, came] += 1
        if fault:
            found += 1
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{first + number}.bin").write_bytes(data)
            (KEPT / f"{first + number}.txt").write_text(f"{kind}\n{fault}\n", encoding="utf-8")
            print(f"case {first + number} ({kind}): {fault}", flush=True)
        number += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{number} cases, {found} findings", file=sys.stderr, flush=True)
    for (kind, came), times in sorted(counts.items()):
        print(f"{times:8} {kind}: {came}")
    print(f"{number} cases in {(time.monotonic() - started) / 60:.1f} minutes from {first} on, {found} findings")
    return found


def main() -> int:
    """Fuzz for some minutes, or look at what was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    parser.add_argument("--replay", type=Path, nargs="+", default=[], help="files to try again")
    options = parser.parse_args()
    return int(bool(_replayed(options.replay) if options.replay else _fuzzed(options.minutes, options.seed)))


if __name__ == "__main__":
    sys.exit(main())
