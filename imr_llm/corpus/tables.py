"""The tables of a report. The page and the CSV files both come from these, so that their numbers are the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from imr_llm.corpus.names import name_of
from imr_llm.corpus.published import published
from imr_llm.corpus.rates import Share
from imr_llm.corpus.tally import ADMINISTRATOR, REVIEWER, STATED, UNDATED, Tally, kinds_in_order
from imr_llm.record.codes import Decision, Outcome

Cell = str | int | float | None
Row = tuple[Cell, ...]
Grain = Literal["month", "quarter", "year"]
# More columns than this are no picture; a coarser grain is taken.
_MOST_PERIODS = 40
_RATE_COLUMNS = ("issues", "overturned", "percent", "low", "high")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns. `name`: the stem of its CSV file. Percentages are of 100, with a 95% interval."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> list[Cell]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def tables(counts: Tally) -> Iterator[Table]:
    """Every table of a corpus, in the order of the report."""
    yield totals(counts)
    yield over_time(counts)
    yield by_kind(counts)
    yield by_medicine(counts)
    yield reasons(counts)
    yield guidelines(counts)
    yield by_specialty(counts)
    yield review(counts)
    yield quality(counts)


def totals(counts: Tally) -> Table:
    """How many letters and issues there are, and how they ended."""
    rate = _rate(counts.overall)
    outcomes = [(f"letters {_outcome(outcome)}", counts.outcomes[outcome]) for outcome in _OUTCOMES]
    rows: list[Row] = [
        ("letters", counts.letters),
        ("letters given again under another name, counted once", counts.repeated),
        *outcomes,
        ("issues", counts.issues),
        ("issues without a readable decision", counts.decisions[None]),
        ("issues overturned", rate[1]),
        ("issues overturned, percent", rate[2]),
        ("its interval, low", rate[3]),
        ("its interval, high", rate[4]),
        ("letters with something for a person to check", counts.with_doubt),
    ]
    return Table("totals", "Letters and issues", ("what", "number"), tuple(rows))


_OUTCOMES: tuple[Outcome | None, ...] = (*get_args(Outcome), None)


def _outcome(outcome: Outcome | None) -> str:
    return outcome.replace("_", " ") if outcome else "whose outcome is in doubt"


def over_time(counts: Tally) -> Table:
    """Outcomes of letters and overturned issues, by the finest period that makes a readable picture."""
    months = [month for month in counts.months if month is not UNDATED]
    grain = _grain(months)
    letters: defaultdict[str, Counter[Outcome | None]] = defaultdict(Counter)
    shares: defaultdict[str, Share] = defaultdict(Share)
    years: dict[str, int] = {}
    for month in sorted(months):
        name = _period(month, grain)
        letters[name].update(counts.months[month])
        shares[name].join(counts.month_shares[month])
        years[name] = month.year
    rows: list[Row] = []
    for name, outcomes in letters.items():
        division = published().years.get(years[name])
        rows.append(
            (
                name,
                outcomes.total(),
                *(outcomes[outcome] for outcome in _OUTCOMES),
                *_rate(shares[name]),
                division.percent if division else None,
                division.words if division else None,
            )
        )
    columns = (
        grain, "letters", "upheld", "overturned_letters", "partially_overturned", "in_doubt", *_RATE_COLUMNS,
        "published_percent", "published",
    )  # fmt: skip
    return Table("over_time", f"Decisions by {grain}", columns, tuple(rows))


def _grain(months: list[date]) -> Grain:
    grains: tuple[Grain, ...] = ("month", "quarter", "year")
    return next((grain for grain in grains if len({_period(m, grain) for m in months}) <= _MOST_PERIODS), "year")


def _period(month: date, grain: Grain) -> str:
    if grain == "year":
        return f"{month.year}"
    return f"{month.year}-{month.month:02}" if grain == "month" else f"{month.year} Q{(month.month + 2) // 3}"


def by_kind(counts: Tally) -> Table:
    """Overturned issues by category, each with its subcategories, beside what the Division has published."""
    rows: list[Row] = []
    for category, subcategory in kinds_in_order(counts):
        name = name_of("subcategory", subcategory) if subcategory else name_of("category", category)
        division = published().kinds.get(subcategory or category)
        rate = _rate(counts.kinds[category, subcategory])
        rows.append(
            (
                category,
                subcategory,
                name,
                *rate,
                division.percent if division else None,
                division.words if division else None,
            )
        )
    columns = ("category", "subcategory", "name", *_RATE_COLUMNS, "published_percent", "published")
    return Table("by_category", "Overturned by category of treatment", columns, tuple(rows))


def by_medicine(counts: Tally) -> Table:
    """Overturned issues by the medicine's name as written."""
    return _named_shares("by_medicine", "Overturned by medicine", "medicine", counts.medicines)


def by_specialty(counts: Tally) -> Table:
    """Overturned issues by the reviewer's board certification; one with two counts under both."""
    return _named_shares("by_specialty", "Overturned by reviewer's specialty", "specialty", counts.specialties)


def _named_shares(name: str, title: str, what: str, shares: dict[str, Share]) -> Table:
    ordered = sorted(shares.items(), key=lambda item: (-item[1].total, item[0]))
    rows = tuple((key, *_rate(share)) for key, share in ordered)
    return Table(name, title, (what, *_RATE_COLUMNS), rows)


def reasons(counts: Tally) -> Table:
    """How often each reason is given, for denials that stood and denials that were overturned."""
    rows: list[Row] = []
    for decision in get_args(Decision):
        given = counts.reasons.get(decision, Counter())
        total = counts.decisions[decision]
        rows += [
            (decision, code, name_of("reason", code), number, _percent(number, total))
            for code, number in sorted(given.items(), key=lambda item: (-item[1], item[0]))
        ]
    columns = ("decision", "code", "reason", "issues", "percent")
    return Table("reasons", "Reasons that reviewers give", columns, tuple(rows))


def guidelines(counts: Tally) -> Table:
    """In how many issues each side cites a guideline."""
    sides = (ADMINISTRATOR, REVIEWER)
    named = {side: counts.guidelines.get(side, Counter[str]()) for side in sides}
    names = sorted(set().union(*named.values()), key=lambda name: (-sum(named[side][name] for side in sides), name))
    rows: list[Row] = [_cited(name, [named[side][name] for side in sides], counts.issues) for name in names]
    rows.append(_cited("None cited", [counts.uncited[side] for side in sides], counts.issues))
    columns = ("guideline", "claims_administrator", "claims_administrator_percent", "reviewer", "reviewer_percent")
    return Table("guidelines", "Guidelines cited by each side", columns, tuple(rows))


def _cited(name: str, numbers: list[int], issues: int) -> Row:
    administrator, reviewer = numbers
    return name, administrator, _percent(administrator, issues), reviewer, _percent(reviewer, issues)


def review(counts: Tally) -> Table:
    """In how many letters a person must look at a field."""
    ordered = sorted(counts.reviewed.items(), key=lambda item: (-item[1], item[0]))
    rows: list[Row] = [("any field", counts.with_doubt, _percent(counts.with_doubt, counts.letters))]
    rows += [(name, number, _percent(number, counts.letters)) for name, number in ordered]
    return Table("review", "What a person must check", ("field", "letters", "percent"), tuple(rows))


def quality(counts: Tally) -> Table:
    """How many letters state a thing, and of which forms they are."""
    rows: list[Row] = [
        (f"states the {name}", counts.stated[name], _percent(counts.stated[name], counts.letters)) for name in STATED
    ]
    rows += [
        (f"form {form}", number, _percent(number, counts.letters))
        for form, number in sorted(counts.forms.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Table("quality", "What the letters state", ("letter", "letters", "percent"), tuple(rows))


def _rate(share: Share) -> tuple[int, int, float | None, float | None, float | None]:
    """Issues, overturned ones, and the rate with its interval in per cent."""
    rate = share.rate()
    if rate is None:
        return 0, 0, None, None, None
    shown: Iterable[float] = (rate.value, rate.interval.low, rate.interval.high)
    value, low, high = (round(100 * number, 1) for number in shown)
    return rate.total, rate.right, value, low, high


def _percent(number: int, total: int) -> float | None:
    return round(100 * number / total, 1) if total else None
