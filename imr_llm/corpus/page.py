"""The report as one HTML page that needs nothing else: no script, no picture file, no network."""

from collections.abc import Iterator
from importlib.resources import files

from imr_llm.corpus import charts
from imr_llm.corpus.published import PublishedRate, published
from imr_llm.corpus.tables import Cell, Row, Table
from imr_llm.corpus.tally import Tally
from imr_llm.evaluation.render.markup import Markup, joined, table, tag

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# Rows of a table with names of all sorts; the CSV file has the others.
_SHOWN = 15


def page(counts: Tally, found: dict[str, Table]) -> str:
    """The whole page from the tables of a corpus, by name."""
    style = files("imr_llm.corpus").joinpath("page.css").read_text(encoding="utf-8")
    title = f"{counts.letters:,} Independent Medical Review letters"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", title),
        tag("style", Markup(style)),
    )
    sections = list(_sections(found))
    links = [tag("li", tag("a", heading, href=f"#{name}")) for name, heading, _ in sections]
    body = tag(
        "body",
        tag(
            "main",
            tag("h1", title),
            tag("p", _period(counts), class_="lead"),
            _figures(counts, found),
            tag("nav", tag("ul", *links), aria_label="Parts of this page"),
            *(tag("section", tag("h2", heading, id=name), *parts) for name, heading, parts in sections),
        ),
    )
    return "<!DOCTYPE html>\n" + tag("html", head, body, lang="en") + "\n"


def _period(counts: Tally) -> str:
    if counts.first is None or counts.last is None:
        return "None of these letters prints the date of its decision."
    return f"Decided from {counts.first} to {counts.last}, where the letter prints a date."


def _figures(counts: Tally, found: dict[str, Table]) -> Markup:
    """The numbers that a reader wants first."""
    number = dict(zip(found["totals"].column("what"), found["totals"].column("number"), strict=True))
    letters = counts.letters or 1
    lost, won = counts.outcomes["upheld"], counts.outcomes["overturned"]
    mixed, doubt = counts.outcomes["partially_overturned"], counts.outcomes[None]
    rate = number["issues overturned, percent"]
    low, high = number["its interval, low"], number["its interval, high"]
    cards = [
        (
            "–" if rate is None else f"{rate}%",
            f"of {counts.overall.total:,} treatments were overturned: the worker won (95% interval {low} to {high}%)",
        ),
        (f"{100 * lost / letters:.1f}%", f"of letters: the insurer won everything ({lost:,})"),
        (f"{100 * won / letters:.1f}%", f"of letters: the worker won everything ({won:,})"),
        (f"{100 * mixed / letters:.1f}%", f"of letters: some of each ({mixed:,})"),
        (f"{100 * counts.with_doubt / letters:.1f}%", f"of letters have something for a person to check ({doubt:,} "
         "of them whether the outcome is right)"),
    ]  # fmt: skip
    return tag("ul", *(tag("li", tag("strong", big), " ", small) for big, small in cards), class_="cards")


Part = tuple[str, str, tuple[Markup, ...]]


def _sections(found: dict[str, Table]) -> Iterator[Part]:
    over_time = found["over_time"]
    if over_time.rows:
        yield "time", "Outcomes over time", _time(over_time)
    yield "category", "Overturned by category of treatment", _kinds(found["by_category"])
    medicines = found["by_medicine"]
    if medicines.rows:
        yield "medicine", "Overturned by medicine", _shares(medicines, "medicines")
    yield "reasons", "Reasons that reviewers give", _reasons(found["reasons"])
    yield "guidelines", "Guidelines cited by each side", _guidelines(found["guidelines"])
    specialties = found["by_specialty"]
    yield "specialty", "Overturned by reviewer's specialty", _shares(specialties, "specialties")
    yield "review", "What a person must check", _counted(found["review"], "doubt")
    yield "quality", "What the letters state", _counted(found["quality"], "plain")
    yield "notes", "How to read this", _notes()


def _time(over_time: Table) -> tuple[Markup, ...]:
    legend = [tag("li", tag("span", class_=f"key {name}", aria_hidden="true"), words) for name, words in charts.STACKED]
    parts = [_wide("Letters by outcome", charts.outcomes_over_time(over_time)), tag("ul", *legend, class_="legend")]
    rates = "Treatments overturned, in per cent"
    parts += [tag("h3", rates), _wide(rates, charts.rate_over_time(over_time)), _rate_legend()]
    columns = (
        over_time.columns[0], "letters", "upheld", "overturned", "partly", "in doubt", "treatments", "overturned",
        "% (95%)", "published",
    )  # fmt: skip
    rows = [
        (*(_cell(cell) for cell in row[:8]), _interval(row[8], row[9], row[10]), _cell(row[12]))
        for row in over_time.rows
    ]
    numbers = table(over_time.title, columns, rows)
    return (*parts, tag("details", tag("summary", "The numbers"), numbers))


def _wide(name: str, picture: Markup) -> Markup:
    """A picture that scrolls by itself where the page is narrow."""
    return tag("div", picture, class_="wide", tabindex=0, role="region", aria_label=name)


def _rate_legend() -> Markup:
    return tag(
        "ul",
        tag("li", tag("span", class_="key dot", aria_hidden="true"), "in these letters, with its 95% interval"),
        tag("li", tag("span", class_="key published", aria_hidden="true"), "published for all of California"),
        class_="legend",
    )


def _kinds(kinds: Table) -> tuple[Markup, ...]:
    top = charts.rate_scale(kinds)
    rows = []
    for _, subcategory, name, issues, overturned, value, low, high, division, words in kinds.rows:
        label = tag("span", str(name), class_="sub") if subcategory else tag("b", str(name))
        picture = charts.whisker(value, low, high, division, top)
        rows.append((label, picture, _interval(value, low, high), f"{overturned:,} of {issues:,}", str(words or "")))
    columns = ("category", f"0 to {top:g}%", "overturned, % (95%)", "treatments", "published")
    return _rate_legend(), table(kinds.title, columns, rows, "picture")


def _shares(shares: Table, what: str) -> tuple[Markup, ...]:
    shown = Table(shares.name, shares.title, shares.columns, shares.rows[:_SHOWN])
    top = charts.rate_scale(shown)
    rows = [
        (
            str(name),
            charts.whisker(value, low, high, None, top),
            _interval(value, low, high),
            f"{overturned:,} of {issues:,}",
        )
        for name, issues, overturned, value, low, high in shown.rows
    ]
    columns = (shares.columns[0], f"0 to {top:g}%", "overturned, % (95%)", "treatments")
    left = len(shares.rows) - len(shown.rows)
    more = [tag("p", f"{left:,} more {what} are in {shares.name}.csv.")] if left > 0 else []
    return (table(shares.title, columns, rows, "picture"), *more)


def _reasons(reasons: Table) -> tuple[Markup, ...]:
    parts = []
    for decision, title in (("upheld", "Where the denial stood"), ("overturned", "Where the denial was overturned")):
        rows = [row for row in reasons.rows if row[0] == decision]
        if rows:
            parts.append(_bars(title, "reason", [(row[2], row[3], row[4]) for row in rows], decision))
    return tuple(parts)


def _guidelines(guidelines: Table) -> tuple[Markup, ...]:
    # The last row says how often none is cited.
    shown = (*guidelines.rows[: min(_SHOWN, len(guidelines.rows) - 1)], guidelines.rows[-1])
    top = max((max(_percent(row[2]), _percent(row[4])) for row in shown), default=100.0) or 100.0
    rows = [
        (
            str(name),
            joined([charts.bar(theirs, top, "administrator"), charts.bar(reviewers, top, "reviewer")]),
            f"{_cell(theirs)} / {_cell(reviewers)}",
        )
        for name, _, theirs, _, reviewers in shown
    ]
    legend = tag(
        "ul",
        tag("li", tag("span", class_="key administrator", aria_hidden="true"), "claims administrator"),
        tag("li", tag("span", class_="key reviewer", aria_hidden="true"), "reviewer"),
        class_="legend",
    )
    columns = ("guideline", f"0 to {top:g}% of treatments", "%: administrator / reviewer")
    return legend, table(guidelines.title, columns, rows, "picture")


def _counted(counted: Table, kind: str) -> tuple[Markup, ...]:
    return (_bars(f"{counted.title}, by letters", counted.columns[0], list(counted.rows), kind),)


def _bars(title: str, what: str, rows: list[Row], kind: str) -> Markup:
    top = max((_percent(row[2]) for row in rows), default=100.0) or 100.0
    shown = [
        (str(name), charts.bar(percent, top, kind), _cell(percent), _cell(number)) for name, number, percent in rows
    ]
    return table(title, (what, f"0 to {top:g}%", "%", "number"), shown, "picture named")


def _notes() -> tuple[Markup, ...]:
    notes = (
        "A treatment is one issue of a letter. Letters given twice are counted once.",
        "An interval says how far the rate may lie from this one if letters like these were drawn again. It knows that "
        "the treatments of one letter share a reviewer. It knows nothing of how these letters were chosen.",
        "The rates are those of what was read. A decision in doubt is counted as none, and the share of letters that a "
        "person should check is given above.",
        "Reasons are read by rules, and are the least sure of all that is shown here.",
        "No rate is a prediction for one person's appeal.",
    )
    sources = [*published().years.values(), *published().kinds.values()]
    return (
        tag("ul", *(tag("li", note) for note in notes)),
        tag("p", "Published rates: ", *_sources(sources), "."),
    )


def _sources(rates: list[PublishedRate]) -> Iterator[str]:
    for place, rate in enumerate(rates):
        if place:
            yield "; "
        yield tag("a", rate.words, href=rate.link, rel="noreferrer")


def _interval(value: Cell, low: Cell, high: Cell) -> str:
    return "–" if value is None else f"{value:.1f} ({low:.1f}–{high:.1f})"


def _percent(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _cell(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.1f}" if isinstance(cell, float) else cell
