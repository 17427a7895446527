"""The one JSON of an eval, from which every output is written. It holds nothing that differs when it is run again."""

import json
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from imr_llm.errors import UsageError
from imr_llm.evaluation.cost import Cost
from imr_llm.evaluation.grounds import GroundsScore
from imr_llm.evaluation.readers import ThreeReaders
from imr_llm.evaluation.scoring import Judgement
from imr_llm.evaluation.summaries import SummaryResult, SummaryScore
from imr_llm.evaluation.tally import Rate, Tally
from imr_llm.evaluation.trust import Trust
from imr_llm.record.facts import Frozen

REPORT_VERSION: Literal["1"] = "1"
Change = Literal["right_to_wrong", "wrong_to_right"]
Readers = Literal["rules", "rules and llm"]


class Head(Frozen):
    """What was run on what. `about` says what kind of letters these are, in the words of the gates file.

    `answered_by`: who answered the LLM's questions. `a_model_answered` is false for a script: then no figure here says
    how well a model reads.
    """

    imr_llm: str
    rules: str
    readers: Readers
    answered_by: tuple[str, ...] = ()
    a_model_answered: bool = False
    prompts: tuple[str, ...] = ()
    about: str = ""
    cases: int
    scored: int
    not_scored: int
    unreadable: int
    bootstrap_draws: int
    bootstrap_seed: int


class Mark(Frozen):
    """A place in the letter's cleaned text that proves a value; `pointer` says which."""

    start: int
    end: int
    pointer: str


class LetterResult(Frozen):
    """One case. `text` and `marks` are empty in a report without texts.

    `state`: scored; not_scored (it has no label); unreadable (`fault` says why; all of its label counts as omitted).
    """

    name: str
    state: Literal["scored", "not_scored", "unreadable"]
    fault: str | None = None
    ending: str | None = None
    label_sha256: str | None = None
    letter_sha256: str | None = None
    issues: int = 0
    judgements: tuple[Judgement, ...] = ()
    needs_review: tuple[str, ...] = ()
    summaries: tuple[SummaryResult, ...] = ()
    cost: Cost = Cost()
    text: str = ""
    marks: tuple[Mark, ...] = ()


class Flip(Frozen):
    """A value whose answer went from right to wrong or back. `before` and `after` are what was predicted.

    `fails`: it went from right to wrong and nobody accepts that. `file` and `line`: where the letter is, and the line
    that the value is about, as far as that is known.
    """

    letter: str
    field: str
    issue: int
    change: Change
    label: object = None
    before: object = None
    after: object = None
    fails: bool = False
    file: str | None = None
    line: int | None = None


class FieldChange(Frozen):
    """One field in two runs. `p` is McNemar's, exact; `p_holm` the same among all fields; `difference` is of F1."""

    path: str
    label: str
    values: int
    lost: int
    won: int
    p: float
    p_holm: float
    before: float | None
    after: float | None
    difference: Rate


class Comparison(Frozen):
    """Two runs over the letters whose labels are the same in both."""

    before: str
    after: str
    letters: int
    left_out: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    micro_difference: Rate
    flips: tuple[Flip, ...]


class GateResult(Frozen):
    """One gate. `bound` is the least (or, with `at_most`, the largest) value that passes; a missing value fails."""

    name: str
    bound: float
    value: float | None
    at_most: bool = False
    passed: bool


class Verdict(Frozen):
    """What the run comes to: one line, and the exit code that goes with it."""

    line: str
    exit_code: int


class Report(Frozen):
    """Everything that an eval found."""

    version: Literal["1"] = REPORT_VERSION
    head: Head
    verdict: Verdict
    gates: tuple[GateResult, ...] = ()
    tally: Tally
    summaries: tuple[SummaryScore, ...] = ()
    trust: Trust | None = None
    readers: ThreeReaders | None = None
    grounds: GroundsScore | None = None
    cost: Cost | None = None
    comparison: Comparison | None = None
    letters: tuple[LetterResult, ...]

    def to_json(self) -> str:
        """The report as JSON with a newline at its end."""
        return self.model_dump_json(indent=1) + "\n"

    def to_baseline(self) -> str:
        """The report as short JSON to compare with later: figures, judged values, hashes; no texts."""
        letters = tuple(
            letter.model_copy(
                update={
                    "judgements": tuple(_bare(it) for it in letter.judgements),
                    "needs_review": (),
                    "summaries": (),
                    "text": "",
                    "marks": (),
                }
            )
            for letter in self.letters
        )
        bare = self.model_copy(update={"letters": letters, "comparison": None})
        # A line a letter, so that a change of one letter is a change of one line.
        document = bare.model_dump(mode="json", exclude_defaults=True)
        lines = ",\n".join(json.dumps(letter, ensure_ascii=False) for letter in document.pop("letters"))
        return f'{json.dumps(document, ensure_ascii=False)[:-1]},\n"letters": [\n{lines}\n]}}\n'


def _bare(judgement: Judgement) -> Judgement:
    """A judgement without its pointer and, where label and prediction are the same, with the one."""
    return judgement.model_copy(update={"pointer": None} | ({"predicted": None} if judgement.identical else {}))


def load_report(path: Path) -> Report:
    """A report written before. Raises UsageError when the file is none."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError:
        raise UsageError(f"{path}: this is no report of imr-llm eval --format json of this version") from None
