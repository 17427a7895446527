"""The tables of a batch in the programs that their readers use."""

from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest

from imr_llm.batch.outputs.tables import Tables
from imr_llm.letter.read import read
from imr_llm.pipeline import extract

CASES = Path(__file__).resolve().parents[2] / "evals" / "cases"


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    letters = sorted(CASES.glob("*.txt"))[::8]
    return [extract(read(path)).model_dump(mode="json", by_alias=True) for path in letters]


@pytest.fixture(scope="module")
def issues(records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("tables")
    tables = Tables(folder / "letters.parquet", folder / "issues.parquet")
    for record in records:
        tables.add(record["letter"]["id"], 0, record)
    tables.close()
    return str(folder / "issues.parquet")


@pytest.fixture(scope="module")
def upheld(records: list[dict[str, Any]]) -> int:
    return sum(issue["decision"] == "upheld" for record in records for issue in record["issues"])


def test_in_pandas(issues: str, upheld: int) -> None:
    frame = pandas.read_parquet(issues)
    assert (frame["decision"] == "upheld").sum() == upheld
    assert not frame["decision_quote"].isna().any()


def test_in_polars(issues: str, upheld: int, records: list[dict[str, Any]]) -> None:
    frame = polars.read_parquet(issues)
    assert frame.filter(polars.col("decision") == "upheld").height == upheld
    given = [reason for record in records for issue in record["issues"] for reason in issue["reasons"]]
    assert sorted(frame.explode("reasons")["reasons"].drop_nulls()) == sorted(given)


def test_in_duckdb(issues: str, upheld: int, records: list[dict[str, Any]]) -> None:
    table = duckdb.read_parquet(issues)
    assert table.filter("decision = 'upheld'").count("*").fetchall() == [(upheld,)]
    proofs = table.project("unnest(evidence) as proof").filter("proof.field like '%/decision'")
    found = proofs.project("proof.quote").fetchall()
    told = [proof["quote"] for record in records for index in range(len(record["issues"]))
            for proof in record["evidence"].get(f"/issues/{index}/decision", ())]  # fmt: skip
    assert sorted(quote for (quote,) in found) == sorted(told)


def test_a_column_says_what_it_is(issues: str) -> None:
    schema = pyarrow.parquet.read_schema(issues)
    assert schema.field("decision").metadata[b"description"].startswith(b"upheld: the refusal stands")
