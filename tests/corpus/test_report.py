"""The picture of a corpus: its counts, its intervals, its page and its files."""

import csv
import hashlib
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.corpus.names import name_of
from imr_llm.corpus.published import published
from imr_llm.corpus.rates import Share
from imr_llm.corpus.rows import RecordRow
from imr_llm.corpus.tables import Table, over_time, tables
from imr_llm.corpus.tally import tally
from imr_llm.corpus.write import write_report
from imr_llm.errors import UsageError
from imr_llm.evaluation.intervals import wilson
from imr_llm.letter.read import read
from imr_llm.pipeline import extract
from imr_llm.record.codes import Category, Decision, Reason, Subcategory

CASES = Path(__file__).parents[2] / "evals/cases"
DECISIONS = st.lists(st.sampled_from(get_args(Decision)), min_size=1, max_size=4)


def record(name: str, decisions: list[str], **changes: Any) -> dict[str, Any]:
    kinds = set(decisions)
    outcome = "partially_overturned" if len(kinds) > 1 else decisions[0]
    issues = [
        {
            "category": "pharmaceuticals",
            "subcategory": "opioid",
            "medication": {"name": "Norco"},
            "decision": decision,
            "reasons": ["other"],
            "claims_administrator_citations": [{"source": "ODG"}],
            "reviewer_citations": [],
        }
        for decision in decisions
    ]
    return {
        "letter": {"sha256": hashlib.sha256(name.encode()).hexdigest(), "form": "2014"},
        "outcome": outcome,
        "case": {"decision_date": "2017-02-03"},
        "reviewer": {"board_certifications": ["Surgery"]},
        "worker": {"sex": "male"},
        "injury": {},
        "diagnoses": [],
        "issues": issues,
    } | changes


def rows(*records: dict[str, Any]) -> list[RecordRow]:
    return [RecordRow.model_validate(one) for one in records]


def found(*records: dict[str, Any]) -> dict[str, Table]:
    return {table.name: table for table in tables(tally(rows(*records)))}


def total(tables_found: dict[str, Table], what: str) -> object:
    return dict(tables_found["totals"].rows)[what]


def test_counts_by_hand():
    shown = found(
        record("a", ["upheld", "upheld", "overturned"]),
        record("b", ["overturned"], case={"decision_date": "2018-05-01"}),
        record("c", ["upheld"], outcome=None, needs_review=[{"field": "/issues/0/decision", "state": "disputed"}]),
    )
    assert total(shown, "letters") == 3
    assert total(shown, "letters overturned") == 1
    assert total(shown, "letters whose outcome is in doubt") == 1
    assert total(shown, "issues") == 5
    assert total(shown, "issues overturned, percent") == 40.0
    assert [row[:7] for row in shown["over_time"].rows] == [
        ("2017-02", 2, 0, 0, 1, 1, 4),
        ("2018-05", 1, 0, 1, 0, 0, 1),
    ]
    assert [row[3:5] for row in shown["by_category"].rows] == [(5, 2), (5, 2)]
    assert shown["by_medicine"].rows[0][:3] == ("Norco", 5, 2)
    assert shown["by_specialty"].rows[0][:3] == ("Surgery", 5, 2)
    assert shown["reasons"].rows == (
        ("upheld", "other", "Other", 3, 100.0),
        ("overturned", "other", "Other", 2, 100.0),
    )
    assert shown["guidelines"].rows == (
        ("Official Disability Guidelines (ODG)", 5, 100.0, 0, 0.0),
        ("None cited", 0, 0.0, 5, 100.0),
    )
    assert shown["review"].rows == (("any field", 1, 33.3), ("decision", 1, 33.3))
    assert ("states the worker's sex", 3, 100.0) in shown["quality"].rows


def test_a_letter_under_two_names_counts_once():
    shown = found(record("a", ["upheld"]), record("a", ["upheld"]), record("b", ["overturned"]))
    assert total(shown, "letters") == 2
    assert total(shown, "letters given again under another name, counted once") == 1


@pytest.mark.parametrize(("years", "grain"), [(3, "month"), (9, "quarter"), (20, "year")])
def test_the_finest_period_that_makes_a_picture(years, grain):
    letters = [
        record(f"{year}-{month}", ["upheld"], case={"decision_date": f"{2013 + year}-{month:02}-09"})
        for year in range(years)
        for month in range(1, 13)
    ]
    table = over_time(tally(rows(*letters)))
    assert table.columns[0] == grain
    assert sum(int(str(cell)) for cell in table.column("letters")) == len(letters)


class TestInterval:
    @given(st.lists(st.sampled_from(get_args(Decision)), min_size=1, max_size=60))
    def test_of_letters_with_one_issue_is_wilsons(self, decisions):
        share = Share()
        for decision in decisions:
            share.add([decision])
        rate = share.rate()
        assert rate is not None
        expected = wilson(decisions.count("overturned"), len(decisions))
        assert (rate.interval.low, rate.interval.high) == pytest.approx((expected.low, expected.high))

    def test_of_letters_that_agree_in_themselves_is_that_of_the_letters(self):
        share = Share()
        for decision in ["upheld"] * 30 + ["overturned"] * 10:
            share.add([decision] * 5)
        rate = share.rate()
        assert rate is not None
        assert (rate.right, rate.total) == (50, 200)
        expected = wilson(10, 40)
        assert (rate.interval.low, rate.interval.high) == pytest.approx((expected.low, expected.high))

    @given(st.lists(DECISIONS, min_size=1, max_size=20), st.lists(DECISIONS, max_size=20))
    def test_joined_is_counted_together(self, some, others):
        whole, one, other = Share(), Share(), Share()
        for decisions in some:
            whole.add(decisions)
            one.add(decisions)
        for decisions in others:
            whole.add(decisions)
            other.add(decisions)
        one.join(other)
        assert one == whole

    def test_of_nothing_is_none(self):
        assert Share().rate() is None


def test_every_code_has_a_name():
    assert all(name_of("category", code) for code in get_args(Category))
    assert all(name_of("subcategory", code) for code in get_args(Subcategory))
    assert all(name_of("reason", code) for code in get_args(Reason))


def test_published_rates_are_of_codes_and_have_sources():
    kinds = set(get_args(Category)) | set(get_args(Subcategory))
    assert set(published().kinds) <= kinds
    data = tomllib.loads(files("imr_llm.corpus").joinpath("published.toml").read_text("utf-8"))
    assert all(row["link"].startswith("http") and 0 < row["percent"] < 100 for row in data["year"] + data["kind"])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    with (folder / "records.jsonl").open("w") as file:
        for path in sorted(CASES.glob("written_e_*.txt")):
            file.write(extract(read(path)).to_json(indent=None) + "\n")
    write_report(folder)
    return folder


def test_records_of_the_pipeline_are_read(written):
    with (written / "report/totals.csv").open() as file:
        numbers = dict(csv.reader(file))
    assert int(numbers["letters"]) == len(list(CASES.glob("written_e_*.txt")))
    labels = [json.loads(path.read_text()) for path in CASES.glob("written_e_*.json")]
    assert int(numbers["issues"]) == sum(len(label["issues"]) for label in labels)


def test_the_page_needs_nothing_else_and_holds_the_numbers_of_the_files(written):
    page = (written / "report.html").read_text()
    assert not re.search(r"<script|<link|<img|src=|@import|url\(", page)
    with (written / "report/by_category.csv").open() as file:
        for row in csv.DictReader(file):
            assert f"{int(row['overturned']):,} of {int(row['issues']):,}" in page


def test_written_again_it_is_the_same(written, tmp_path):
    write_report(written, tmp_path)
    for path in [Path("report.html"), *sorted((written / "report").glob("*.csv"))]:
        name = path if path.name == "report.html" else Path("report") / path.name
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_names_from_letters_are_text_on_the_page_and_no_formula(tmp_path):
    evil = {"board_certifications": ["<script>alert(1)</script>", '=HYPERLINK("x")']}
    (tmp_path / "records.jsonl").write_text(json.dumps(record("a", ["upheld"], reviewer=evil)) + "\n")
    write_report(tmp_path)
    assert "<script" not in (tmp_path / "report.html").read_text()
    assert "'=HYPERLINK" in (tmp_path / "report/by_specialty.csv").read_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no records.jsonl here"),
        ("", "no record in it"),
        ('{"letter": 1}\n', "line 1 is no record"),
        ("secret words\n", "line 1 is no record"),
    ],
)
def test_what_is_no_file_of_records_is_said_in_one_line(tmp_path, content, said):
    if content is not None:
        (tmp_path / "records.jsonl").write_text(content)
    with pytest.raises(UsageError, match=said) as error:
        write_report(tmp_path)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)
