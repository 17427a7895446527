"""The medicine that a treatment asks for."""

from itertools import zip_longest
from typing import NamedTuple

from imr_llm.record.facts import Medication
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.drugs import DRUGS, whole_name
from imr_llm.rules.treatment.treatments import Classified
from imr_llm.text.numbers import NUMBER, number
from imr_llm.text.patterns import Pattern, Rule, linear
from imr_llm.text.spans import Span

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
# "1,200": a comma parts thousands only before three digits.
_TALLY = r"(\d,\d{3}|\d{1,4})\b"
# A tube, a box or a day is no form, and "1 tab" is one; these patterns give the number after # or "quantity".
COUNTS = (
    Rule("hash", rf"# ?{_TALLY}", ("#",)),
    Rule(
        "quantity",
        rf"\b(?:quantity|qty|count|disp(?:ense)?d?)\b\.?(?: of)?[ :#.=-]{{0,3}}{_TALLY}",
        ("qty", "quant", "count", "disp"),
    ),
    Rule("counted", rf"\b{_TALLY}[ -]count\b", ("count",)),
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


def read_medication(issue: IssueText, found: Classified | None) -> Medication | None:
    """Name, strength, form, count and refills as written; null for a treatment that is no medicine or names none.

    Of two medicines the first is read, and the other is a doubt. `found`: what `classify` said of the treatment.
    """
    if found is None or found.kind.category != "pharmaceuticals" or found.name is None:
        return None
    lower = issue.clean.lower
    name = whole_name(lower, found.name, issue.treatment.end)
    applied = found.kind.subcategory in ("topical", "compound")
    another = None if applied else _another(lower, name, issue.treatment.end, found.kind.subcategory)
    if another:
        why = "the heading names more than one medicine, or one in two strengths; the first was taken"
        issue.proofs.doubt(f"{issue.pointer}/medication", "disputed", why)
    after = Span(name.end, another.start if another else issue.treatment.end)
    before = Span(issue.treatment.start, name.start)
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


# What stands right before a further medicine of a heading: "Norco #120 and Soma 350mg". "Naproxen 550mg, generic for
# Anaprox", "Tramadol 50mg (Ultram)" and "to replace Soma" speak of one.
_LISTED = linear(rb"(?:[,;+&]|\band|\bplus|\bwith)(?: also)? ?(?:#?\d{1,4} )?$")
_BARE = linear(rb"^[ ,;+&]*(?:and|plus)?[ ,;+&]*$")
_NO_FIGURES = bytes(byte for byte in range(256) if not chr(byte).isdigit())
# Classes of which no medicine is mixed with one of another class.
_UNMIXED: frozenset[str] = frozenset({"muscle_relaxant", "antiepileptic", "sedative_hypnotic", "benzodiazepine"})


def _another(lower: bytes, name: Span, limit: int, drug_class: str | None) -> Span | None:
    """Where a second medicine of a treatment is named, or the first again in another strength; null where neither is.

    Two names side by side, with no dose between them, may be parts of one medicine ("butalbital, acetaminophen and
    caffeine 50/325/40 mg"): they are two only where the second has one strength of its own, or is never mixed.
    """
    drugs = [drug for drug in DRUGS.find(lower, Span(name.end, limit)) if drug.named]
    begin = name.end
    opened = 0
    for drug, following in zip_longest(drugs, drugs[1:]):
        gap = Span(begin, drug.span.start)
        opened += _opened(lower[slice(*gap)])
        within, opened = opened > 0, opened + _opened(lower[slice(*drug.span)])
        begin = drug.span.end
        if within or not _LISTED.search(lower[slice(*gap)]):
            continue
        strength = _strength(lower, Span(begin, following.span.start if following else limit), applied=False)
        if lower[slice(*drug.span)] in lower[slice(*name)]:
            first = _strength(lower, gap, applied=False)
            apart = bool(first and strength) and _figures(lower, first) != _figures(lower, strength)
        elif _BARE.search(lower[slice(*gap)]):
            mixed = drug.drug_class == drug_class or _UNMIXED.isdisjoint((drug.drug_class, drug_class))
            apart = lower[slice(*strength)].count(b"/") == 0 if strength else not mixed
        else:
            apart = bool(_strength(lower, gap, applied=False) or _number(lower, gap, _COUNTS))
        if apart:
            return drug.span
    return None


def _opened(words: bytes) -> int:
    """How many brackets more are opened than closed."""
    return words.count(b"(") - words.count(b")")


def _figures(lower: bytes, strength: Span | None) -> bytes:
    return lower[slice(*strength)].translate(None, _NO_FIGURES) if strength else b""


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
                return _Part(Span(*match.span()), number(match.group(1).replace(b",", b"")))
    return None
