"""A byte of the ledger that changes costs one letter, and what a run leaves is its owner's alone."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.batch.running import batch

SEEDS = sorted((Path(__file__).parents[2] / "evals" / "cases").glob("00*.txt"))


@pytest.fixture
def run(tmp_path):
    letters, output = tmp_path / "letters", tmp_path / "out"
    letters.mkdir()
    for seed in SEEDS:
        shutil.copy(seed, letters)
    assert batch(letters, output, "--quiet", "--workers", 1)[0] == 0
    return letters, output


def damage(ledger: Path) -> str:
    """Change one byte in the middle of a packed row; the letter whose row it is."""
    with sqlite3.connect(ledger) as database:
        sha256, packed = database.execute("SELECT sha256, packed FROM records ORDER BY sha256").fetchone()
        middle = len(packed) // 2
        changed = packed[:middle] + bytes([packed[middle] ^ 1]) + packed[middle + 1 :]
        database.execute("UPDATE records SET packed = ? WHERE sha256 = ?", (changed, sha256))
    database.close()
    return sha256


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_damaged_record_is_one_dead_letter_and_is_read_again(run):
    letters, output = run
    lost = damage(output / "ledger.sqlite3")
    (output / "records.jsonl").unlink()
    for _ in range(2):
        code, _, err = batch(letters, output, "--quiet", "--workers", 1)
        assert (code, "a fault of ours" in err) == (3, False), err
        kept = [row["letter"]["sha256"] for row in rows(output / "records.jsonl")]
        assert (len(kept), lost in kept) == (len(SEEDS) - 1, False)
        (dead,) = rows(output / "dead-letters.jsonl")
        assert (dead["sha256"], dead["kind"]) == (lost, "damaged")
    assert batch(letters, output, "--quiet", "--workers", 1, "--retry-failed")[0] == 0
    assert len(rows(output / "records.jsonl")) == len(SEEDS)
    assert rows(output / "dead-letters.jsonl") == []


def test_what_a_run_leaves_is_readable_by_its_owner_alone(run):
    _, output = run
    found = [output, *output.iterdir()]
    assert len(found) > 3
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode) & 0o077) for path in found} == {
        path.name: "0o0" for path in found
    }
