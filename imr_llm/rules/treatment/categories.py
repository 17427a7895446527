"""The category of a treatment, as the Division's decision search has it.

The treatment's own words decide; only where they say nothing do the rest of the heading, the guideline lines and the
rationale.
"""

from collections.abc import Iterator
from dataclasses import replace

from imr_llm.record.codes import Category, Subcategory
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.drugs import DRUGS, Medicine, first_medicine
from imr_llm.rules.treatment.surgery_context import operation, with_surgery
from imr_llm.rules.treatment.treatments import HARDLY, TREATMENTS, VAGUE, Classified, Kind, Named
from imr_llm.text.patterns import Rule, Ruleset, linear
from imr_llm.text.spans import Span

# A medicine's name is an ordinary name.
_MEDICINE_RANK = 30
_INJECTION = Kind("injection", "injection")
_INJECTED = linear(rb"\binject|\binfus|\binj\b|\d ?mg im\b|\biv\b|\bintravenous|\bintramuscular|\bblocks?\b")

# A medicine that has no class of its own for what is put on the skin, and how a treatment says so.
_ON_SKIN = linear(
    rb"\b(?:cream|creme|ointment|gel|lotion|patch(?:es)?|topical|topically|transdermal|liniment|balm|foam)\b"
    rb"|\d ?(?:%|percent)"
)
_CREAMS: frozenset[Subcategory] = frozenset({"nsaid", "muscle_relaxant", "antiepileptic", "antidepressant", "topical"})
_CREAMS_OF_OTHERS = linear(rb"ketamine|dextromethorphan|pentoxifylline|imiquimod")

# The words of a rationale or guideline that say as what an unknown medicine is reviewed.
REVIEWED_AS = (
    Rule("compound", r"\bcompound(?:ed)? (?:drug|medic|topical|cream|product)", ("compound",), "compound"),
    Rule("topical", r"\btopical", ("topical",), "topical"),
    Rule("opioid", r"\bopioids?\b|\bopiates?\b", ("opioid", "opiate"), "opioid"),
    Rule("nsaid", r"\bnsaids?\b|anti-?inflammator", ("nsaid", "inflammator"), "nsaid"),
    Rule("muscle_relaxant", r"muscle relaxa|antispasm", ("relaxa", "spasm"), "muscle_relaxant"),
    Rule("antiepileptic", r"anti-?epilep|anti-?convuls", ("epilep", "convuls"), "antiepileptic"),
    Rule("antidepressant", r"anti-?depress", ("depress",), "antidepressant"),
    Rule("benzodiazepine", r"benzodiazepine", ("benzodiazepine",), "benzodiazepine"),
    Rule("sedative_hypnotic", r"insomnia|sedative|hypnotic", ("insomnia", "sedat", "hypno"), "sedative_hypnotic"),
    Rule("proton_pump_inhibitor", r"proton pump|\bppis?\b", ("proton", "ppi"), "proton_pump_inhibitor"),
)  # fmt: skip
_REVIEWED_AS = Ruleset(REVIEWED_AS)
# The shape of a medicine: a name, a dose, and how many.
_DOSE = linear(
    rb"^(?:[a-z]+:? ){0,2}([a-z][a-z-]{3,}(?: [a-z-]+)?) \(?\d[\d.,/-]* ?(?:mg|mcg|ml|gm?|iu|units?|%)"
    rb".*(?:#|\bqty|\bquantity|\btab|\bcap)"
)


def read_category(issue: IssueText, found: Classified | None) -> tuple[Category | None, Subcategory | None]:
    """Category and subcategory of the disputed treatment. `found`: what `classify` said of it."""
    if found is None:
        return None, None
    issue.prove("category", *found.spans)
    if found.kind.subcategory:
        issue.prove("subcategory", *found.spans)
    return found.kind.category, found.kind.subcategory


def classify(issue: IssueText) -> Classified | None:
    """What the disputed treatment is; null for an empty treatment."""
    if issue.treatment.end <= issue.treatment.start:
        return None
    best, medicine = named_in(issue, issue.treatment)
    nameless = best is not None and best.kind.category == "pharmaceuticals" and medicine is None
    if best is None or best.rank >= VAGUE or nameless:
        best = _known_elsewhere(issue, best) or best
    if best is None:
        return Classified(Kind("other"), (issue.treatment,))
    if best.kind.category == "pharmaceuticals":
        return _injected(issue, best) or Classified(best.kind, (best.span,), _name(issue, best, medicine))
    if best.kind.category == "surgery":
        return operation(issue, best)
    return with_surgery(issue, best) or Classified(best.kind, (best.span,))


def _name(issue: IssueText, best: Named, medicine: Medicine | None) -> Span | None:
    """The medicine's name: one of the lexicon, or the words whose shape or spelling told that they are one."""
    if medicine:
        return medicine.span
    here = issue.treatment.start <= best.span.start and best.span.end <= issue.treatment.end
    return best.span if here and best.unlisted else None


def named_in(issue: IssueText, span: Span) -> tuple[Named | None, Medicine | None]:
    """The treatment that the words of a span name, and the first medicine among them."""
    lower = issue.clean.lower
    medicine = first_medicine(lower, span, list(DRUGS.find(lower, span)))
    named = TREATMENTS.find(lower, span)
    if medicine and (named is None or named.rank >= _MEDICINE_RANK):
        kind = Kind("pharmaceuticals", _drug_class(lower, span, medicine))
        asked = Named(_MEDICINE_RANK, medicine.span, kind)
        named = asked if named is None else min(named, asked, key=lambda each: each.order)
    return named, medicine


def _drug_class(lower: bytes, span: Span, medicine: Medicine) -> Subcategory:
    """The class of a medicine; what is put on the skin is reviewed as a topical or, of several parts, as a compound."""
    words = lower[span.start : span.end]
    if not _ON_SKIN.search(words):
        return medicine.drug_class
    name = lower[medicine.span.start : medicine.span.end]
    if _is_compound(name, medicine):
        return "compound"
    if medicine.drug_class in _CREAMS or _CREAMS_OF_OTHERS.search(name):
        return "topical"
    return medicine.drug_class


def _is_compound(name: bytes, medicine: Medicine) -> bool:
    """Whether several medicines are mixed; two names of one, or a brand with its parts in brackets, are no mixture."""
    first, *others = medicine.ingredients
    if not others or b"(" in name[: others[0].span.start - medicine.span.start]:
        return False
    return b"%" in name or any(drug.drug_class != "topical" for drug in (first, *others))


def _injected(issue: IssueText, best: Named) -> Classified | None:
    """A medicine given by needle is an injection, whatever it is."""
    match = _INJECTED.search(issue.clean.lower, *issue.treatment)
    return Classified(_INJECTION, (Span(*match.span()), best.span)) if match else None


def _known_elsewhere(issue: IssueText, best: Named | None) -> Named | None:
    """What a treatment with too few words is, from a medicine's shape, a misspelling, or the rest of the issue."""
    lower, span = issue.clean.lower, issue.treatment
    if dose := _DOSE.search(lower[span.start : span.end]):
        place = Span(span.start + dose.start(1), span.start + dose.end(1))
        meant = DRUGS.find_misspelt(lower, place)
        kind = Kind("pharmaceuticals", meant.drug_class if meant else _reviewed_as(issue))
        return Named(_MEDICINE_RANK, place, kind, unlisted=True)
    misspelt = min(TREATMENTS.find_misspelt(lower, span), key=lambda each: each.order, default=None)
    if misspelt is None and (drug := DRUGS.find_misspelt(lower, span)):
        misspelt = Named(_MEDICINE_RANK, drug.span, Kind("pharmaceuticals", drug.drug_class), unlisted=True)
    if misspelt:
        return misspelt
    for place in _places_elsewhere(issue, hardly=best is None or best.rank >= HARDLY):
        named, _ = named_in(issue, place)
        if named and named.rank < VAGUE:
            return replace(named, rank=VAGUE)
    return None


def _places_elsewhere(issue: IssueText, hardly: bool) -> Iterator[Span]:
    """Where else an issue names its treatment, the surest first; all of it only if there is hardly a guess."""
    section = issue.section
    yield section.heading
    if section.rationale:
        # The closing sentence repeats the request.
        start, end = section.rationale
        closing = max(start, issue.clean.lower.rfind(b"medical", start, end))
        yield Span(max(start, issue.clean.lower.rfind(b". ", start, closing) + 2), end)
    if hardly:
        yield from (part for part in (section.reviewer_guideline, section.claims_administrator_guideline) if part)
        if section.rationale:
            yield section.rationale


def _reviewed_as(issue: IssueText) -> Subcategory:
    """The class under which the letter reviews a medicine that the lexicon does not know."""
    for part in (issue.section.reviewer_guideline, issue.section.rationale):
        hits = list(_REVIEWED_AS.find(issue.clean.lower, part)) if part else []
        if hits:
            first = min(hits, key=lambda hit: hit.match.start())
            return next(each for each in _CLASSES if each == first.rule.value)
    return "other_drug"


_CLASSES: tuple[Subcategory, ...] = (
    "compound", "topical", "opioid", "nsaid", "muscle_relaxant", "antiepileptic", "antidepressant", "benzodiazepine",
    "sedative_hypnotic", "proton_pump_inhibitor",
)  # fmt: skip
