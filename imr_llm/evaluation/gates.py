"""The gates of an eval: a TOML file with the least figures that pass. The table of fields says which there are."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field as Setting
from pydantic import ValidationError, field_validator

from imr_llm.errors import UsageError
from imr_llm.evaluation.report import GateResult, Report
from imr_llm.evaluation.scoring import LABELLED
from imr_llm.evaluation.trust import Standing
from imr_llm.record.facts import Frozen

_NAMES = {field.name: field.path for field in LABELLED}


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(names) - _NAMES.keys())
    if unknown:
        raise ValueError(f"there is no field {unknown[0]}")
    return names


class Totals(Frozen):
    """Least figures over all fields, from 0 to 1."""

    micro_f1: float | None = Setting(default=None, ge=0, le=1)
    macro_f1: float | None = Setting(default=None, ge=0, le=1)
    critical_f1: float | None = Setting(default=None, ge=0, le=1)
    whole_letters: float | None = Setting(default=None, ge=0, le=1)
    whole_letters_critical: float | None = Setting(default=None, ge=0, le=1)


class SummaryGate(Frozen):
    """What the summaries of one language must reach.

    `grade` is the worst of any letter: at most in English, at least in Spanish, where more is easier.
    `longest_sentence` is in words. `outcome_wrong` is how many summaries may say that the other side won.
    """

    verified: float | None = None
    must_say: float | None = None
    outcome_wrong: int | None = None
    grade: float | None = None
    longest_sentence: int | None = None


class SecondReaderGate(Frozen):
    """What an LLM's reading must reach; held against runs with one alone.

    `answered`: the least share of letters that it answered. `micro_f1`: its own, over all values. `agreement`: the
    least share of fields on which both readers agree. `contradicted_leads`: how many fields may be led by the reader
    that the data say should not lead. `letters_sent`: the largest share of letters without a wrong critical value that
    are sent to a person.
    """

    answered: float | None = Setting(default=None, ge=0, le=1)
    micro_f1: float | None = Setting(default=None, ge=0, le=1)
    agreement: float | None = Setting(default=None, ge=0, le=1)
    contradicted_leads: int | None = Setting(default=None, ge=0)
    letters_sent: float | None = Setting(default=None, ge=0, le=1)


class GroundsGate(Frozen):
    """Least shares of the grounds that a reading tells: `proven`, `covered`, `code`, as `GroundsScore` counts them."""

    proven: float | None = Setting(default=None, ge=0, le=1)
    covered: float | None = Setting(default=None, ge=0, le=1)
    code: float | None = Setting(default=None, ge=0, le=1)


class Gates(Frozen):
    """A gates file.

    `about` says what kind of letters these are. `fields` holds the least F1 of each; `never_flip` the fields that may
    not go from right to wrong.
    """

    about: str = ""
    totals: Totals = Totals()
    second_reader: SecondReaderGate = SecondReaderGate()
    grounds: GroundsGate = GroundsGate()
    fields: dict[str, float] = {}
    summaries: dict[str, SummaryGate] = {}
    never_flip: tuple[str, ...] = ("issues.decision",)

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, value: dict[str, float]) -> dict[str, float]:
        _known(tuple(value))
        return value

    @field_validator("never_flip")
    @classmethod
    def _may_be_named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value)


def load_gates(path: Path) -> Gates:
    """A gates file. Raises UsageError, which names the first entry that does not fit."""
    try:
        return Gates.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: this is not TOML ({error})") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def held_against(gates: Gates, report: Report) -> tuple[GateResult, ...]:
    """Every gate with its figure. A figure that the run does not have (no such value, no such summary) fails."""
    return tuple(_results(gates, report))


def _results(gates: Gates, report: Report) -> Iterator[GateResult]:
    tally = report.tally
    totals = {
        "micro_f1": tally.micro.f1,
        "macro_f1": tally.macro_f1,
        "critical_f1": tally.critical.f1,
        "whole_letters": tally.whole_letters,
        "whole_letters_critical": tally.whole_letters_critical,
    }
    for name, bound in gates.totals:
        if bound is not None:
            yield _least(name.replace("_", " "), bound, totals[name].value)
    scores = {field.name: field.score for field in tally.fields}
    for name, bound in gates.fields.items():
        yield _least(f"{name} f1", bound, scores[name].f1.value)
    for name, bound in gates.grounds:
        if bound is not None:
            yield _least(f"grounds {name}", bound, getattr(report.grounds, name).value if report.grounds else None)
    yield from _second_reader_results(gates.second_reader, report)
    for language, gate in gates.summaries.items():
        yield from _summary_results(language, gate, report)


def _second_reader_results(gate: SecondReaderGate, report: Report) -> Iterator[GateResult]:
    if report.readers is None or report.trust is None:
        return
    asked = [letter for letter in report.letters if letter.ending is not None]
    agreed = next(row.fields for row in report.trust.rows if row.standing is Standing.AGREED)
    least = {
        "answered": sum(letter.ending == "answered" for letter in asked) / len(asked) if asked else None,
        "micro_f1": report.readers.rows[-1].llm.value,
        "agreement": agreed / report.trust.fields if report.trust.fields else None,
    }
    for name, value in least.items():
        bound = getattr(gate, name)
        if bound is not None:
            yield _least(f"second reader {name.replace('_', ' ')}", bound, value)
    if gate.contradicted_leads is not None:
        wrong = len(report.readers.contradicted)
        yield _most("fields that the other reader should lead", gate.contradicted_leads, wrong)
    if gate.letters_sent is not None:
        yield _most("letters sent to a person", gate.letters_sent, report.trust.letters_sent.value or 0.0)


def _summary_results(language: str, gate: SummaryGate, report: Report) -> Iterator[GateResult]:
    for score in [each for each in report.summaries if each.language == language]:
        name = f"summaries {language} by {score.written_by}"
        rates = {"verified": score.verified, "must_say": score.must_say}
        for key, found in rates.items():
            bound = getattr(gate, key)
            if bound is not None:
                yield _least(f"{name} {key.replace('_', ' ')}", bound, found.value)
        if gate.outcome_wrong is not None:
            yield _most(f"{name} wrong outcomes", gate.outcome_wrong, score.outcome_wrong)
        if gate.grade is not None:
            wanted = _most if language == "en" else _least
            yield wanted(f"{name} hardest grade", gate.grade, score.grade_hardest)
        if gate.longest_sentence is not None:
            yield _most(f"{name} longest sentence", gate.longest_sentence, score.longest_sentence)
    if language not in {score.language for score in report.summaries}:
        yield GateResult(name=f"summaries {language}", bound=1.0, value=None, passed=False)


def _least(name: str, bound: float, value: float | None) -> GateResult:
    return GateResult(name=name, bound=bound, value=value, passed=value is not None and value >= bound)


def _most(name: str, bound: float, value: float) -> GateResult:
    return GateResult(name=name, bound=bound, value=value, at_most=True, passed=value <= bound)


def paths_of(names: tuple[str, ...]) -> frozenset[str]:
    """The paths of fields by their names."""
    return frozenset(_NAMES[name] for name in names)
