"""The grounds of a reading against those that a person labelled: is each a labelled ground, is each labelled one told?

Labels of grounds stand in a folder `grounds` beside the folder of cases (`evals/cases`, `evals/grounds`), as
`{"issues": [{"number": 1, "grounds": [{"code": ..., "quote": ...}]}]}`. A ground is a labelled one where both quote the
same sentence of the rationale.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from imr_llm.errors import UsageError
from imr_llm.evaluation.tally import Rate, proportion
from imr_llm.record.codes import Reason
from imr_llm.record.facts import Facts, Frozen, Ground
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

FOLDER = "grounds"
# The words by which a quotation is found where a line end or a slip parts it from the letter.
_LEAST_WORDS = 4


class LabelledGround(Frozen):
    """One ground of a label; `needed` is what was missing, in the letter's words."""

    code: Reason
    quote: str
    needed: str | None = None


class LabelledIssue(Frozen):
    """The grounds of one treatment, by its number."""

    number: int
    decision: str | None = None
    grounds: tuple[LabelledGround, ...]
    smaller_amount: str | None = None
    contradiction: str | None = None


class GroundsLabel(Frozen):
    """The grounds of one letter."""

    issues: tuple[LabelledIssue, ...]

    def codes_of(self, number: int) -> tuple[Reason, ...]:
        """The codes of a treatment's grounds, each once; none where it has no labelled ground."""
        return tuple(
            dict.fromkeys(ground.code for issue in self.issues if issue.number == number for ground in issue.grounds)
        )


class GroundsScore(Frozen):
    """How the grounds of one reader go with the labelled ones, over the letters that have such labels.

    `proven`: grounds that quote a labelled ground's sentence. `covered`: labelled grounds whose sentence is quoted.
    `code`: of the grounds that are labelled ones and have a code, those with a labelled code of that sentence.
    `uncoded`: grounds without a code. `bare`: treatments with labelled grounds for which none is told.
    """

    letters: int
    proven: Rate
    told: int
    covered: Rate
    labelled: int
    code: Rate
    uncoded: int
    bare: int


@dataclass(frozen=True, slots=True)
class Held:
    """The counts of one letter."""

    told: int = 0
    proven: int = 0
    labelled: int = 0
    covered: int = 0
    coded: int = 0
    code_right: int = 0
    uncoded: int = 0
    bare: int = 0


def load_grounds(case: Path) -> GroundsLabel | None:
    """The labelled grounds of a case's letter; null where nobody labelled them. Raises UsageError for a faulty file."""
    path = case.parent.parent / FOLDER / f"{case.stem}.json"
    if not path.exists():
        return None
    try:
        return GroundsLabel.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path}: {'/'.join(map(str, first['loc']))}: {first['msg']}") from None
    except ValueError:
        raise UsageError(f"{path}: this is not JSON in UTF-8") from None


def hold(label: GroundsLabel, facts: Facts) -> Held:
    """The grounds of one reading against the labelled ones, treatment by treatment."""
    by_number = {issue.number: issue for issue in facts.issues}
    counts = [
        _hold(one.grounds, issue.grounds, issue.rationale or "")
        for one in label.issues
        if (issue := by_number.get(one.number)) is not None
    ]
    return _sum(counts)


def grounds_score(held: Sequence[Held]) -> GroundsScore:
    """The score over several letters."""
    every = _sum(held)
    return GroundsScore(
        letters=len(held),
        proven=proportion(every.proven, every.told),
        told=every.told,
        covered=proportion(every.covered, every.labelled),
        labelled=every.labelled,
        code=proportion(every.code_right, every.coded),
        uncoded=every.uncoded,
        bare=every.bare,
    )


def _sum(held: Sequence[Held]) -> Held:
    return Held(*(sum(getattr(one, name) for one in held) for name in Held.__slots__))


def _hold(labelled: Sequence[LabelledGround], told: Sequence[Ground], rationale: str) -> Held:
    text = _Text(rationale)
    wanted = [(one, text.sentences(one.quote)) for one in labelled]
    given = [(one, text.sentences(one.quote)) for one in told]
    proven = [one for one, places in given if any(places & held for _, held in wanted)]
    covered = sum(any(held & places for _, places in given) for _, held in wanted)
    coded = [(one.code, places) for one, places in given if one.code and any(places & held for _, held in wanted)]
    right = sum(any(one.code == code and places & held for one, held in wanted) for code, places in coded)
    return Held(
        told=len(told),
        proven=len(proven),
        labelled=len(labelled),
        covered=covered,
        coded=len(coded),
        code_right=right,
        uncoded=sum(one.code is None for one in told),
        bare=int(bool(labelled) and not told),
    )


class _Text:
    """A rationale, and which of its sentences a quotation stands in."""

    def __init__(self, words: str) -> None:
        self._words = " ".join(words.split())
        self.plain = self._words.encode("latin-1", "replace")
        self._sentences = sentences(self, Span(0, len(self._words)), clauses=True)
        self._folded = self._words.lower()

    def sentences(self, quote: str) -> frozenset[int]:
        """The places of the sentences that a quotation touches; by its longest beginning that is there."""
        words = quote.lower().split()
        for many in range(len(words), min(_LEAST_WORDS, len(words)) - 1, -1):
            run = " ".join(words[:many])
            start = self._folded.find(run)
            if run and start >= 0:
                end = start + len(run)
                return frozenset(
                    place for place, span in enumerate(self._sentences) if span.start < end and start < span.end
                )
        return frozenset()
