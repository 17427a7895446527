"""From readings to the report: judge, count, compare, hold against the gates."""

from collections.abc import Sequence
from dataclasses import dataclass

from imr_llm.evaluation.accepted import Lost
from imr_llm.evaluation.alignment import align
from imr_llm.evaluation.bootstrap import REPLICATES, SEED
from imr_llm.evaluation.cost import Prices, priced, total
from imr_llm.evaluation.diff import compare
from imr_llm.evaluation.gates import Gates, held_against
from imr_llm.evaluation.grounds import GroundsScore, grounds_score, hold
from imr_llm.evaluation.places import place_of
from imr_llm.evaluation.readers import ReadThrice, ThreeReaders, readers
from imr_llm.evaluation.report import Comparison, Head, LetterResult, Mark, Report, Verdict
from imr_llm.evaluation.run import Asked, Read
from imr_llm.evaluation.scoring import Judgement, Kind, judge
from imr_llm.evaluation.summaries import Summarize, on_the_day, summarized, summary_scores
from imr_llm.evaluation.tally import Judged, tally
from imr_llm.evaluation.trust import Trust, trust, trusted
from imr_llm.evaluation.verdict import conclude
from imr_llm.pipeline import VERSION
from imr_llm.record.facts import Facts
from imr_llm.record.fields import BY_PATH
from imr_llm.rules.reader import RULES_VERSION


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a run is held against: gates, an earlier report with accepted losses, prices. Each may be left out."""

    gates: Gates | None = None
    accepted: tuple[Lost, ...] = ()
    baseline: Report | None = None
    prices: Prices | None = None


def report_of(
    reads: Sequence[Read], held: Yardstick, reader: Asked | None = None, write: Summarize = on_the_day
) -> Report:
    """The report of a run. `reader` was asked besides the rules; the summaries of `write` are scored."""
    letters = tuple(_letter(read, write, held.prices) for read in sorted(reads, key=lambda read: read.case.name))
    scored = [letter for letter in letters if letter.label_sha256]
    prompts = {read.record.provenance.prompt for read in reads if read.record and read.record.provenance.prompt}
    found = Report(
        head=Head(
            imr_llm=VERSION,
            rules=RULES_VERSION,
            readers="rules and llm" if reader else "rules",
            answered_by=reader.answered_by if reader else (),
            a_model_answered=reader.a_model_answered if reader else False,
            prompts=tuple(sorted(prompts)),
            about=held.gates.about if held.gates else "",
            cases=len(letters),
            scored=len(scored),
            not_scored=sum(letter.state == "not_scored" for letter in letters),
            unreadable=sum(letter.state == "unreadable" for letter in letters),
            bootstrap_draws=REPLICATES,
            bootstrap_seed=SEED,
        ),
        verdict=Verdict(line="", exit_code=0),
        tally=tally([Judged(letter.name, letter.judgements, letter.issues) for letter in scored]),
        summaries=summary_scores([result for letter in letters for result in letter.summaries]),
        trust=_trust(reads, letters) if reader else None,
        readers=_readers(reads, letters) if reader else None,
        grounds=_grounds(reads),
        cost=total([letter.cost for letter in letters]) if reader else None,
        letters=letters,
    )
    comparison = _compared(held, found, reads) if held.baseline else None
    gates = held_against(held.gates, found) if held.gates else ()
    return found.model_copy(
        update={
            "comparison": comparison,
            "gates": gates,
            "verdict": conclude(found, gates, comparison),
        }
    )


def _compared(held: Yardstick, found: Report, reads: Sequence[Read]) -> Comparison | None:
    """The comparison with the earlier report: what fails, and where in its letter each value stands."""
    if held.baseline is None:
        return None
    told = compare(held.baseline, found, held.accepted, (held.gates or Gates()).never_flip)
    by_name = {read.case.name: read for read in reads}
    flips = tuple(flip.model_copy(update=place_of(flip, by_name[flip.letter])) for flip in told.flips)
    return told.model_copy(update={"flips": flips})


def _letter(read: Read, write: Summarize, prices: Prices | None) -> LetterResult:
    case, record = read.case, read.record
    facts = record.facts() if record else Facts()
    unread = record is None
    return LetterResult(
        name=case.name,
        state="unreadable" if unread else "scored" if case.label else "not_scored",
        fault=read.fault,
        ending=read.ending,
        label_sha256=case.label_sha256,
        letter_sha256=record.letter.sha256 if record else None,
        issues=len(align(case.label.issues, facts.issues)) if case.label else len(facts.issues),
        judgements=judge(case.label, facts) if case.label else (),
        needs_review=tuple(sorted(record.doubted)) if record else (),
        summaries=summarized(record, case.label, write) if record else (),
        cost=priced(read.cost, prices),
        text=read.text,
        marks=tuple(
            Mark(start=proof.start, end=proof.end, pointer=pointer)
            for pointer, proofs in sorted(record.evidence.items())
            for proof in proofs
        )
        if record
        else (),
    )


def _readers(reads: Sequence[Read], letters: Sequence[LetterResult]) -> ThreeReaders:
    merged = {letter.name: letter.judgements for letter in letters}
    return readers(
        [
            ReadThrice(judge(read.case.label, read.rules), judge(read.case.label, read.llm), merged[read.case.name])
            for read in reads
            if read.case.label and read.rules and read.llm
        ]
    )


def _grounds(reads: Sequence[Read]) -> GroundsScore | None:
    held = [hold(read.case.grounds, read.record.facts()) for read in reads if read.case.grounds and read.record]
    return grounds_score(held) if held else None


def _trust(reads: Sequence[Read], letters: Sequence[LetterResult]) -> Trust:
    judged = {letter.name: letter.judgements for letter in letters}
    right = [letter for letter in letters if letter.state == "scored" and not any(map(_critical, letter.judgements))]
    return trust(
        [it for read in reads if read.record for it in trusted(read.record, judged[read.case.name])],
        [bool(letter.needs_review) for letter in right],
    )


def _critical(judgement: Judgement) -> bool:
    """Whether a critical value is wrong."""
    return judgement.kind is not Kind.CORRECT and BY_PATH[judgement.field].critical
