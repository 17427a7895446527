"""Judged letters and small reports for the tests of evals."""

import random
from random import Random
from typing import Any

from imr_llm.evaluation.alignment import align
from imr_llm.evaluation.report import Head, LetterResult, Report, Verdict
from imr_llm.evaluation.scoring import Judgement, judge
from imr_llm.evaluation.tally import Judged, tally
from imr_llm.record.facts import BodyRegion, Case, Citation, Facts, Issue, Medication, Worker

DECISION = "/issues/*/decision"


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # examples, no secrets


def issue(number: int = 1, **facts: Any) -> Issue:
    told: dict[str, Any] = {
        "number": number,
        "treatment": f"{('Norco', 'MRI of the knee', 'Acupuncture', 'Walker')[number % 4]} request {number}",
        "decision": "upheld",
        "category": "other",
        "reasons": ("findings_do_not_support",),
    }
    return Issue(**(told | facts))


def facts(**told: Any) -> Facts:
    given: dict[str, Any] = {
        "case": Case(case_number="CM99-0000001"),
        "worker": Worker(age_years=54, sex="male"),
        "diagnoses": ("low back pain", "neck strain"),
        "issues": (issue(1), issue(2, decision="overturned")),
    }
    return Facts(**(given | told))


def judged(name: str, label: Facts, predicted: Facts) -> Judged:
    return Judged(name, judge(label, predicted), len(align(label.issues, predicted.issues)))


def report(*letters: tuple[str, Facts, Facts], text: str = "") -> Report:
    """A report of letters given as (name, label, prediction)."""
    results = tuple(
        LetterResult(
            name=name,
            state="scored",
            label_sha256=f"sha of {label.model_dump_json()}",
            issues=judged(name, label, predicted).issues,
            judgements=judge(label, predicted),
            text=text,
        )
        for name, label, predicted in letters
    )
    return report_of(results)


def report_of(results: tuple[LetterResult, ...]) -> Report:
    return Report(
        head=Head(
            imr_llm="0",
            rules="1",
            readers="rules",
            cases=len(results),
            scored=len(results),
            not_scored=0,
            unreadable=0,
            bootstrap_draws=1,
            bootstrap_seed=1,
        ),
        verdict=Verdict(line="PASS: a test", exit_code=0),
        tally=tally([Judged(one.name, one.judgements, one.issues) for one in results]),
        letters=results,
    )


def rich_issue(number: int, generator: random.Random) -> Issue:
    """An issue with lists, some of them with entries that are nearly alike."""
    topics = ("Opioids", "Opioids, weaning", "Knee Chapter", "Knee chapter.", "MRI")
    return issue(
        number,
        decision=generator.choice(("upheld", "overturned")),
        treatment=generator.choice(("Norco #30", "Norco #60", "MRI of the left knee", "MRI of the right knee", None)),
        body_regions=tuple(
            BodyRegion(region="knee", side=side) for side in generator.sample(("left", "right", "both"), 2)
        ),
        medication=generator.choice((None, Medication(name="Norco", count=30))),
        reviewer_citations=tuple(
            Citation(source="ODG", topic=topic) for topic in generator.choices(topics, k=generator.randint(0, 3))
        ),
        reasons=tuple(generator.sample(("safety_risk", "request_unclear", "other"), generator.randint(0, 3))),
    )


def rich_facts(generator: random.Random) -> Facts:
    words = ("lumbar strain", "Lumbar strain.", "lumbar sprain", "neck pain", "insomnia")
    return facts(
        diagnoses=tuple(generator.choices(words, k=generator.randint(0, 4))),
        issues=tuple(rich_issue(number, generator) for number in range(1, generator.randint(2, 5))),
    )


def shuffled(told: Facts, generator: random.Random) -> Facts:
    """The same facts with every list in another order."""

    def turned(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(generator.sample(values, len(values)))

    issues = tuple(
        each.model_copy(
            update={
                "body_regions": turned(each.body_regions),
                "reviewer_citations": turned(each.reviewer_citations),
                "reasons": turned(each.reasons),
            }
        )
        for each in told.issues
    )
    return told.model_copy(update={"diagnoses": turned(told.diagnoses), "issues": turned(issues)})


def kinds(judgements: tuple[Judgement, ...], field: str) -> list[str]:
    return sorted(judgement.kind.value for judgement in judgements if judgement.field == field)
