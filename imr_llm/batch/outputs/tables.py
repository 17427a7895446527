"""Two tidy tables of the records: `letters`, one row a record, and `issues`, one row a disputed treatment.

Columns are typed: dates are dates, counts are integers, lists are lists. `evidence` says where each value stands:
offsets in characters of the cleaned text, from `start` up to `end`, and the page. Both tables have `letter_id`; it and
`number` name an issue.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

# Rows that are held in memory at a time: 2,000 letters are some 40 MB.
_ROWS = 2_000
_DATES = ("date_assigned", "decision_date", "utilization_review_date", "application_received_date")
_RANGES = ("sessions", "per_week", "weeks")
_SAME = (
    "number", "treatment", "original_request", "authorized_portion", "retrospective", "category", "subcategory",
    "body_regions", "decision", "utilization_review_decision", "claims_administrator_citations", "reviewer_citations",
    "reasons", "grounds", "smaller_amount", "contradiction", "safety_notice", "heading", "rationale",
)  # fmt: skip
_MEDICATION = ("name", "strength", "form", "count", "refills")
_PROVENANCE = ("imr_llm", "rules", "prompt", "schema", "model", "attempts", "prompt_tokens", "completion_tokens")

Row = dict[str, Any]


@cache
def schemas() -> tuple[Any, Any]:
    """The Arrow schemas of `letters` and `issues`."""
    import pyarrow as pa

    text, texts, number, day = pa.string(), pa.list_(pa.string()), pa.int32(), pa.date32()
    place = [("field", text), ("start", number), ("end", number), ("page", number), ("by", text), ("match", text)]
    evidence = pa.list_(pa.struct(place))
    citation = pa.struct([("source", text), ("guideline", text), ("year", number), ("topic", text), ("pages", text)])
    plain = pa.struct([("en", text), ("es", text)])
    ground = pa.struct([("code", text), ("quote", text), ("needed", text), ("plain", plain)])
    review = pa.list_(pa.struct([("field", text), ("state", text), ("why", text)]))
    letters = [
        ("letter_id", text), ("name", text), ("part", number), ("sha256", text), ("form", text), ("pages", number),
        ("characters", number), ("outcome", text), ("case_number", text), *((name, day) for name in _DATES),
        ("priority", text), ("board_certifications", texts), ("subspecialties", texts), ("licensed_in", texts),
        ("worker_age_years", number), ("worker_sex", text), ("worker_occupation", text), ("injury_start_date", day),
        ("injury_end_date", day), ("injury_mechanism", text), ("diagnoses", texts), ("issues", number),
        ("issues_upheld", number), ("issues_overturned", number), ("needs_review", review), ("evidence", evidence),
        *((name, number if "tokens" in name or name == "attempts" else text) for name in _PROVENANCE),
    ]  # fmt: skip
    issues = [
        ("letter_id", text), ("name", text), ("sha256", text), ("case_number", text), ("decision_date", day),
        ("number", number), ("treatment", text), ("original_request", text), ("authorized_portion", text),
        ("retrospective", pa.bool_()), ("category", text), ("subcategory", text),
        ("body_regions", pa.list_(pa.struct([("region", text), ("side", text)]))), ("decision", text),
        ("utilization_review_decision", text), ("claims_administrator_citations", pa.list_(citation)),
        ("reviewer_citations", pa.list_(citation)), ("reasons", texts), ("grounds", pa.list_(ground)),
        ("smaller_amount", text), ("contradiction", text), ("safety_notice", text), ("heading", text),
        ("rationale", text),
        *((f"medication_{part}", number if part in ("count", "refills") else text) for part in _MEDICATION),
        *((f"{name}_{end}", number) for name in _RANGES for end in ("minimum", "maximum")),
        ("decision_start", number), ("decision_end", number), ("decision_page", number), ("needs_review", review),
        ("evidence", evidence),
    ]  # fmt: skip
    return pa.schema(letters), pa.schema(issues)


def letter_row(name: str, part: int, record: Row) -> Row:
    """A record, as JSON, as a row of `letters`."""
    letter, case, reviewer = record["letter"], record["case"], record["reviewer"]
    worker, injury, issues = record["worker"], record["injury"], record["issues"]
    decisions = [issue["decision"] for issue in issues]
    return {
        "letter_id": letter["id"], "name": name, "part": part,
        **{key: letter[key] for key in ("sha256", "form", "pages", "characters")},
        "outcome": record["outcome"], "case_number": case["case_number"], "priority": case["priority"],
        **{key: _day(case[key]) for key in _DATES},
        **{key: reviewer[key] for key in ("board_certifications", "subspecialties", "licensed_in")},
        **{f"worker_{key}": worker[key] for key in ("age_years", "sex", "occupation")},
        "injury_start_date": _day(injury["start_date"]), "injury_end_date": _day(injury["end_date"]),
        "injury_mechanism": injury["mechanism"], "diagnoses": record["diagnoses"], "issues": len(issues),
        "issues_upheld": decisions.count("upheld"), "issues_overturned": decisions.count("overturned"),
        "needs_review": record["needs_review"],
        "evidence": _places(record["evidence"], lambda field: not field.startswith("/issues/")),
        **{key: record["provenance"][key] for key in _PROVENANCE},
    }  # fmt: skip


def issue_rows(name: str, record: Row) -> Iterator[Row]:
    """A record, as JSON, as rows of `issues`."""
    for index, issue in enumerate(record["issues"]):
        below = f"/issues/{index}"
        inside = (below, below + "/")
        decision = record["evidence"].get(f"{below}/decision") or [{}]
        medication = issue["medication"] or {}
        yield {
            "letter_id": record["letter"]["id"], "name": name, "sha256": record["letter"]["sha256"],
            "case_number": record["case"]["case_number"], "decision_date": _day(record["case"]["decision_date"]),
            **{key: issue[key] for key in _SAME},
            **{f"medication_{part}": medication.get(part) for part in _MEDICATION},
            **{
                f"{key}_{end}": issue[key][end] if issue[key] else None
                for key in _RANGES
                for end in ("minimum", "maximum")
            },
            **{f"decision_{part}": decision[0].get(part) for part in ("start", "end", "page")},
            "needs_review": [
                item for item in record["needs_review"] if item["field"] == below or item["field"].startswith(inside[1])
            ],
            "evidence": _places(record["evidence"], lambda field: field.startswith(inside[1])),  # noqa: B023 -- used at once
        }  # fmt: skip


class Tables:
    """Writes both tables, a group of rows at a time. The files are whole once it is closed."""

    def __init__(self, letters: Path, issues: Path) -> None:
        import pyarrow.parquet

        letter_schema, issue_schema = schemas()
        self._letters = pyarrow.parquet.ParquetWriter(letters, letter_schema, compression="zstd")
        self._issues = pyarrow.parquet.ParquetWriter(issues, issue_schema, compression="zstd")
        self._letter_rows: list[Row] = []
        self._issue_rows: list[Row] = []

    def add(self, name: str, part: int, record: Row) -> None:
        """Add a record, given as JSON."""
        self._letter_rows.append(letter_row(name, part, record))
        self._issue_rows.extend(issue_rows(name, record))
        if len(self._letter_rows) == _ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the ends of the files."""
        self._flush()
        self._letters.close()
        self._issues.close()

    def _flush(self) -> None:
        import pyarrow as pa

        letter_schema, issue_schema = schemas()
        self._letters.write_table(pa.Table.from_pylist(self._letter_rows, letter_schema))
        self._issues.write_table(pa.Table.from_pylist(self._issue_rows, issue_schema))
        self._letter_rows, self._issue_rows = [], []


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _places(evidence: dict[str, list[Row]], wanted: Any) -> list[Row]:
    keys = ("start", "end", "page", "by", "match")
    return [
        {"field": field, **{key: place[key] for key in keys}}
        for field, places in evidence.items()
        if wanted(field)
        for place in places
    ]
