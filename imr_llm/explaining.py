"""Why, asked of an LLM: the questions of `explain`, and what is believed of their answers taken into the reading.

The grounds that are believed take the place of those of the rules, treatment by treatment; the codes of a treatment's
grounds are its reasons. Where none is believed, what the rules found stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imr_llm.crosscheck import plain
from imr_llm.grounds.hear import Explained, HeardGrounds, hear_grounds
from imr_llm.letter.model import SectionedLetter
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.llm.questions.explain import explain_questions
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import GroundsAnswer, schema_hash
from imr_llm.llm.redaction.redact import Redacted
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.model import ISSUES, Check, Evidence, Reading, Verdict
from imr_llm.second_reading import Ask


@dataclass(frozen=True, slots=True)
class Explanation:
    """What came of asking. `ending`: of the first question that failed, after which no other is put."""

    heard: HeardGrounds
    ending: Ending
    usage: Usage
    cached: bool
    prompt: str
    schema_hash: str


async def explain(letter: SectionedLetter, rules: Reading, ask: Ask, sent: Redacted) -> Explanation:
    """Ask why each treatment was decided as the rules read it. `sent`: what may leave the machine of the letter."""
    answers: list[GroundsAnswer] = []
    ending, usage, cached = Ending.ANSWERED, Usage(), True
    for question in explain_questions(letter, rules, sent):
        answer = await ask(question)
        usage, cached = usage + answer.usage, cached and answer.cached
        if answer.value is None:
            ending = answer.ending
            break
        answers.append(answer.value)
    heard = hear_grounds(answers, letter, sent, [issue.decision for issue in rules.facts.issues])
    return Explanation(heard, ending, usage, cached, load("explain").reference, schema_hash(GroundsAnswer))


def with_grounds(reading: Reading, rules: Reading, heard: HeardGrounds) -> Reading:
    """A reading with the grounds that are believed. `rules`: what the codes are compared with."""
    told = {index: one for index, one in heard.explained.items() if one.grounds}
    if not told:
        return reading
    issues = _with_all(reading.facts.issues, told)
    replaced = {f"{ISSUES}/{index}/reasons" for index in told}
    checks = [check for check in reading.checks if check.against != "llm" or check.field not in replaced]
    checks += [
        _check(index, rules.facts.issues[index], issues[index]) for index in told if rules.facts.issues[index].reasons
    ]
    return reading.model_copy(
        update={
            "facts": reading.facts.model_copy(update={"issues": issues}),
            "evidence": _evidence(reading, issues, heard, told),
            "checks": tuple(checks),
            "needs_review": tuple(item for item in reading.needs_review if item.field not in replaced),
        }
    )


def alone_with_grounds(facts: Facts, heard: HeardGrounds) -> Facts:
    """What the LLM by itself says, with the codes of its grounds as reasons where any is believed."""
    told = {index: one for index, one in heard.explained.items() if one.grounds}
    return facts.model_copy(update={"issues": _with_all(facts.issues, told)})


def _with_all(issues: Sequence[Issue], told: Mapping[int, Explained]) -> tuple[Issue, ...]:
    return tuple(_with(issue, told[index]) if index in told else issue for index, issue in enumerate(issues))


def _with(issue: Issue, told: Explained) -> Issue:
    codes = dict.fromkeys(ground.code for ground in told.grounds if ground.code)
    return issue.model_copy(
        update={
            "grounds": told.grounds,
            "reasons": tuple(codes),
            "smaller_amount": told.smaller_amount or issue.smaller_amount,
            "contradiction": told.contradiction or issue.contradiction,
        }
    )


def _check(index: int, ours: Issue, merged: Issue) -> Check:
    """How the rules' codes go with those of the grounds."""
    verdict: Verdict = "agree" if set(ours.reasons) == set(merged.reasons) else "disagree"
    return Check(
        field=f"{ISSUES}/{index}/reasons", verdict=verdict, rules=plain(ours.reasons), llm=plain(merged.reasons)
    )


def _evidence(
    reading: Reading, issues: tuple[Issue, ...], heard: HeardGrounds, told: dict[int, Explained]
) -> dict[str, tuple[Evidence, ...]]:
    """The proofs of a reading with those of the grounds; a reason is proved by the first ground of its code."""
    below = tuple(f"{ISSUES}/{index}/{name}/" for index in told for name in ("grounds", "reasons"))
    evidence = {pointer: proofs for pointer, proofs in reading.evidence.items() if not pointer.startswith(below)}
    for index in told:
        at = f"{ISSUES}/{index}"
        evidence |= {pointer: proofs for pointer, proofs in heard.evidence.items() if pointer.startswith(f"{at}/")}
        codes = [ground.code for ground in issues[index].grounds]
        for place, code in enumerate(issues[index].reasons):
            evidence[f"{at}/reasons/{place}"] = heard.evidence[f"{at}/grounds/{codes.index(code)}/quote"]
    return evidence
