"""The front page: labels and their values.

Most often a value follows its label; two pairs may share a line, and one value comes on the line below. Some programs
that turn a PDF into text print a column of labels first and the column of values after it.
"""

from dataclasses import dataclass
from datetime import date

from imr_llm.letter.model import SectionedLetter
from imr_llm.record.codes import Priority
from imr_llm.record.facts import Case
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.dates import DATE, DatedSpan, find_dates, first_date
from imr_llm.text.patterns import Match, linear
from imr_llm.text.spans import Span

_REVIEW = r"(?:ur|utilization review)"
_LABELS = {
    "case_number": r"\b(?:imr |maximus )?case (?:number|no\.?|#)",
    "date_assigned": r"\b(?:date assigned|assignment date|date of assignment)",
    "date_of_injury": r"\b(?:dates? of injury|injury dates?|doi)",
    "decision_date": r"(?:\b(?:decision date|(?:final )?determination date|date of (?:the "
    r"|this )?(?:imr )?(?:final )?(?:decision"
    r"|determination|letter|notice)|dated)|(?:^|\n)(?:letter )?date)",
    "utilization_review_date": rf"\b(?:{_REVIEW} (?:denial |decision |determination )?date|date of {_REVIEW}"
    r"(?: decision| denial| determination)?)",
    "priority": r"\b(?:priority|type of review|review type)",
    "application_received_date": r"\b(?:(?:(?:imr )?application[ \n]+)?received(?: date)?"
    r"|date(?: of)?(?: imr)? application"
    r"(?: received)?)",
}
# The same as the notices of 2013 say it in sentences.
_SENTENCES = {
    "date_assigned": r"notice of assignment and request for information was [a-z ]{2,60} on\b",
    "decision_date": r"notice of (?:final )?determination dated\b",
    "utilization_review_date": r"utilization review (?:denial|modification|decision|determination)"
    r"(?:/(?:denial|modification))? dated\b",
    "application_received_date": r"application for independent medical review was (?:filed|received|submitted) on\b",
}
_KINDS = {"case_number": "number", "priority": "priority"}
_NUMBER = r"cm ?\d\d ?- ?\d{5,8}"
_PRIORITY = r"standard|regular|expedited|urgent"
_PRIORITIES: dict[str, Priority] = {
    "standard": "standard",
    "regular": "standard",
    "expedited": "expedited",
    "urgent": "expedited",
}
_TOKEN = linear(
    (
        "".join(rf"({label} ?:)|" for label in _LABELS.values())
        + "".join(f"(\\b{words})|" for words in _SENTENCES.values())
        + rf"(\b{_NUMBER}\b)|(\b(?:{_PRIORITY})\b)|({DATE}(?: ?(?:-|to|through) ?{DATE})?)"
    ).encode()
)
# A value stands so near its label; one of other words stands so far from the value before it, in characters.
_NEAR, _APART = 3, 12
# The groups of a match in their order.
_GROUPS = (*_LABELS, *_SENTENCES)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Where each value of the front page stands, the labels that have none that can be read, and those with two."""

    values: dict[str, Span]
    unreadable: tuple[str, ...]
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    name: str
    kind: str
    span: Span
    is_label: bool


def read_case(letter: SectionedLetter, page: FrontPage, proofs: Proofs) -> Case:
    """The values of the front page; what it does not state is null, what cannot be told is a doubt."""
    for name in page.unreadable:
        proofs.doubt(_pointer(name), "not_readable", "the front page has the label, but no value that can be read")
    for name in page.contradicted:
        proofs.doubt(_pointer(name), "disputed", "the front page has this label twice, with different values")
    values: dict[str, str | date | None] = {}
    for name, span in page.values.items():
        if name != "date_of_injury":
            proofs.add(f"/case/{name}", span)
            values[name] = _value(letter, name, span)
    return Case.model_validate(values)


def _pointer(name: str) -> str:
    return "/injury/start_date" if name == "date_of_injury" else f"/case/{name}"


def read_front_page_injury(letter: SectionedLetter, page: FrontPage) -> list[DatedSpan]:
    """The date of injury of the front page: none, one, or the two of a range."""
    span = page.values.get("date_of_injury")
    return list(find_dates(letter.clean.lower, span)) if span else []


def _value(letter: SectionedLetter, name: str, span: Span) -> str | date | None:
    words = letter.clean.lower[slice(*span)].decode()
    if name == "case_number":
        return words.replace(" ", "").upper()
    if name == "priority":
        return _PRIORITIES[words]
    found = first_date(letter.clean.lower, span)
    return found.value if found else None


def find_front_page(letter: SectionedLetter) -> FrontPage:
    """Pair labels with values: each value with the label before it, a column of values with its column of labels."""
    parts = [part for part in (letter.sections.front_page, letter.sections.application) if part]
    if not parts:
        return FrontPage({}, ())
    values: dict[str, Span] = {}
    labels: list[_Token] = []
    unpaired: list[str] = []
    contradicted: list[str] = []
    run: list[_Token] = []
    tokens = [token for part in parts for token in map(_token, _TOKEN.finditer(letter.clean.lower, *part)) if token]
    for token in [*tokens, _Token("", "", parts[-1], is_label=True)]:
        if not token.is_label:
            run.append(token)
            continue
        if run or not token.name:
            paired = _pair(labels, run)
            contradicted += [
                name
                for name, span in paired.items()
                if name in values and _value(letter, name, span) != _value(letter, name, values[name])
            ]
            values = paired | values
            unpaired += [label.name for label in labels if label.name not in paired]
            labels, run = [], []
        labels.append(token)
    numbers = {token.name: token.span for token in tokens if token.kind == "number" and not token.is_label}
    if len(numbers) == 1 and "case_number" not in {*values, *unpaired}:
        # The only number of the page needs no label.
        values["case_number"] = next(iter(numbers.values()))
    unreadable = dict.fromkeys(name for name in unpaired if name not in values)
    return FrontPage(values, tuple(unreadable), tuple(dict.fromkeys(contradicted)))


def _token(match: Match) -> _Token | None:
    """What a match is, told by its words; an impossible date ("13/45/2016") is nothing."""
    words = match.group().decode()
    span = Span(*match.span())
    group = match.lastindex
    if group <= len(_GROUPS):
        name = _GROUPS[group - 1]
        return _Token(name, _KINDS.get(name, "date"), span, is_label=True)
    if words in _PRIORITIES:
        return _Token(words, "priority", span, is_label=False)
    if words.startswith("cm"):
        return _Token(words, "number", span, is_label=False)
    if first_date(words.encode(), Span(0, len(words))) is None:
        return None
    return _Token(words, "date", span, is_label=False)


def _pair(labels: list[_Token], values: list[_Token]) -> dict[str, Span]:
    """The values of a run of labels. One value belongs to the nearest label; several are the column of its column.

    Of a single label the value right behind it counts, whatever words with values of their own follow further on.
    """
    paired: dict[str, Span] = {}
    if len(labels) == 1 and len(values) > 1 and values[1].span.start - values[0].span.end > _APART:
        values = values[:1] if values[0].span.start - labels[0].span.end <= _NEAR else values
    for kind in ("number", "date", "priority"):
        named = [label for label in labels if label.kind == kind]
        found = [value for value in values if value.kind == kind]
        if len(values) == 1 and found and named:
            named = named[-1:]
        # As many values as labels, or nobody can say which is whose.
        if len(named) == len(found):
            paired |= {label.name: value.span for label, value in zip(named, found, strict=True)}
    return paired
