"""The front page: labels and their values.

Most often a value follows its label; two pairs may share a line, and one value comes on the line below. Some programs
that turn a PDF into text print a column of labels first and the column of values after it.
"""

from dataclasses import dataclass
from datetime import date

from imr_llm.letter.model import SectionedLetter, Span
from imr_llm.record.codes import Priority
from imr_llm.record.facts import Case
from imr_llm.rules.dates import DATE, DatedSpan, find_dates, first_date
from imr_llm.rules.proofs import Proofs
from imr_llm.rules.rule import Match, linear

_LABELS = {
    "case_number": r"(?:imr )?case (?:number|no\.?|#)",
    "date_assigned": r"date assigned",
    "date_of_injury": r"date of injury",
    "decision_date": r"decision date",
    "utilization_review_date": r"(?:ur|utilization review) (?:denial |decision )?date",
    "priority": r"priority",
    "application_received_date": r"(?:application[ \n]+)?received",
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
        "".join(f"(\\b{label} ?:)|" for label in _LABELS.values())
        + rf"(\b{_NUMBER}\b)|(\b(?:{_PRIORITY})\b)|({DATE}(?: ?(?:-|to|through) ?{DATE})?)"
    ).encode()
)
# How the words of each label begin, by which a match is told.
_BEGINNINGS = (
    ("case", "case_number"),
    ("imr", "case_number"),
    ("date a", "date_assigned"),
    ("date o", "date_of_injury"),
    ("decision", "decision_date"),
    ("u", "utilization_review_date"),
    ("priority", "priority"),
    ("application", "application_received_date"),
    ("received", "application_received_date"),
)


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
    words = letter.clean.text[span.start : span.end]
    if name == "case_number":
        return words.replace(" ", "").upper()
    if name == "priority":
        return _PRIORITIES[words.lower()]
    found = first_date(letter.clean.lower, span)
    return found.value if found else None


def find_front_page(letter: SectionedLetter) -> FrontPage:
    """Pair labels with values: each value with the label before it, a column of values with its column of labels."""
    page = letter.sections.front_page
    if page is None:
        return FrontPage({}, ())
    values: dict[str, Span] = {}
    labels: list[_Token] = []
    unpaired: list[str] = []
    contradicted: list[str] = []
    run: list[_Token] = []
    tokens = [token for token in map(_token, _TOKEN.finditer(letter.clean.lower, *page)) if token]
    for token in [*tokens, _Token("", "", page, is_label=True)]:
        if not token.is_label:
            run.append(token)
            continue
        if run or not token.name:
            paired = _pair(labels, run)
            contradicted += [
                name for name, span in paired.items() if name in values and not _alike(letter, span, values[name])
            ]
            values = paired | values
            unpaired += [label.name for label in labels if label.name not in paired]
            labels, run = [], []
        labels.append(token)
    unreadable = dict.fromkeys(name for name in unpaired if name not in values)
    return FrontPage(values, tuple(unreadable), tuple(dict.fromkeys(contradicted)))


def _alike(letter: SectionedLetter, one: Span, other: Span) -> bool:
    return letter.clean.lower[one.start : one.end] == letter.clean.lower[other.start : other.end]


def _token(match: Match) -> _Token | None:
    """What a match is, told by its words; an impossible date ("13/45/2016") is nothing."""
    words = match.group().decode()
    span = Span(*match.span())
    if words.endswith(":"):
        name = next(name for beginning, name in _BEGINNINGS if words.startswith(beginning))
        return _Token(name, _KINDS.get(name, "date"), span, is_label=True)
    if words in _PRIORITIES:
        return _Token(words, "priority", span, is_label=False)
    if words.startswith("cm"):
        return _Token(words, "number", span, is_label=False)
    if first_date(words.encode(), Span(0, len(words))) is None:
        return None
    return _Token(words, "date", span, is_label=False)


def _pair(labels: list[_Token], values: list[_Token]) -> dict[str, Span]:
    """The values of a run of labels. One value belongs to the nearest label; several are the column of its column."""
    paired: dict[str, Span] = {}
    for kind in ("number", "date", "priority"):
        named = [label for label in labels if label.kind == kind]
        found = [value for value in values if value.kind == kind]
        if len(values) == 1 and found and named:
            named = named[-1:]
        # As many values as labels, or nobody can say which is whose.
        if len(named) == len(found):
            paired |= {label.name: value.span for label, value in zip(named, found, strict=True)}
    return paired
