"""Whether the reasons of a treatment close as its heading decides, in words that leave nothing open.

All of some 440 rationales of 2016 and 2017 close with their decision. One that closes in unknown words, or grants a
part, or speaks of another kind of treatment, is a doubt and no silence: the heading's one word may be wrong, or reasons
may have been lost between two treatments.
"""

from collections.abc import Sequence

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.record.codes import Decision
from imr_llm.record.model import ISSUES
from imr_llm.rules.decision.safety_notice import find_safety_notice
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.drugs import DRUGS
from imr_llm.text.numbers import NUMBER
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

_COUNT = rf"(?:{NUMBER}|half|part|some|a portion|a part|most|several|a few|the first)"
_UNIT = r"(?:visits?|sessions?|tablets?|treatments?|units?|days?|weeks?|levels?|injections?)"
# A yes or no to a part: "for six of the twelve", "in part", "four of eight".
_PART = linear(
    rf"\b{_COUNT} (?:{_UNIT} )?(?:out )?of (?:(?:the|these|those|its|all) )?(?:requested |original )?{NUMBER}\b"
    r"|\b(?:in part|partial(?:ly)?|with (?:a )?modifications?|as modified|modified to|reduced to|limited to|but not"
    r"|except(?:ing| for)?|excluding|with the exception|only (?:for|as to|to the extent))\b"
    rf"|\b(?:grants?|granted|allows?|allowed|approves?|approved|certif(?:y|ies|ied)) (?:only )?{_COUNT}\b".encode()
)
_GRANTS = linear(rb"\b(?:reviewer|i|we|maximus) (?:\w+ )?(?:grant|allow|approve|certif)\w*\b")
# What a yes leaves out. After a no it is the remainder of a split request, which is all that is in dispute.
_REST = linear(
    rb"\bthe (?:other|rest|remain(?:ing|der)|balance)\b[^.;]{0,60}\b(?:not|n't|denied|refused|unnecessary)\b"
)
# The decision in so many words, however it is run together or misspelt.
_SAID = linear(
    rb"(?:is|are|was|were|be) ?(?:not|n't|non)?[ -]?(?:\w+ ){0,2}?(?:me\w{2,8}l+y?|medical) ?n\w{3,8}r?[yt]\b"
    rb"|\b(?:supported|approved|certified|recommended|warranted|indicated|granted|allowed|denied|refused)\b"
)
_NO = linear(
    rb"\b(?:not|no|never|cannot|neither|nor|without|non|denied|refused)\b|n't|(?:is|are|was|were)not\b"
    rb"|\bun(?:necessary|supported|warranted)"
)
_OWN = linear(rb"\b(?:request|therefore|thus|as such|accordingly|treatment|denial|claims administrator|refus)")
_TAIL = 700


def check_closing(
    clean: CleanText,
    section: IssueSection,
    decision: Decision,
    closing: tuple[Decision, Span] | None,
    where: str,
    proofs: Proofs,
) -> None:
    """Doubt a heading's decision where its reasons do not plainly close with the same one."""
    rationale = section.rationale
    if rationale is None or rationale.start == rationale.end:
        return
    tail = _tail(clean, rationale)
    sentence = next((one for one in tail if closing and one.start <= closing[1].start < one.end), None)
    behind = [one for one in tail if sentence is None or one.start >= sentence.end]
    said = [verdict for one in behind if (verdict := _plainly(clean.lower[slice(*one)]))]
    if any(verdict != decision for verdict in said) or (sentence is None and not said):
        why = "the reasons do not close with this decision in known words; the heading alone states it"
        proofs.doubt(where, "disputed", why)
        return
    asked = clean.lower[slice(*section.heading)]
    before = [one for one in tail if sentence and one.end <= sentence.start and _GRANTS.search(clean.lower, *one)]
    for one in (*before[-1:], *([sentence] if sentence else []), *behind):
        words = clean.lower[slice(*one)]
        part = _PART.search(words) or (_REST.search(words) if decision == "overturned" else None)
        # A request may itself ask for a part, or list an exception.
        if part and part.group() not in asked:
            proofs.doubt(where, "disputed", "the reasons seem to decide on a part of the request, the heading on all")
            return


def _plainly(words: bytes) -> Decision | None:
    """What a sentence says in words that the reader of closings does not know: its necessity and its negation."""
    said = None
    for match in _SAID.finditer(words):
        said = match
    if said is None or not (_OWN.search(words) or b"necess" in said.group() or b"medic" in said.group()):
        return None
    return "upheld" if _NO.search(words[: said.end()]) else "overturned"


def _tail(clean: CleanText, rationale: Span) -> list[Span]:
    """The last sentences of a rationale, before any notice to the worker."""
    notice = find_safety_notice(clean, rationale)
    end = notice.start if notice else rationale.end
    return sentences(clean, Span(max(rationale.start, end - _TAIL), end)) or [rationale]


def check_subjects(clean: CleanText, issues: Sequence[IssueSection], proofs: Proofs) -> None:
    """Doubt the list of treatments where a rationale closes with another treatment's medicine.

    The reasons of one treatment have then run on into those of another: a page or a heading is missing.
    """
    for issue in issues:
        if issue.rationale is None or issue.decided_by == "rationale":
            continue
        closing = _tail(clean, issue.rationale)[-1]
        asked = {drug.drug_class for drug in DRUGS.find(clean.lower, issue.heading)}
        named = {drug.drug_class for drug in DRUGS.find(clean.lower, closing)}
        if asked and named and not asked & named:
            why = (
                "reasons close with another medicine than their heading names; a treatment may be missing between them"
            )
            proofs.doubt(ISSUES, "suspicious", why)
            return
