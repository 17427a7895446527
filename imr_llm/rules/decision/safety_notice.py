"""A notice to the worker at the end of a rationale, and what utilization review had decided."""

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import UtilizationReviewDecision
from imr_llm.rules.decision.utilization_review import Clause, find_review_decision
from imr_llm.rules.text.issue import IssueText
from imr_llm.text.patterns import Rule, Ruleset, linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

_PERSON = r"(?:patient|injured worker|worker|applicant|claimant|employee|member|he|she|you)"
_PHYSICIAN = r"(?:physician|doctor|provider|prescriber|practitioner|clinician|surgeon)"
# What makes a sentence a notice. "address": it speaks to the worker, or about the decision itself. "warning": it warns
# of stopping a medicine at once, and is a notice only where it stands beside an address or after the decision.
NOTICES = (
    Rule(
        "not_to_be_read_as",
        r"\b(?:should|must|is|are|does|do|shall) not (?:be )?(?:to be )?(?:interpreted|construed|taken|understood"
        r"|read|viewed|intended|mean|imply|constitute|suggest)\b[^.]{0,60}\b(?:recommend|advice|advis|stop"
        r"|discontinu|instruct|direct|order|abrupt|treatment)",
        (" not ",),
        "address",
    ),
    Rule(
        "advised_to",
        rf"\b(?:{_PERSON}|and the patient)s? (?:is|are|was|should be|must be) (?:\w+ ){{0,2}}?(?:advised|urged"
        r"|encouraged|cautioned|warned|reminded|instructed|asked|directed)\b",
        ("advised", "urged", "encouraged", "cautioned", "warned", "reminded", "instructed", "asked", "directed"),
        "address",
    ),
    Rule(
        "speak_with",
        rf"\b(?:{_PERSON} (?:should|must|needs? to|ought to)|please) (?:\w+ ){{0,3}}?(?:speak|talk|consult|discuss"
        rf"|contact|confer|check)\b[^.]{{0,60}}\b{_PHYSICIAN}",
        ("speak", "talk", "consult", "discuss", "contact", "confer", "check"),
        "address",
    ),
    Rule(
        "decision_addresses",
        r"\bthis (?:medical necessity |review |imr )?(?:decision|determination|review) (?:\w+ )?(?:addresses|applies"
        r"|concerns|pertains|relates|is limited)\b",
        ("this ",),
        "address",
    ),
    Rule(
        "not_at_once",
        r"\b(?:not|never|avoid\w*|without|danger\w*|risks?|harm\w*|unsafe|caution\w*)\b[^.]{0,80}\b(?:abrupt\w*"
        r"|sudden\w*|cold turkey|at once)|\b(?:abrupt\w*|sudden\w*|cold turkey)\b[^.]{0,80}\b(?:not|never|avoid\w*"
        r"|danger\w*|risks?|harm\w*|unsafe|withdrawal)\b",
        ("abrupt", "sudden", "cold turkey", "at once"),
        "warning",
    ),
    Rule(
        "taper",
        r"\b(?:taper\w*|wean\w*|titrat\w*)\b[^.]{0,80}\b(?:should|must|advised|recommended|suggested|gradual\w*"
        r"|slow\w*|supervis\w*|safe\w*)|\b(?:should|must|advised|recommended?|suggested|gradual\w*|slow\w*"
        r"|supervis\w*|safe\w*)\b[^.]{0,80}\b(?:taper|wean|titrat)",
        ("taper", "wean", "titrat"),
        "warning",
    ),
)
_NOTICES = Ruleset(NOTICES)
_HINT = linear(
    rb"abrupt|sudden|cold turkey|at once|taper|wean|titrat|advised|urged|encouraged|cautioned|warned|reminded"
    rb"|instructed|asked|directed|interpreted|construed|\bthis (?:\w+ ){0,2}(?:decision|determination|review) "
    rb"|\b(?:speak|talk|consult|discuss|contact|confer|check)\b"
)
# What the sentence before a notice says when it is the decision.
_DECIDED = linear(
    rb"\bmedical(?:ly)? ?(?:necess|appropriate)|\bnecessary\b|\bcertified\b|\bmedical necessity|\bsupported\b"
    rb"|\bapproved\b"
)
# A sentence that decides is no notice, whatever else it says.
_DECIDES = linear(rb"\b(?:is|are|was|were|be|deemed|considered) (?:\w+ ){0,3}?medically (?:necessary|appropriate)")
# A notice stands within this many last characters of a rationale.
_TAIL = 1600


def find_safety_notice(clean: CleanText, rationale: Span) -> Span | None:
    """Where the closing notice to the worker stands: sentences in a row at the end, or after the decision."""
    tail = Span(max(rationale.start, rationale.end - _TAIL), rationale.end)
    if not _HINT.search(clean.lower, *tail):
        return None
    parts = sentences(clean, tail)
    kinds = [_kind(clean.lower, part) for part in parts]
    last = len(parts) - 1
    while last >= 0 and not kinds[last]:
        last -= 1
    while last >= 0:
        first = last
        while first > 0 and kinds[first - 1]:
            first -= 1
        decided = first > 0 and _DECIDED.search(clean.lower, *parts[first - 1]) is not None
        at_the_end = last == len(parts) - 1
        if decided or (at_the_end and "address" in kinds[first:]):
            return Span(parts[first].start, parts[last].end)
        last = next((index for index in range(first - 1, -1, -1) if kinds[index]), -1)
    return None


def _kind(lower: bytes, sentence: Span) -> str:
    if not _HINT.search(lower, *sentence) or _DECIDES.search(lower, *sentence):
        return ""
    found = {hit.rule.value for hit in _NOTICES.find(lower, sentence)}
    return "address" if "address" in found else next(iter(found), "")


def read_safety_notice(issue: IssueText) -> str | None:
    """A closing notice to the worker, verbatim."""
    rationale = issue.section.rationale
    notice = find_safety_notice(issue.clean, rationale) if rationale else None
    if notice is None:
        return None
    issue.prove("safety_notice", notice)
    return issue.words(notice)


def read_utilization_review_decision(issue: IssueText, told: tuple[Clause, ...]) -> UtilizationReviewDecision | None:
    """Whether utilization review denied the request or allowed part of it, where the letter says so.

    `told`: what the case summary tells (`summary_clauses`).
    """
    found = find_review_decision(issue, told)
    if found is None:
        return None
    decision, span = found
    issue.prove("utilization_review_decision", span)
    return decision
