"""What the API's description shows: what is made of a letter, and how one is refused."""

import json
from functools import cache
from typing import Any

from imr_llm import pipeline
from imr_llm.letter.read import read_bytes
from imr_llm.service.http.faults import Fault
from imr_llm.service.http.problems import problem_of
from imr_llm.service.reading.example_letter import LETTER


@cache
def read_example() -> dict[str, Any]:
    """The answer for the letter, with an English summary."""
    record = pipeline.extract(read_bytes("letter.txt", LETTER.encode()))
    summary = pipeline.summarize(record, "en")
    made = {"version": pipeline.VERSION, "on": "2026-12-01T17:00:00Z", "operator": None, "contact": None}
    return {"record": json.loads(record.to_json()), "summary": json.loads(summary.model_dump_json()), "made": made}


def problem_example(fault: Fault, detail: str) -> dict[str, Any]:
    """A problem as it is sent."""
    return problem_of(fault, detail, "5f0c1f9c2d7b4e0e9a53").model_dump(mode="json")
