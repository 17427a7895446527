"""How good the summaries are: reading level, what `verify` finds, whether all is said that must be, and who won.

What must be said, and who won, is taken from the label, so that a summary is not its own judge.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median

from imr_llm.evaluation.alignment import align
from imr_llm.evaluation.tally import DECIMALS, Rate, proportion
from imr_llm.pipeline import summarize
from imr_llm.record.facts import Facts, Frozen
from imr_llm.record.model import LetterRecord
from imr_llm.record.standing import outcome_of
from imr_llm.summary.model import Language, Summary, Writer
from imr_llm.summary.occasion import Occasion
from imr_llm.summary.render.text import words_before_the_fold

Summarize = Callable[[LetterRecord, Language], Summary]
LANGUAGES: tuple[Language, ...] = ("en", "es")
# A letter that does not print when it was decided is told for this day, so that every run says the same.
_P95 = 0.95
_SOME_DAY = date(2026, 12, 1)


class SummaryResult(Frozen):
    """One summary of one letter.

    `grade` is a school grade in English and the INFLESZ score in Spanish. `said` of `must_say` facts of the label have
    a sentence that rests on them. `outcome`: who won as the label says (right), the contrary (wrong), or left open
    where the record is in doubt (withheld); null for a letter without a label. `first_words`: words before the fold.
    """

    language: Language
    written_by: Writer
    grade: float
    longest_sentence: int
    first_words: int = 0
    findings: tuple[str, ...]
    must_say: int
    said: int
    outcome: str | None


class SummaryScore(Frozen):
    """All summaries of one language by one writer.

    `first_words_median`, `first_words_p95`: of the words before the fold.
    """

    language: Language
    written_by: Writer
    letters: int
    grade_mean: float
    grade_hardest: float
    longest_sentence: int
    first_words_median: float = 0.0
    first_words_p95: int = 0
    verified: Rate
    findings: dict[str, int]
    must_say: Rate
    outcome_right: Rate
    outcome_wrong: int
    outcome_withheld: int


def on_the_day(record: LetterRecord, language: Language) -> Summary:
    """The template's summary as on the day on which the letter was decided: the same whenever it is made."""
    return summarize(record, language, Occasion(record.case.decision_date or _SOME_DAY))


def summarized(record: LetterRecord, label: Facts | None, write: Summarize) -> tuple[SummaryResult, ...]:
    """The summaries of a record in every language, held against the label."""
    return tuple(_result(write(record, language), record, label) for language in LANGUAGES)


def _result(summary: Summary, record: LetterRecord, label: Facts | None) -> SummaryResult:
    bases = {basis for section in summary.sections for sentence in section.sentences for basis in sentence.basis}
    musts = list(must_say(label, record)) if label else []
    return SummaryResult(
        language=summary.language,
        written_by=summary.written_by,
        grade=summary.reading.grade,
        longest_sentence=summary.reading.longest_sentence,
        first_words=words_before_the_fold(summary, record.case.case_number),
        findings=tuple(sorted(finding.kind.value for finding in summary.findings)),
        must_say=len(musts),
        said=sum(pointer in bases for pointer in musts if pointer),
        outcome=_outcome(summary, label) if label else None,
    )


def must_say(label: Facts, record: LetterRecord) -> Iterator[str | None]:
    """Where the record holds what a summary must say: each decision, what was already allowed, each safety notice.

    Null for a fact whose issue the record does not have: nothing can say it.
    """
    for left, right in align(label.issues, record.issues):
        if left is None:
            continue
        issue = label.issues[left]
        for name in ("decision", "authorized_portion", "safety_notice"):
            if getattr(issue, name) is not None:
                yield None if right is None else f"/issues/{right}/{name}"


def _outcome(summary: Summary, label: Facts) -> str:
    if summary.outcome is None:
        return "withheld"
    return "right" if summary.outcome == outcome_of(issue.decision for issue in label.issues) else "wrong"


def summary_scores(results: Sequence[SummaryResult]) -> tuple[SummaryScore, ...]:
    """The figures of every language and writer."""
    groups: dict[tuple[Language, Writer], list[SummaryResult]] = {}
    for result in results:
        groups.setdefault((result.language, result.written_by), []).append(result)
    return tuple(_score(*group, found) for group, found in sorted(groups.items()))


def _score(language: Language, writer: Writer, found: Sequence[SummaryResult]) -> SummaryScore:
    grades = [result.grade for result in found]
    words = sorted(result.first_words for result in found)
    outcomes = Counter(result.outcome for result in found if result.outcome)
    return SummaryScore(
        language=language,
        written_by=writer,
        letters=len(found),
        grade_mean=round(sum(grades) / len(grades), DECIMALS),
        grade_hardest=max(grades) if language == "en" else min(grades),
        longest_sentence=max(result.longest_sentence for result in found),
        first_words_median=float(median(words)),
        first_words_p95=words[min(len(words) - 1, int(_P95 * len(words)))],
        verified=proportion(sum(not result.findings for result in found), len(found)),
        findings=dict(sorted(Counter(kind for result in found for kind in result.findings).items())),
        must_say=proportion(sum(result.said for result in found), sum(result.must_say for result in found)),
        outcome_right=proportion(outcomes["right"], sum(outcomes.values())),
        outcome_wrong=outcomes["wrong"],
        outcome_withheld=outcomes["withheld"],
    )
