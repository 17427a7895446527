"""Names of medicines in a treatment, and the class under which the letters review them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast, get_args

from imr_llm.record.codes import SUBCATEGORIES, Subcategory
from imr_llm.rules.text.lexicon import Misspellings, any_of, load, squeezed
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# Words that belong to the name before them: salts and release forms.
_SALT = linear(
    rb"[ -](?:hcl|hydrochloride|hbr|hydrobromide|sodium|potassium|magnesium|calcium|sulfate|sulphate|tartrate"
    rb"|bitartrate|succinate|maleate|mesylate|besylate|citrate|phosphate|acetate|epolamine|fumarate|cypionate|enanthate"
    rb"|acid|bicarbonate|monohydrate|hyclate|er|xr|sr|cr|la|xl|dr|ec|ir|pm|am|cd|od|odt|ds|es|hp|sa|xt|forte|dosepak"
    rb"|hfa|diskus|respimat|ellipta|handihaler|turbuhaler|flexhaler|solostar|kwikpen|flexpen|xinafoate|propionate|furoate"
    rb"|dose pac?k|plus|extra strength|(?:extended|delayed|sustained|controlled|immediate)[ -]release"
    rb"|enteric[ -]coated)\b"
)
# What may stand between two ingredients of one medicine: a share in per cent, then a stroke, a hyphen or a bracket.
_JOINT = linear(
    rb"(?: ?-? ?[\d.]+ ?(?:%|percent))?(?: hcl| hydrochloride| sodium)? ?"
    rb"(?:[/+&-]| with |,? and |\(|, | )? ?(?:[\d.]+ ?% ?)?"
)
# Two names side by side are one medicine only if something joins them.
_TIED = linear(rb"[ /+&(%-]")
_APART = linear(rb",|\band\b")
_SHARE = linear(rb" ?-? ?[\d.]+ ?(?:%|percent)")
_PERCENT = linear(rb"\d ?(?:%|percent)")


@dataclass(frozen=True, slots=True)
class Drug:
    """A name of the lexicon at a place; `named` is false for the bare word of a class."""

    span: Span
    drug_class: Subcategory
    named: bool = True


@dataclass(frozen=True, slots=True)
class Medicine:
    """The first medicine of a treatment: its whole name, and the ingredients or other names in it."""

    span: Span
    ingredients: tuple[Drug, ...]

    @property
    def drug_class(self) -> Subcategory:
        """The class; an opioid in it decides, since it is reviewed as one."""
        classes = [drug.drug_class for drug in self.ingredients]
        return "opioid" if "opioid" in classes else classes[0]


class DrugNames:
    """The lexicon of medicines, compiled into one pattern."""

    def __init__(self, lexicon: dict[str, dict[str, list[str]]]) -> None:
        unknown = set(lexicon) - set(get_args(Subcategory)) | set(lexicon) - set(SUBCATEGORIES["pharmaceuticals"])
        if unknown:
            raise ValueError(f"no such class of medicines: {sorted(unknown)}")
        self.classes = {
            squeezed(name): cast(Subcategory, drug_class)
            for drug_class, table in lexicon.items()
            for name in table["names"]
        }
        self.names = tuple(name for table in lexicon.values() for name in table["names"])
        self._class_words = {
            squeezed(word): cast(Subcategory, drug_class)
            for drug_class, table in lexicon.items()
            for word in table.get("words", ())
        }
        self.pattern = any_of((*self.names, *(word for table in lexicon.values() for word in table.get("words", ()))))
        self._pattern = linear(self.pattern.encode())
        self._misspellings = Misspellings(name for name in self.names if name.isalpha())

    def find(self, lower: bytes, span: Span) -> Iterator[Drug]:
        """Every name within a span of the lower-case text."""
        for match in self._pattern.finditer(lower, *span):
            name = squeezed(match.group().decode())
            for form in (name, name.removesuffix("s"), name.removesuffix("es")):
                if drug_class := self.classes.get(form):
                    yield Drug(Span(*match.span()), drug_class)
                    break
                if drug_class := self._class_words.get(form):
                    yield Drug(Span(*match.span()), drug_class, named=False)
                    break

    def find_misspelt(self, lower: bytes, span: Span) -> Drug | None:
        """The first misspelt name. Slow; for a treatment of which nothing else is known."""
        for match in islice(_WORD.finditer(lower, *span), _WORDS_TRIED):
            meant = self._misspellings.meant(match.group().decode())
            if meant:
                return Drug(Span(*match.span()), self.classes[squeezed(meant)])
        return None


_WORD = linear(rb"[a-z]{7,}")
_WORDS_TRIED = 20
DRUGS = DrugNames(load("drugs"))


def first_medicine(lower: bytes, span: Span, drugs: list[Drug]) -> Medicine | None:
    """The first medicine of a treatment, with everything that belongs to its name."""
    if not drugs:
        return None
    # "Compound cream Flurbiprofen 20%": the bare word of a class is the name only where there is no other.
    if any(drug.named for drug in drugs):
        drugs = [drug for drug in drugs if drug.named]
    ingredients = [drugs[0]]
    end = _salted(lower, drugs[0].span.end, span.end)
    for drug in drugs[1:]:
        gap = lower[end : drug.span.start]
        share = _SHARE.match(gap)
        if not _JOINT.fullmatch(gap) or not _TIED.search(gap) or (_APART.search(gap) and not share):
            break
        ingredients.append(drug)
        end = _salted(lower, drug.span.end, span.end)
        if b"(" in gap and lower[end : end + 1] == b")":
            end = _salted(lower, end + 1, span.end)
    if len(ingredients) > 1 and _PERCENT.search(lower[drugs[0].span.start : end]):
        share = _SHARE.match(lower, end, span.end)
        end = share.end() if share else end
    name = lower[drugs[0].span.start : end]
    if name.count(b"(") > name.count(b")") and lower[end : min(end + 1, span.end)] == b")":
        end += 1
    return Medicine(Span(drugs[0].span.start, end), tuple(ingredients))


def whole_name(lower: bytes, name: Span, limit: int) -> Span:
    """A name with the salts and release forms that follow it."""
    return Span(name.start, _salted(lower, name.end, limit))


def _salted(lower: bytes, end: int, limit: int) -> int:
    """The end of a name with the salts and release forms that follow it."""
    while salt := _SALT.match(lower, end, limit):
        end = salt.end()
    return end
