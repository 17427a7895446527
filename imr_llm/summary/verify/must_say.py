"""The facts that every summary must tell: decisions, what stays allowed, payment, notices, reasons, law and doubts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imr_llm.record.model import ISSUES
from imr_llm.record.reasons import FAVOURABLE
from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.law import Situation, legal_texts
from imr_llm.summary.model import Finding, FindingKind, Section
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.ground import Basis, issue_of
from imr_llm.summary.verify.lexicon import cues
from imr_llm.summary.verify.polarity import Polarity
from imr_llm.summary.verify.quantities import quantities

# The legal texts without which a worker would lose a right, by the situation that they are for.
_LAW: dict[Situation, tuple[str, ...]] = {
    Situation.WON_TO_COME: ("law/approve-in-5-working-days",),
    Situation.WON_GIVEN: ("law/pay-in-20-days",),
    Situation.LOST: ("law/refusal-lasts-12-months", "law/appeal-deadline"),
    Situation.UNCLEAR: ("law/appeal-deadline",),
    Situation.HELP: ("law/help-line",),
}
# Doubts that a worker must hear of: fields of an issue that say what was asked for, and the dates that matter.
_TOLD = frozenset(
    {
        "treatment", "original_request", "authorized_portion", "retrospective", "body_regions", "medication",
        "sessions", "per_week", "weeks", "safety_notice", "decision", "number",
    }
)  # fmt: skip
_DATES = frozenset({"/case/utilization_review_date", "/case/decision_date", "/injury/start_date", "/injury/end_date"})


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence ready for judging: its section, basis, folded own words and folded whole words.

    `whole` is empty for a reviewed text, which is not judged.
    """

    section: Section
    basis: tuple[str, ...]
    text: str
    whole: str

    def rests_on(self, pointer: str) -> bool:
        """Whether the basis names the pointer, something below it, or the list or issue that it belongs to."""
        return any(
            place == pointer or place.startswith(f"{pointer}/") or pointer.startswith(f"{place}/")
            for place in self.basis
            if place.startswith("/")
        )


class MustSay:
    """Looks for what is not said."""

    def __init__(
        self, ground: Basis, polarity: Polarity, told: tuple[Told, ...], sections: tuple[Section, ...]
    ) -> None:
        self._ground = ground
        self._polarity = polarity
        self._told = told
        self._sections = sections
        self._cues = cues(ground.language)

    def missing(self) -> Iterator[Finding]:
        """What is missing, with the section where it belongs."""
        yield from self._verdict()
        for index in range(len(self._ground.standings)):
            yield from self._issue(index)
        yield from self._law()
        yield from self._doubts()

    def _verdict(self) -> Iterator[Finding]:
        """The first sentence says who won, or that it is not clear."""
        if not self._told or self._sections[0].id != "outcome" or self._told[0].section.id != "outcome":
            yield _missing("outcome", "the outcome does not come first")
            return
        first = self._told[0].text
        if not self._polarity.sides(first) and not self._cues.doubt.search(first):
            yield _missing("outcome", "the first sentence does not say who won")

    def _issue(self, index: int) -> Iterator[Finding]:
        issue, standing = self._ground.record.issues[index], self._ground.standings[index]
        own = f"treatment-{issue.number}"
        there = {section.id for section in self._sections}
        for section in (own, f"why-{issue.number}"):
            if section not in there:
                yield _missing(section, f"treatment {issue.number} has no such section")
        if not self._decision_told(index, standing, own):
            yield _missing(own, f"does not say who won treatment {issue.number}")
        at = f"/issues/{index}"
        if issue.authorized_portion and not self._portion_told(
            f"{at}/authorized_portion", issue.authorized_portion, own
        ):
            yield _missing(own, f"does not say what was already allowed of treatment {issue.number}")
        if issue.retrospective and not self._payment_told(index, own):
            yield _missing(own, f"does not say that treatment {issue.number} is about payment")
        if issue.safety_notice and not self._notice_told(f"{at}/safety_notice", issue.safety_notice):
            yield _missing("next_steps", f"the safety notice of treatment {issue.number} is not there word for word")
        yield from self._why(index)

    def _why(self, index: int) -> Iterator[Finding]:
        """Every ground is told; of a record that has reason codes alone, every reason of the decision."""
        issue, standing, at = self._ground.record.issues[index], self._ground.standings[index], f"/issues/{index}"
        for place in range(len(issue.grounds)):
            if not self._rested(f"{at}/grounds/{place}"):
                yield _missing(f"why-{issue.number}", f"ground {place + 1} of treatment {issue.number} is not told")
        reasons = issue.reasons if standing is not Standing.UNCLEAR and not issue.grounds else ()
        for place, reason in enumerate(reasons):
            speaks_for = reason in FAVOURABLE
            if (reason == "other" or speaks_for is (standing is Standing.WON)) and not self._rested(
                f"{at}/reasons/{place}"
            ):
                yield _missing(f"why-{issue.number}", f"reason {place + 1} of treatment {issue.number} is not told")

    def _decision_told(self, index: int, standing: Standing, section: str) -> bool:
        pointer = f"/issues/{index}/decision"
        for told in self._told:
            if told.section.id != section or not told.rests_on(pointer):
                continue
            if standing is Standing.UNCLEAR:
                if self._cues.doubt.search(told.text):
                    return True
            elif standing in self._polarity.sides(told.text):
                return True
        return False

    def _portion_told(self, pointer: str, portion: str, section: str) -> bool:
        """In the letter's words, or in the summary's own with every number of them."""
        numbers = {quantity.number for quantity in quantities(fold(portion), "en")}
        for told in self._told:
            if told.section.id == section and told.rests_on(pointer) and self._cues.kept.search(told.text):
                if fold(folded(portion)) in told.whole:
                    return True
                said = {quantity.number for quantity in quantities(told.whole, self._ground.language)}
                if numbers and numbers <= said:
                    return True
        return False

    def _payment_told(self, index: int, section: str) -> bool:
        at = (f"/issues/{index}/retrospective", f"/issues/{index}/decision")
        return any(
            self._cues.pay.search(told.text)
            for told in self._told
            if told.section.id == section and any(told.rests_on(pointer) for pointer in at)
        )

    def _notice_told(self, pointer: str, notice: str) -> bool:
        words = fold(folded(notice))
        return any(words in told.whole for told in self._told if told.rests_on(pointer))

    def _rested(self, pointer: str) -> bool:
        return any(told.rests_on(pointer) for told in self._told if told.section.id.startswith("why"))

    def _law(self) -> Iterator[Finding]:
        situations = situations_of(self._ground)
        there = {place for told in self._told for place in told.basis if place.startswith("law/")}
        for situation, needed in _LAW.items():
            for name in needed if situation in situations else ():
                if name not in there:
                    yield _missing("help" if situation is Situation.HELP else "next_steps", f"{name} is not there")

    def _doubts(self) -> Iterator[Finding]:
        for item in self._ground.record.needs_review:
            pointer = _told_of(item.field, len(self._ground.standings))
            if pointer is None:
                continue
            if not any(self._cues.doubt.search(told.text) for told in self._told if told.rests_on(pointer)):
                why = f"does not say that {item.field or 'a part of the letter'} is not certain"
                yield Finding(kind=FindingKind.HIDDEN_DOUBT, section="check", sentence=None, why=why)


def situations_of(ground: Basis) -> frozenset[Situation]:
    """The situations of a letter, for which legal texts are said."""
    found = {Situation.HELP, Situation.NOTICE, Situation.WORD}
    for index, standing in enumerate(ground.standings):
        given = ground.record.issues[index].retrospective
        if standing is Standing.WON:
            found.update((Situation.WON, Situation.WON_GIVEN if given else Situation.WON_TO_COME))
        elif standing is Standing.LOST:
            found.update((Situation.LOST, Situation.LOST_GIVEN) if given else (Situation.LOST,))
        else:
            found.add(Situation.UNCLEAR)
        if standing is Standing.LOST and ground.record.issues[index].authorized_portion:
            found.add(Situation.KEPT)
    if Situation.WON in found and found & {Situation.LOST, Situation.UNCLEAR}:
        found.add(Situation.MIXED)
    if not ground.standings or ISSUES in ground.record.doubted:
        found.add(Situation.UNCLEAR)
    return frozenset(found)


def applies(place: str, situations: Iterable[Situation]) -> bool:
    """Whether a legal text is for a letter like this."""
    return bool(legal_texts()[place].applies_to & set(situations))


def _told_of(field: str, issues: int) -> str | None:
    """The pointer under which a doubt must be told; null for one that a summary does not speak of."""
    index = issue_of(field)
    if index is not None:
        if index >= issues:
            return "/issues"
        parts = field.split("/")
        return field if len(parts) < 4 or parts[3] in _TOLD else None
    return field if field in _DATES else "/issues" if field in {"", "/issues"} else None


def _missing(section: str, why: str) -> Finding:
    return Finding(kind=FindingKind.MISSING_FACT, section=section, sentence=None, why=why)
