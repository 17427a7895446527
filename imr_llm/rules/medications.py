"""The medicine that a treatment asks for."""

from typing import NamedTuple

from imr_llm.letter.model import Span
from imr_llm.record.facts import Medication
from imr_llm.rules.categories import classify, may_be_medicine
from imr_llm.rules.drugs import whole_name
from imr_llm.rules.issue import IssueText
from imr_llm.rules.numbers import NUMBER, number
from imr_llm.rules.rule import Pattern, Rule, linear

_UNIT = r"(?:mgs?|mcgs?|ug|gms?|g|grams?|mls?|cc|%|percent|units?|iu|meq|k)"
_FIGURE = r"\.?\d[\d.,]*"
# "10/325mg", "4%-25%-0.03%", "10mg/5ml", "25 mcg/hr": figures tied by a stroke or hyphen, with or without units.
_STRENGTH = linear(
    rf"(?:{_FIGURE}(?: ?{_UNIT}\b| ?%)?)(?: ?[/-] ?{_FIGURE}(?: ?{_UNIT}\b| ?%)?)*"
    r"(?: ?/ ?(?:hr|hour|h|ml|cc|actuation|spray|patch|tab|tablet|dose|act)\b)?".encode()
)
_SURE_UNIT = linear(rb"\d ?(?:mgs?|mcgs?|ug|%|percent|units?|iu|meq)(?:\b|$|[-/])|%")
_AMOUNT = linear(rb"\d ?(?:gms?|g|grams?|mls?|cc)\b")
_PAIR = linear(rb"^\d[\d.]* ?[/-] ?\d[\d.]*$")
_FORM = linear(
    rb"\b(?:(?:transdermal|topical|oral|nasal|chewable|sublingual|ophthalmic|rectal|disintegrating|buccal) )*"
    rb"(?:tablets?|tabs?|capsules?|caps?|caplets?|softgels?|patch(?:es)?|creams?|gels?|ointments?|lotions?|solutions?|sprays?"
    rb"|suspensions?|syrup|elixir|liquid|suppositor(?:y|ies)|inhalers?|drops?|lozenges?|films?|powder|pills?|foam|pads?)\b"
)
# A tube, a box or a day is no form, and "1 tab" is one; these patterns give the number after # or "quantity".
COUNTS = (
    Rule("hash", r"# ?(\d{1,4})\b", ("#",)),
    Rule(
        "quantity",
        r"\b(?:quantity|qty|count|disp(?:ense)?d?)\b\.?(?: of)?[ :#.=-]{0,3}(\d{1,4})\b",
        ("qty", "quant", "count", "disp"),
    ),
    Rule("counted", r"\b(\d{1,4})[ -]count\b", ("count",)),
)
REFILLS = (
    Rule("after", rf"\b(?:refills?|rf)\b(?: of)?[ :.=x*-]{{0,4}}({NUMBER})\b", ("refill", "rf")),
    Rule("before", rf"\b({NUMBER}) (?:additional )?(?:refills?|rf)\b", ("refill", "rf")),
    Rule("none", r"\b(no|zero|without) refills?\b", ("refill",)),
)
_COUNTS = tuple((rule, linear(rule.pattern.encode())) for rule in COUNTS)
_REFILLS = tuple((rule, linear(rule.pattern.encode())) for rule in REFILLS)


class _Part(NamedTuple):
    span: Span
    value: int


def read_medication(issue: IssueText) -> Medication | None:
    """Name, strength, form, count and refills as written; null for a treatment that is no medicine or names none."""
    found = classify(issue) if may_be_medicine(issue) else None
    if found is None or found.kind.category != "pharmaceuticals" or found.name is None:
        return None
    lower = issue.clean.lower
    name = whole_name(lower, found.name, issue.treatment.end)
    after, before = Span(name.end, issue.treatment.end), Span(issue.treatment.start, name.start)
    applied = found.kind.subcategory in ("topical", "compound")
    strength = _strength(lower, after, applied) or _strength(lower, before, applied)
    form = _form(lower, after) or _form(lower, before)
    count = _number(lower, after, _COUNTS) or _number(lower, before, _COUNTS)
    refills = _number(lower, after, _REFILLS, beside=count)
    issue.prove("medication/name", name)
    if strength:
        issue.prove("medication/strength", strength)
    if form:
        issue.prove("medication/form", form)
    if count:
        issue.prove("medication/count", count.span)
    if refills:
        issue.prove("medication/refills", refills.span)
    return Medication(
        name=issue.words(name),
        strength=issue.words(strength) if strength else None,
        form=issue.words(form) if form else None,
        count=count.value if count else None,
        refills=refills.value if refills else None,
    )


def _strength(lower: bytes, span: Span, applied: bool) -> Span | None:
    """The first figure with a unit of strength. Grams and millilitres of what is put on the skin are an amount."""
    for match in _STRENGTH.finditer(lower, *span):
        words = match.group().rstrip(b".,")
        start = match.start()
        if lower[start - 1 : start] == b"#":
            continue
        sure = _SURE_UNIT.search(words) or (not applied and _AMOUNT.search(words))
        # "Norco 10/325 #60", "Soma 350 #60": a figure right behind the name needs no unit.
        bare = start - span.start <= 1 and (
            _PAIR.search(words) or lower[match.end() : match.end() + 2].strip() in (b"#", b"tab")
        )
        if sure or bare:
            return Span(start, start + len(words))
    return None


def _form(lower: bytes, span: Span) -> Span | None:
    match = _FORM.search(lower, *span)
    return Span(*match.span()) if match else None


def _number(
    lower: bytes, span: Span, rules: tuple[tuple[Rule, Pattern], ...], beside: _Part | None = None
) -> _Part | None:
    """The first number that a rule finds and that is not the one of `beside` ("#60 refills": no number of refills)."""
    part = lower[span.start : span.end]
    for rule, pattern in rules:
        if not any(literal.encode() in part for literal in rule.literals):
            continue
        for match in pattern.finditer(lower, *span):
            if beside is None or not beside.span.start <= match.start(1) < beside.span.end:
                return _Part(Span(*match.span()), number(match.group(1)))
    return None
