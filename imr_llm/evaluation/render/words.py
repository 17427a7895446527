"""How figures and values are put in words, alike in every output."""

from collections.abc import Iterator, Sequence
from typing import Any

from imr_llm.evaluation.readers import Share, ThreeReaders
from imr_llm.evaluation.report import Comparison, Head, Report
from imr_llm.evaluation.tally import Rate, Score
from imr_llm.evaluation.trust import Trust
from imr_llm.record.fields import BY_PATH

ABSENT = "–"


def percent(value: float | None, places: int = 1) -> str:
    """A share in per cent; a dash where there is none."""
    return ABSENT if value is None else f"{100 * value:.{places}f}"


def interval(rate: Rate) -> str:
    """The interval of a rate in per cent: `93.2–98.8`."""
    return ABSENT if rate.value is None else f"{100 * rate.low:.1f}–{100 * rate.high:.1f}"


def with_interval(rate: Rate) -> str:
    """A rate with its interval in per cent: `96.0 (93.2–98.8)`."""
    return ABSENT if rate.value is None else f"{percent(rate.value)} ({interval(rate)})"


def shows(score: Score) -> str:
    """What the count of letters shows, in the fewest words: `24 of 24, ≥ 86%`."""
    return f"{score.letters_right} of {score.letters}, ≥ {score.shows}%" if score.letters else ABSENT


def value(of: Any) -> str:
    """A judged value as one line of words."""
    match of:
        case None:
            return ABSENT
        case bool():
            return "yes" if of else "no"
        case dict() if set(of) == {"minimum", "maximum"}:
            return str(of["minimum"]) if of["minimum"] == of["maximum"] else f"{of['minimum']} to {of['maximum']}"
        case dict():
            return ", ".join(f"{name} {value(part)}" for name, part in of.items() if part is not None)
        case list() | tuple():
            return "; ".join(value(part) for part in of)
    return str(of)


def heads(head: Head) -> Iterator[str]:
    """What was run on what, a sentence a line."""
    yield f"imr_llm {head.imr_llm}, rules {head.rules}, read by {head.readers}."
    if head.answered_by:
        yield f"The LLM's questions ({', '.join(head.prompts)}) were answered by {'; '.join(head.answered_by)}."
        if not head.a_model_answered:
            yield "No model answered: these figures do not say how well a model reads."
    letters = [f"{head.scored} of {head.cases} letters scored"]
    letters += [f"{head.not_scored} without a label"] if head.not_scored else []
    letters += [f"{head.unreadable} not readable"] if head.unreadable else []
    yield f"{', '.join(letters)}. {head.about}".strip()


def totals(report: Report) -> Sequence[tuple[str, str]]:
    """The figures over everything, as pairs of a name and a figure."""
    tally = report.tally
    return (
        ("micro F1, all values", with_interval(tally.micro.f1)),
        ("micro F1 without folding", with_interval(tally.micro.raw_f1)),
        ("micro F1, critical fields", with_interval(tally.critical.f1)),
        ("macro F1, mean over fields", with_interval(tally.macro_f1)),
        (
            "whole letters right",
            f"{tally.whole_letters_right} of {tally.letters}: {with_interval(tally.whole_letters)}",
        ),
        (
            "letters right in every critical field",
            f"{tally.whole_letters_critical_right} of {tally.letters}: {with_interval(tally.whole_letters_critical)}",
        ),
    )


# The columns of the table of fields: heading, and what stands in it.
FIELD_COLUMNS = (
    "field", "n", "correct", "omitted", "invented", "mismatched", "precision", "recall", "F1 (95%)", "raw F1",
    "exact (95%)", "letters right show",
)  # fmt: skip


def field_row(name: str, score: Score) -> tuple[str, ...]:
    """One row under `FIELD_COLUMNS`."""
    return (
        name,
        str(score.n),
        str(score.correct),
        str(score.omitted),
        str(score.invented),
        str(score.mismatched),
        percent(score.precision.value),
        percent(score.recall.value),
        with_interval(score.f1),
        percent(score.raw_f1.value),
        with_interval(score.exact),
        shows(score),
    )


def field_rows(report: Report) -> list[tuple[str, ...]]:
    """The table of fields, with the totals as its last rows."""
    rows = [field_row(field.label, field.score) for field in report.tally.fields]
    return [*rows, field_row("all values", report.tally.micro), field_row("critical fields", report.tally.critical)]


SUMMARY_COLUMNS = (
    "summaries", "letters", "mean grade", "hardest", "longest sentence", "words first", "95%", "verified",
    "must-say said",
    "outcome right", "wrong", "withheld", "findings",
)  # fmt: skip


def summary_rows(report: Report) -> list[tuple[str, ...]]:
    """The table of summaries. In Spanish the grade is the INFLESZ score, of which more is easier."""
    return [
        (
            f"{score.language}, {score.written_by}",
            str(score.letters),
            f"{score.grade_mean:.1f}",
            f"{score.grade_hardest:.1f}",
            str(score.longest_sentence),
            f"{score.first_words_median:.0f}",
            str(score.first_words_p95),
            with_interval(score.verified),
            with_interval(score.must_say),
            with_interval(score.outcome_right),
            str(score.outcome_wrong),
            str(score.outcome_withheld),
            ", ".join(f"{kind} {times}" for kind, times in score.findings.items()) or ABSENT,
        )
        for score in report.summaries
    ]


TRUST_COLUMNS = ("standing", "fields", "right", "accuracy (95%)", "taken down to here: share", "accuracy")


def trust_rows(report: Report) -> list[tuple[str, ...]]:
    """The table of trust with its curve; what neither reader found is in no one's hands."""
    if report.trust is None:
        return []
    curve = {point.down_to: point for point in report.trust.curve}
    rows: list[tuple[str, ...]] = []
    for row in report.trust.rows:
        point = curve.get(row.standing)
        rows.append(
            (
                row.standing.value,
                str(row.fields),
                str(row.right),
                with_interval(row.accuracy),
                percent(point.coverage) if point else ABSENT,
                percent(point.accuracy.value) if point else ABSENT,
            )
        )
    return rows


READER_COLUMNS = (
    "field", "leads", "rules F1", "LLM F1", "record F1", "agreed: right", "rules only", "LLM only", "p (Holm)",
    "data say", "record over rules: p", "over LLM: p",
)  # fmt: skip


def reader_rows(report: Report) -> list[tuple[str, ...]]:
    """The table of three readers. What the data say is who should lead, where that is more than noise."""
    if report.readers is None:
        return []
    return [
        (
            row.label,
            row.leads or ABSENT,
            with_interval(row.rules),
            with_interval(row.llm),
            with_interval(row.merged),
            share(row.agreed),
            share(row.rules_only),
            share(row.llm_only),
            chance(row.p_holm if row.path else row.p),
            row.data or ABSENT,
            chance(row.over_rules),
            chance(row.over_llm),
        )
        for row in report.readers.rows
    ]


def readers_line(readers: ThreeReaders) -> str:
    """What the table of three readers is over, and where the table of fields is wrong by it."""
    wrong = ", ".join(f"{row.label} ({row.data})" for row in readers.contradicted)
    told = f"the other reader should lead: {wrong}" if wrong else "no field should be led by the other reader"
    return f"Three readers over the {readers.letters} letters that the LLM answered; {told}."


def share(of: Share) -> str:
    """A count of right values: `95 of 102`."""
    return f"{of.right} of {of.n}" if of.n else ABSENT


def grounds_line(report: Report) -> str | None:
    """How the grounds go with the labelled ones, in one line."""
    score = report.grounds
    if score is None:
        return None
    return (
        f"Grounds over {score.letters} letters: {with_interval(score.proven)}% of {score.told} quote the sentence of "
        f"a labelled one, {with_interval(score.covered)}% of {score.labelled} labelled grounds are told, "
        f"{with_interval(score.code)}% of the codes are right ({score.uncoded} grounds have none); "
        f"{score.bare} treatments have no ground though one is labelled."
    )


def cost_line(report: Report) -> str | None:
    """What an LLM run cost, in one line."""
    cost = report.cost
    if cost is None:
        return None
    money = "" if cost.money is None else f", {cost.money:.4f} in money"
    source = "" if report.head.a_model_answered else ", as the script says"
    return (
        f"{cost.requests} requests, {cost.prompt_tokens} prompt and {cost.completion_tokens} completion tokens, "
        f"{cost.cache_hits} letters from the cache{money}{source}"
    )


def trust_line(trust: Trust) -> str:
    """How much is sent to a person, and how much of what is wrong."""
    return (
        f"Sent to a person: {with_interval(trust.reviewed)}% of the fields, "
        f"{with_interval(trust.wrong_reviewed)}% of the wrong ones; "
        f"{with_interval(trust.letters_sent)}% of the letters without a wrong critical value."
    )


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What was compared with what, a sentence a line."""
    yield f"Before: {comparison.before}."
    yield f"After: {comparison.after}."
    yield f"{comparison.letters} letters in both; micro F1 changed by {points(comparison.micro_difference)}."
    if comparison.left_out:
        yield f"Not compared (missing in one, or labelled differently): {', '.join(comparison.left_out)}."


def points(rate: Rate) -> str:
    """A difference of two shares in percentage points, with its sign: `+1.2 (-0.3 to +2.5)`."""
    if rate.value is None:
        return ABSENT
    return f"{100 * rate.value:+.1f} ({100 * rate.low:+.1f} to {100 * rate.high:+.1f})"


def chance(p: float) -> str:
    """A p value; the smallest are not said to be nothing."""
    return f"{p:.4f}" if p >= 0.0001 else "< 0.0001"


CHANGE_COLUMNS = ("field", "values", "F1 before", "F1 after", "difference (95%)", "lost", "won", "p", "p (Holm)")


def change_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """The fields of a comparison in which anything changed."""
    return [
        (
            change.label,
            str(change.values),
            percent(change.before),
            percent(change.after),
            points(change.difference),
            str(change.lost),
            str(change.won),
            chance(change.p),
            chance(change.p_holm),
        )
        for change in comparison.fields
        if change.lost or change.won or change.before != change.after
    ]


FLIP_COLUMNS = ("change", "letter", "issue", "field", "label", "before", "after")


def flip_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """Every flip."""
    return [
        (
            flip.change.replace("_", " "),
            flip.letter,
            str(flip.issue or ABSENT),
            BY_PATH[flip.field].label,
            value(flip.label),
            value(flip.before),
            value(flip.after),
        )
        for flip in comparison.flips
    ]
