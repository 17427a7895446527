"""What a summary must not do: give advice or law of its own, or send a worker to a number or page of its own."""

from collections.abc import Iterator

from imr_llm.summary.model import FindingKind, Language
from imr_llm.summary.verify.fault import Fault
from imr_llm.summary.verify.lexicon import advice, contacts, cues, deadline
from imr_llm.summary.verify.material import BasisFacts


def judge_contacts(whole: str, material: BasisFacts) -> Iterator[Fault]:
    """Phone numbers, links and mail addresses, also in quoted words; only legal texts of the basis may give them."""
    for match in contacts().finditer(whole):
        legal = any(place.startswith("law/") for place in material.basis)
        if not (legal and match.group() in material.words):
            yield Fault(FindingKind.UNFOUNDED_CONTACT, "a phone number, link or mail address that is no legal text's")


def judge_advice(text: str, language: Language) -> Iterator[Fault]:
    """Cues of advice, of law and of limits in time in a sentence that is no legal text."""
    told = advice(language)
    if deadline(language).search(text):
        yield Fault(FindingKind.UNFOUNDED_DEADLINE, "a limit in time that no legal text gives")
    if told.always.search(text):
        yield Fault(FindingKind.LEGAL_ADVICE, "advice or law that no legal text gives")
        return
    for match in told.unless_negated.finditer(text):
        if not cues(language).negated_before.search(text[max(0, match.start() - 40) : match.start()]):
            yield Fault(FindingKind.LEGAL_ADVICE, "advice or law that no legal text gives")
            return
