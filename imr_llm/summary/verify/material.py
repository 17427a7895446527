"""What the material of a sentence holds, worked out when a check first asks for it."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from imr_llm.record.facts import BodyRegion, Range
from imr_llm.summary.verify.body import Place, places
from imr_llm.summary.verify.ground import Basis, issue_of
from imr_llm.summary.verify.lexicon import words
from imr_llm.summary.verify.medicines import medicines
from imr_llm.summary.verify.quantities import Day, Quantity, dates, day_of, quantities

# Fields of an issue whose numbers have a role.
_ROLES = {"sessions": "visit", "per_week": "times_a_week", "weeks": "week"}


class BasisFacts:
    """The words and facts of a basis."""

    def __init__(self, ground: Basis, basis: Iterable[str]) -> None:
        self._ground = ground
        self.basis = tuple(dict.fromkeys(place for place in basis if ground.exists(place)))

    @cached_property
    def words(self) -> str:
        """Everything in words, folded, a line each."""
        return "\n".join(self._ground.folded(text) for text in dict.fromkeys(self._ground.strings(self.basis)) if text)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The single words."""
        return frozenset(self.words.replace("/", " ").replace("-", " ").translate(_MARKS).split())

    @cached_property
    def days(self) -> frozenset[Day]:
        """The dates."""
        told = {day_of(fact) for fact in self._ground.facts(self.basis) if isinstance(fact, date)}
        return frozenset(told | dates(self.words)[0])

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers of the words; the letter's are English, the lexicon's of the summary's language."""
        text = dates(self.words)[1]
        found = quantities(text, "en")
        if self._ground.language == "es":
            found.extend(quantities(text, "es"))
        return tuple(found)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers of facts and words."""
        facts = (
            fact for fact in self._ground.facts(self.basis) if isinstance(fact, int) and not isinstance(fact, bool)
        )
        return frozenset({quantity.number for quantity in self.quantities} | {float(fact) for fact in facts})

    def known(self, unit: str) -> set[float]:
        """The numbers that have a role: weeks, visits, milligrams."""
        found = {quantity.number for quantity in self.quantities if quantity.unit == unit}
        for index in {issue_of(place) for place in self.basis}:
            if index is None or index >= len(self._ground.record.issues):
                continue
            issue = self._ground.record.issues[index]
            for name, role in _ROLES.items():
                counted = getattr(issue, name)
                if role == unit and isinstance(counted, Range):
                    found.update((float(counted.minimum), float(counted.maximum)))
            if issue.medication is not None:
                held = {"refill": issue.medication.refills, "pill": issue.medication.count}.get(unit)
                found.update({float(held)} if held is not None else ())
        return found

    @cached_property
    def places(self) -> frozenset[Place]:
        """The parts of the body with their sides, from facts and words."""
        found = set(places(self.words, "en"))
        if self._ground.language == "es":
            found.update(places(self.words, "es"))
        for place in self.basis:
            parts = place.split("/")
            if len(parts) > 4 and parts[3] == "body_regions":
                region = self._ground.value("/".join(parts[:5]))
            elif len(parts) in {3, 4} and issue_of(place) is not None and parts[-1] in {"body_regions", parts[2]}:
                found.update(_placed(one) for one in self._ground.record.issues[int(parts[2])].body_regions)
                continue
            else:
                continue
            if isinstance(region, BodyRegion):
                found.add(_placed(region))
        return frozenset(found)

    @cached_property
    def medicines(self) -> frozenset[str]:
        """The names of medicines, without blanks."""
        return frozenset(medicines(self.words))

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of medicines: those of the issues, and those that the words name."""
        found = {match.lastgroup or "" for match in words().classes.finditer(self.words)}
        for place in self.basis:
            index = issue_of(place)
            if index is not None and index < len(self._ground.record.issues):
                found.add(self._ground.record.issues[index].subcategory or "")
        return frozenset(found)


_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]\"'“”…%#&+*=<>", " "))


def _placed(region: BodyRegion) -> Place:
    return Place((region.region,), region.side)
