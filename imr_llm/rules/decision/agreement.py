"""Whether the reasons of a treatment close as its heading decides, in words that leave nothing open.

All of some 440 rationales of 2016 and 2017 close with their decision. One that closes in unknown words, or grants a
part, or speaks of another kind of treatment, is a doubt and no silence: the heading's one word may be wrong, or reasons
may have been lost between two treatments.
"""

from collections.abc import Sequence
from itertools import pairwise

from imr_llm.letter.model import CleanText, IssueSection, Sections
from imr_llm.record.codes import Decision
from imr_llm.record.model import ISSUES
from imr_llm.rules.decision.closing_sentence import necessity_said
from imr_llm.rules.decision.safety_notice import find_safety_notice
from imr_llm.rules.decision.utilization_review import summary_clauses
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.drugs import DRUGS
from imr_llm.rules.treatment.treatments import TREATMENTS, VAGUE
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
    r"|except(?:ing| for)?|excluding|with the exception|only (?:for|as to|to the extent"
    r"|(?:the )?(?:first|second|third|last|one|two|three|four)))\b"
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
    rb"\b(?:not|no|never|cannot|neither|nor|without|non|denied|refused)\b|n't|(?:is|are|was|were)not"
    rb"|\bun(?:necessary|supported|warranted)"
)
_OWN = linear(rb"\b(?:request|therefore|thus|as such|accordingly|treatment|denial|claims administrator|refus)")
_OPEN = linear(rb"\b(?:whether|unless|cannot be (?:told|determined|decided|said)|(?:is|remains) (?:unclear|unknown))\b")
_CUE = rb"^\W*(?:therefore|thus|as such|hence|accordingly|consequently|for (?:this|these)|on further|the above"
_CONCLUDES = linear(_CUE + rb")\b")
_PREDICATE = linear(rb"^(?:is|are|was|were|not)\b")
_RECITES = linear(rb"\bcriteria\b|\bnon-?certified\b|\bdenied\b")
_GROUND = linear(rb"\b(?:because|since|due to|as the|after|despite|although|while)\b")
_ENTRY = linear(rb"[,;]|\band\b|\bbut\b")
# Sentences of so many characters that sum up are an argument that is repeated, not the end of another's reasons.
_LONG = 90
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
    told = [(clean.lower[slice(*one)], _plainly(clean.lower[slice(*one)])) for one in behind]
    said = [verdict for _, verdict in told if verdict]
    unknown = any(verdict is None and (_CONCLUDES.search(words) or _OPEN.search(words)) for words, verdict in told)
    if unknown or any(verdict != decision for verdict in said) or (sentence is None and not said):
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
    if (
        said is None
        or _OPEN.search(words)
        or not (_OWN.search(words) or b"necess" in said.group() or b"medic" in said.group())
    ):
        return None
    return "upheld" if _NO.search(words[: said.end()]) else "overturned"


def _tail(clean: CleanText, rationale: Span) -> list[Span]:
    """The last sentences of a rationale, before any notice to the worker."""
    notice = find_safety_notice(clean, rationale)
    end = notice.start if notice else rationale.end
    return sentences(clean, Span(max(rationale.start, end - _TAIL), end)) or [rationale]


def check_lost(clean: CleanText, sections: Sections, proofs: Proofs) -> None:
    """Doubt the list of treatments where the letter speaks of one that it does not decide.

    Nothing is left of a treatment whose page is lost but the end of its reasons, and what the case summary says was
    refused.
    """
    issues = sections.issues
    _check_subjects(clean, issues, proofs)
    if any(issue.rationale and issue.decided_by != "rationale" and _closes_twice(clean, issue) for issue in issues):
        why = "reasons close twice, some way apart; a treatment may be missing between them"
        proofs.doubt(ISSUES, "suspicious", why)
    headings = [clean.lower[slice(*issue.heading)] for issue in issues]
    if len({b" ".join(heading.split()) for heading in headings}) < len(headings):
        proofs.doubt(ISSUES, "suspicious", "a treatment stands in the letter twice with the same words")
    if sections.case_summary and _summary_names_more(clean, sections.case_summary, issues):
        why = "the case summary says that a treatment was refused which is not decided here; a treatment may be missing"
        proofs.doubt(ISSUES, "missing", why)


def _closes_twice(clean: CleanText, issue: IssueSection) -> bool:
    """Whether two sentences sum up, with others between them. Some reviewers repeat themselves, at length."""
    parts = sentences(clean, issue.rationale) if issue.rationale else []
    # A rationale may begin with what it decides.
    sums_up = [index for index, part in enumerate(parts) if index and _concludes(clean.lower, part)]
    return any(
        there - here > 1 and min(parts[here].end - parts[here].start, parts[there].end - parts[there].start) < _LONG
        for here, there in pairwise(sums_up)
    )


def _concludes(lower: bytes, sentence: Span) -> bool:
    """Whether a sentence says of a request that it is, or is not, medically necessary; a ground speaks of necessity."""
    said = (one for one in necessity_said(lower, sentence) if one.decision)
    return any(_PREDICATE.search(lower[slice(*one.span)]) for one in said) and not _RECITES.search(lower, *sentence)


def _summary_names_more(clean: CleanText, summary: Span, issues: Sequence[IssueSection]) -> bool:
    """Whether utilization review refused a medicine, or a kind of treatment, that no heading names."""
    lower = clean.lower
    classes = {drug.drug_class for issue in issues for drug in DRUGS.find(lower, issue.heading)}
    kinds = {category for issue in issues for category in _kinds(lower, issue.heading)}
    for sentence in sentences(clean, summary):
        clauses = summary_clauses(clean, sentence)
        if not any(clause.decision for clause in clauses):
            continue
        # What was approved is not in dispute.
        granted = any(clause.decision is None for clause in clauses)
        ground = _GROUND.search(lower, *sentence)
        told = Span(sentence.start, ground.start() if ground else sentence.end)
        if {drug.drug_class for drug in DRUGS.find(lower, told) if drug.named} - classes:
            return True
        if not granted and _kinds(lower, told) - kinds - {"evaluation_management", "other"}:
            return True
    return False


def _kinds(lower: bytes, span: Span) -> set[str]:
    """The categories of what a list names, entry by entry."""
    found = {"pharmaceuticals"} if any(drug.named for drug in DRUGS.find(lower, span)) else set()
    position = span.start
    for match in (*_ENTRY.finditer(lower, *span), None):
        end = match.start() if match else span.end
        named = TREATMENTS.find(lower, Span(position, end)) if end > position else None
        # "The neck procedure" may be of any kind.
        if named and named.rank < VAGUE and lower[slice(*named.span)] not in (b"procedure", b"procedures"):
            found.add(named.kind.category)
        position = match.end() if match else span.end
    return found


def _check_subjects(clean: CleanText, issues: Sequence[IssueSection], proofs: Proofs) -> None:
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
