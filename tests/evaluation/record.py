"""Record the eval cassettes: `python -m tests.evaluation.record [CASE...]` (`make record-evals`).

A model is asked at IMR_LLM_RECORD_BASE_URL, by the name IMR_LLM_MODEL; IMR_LLM_RECORD_AS says in words what answers,
and IMR_LLM_RECORD_ON on which date, if not today. A case is kept only where every question got its answer, so that
nothing is overwritten by less; the others are named. To try the recorder without a model: `--script FOLDER`.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from imr_llm.errors import UsageError
from imr_llm.evaluation.cases import Case, load_cases
from imr_llm.evaluation.recorder import Recorder
from imr_llm.evaluation.run import Plan, Read, read_cases
from imr_llm.evaluation.tape import load_tape
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.settings import load_settings
from tests.evaluation.scripted import SCRIPT, answer
from tests.llm.loopback import Loopback

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "evals" / "cases"
CASSETTES = ROOT / "evals" / "cassettes"


def scripted(folder: Path, cases: Sequence[Case]) -> Sequence[Read]:
    """Record what the script answers. Raises UsageError where a model's recording would be overwritten."""
    if any(load_tape(folder, path.stem).model for path in folder.glob("*.json")):
        raise UsageError(f"{folder}: a model was recorded here, and a script is less")
    with Loopback(answer=answer) as server:
        settings = load_settings(base_url=server.base_url, model="scripted", api_key="none", cache_dir=None)
        return read_cases(cases, Plan(Recorder(folder, settings, "", SCRIPT)))


def recorded(folder: Path, cases: Sequence[Case], address: str) -> Sequence[Read]:
    """Record what the model behind an endpoint answers; a case with a question unanswered keeps its old recording."""
    settings = load_settings(base_url=address, cache_dir=None)
    today = os.environ.get("IMR_LLM_RECORD_ON", datetime.now(UTC).date().isoformat())
    with tempfile.TemporaryDirectory() as fresh:
        made = Path(fresh)
        recorder = Recorder(made, settings, today, described=os.environ.get("IMR_LLM_RECORD_AS"))
        reads = read_cases(cases, Plan(recorder))
        answered = [read for read in reads if read.ending == Ending.ANSWERED.value and whole(made, read.case.name)]
        folder.mkdir(parents=True, exist_ok=True)
        for read in answered:
            shutil.copyfile(made / f"{read.case.name}.json", folder / f"{read.case.name}.json")
    for name in sorted({read.case.name for read in reads} - {read.case.name for read in answered}):
        sys.stdout.write(f"{name}: no answer, so its recording is left as it was\n")
    return answered


def whole(folder: Path, name: str) -> bool:
    """Whether every exchange of a tape was answered: none refused, none an error."""
    return all(exchange.status == 200 and exchange.answer is not None for exchange in load_tape(folder, name).exchanges)


def main(arguments: Sequence[str]) -> int:
    address = os.environ.get("IMR_LLM_RECORD_BASE_URL")
    if arguments[:1] == ["--script"]:
        reads = scripted(Path(arguments[1]), load_cases(CASES))
    elif address:
        cases = [case for case in load_cases(CASES) if not arguments or case.name in arguments]
        reads = recorded(CASSETTES, cases, address)
    else:
        sys.stderr.write("IMR_LLM_RECORD_BASE_URL names the endpoint to record; --script FOLDER has none\n")
        return 2
    sys.stdout.write(f"{len(reads)} cases, {sum(read.cost.requests for read in reads)} requests\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
