"""Record the eval cassettes from the script: `python -m tests.evaluation.record` (`make record-evals`).

A real model is recorded with `imr-llm eval --record --cassettes FOLDER` instead.
"""

import sys
from pathlib import Path

from imr_llm.evaluation.cases import load_cases
from imr_llm.evaluation.recorder import Recorder
from imr_llm.evaluation.run import Plan, read_cases
from imr_llm.settings import load_settings
from tests.evaluation.scripted import SCRIPT, answer
from tests.llm.loopback import Loopback

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "evals" / "cases"
CASSETTES = ROOT / "evals" / "cassettes"


def main() -> None:
    with Loopback(answer=answer) as server:
        settings = load_settings(base_url=server.base_url, model="scripted", api_key="none", cache_dir=None)
        for tape in CASSETTES.glob("*.json"):
            tape.unlink()
        reads = read_cases(load_cases(CASES), Plan(Recorder(CASSETTES, settings, "", SCRIPT)))
    sys.stdout.write(f"{len(reads)} cases, {sum(read.cost.requests for read in reads)} requests\n")


if __name__ == "__main__":
    main()
