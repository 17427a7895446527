"""What a run leaves in OUTPUT: records, summaries, tables and dead letters, each as the single letter would give it."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from imr_llm.batch.ledger.ledger import LEDGER, Job, Ledger
from imr_llm.batch.ledger.recipe import way_of
from imr_llm.batch.ledger.unit import InputItem, ItemResult, WorkItem, unpack
from imr_llm.batch.outputs.publish import Wanted, publish
from imr_llm.batch.queue.asking import LetterAsk
from imr_llm.batch.queue.reading import read_by_rules, read_with_llm
from imr_llm.letter.read import read, read_bytes
from imr_llm.llm.endpoint.exchange import Answer, Ending, Usage
from imr_llm.pipeline import LlmReader, extract, extract_with_llm, summarize
from tests.batch.running import ids, rows, run_here
from tests.batch.written import letter
from tests.llm.perfect import CASES, STEMS, Perfect, Scripted

LETTERS = 6
_NO_LETTER = "this is no letter\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    for number in range(LETTERS):
        (folder / f"letter-{number}.txt").write_text(letter(number), encoding="utf-8")
    (folder / "again").mkdir()
    (folder / "again" / "letter-0.txt").write_text(letter(0), encoding="utf-8")
    (folder / "both.txt").write_text(letter(1) + "\f" + letter(2), encoding="utf-8")
    (folder / "none.txt").write_text(_NO_LETTER, encoding="utf-8")
    (folder / "notes.docx").write_bytes(b"PK")
    return folder


@pytest.fixture(scope="module")
def output(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    report = run_here(source, folder, tables=True, languages=("en", "es"), retry="imr-llm batch again")
    assert (report.names, report.letters, report.duplicates, report.done, report.dead) == (9, 8, 1, 6, 2)
    assert (report.exit_code, report.skipped) == (3, {".docx": 1})
    return folder


@pytest.fixture(scope="module")
def records(output: Path) -> list[dict]:
    return rows(output / "records.jsonl")


def test_each_record_is_that_of_the_letter_alone(source, records):
    assert [record["letter"]["id"] for record in records] == [
        "again/letter-0", "letter-0", *(f"letter-{number}" for number in range(1, LETTERS))
    ]  # fmt: skip
    for record in records:
        alone = json.loads(extract(read(source / f"{record['letter']['id']}.txt")).to_json())
        alone["letter"]["id"] = record["letter"]["id"]
        assert record == alone


def test_dead_letters_say_why_and_how_to_retry(output):
    dead = rows(output / "dead-letters.jsonl")
    assert [(row["id"], row["kind"], row["retry"]) for row in dead] == [
        ("both", "several_letters", "imr-llm batch again"),
        ("none", "not_a_letter", "imr-llm batch again"),
    ]
    assert "--split" in dead[0]["why"]
    assert not any(_NO_LETTER.strip() in row["why"] for row in dead)


def test_summaries_are_those_of_the_records_in_both_languages(output, source):
    found = rows(output / "summaries.jsonl")
    assert [(row["letter"]["id"], row["language"]) for row in found][:2] == [
        ("again/letter-0", "en"), ("again/letter-0", "es")
    ]  # fmt: skip
    assert len(found) == 2 * 7
    for row in found[-2:]:
        summary = summarize(extract(read(source / f"{row['letter']['id']}.txt")), row["language"])
        assert {key: value for key, value in row.items() if key != "letter"} == summary.model_dump(mode="json")


def test_the_tables_say_what_the_records_say_in_typed_columns(output, records):
    letters = pa.parquet.read_table(output / "letters.parquet")
    assert letters.schema.field("decision_date").type == pa.date32()
    assert letters.schema.field("worker_age_years").type == pa.int32()
    assert letters.schema.field("diagnoses").type == pa.list_(pa.string())
    assert letters.num_rows == len(records)
    for row, record in zip(letters.to_pylist(), records, strict=True):
        assert row["letter_id"] == record["letter"]["id"]
        assert row["outcome"] == record["outcome"]
        assert row["case_number"] == record["case"]["case_number"]
        decided = record["case"]["decision_date"]
        assert row["decision_date"] == (date.fromisoformat(decided) if decided else None)
        assert row["worker_age_years"] == record["worker"]["age_years"]
        assert row["diagnoses"] == record["diagnoses"]
        assert row["issues_upheld"] + row["issues_overturned"] == row["issues"] == len(record["issues"])
        assert [item["field"] for item in row["needs_review"]] == [item["field"] for item in record["needs_review"]]


def test_there_is_one_row_an_issue_with_the_quotes_that_prove_it(output, records):
    issues = pa.parquet.read_table(output / "issues.parquet")
    assert issues.schema.field("retrospective").type == pa.bool_()
    assert issues.schema.field("sessions_minimum").type == pa.int32()
    table = issues.to_pylist()
    told = [(record["letter"]["id"], issue["number"]) for record in records for issue in record["issues"]]
    assert [(row["letter_id"], row["number"]) for row in table] == told
    assert len(told) > len(records)
    by_id = {record["letter"]["id"]: record for record in records}
    for row in table:
        record = by_id[row["letter_id"]]
        issue = record["issues"][row["number"] - 1]
        assert (row["treatment"], row["decision"], row["reasons"]) == (
            issue["treatment"], issue["decision"], issue["reasons"]
        )  # fmt: skip
        assert row["medication_name"] == (issue["medication"] or {}).get("name")
        below = f"/issues/{row['number'] - 1}"
        quotes = [(field, place["quote"], place["page"]) for field, found in record["evidence"].items()
                  for place in found if field.startswith(below + "/")]  # fmt: skip
        assert [(proof["field"], proof["quote"], proof["page"]) for proof in row["evidence"]] == quotes
        first = record["evidence"][f"{below}/decision"][0]
        assert (row["decision_quote"], row["decision_page"]) == (first["quote"], first["page"])


def test_the_same_ledger_gives_the_same_bytes_and_nothing_is_written_again(output, source):
    names = ["records.jsonl", "summaries.jsonl", "dead-letters.jsonl", "letters.parquet", "issues.parquet"]
    before = {name: ((output / name).read_bytes(), (output / name).stat().st_mtime_ns) for name in names}
    report = run_here(source, output, tables=True, languages=("en", "es"), retry="imr-llm batch again")
    assert (report.run.read, report.exit_code) == (0, 3)
    assert {name: ((output / name).read_bytes(), (output / name).stat().st_mtime_ns) for name in names} == before
    (output / "letters.parquet").unlink()
    run_here(source, output, tables=True, languages=("en", "es"), retry="imr-llm batch again")
    assert {name: (output / name).read_bytes() for name in names} == {name: data for name, (data, _) in before.items()}
    assert sorted(path.name for path in output.iterdir() if path.name not in names) == [".lock", "ledger.sqlite3"]


def unit_of(text: str, **given) -> WorkItem:
    found = InputItem("mail/both.txt", "mail/both", data=text.encode())
    return WorkItem(found.name, found.ident, found.sha256, found.data, **given)


def told(finished: ItemResult) -> list[tuple[int, dict]]:
    return [(row.part, json.loads(unpack(row.packed))) for row in finished.records]


def test_with_split_a_file_with_several_letters_comes_to_several_records():
    finished = read_by_rules(unit_of(letter(1) + "\f" + letter(2), split=True, languages=("en",)))
    assert [(part, record["letter"]["id"]) for part, record in told(finished)] == [
        (1, "mail/both-1"), (2, "mail/both-2")
    ]  # fmt: skip
    assert [row.part for row in finished.summaries] == [1, 2]
    assert finished.failure is None
    for (_, record), number in zip(told(finished), (1, 2), strict=True):
        alone = json.loads(extract(read_bytes("x", letter(number).encode())).to_json())
        assert (record["case"], record["outcome"]) == (alone["case"], alone["outcome"])


def test_with_split_one_letter_stays_one():
    finished = read_by_rules(unit_of(letter(1), split=True))
    assert [(part, record["letter"]["id"]) for part, record in told(finished)] == [(0, "mail/both")]


def test_a_letter_of_a_split_file_that_cannot_be_read_takes_none_of_the_others_with_it(monkeypatch):
    from imr_llm.batch.queue import reading
    from imr_llm.errors import LetterFault, UnreadableLetterError

    def extract_some(each):
        if each.part == 1:
            raise UnreadableLetterError(each.name, LetterFault.UNKNOWN_FORM, "of no known form")
        return extract(each)

    monkeypatch.setattr(reading.pipeline, "extract", extract_some)
    finished = read_by_rules(unit_of(letter(1) + "\f" + letter(2), split=True))
    assert [part for part, _ in told(finished)] == [2]
    assert finished.failure.kind == "unknown_form"
    assert finished.failure.why == "letter 1 in it: of no known form"


def test_missing_summaries_are_made_of_the_record_that_is_there():
    first = read_by_rules(unit_of(letter(1)))
    again = read_by_rules(unit_of(letter(1), languages=("es",), records=first.records))
    assert (again.records, [row.language for row in again.summaries]) == ((), ["es"])
    whole = read_by_rules(unit_of(letter(1), languages=("es",)))
    assert again.summaries == whole.summaries


def test_a_fault_of_ours_concerns_one_letter_and_quotes_nothing(monkeypatch):
    from imr_llm.batch.queue import reading

    def fail(_):
        raise ValueError("words of the letter")

    monkeypatch.setattr(reading.pipeline, "extract", fail)
    failure = read_by_rules(unit_of(letter(1))).failure
    assert failure.kind == "fault_of_ours"
    assert "ValueError" in failure.why
    assert "words of the letter" not in failure.why


async def _keep(_) -> None:
    pass


@pytest.mark.parametrize("stem", STEMS[:3])
@pytest.mark.parametrize("kind", ["perfect", "contrary", "refused"])
def test_the_llm_path_comes_to_the_record_and_the_review_of_extract(stem, kind):
    text = (CASES / f"{stem}.txt").read_text(encoding="utf-8")
    answer = Perfect(stem).answer()
    if kind == "contrary":
        flipped = {"upheld": "overturned", "overturned": "upheld"}
        issues = [issue.model_copy(update={"decision": flipped[issue.decision]}) for issue in answer.issues]
        answer = answer.model_copy(update={"issues": issues})

    class Refusing:
        async def __call__(self, _):
            return Answer(Ending.REFUSED, None, Usage(1, 5, 0), why="the model refused to answer")

    def asked():
        return Refusing() if kind == "refused" else Scripted(answer)

    unit = unit_of(text)
    second = LlmReader(asked(), "scripted")
    finished = asyncio.run(read_with_llm(unit, second, LetterAsk(second.ask, (), _keep)))
    alone = asyncio.run(extract_with_llm(read_bytes(unit.name, unit.data), LlmReader(asked(), "scripted")))
    ((_, record),) = told(finished)
    expected = json.loads(alone.record.to_json())
    expected["letter"]["id"] = unit.ident
    assert record == expected
    assert finished.review == bool(expected["needs_review"])
    assert finished.ending == alone.ending.value
    if kind != "perfect":
        assert finished.review


def test_two_letters_that_share_their_own_name_go_by_the_whole_name(tmp_path):
    with Ledger(tmp_path / LEDGER) as ledger:
        run = ledger.begin(Job("letters", way_of(None)))
        found = [InputItem(f"{kind}.jsonl:1", "same", data=letter(number).encode()) for number, kind in enumerate("ab")]
        ledger.finish(run, [read_by_rules(unit) for unit in ledger.admit(run, found)])
        ledger.scanned(run)
        assert publish(ledger, run, tmp_path, Wanted(tables=False, summaries=False))
        assert not publish(ledger, run, tmp_path, Wanted(tables=False, summaries=False))
    assert ids(tmp_path) == ["a.jsonl:1", "b.jsonl:1"]
