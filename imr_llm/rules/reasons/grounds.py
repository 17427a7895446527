"""Why, by rules: the reviewer's own deciding sentences, with a code where it is surely true of them.

A ground is a fact about this worker, request or record on which the decision rests. It is quoted as the whole
sentence, cut only where a recital ends or at a semicolon, so that nothing turns round. Where no code is sure the words
stand alone.
"""

from collections.abc import Iterable
from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Decision, Reason
from imr_llm.record.facts import Ground
from imr_llm.rules.decision.closing_sentence import closing_decision
from imr_llm.rules.decision.safety_notice import find_safety_notice
from imr_llm.rules.reasons.needed import needed
from imr_llm.rules.reasons.patterns import Force
from imr_llm.rules.reasons.reasons import Clause, read_clauses
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.treatments import Classified
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# No careful reader names more; what comes later repeats.
MOST = 6
# A sentence longer than this is quoted by its clause, in characters.
_LONGEST = 420
# An operation goes with no other treatment: words of its approval or denial are about itself.
_OPERATIONS = frozenset({"arthroscopic", "non_arthroscopic", "spine"})
_DEPENDS: frozenset[Reason] = frozenset({"depends_on_approved_treatment", "depends_on_denied_treatment"})

# What a sentence against a request says: something is absent, unclear, too much, or undoes it.
_AGAINST = linear(
    rb"\b(?:no|not|nor|none|neither|never|lack\w*|absen(?:t|ce)|insufficient\w*|inadequate\w*"
    rb"|unclear|unknown|fail(?:s|ed|ure|ing)?|cannot|unable|undocumented|missing|incomplete|illegible|excessive"
    rb"|exceed\w*"
    rb"|excess|redundant|duplicat\w*|premature\w*|contraindicated|outweigh\w*|undermin\w*|contrary|inconsistent|moot"
    rb"|vague|(?:previously|already) (?:authorized|approved|certified))\b|n't\b|\bwithout [abd-z]"
)
# What a sentence for a request says that it rests on.
_FOR = linear(
    rb"\b(?:given (?:that|the|his|her|this)|because|due to|since|based on (?:the (?:patient|worker|applicant"
    rb"|claimant)|his"
    rb"|her)|meets?|compatible|would (?:help|allow|guide|clarify|benefit)|to (?:help|allow|clarify|confirm|guide)"
    rb"|approved"
    rb"|failed|contemplated|necessary (?:to|for|due)|would be (?:appropriate|reasonable|beneficial)|(?:is|are|was|were)"
    rb" (?:appropriate|reasonable|beneficial|standard)|first[- ]time|has (?:already )?had|no prior)\b"
)
# Of whom or what it is said: this worker, this request, these records.
_SUBJECT = linear(
    rb"\b(?:patient|worker|applicant|claimant|employee|individual|he|she|his|her|provider|physician|surgeon|doctor"
    rb"|treater"
    rb"|document(?:ation|ed|s)?|records?|reports?|notes?|noted|chart|files?|evidence|indication|mention|request\w*"
    rb"|rationale"
    rb"|exam\w*|this|these|here|there (?:is|are|was|were|has|have|does|did|appears?)|provided|submitted|specified"
    rb"|stated"
    rb"|described|given|it (?:is|was|does|did|appears)|proposed)\b"
)
# What holds for everybody: a rule, not a fact.
_RULE = linear(
    rb"\b(?:guidelines?|mtus|odg|acoem|medicare|literature)(?: \w+){0,4} (?:states?|recommend(?:s|ed)?|supports?"
    rb"|discuss(?:es)?"
    rb"|notes?|indicates?|suggests?|advises?|address(?:es)?)\b|\b(?:according to|per) (?:the )?(?:\w+"
    rb" ){0,3}(?:guidelines?"
    rb"|mtus|odg|acoem)\b|\bpatients (?:should|with|who|may|must)\b|\bif (?:there|the patient|no)\b.*\b(?:should|may"
    rb"|must"
    rb"|can)\b|\b(?:should|must|would) be (?:guided|modified|re-?evaluated|considered|reserved|limited|assessed"
    rb"|based)\b"
)
_SHOULD = linear(
    rb"\b(?:should (?:include|not)|should be (?:used|given|performed|noted|documented|prescribed|offered|made|monitored"
    rb"|started|done)|(?:is|are) (?:supported|indicated|recommended|advised|suggested|an option|not suggested)"
    rb" (?:for|when|if|in|after)|may be|can be|(?:can|may) also|must be|are (?:generally|usually)|tends? to)\b"
)
_PERSON = linear(rb"\b(?:patient|worker|applicant|claimant|employee|individual|he|she|his|her|request\w*)\b")
# What is said of this worker all the same.
_THIS = linear(
    rb"\bthis (?:patient|worker|request|case|claimant|applicant|individual)\b|\b(?:the (?:patient|worker|claimant"
    rb"|applicant"
    rb"|injured worker)|he|she) (?:would|has|had|is|was|does|did)\b"
)
# A decision in other words is no ground of itself.
_DECIDES = linear(
    rb"\bmedical(?:ly)? (?:necess|appropriate)|\b(?:is|are|was|were|be|been|would|could|can) (?:therefore |thus "
    rb"|also |currently )?"
    rb"not (?:be )?(?:supported|necessary|certified|approved|warranted|indicated|appropriate|recommended|justified"
    rb"|authorized|established)\b"
)
# The conclusion from what was said before it.
_SUMS_UP = linear(rb"^(?:given|in (?:light|view) of|based on) (?:all )?the (?:above|foregoing)")
_CAUSE = linear(
    rb"\b(?:because|due to|since|as (?:the|there|this|he|she)|given (?:that|his|her|the (?:lack|absence|patient"
    rb"|worker|applicant|claimant))|without|in the absence of|based on (?:the (?:lack|absence|patient|worker)|his"
    rb"|her))\b"
)
# What every denial may say, and what explains none.
_EMPTY = linear(
    rb"\b(?:exceptional|extenuating|special) (?:factors?|circumstances?)|\bmedical necessity\b|\bcompelling\b|\bno"
    rb" other supporting"
    rb"|\b(?:cites?|address(?:es)?) (?:the |this )?(?:specific )?(?:request|issue)|\bdo(?:es)? not address"
)
_RATIONALE = linear(rb"\b(?:rationale|explanation|reason) ")
# What happened, or what another decided: told, not held against anybody.
_HISTORY = linear(
    rb"\b(?:denie[sd] (?:any )?(?:numb|weak|prior|previous|radiat|tingl|loss|pain|bowel)|previously (?:denied"
    rb"|certified)|prior (?:reviewer|utilization)"
    rb"|utilization review\w*|ur (?:report|denied|decision)|claims administrator|non-?certified|modified by|was"
    rb" (?:modified|denied)|mechanism"
    rb"|is an? \d+[- ]years?[- ]old|reported (?:an )?injury|this is a request for|no (?:known )?(?:allerg|past"
    rb" medical|prior surg|previous surg)\w*|had any previous surgeries)\b"
)
# What says little without the sentence before it: "Both conditions are met", "These findings support it".
_REFERS_BACK = linear(
    rb"^\W*(?:(?:thus|and|so|therefore|hence),? )?(?:these|those|both|each|all (?:two|three|four|five|six|of)|that"
    rb" (?:is|was)"
    rb"|such|this (?:is|was|does|condition))\b|\bno (?:reason|ground) (?:to|in|for)\b|\banother\b|\bagain\b|\bso soon\b"
)
_FEW_WORDS = 14
_WORD = linear(rb"[a-z]{2,}|\d+")
_FEWEST_WORDS = 4


class _Found(NamedTuple):
    """A code, or none, and the clause that gives it."""

    code: Reason | None
    span: Span


def read_grounds(issue: IssueText, found: Classified | None) -> tuple[Ground, ...]:
    """The grounds of an issue in the rationale's order, each proved by its place; none where nothing decides.

    `found` is what the treatment is.
    """
    rationale = issue.section.rationale
    if rationale is None:
        return ()
    decision = issue.decision
    if decision is None:
        closing = closing_decision(issue.clean, rationale)
        if closing is None:
            return ()
        decision = closing[0]
    notice = find_safety_notice(issue.clean, rationale)
    clauses = [
        clause
        for clause in _of_kind(read_clauses(issue.clean, rationale, decision, issue.treatment), found)
        if notice is None or not notice.start <= clause.span.start < notice.end
    ]
    chosen = _chosen(issue.clean, clauses, decision)[:MOST]
    wholes = sentences(issue.clean, rationale)
    grounds: list[Ground] = []
    quoted = 0
    for one in chosen:
        quote = _quote(one.span, wholes, clauses)
        whole = _with_what_it_refers_to(issue.clean, quote, wholes, clauses)
        # What has been quoted already is not said again.
        quote = whole if whole.start >= quoted else quote
        quoted = max(quoted, quote.end)
        # Of two grounds in one sentence only the first can be sure of what the sentence misses.
        repeated = any(ground.quote == issue.words(quote) for ground in grounds)
        absent = needed(issue.clean, quote) if decision != "overturned" and not repeated else None
        ground = Ground(code=one.code, quote=issue.words(quote), needed=issue.words(absent) if absent else None)
        if ground not in grounds:
            issue.prove(f"grounds/{len(grounds)}/quote", quote)
            if one.code:
                issue.prove(f"grounds/{len(grounds)}/code", quote)
            if absent:
                issue.prove(f"grounds/{len(grounds)}/needed", absent)
            grounds.append(ground)
    return tuple(grounds)


def codes_of(issue: IssueText, grounds: tuple[Ground, ...]) -> tuple[Reason, ...]:
    """The codes of grounds, each once and proved by the ground that gives it first."""
    codes: dict[Reason, int] = {}
    for index, ground in enumerate(grounds):
        if ground.code:
            codes.setdefault(ground.code, index)
    for place, index in enumerate(codes.values()):
        quotes = issue.proofs.evidence[f"{issue.pointer}/grounds/{index}/quote"]
        issue.prove(f"reasons/{place}", *(Span(quote.start, quote.end) for quote in quotes))
    return tuple(codes)


def _of_kind(clauses: list[Clause], found: Classified | None) -> list[Clause]:
    """The clauses without codes that the kind of treatment rules out."""
    if found and found.kind.subcategory in _OPERATIONS:
        return [clause.without(_DEPENDS) for clause in clauses]
    if found and found.kind.category == "diagnostic_testing":
        # A test is no treatment that may have helped.
        return [clause.without(frozenset({"prior_treatment_benefit"})) for clause in clauses]
    return clauses


def _chosen(clean: CleanText, clauses: list[Clause], decision: Decision) -> list[_Found]:
    """The clauses that decide: those with a sure code and those that speak of what decides; else the weaker ones."""
    chosen: list[_Found] = []
    recited: list[_Found] = []
    for clause in clauses:
        words = clean.lower[slice(*clause.span)]
        codes: tuple[Reason | None, ...] = () if clause.own and _is_rule(words) else clause.codes("strong")
        if _SUMS_UP.search(words) or (decision == "overturned" and _HISTORY.search(words)):
            codes = ()
        if not codes and clause.own and not clause.closing and _decides(words, decision):
            codes = clause.codes("weak") or (None,)
        (chosen if clause.own else recited).extend(_Found(code, clause.span) for code in codes)
    # What the guideline says explains nothing that the reviewer has said of this request.
    said = {found.code for found in chosen}
    chosen = sorted((*chosen, *(found for found in recited if found.code not in said)), key=lambda one: one.span)
    if chosen:
        return chosen
    for force in _WEAKER:
        chosen = [_Found(code, clause.span) for clause in clauses for code in clause.codes(force)]
        if chosen:
            return chosen
    return _last_words(clean, clauses)


_WEAKER: tuple[Force, ...] = ("weak", "recited")


def _decides(words: bytes, decision: Decision) -> bool:
    """Whether a clause of the reviewer says what speaks for a decision, in words of which no code is sure."""
    cue = _FOR if decision == "overturned" else _AGAINST
    if cue.search(words) is None or _SUBJECT.search(words) is None or _is_rule(words):
        return False
    if _HISTORY.search(words) or (_EMPTY.search(words) and not _RATIONALE.search(words)):
        return False
    return decision == "overturned" or _DECIDES.search(words) is None or _CAUSE.search(words) is not None


def _is_rule(words: bytes) -> bool:
    """Whether a clause says what holds for everybody."""
    if _RULE.search(words):
        return _THIS.search(words) is None
    return _SHOULD.search(words) is not None and _PERSON.search(words) is None


def _last_words(clean: CleanText, clauses: Iterable[Clause]) -> list[_Found]:
    """The last that the reviewer says before the decision, where nothing else decides."""
    own = [clause for clause in clauses if clause.own and _says_something(clean.lower[slice(*clause.span)])]
    before = [clause for clause in own if not clause.closing]
    caused = [clause for clause in own if clause.closing and _CAUSE.search(clean.lower[slice(*clause.span)])]
    last = caused[-1:] or before[-1:]
    return [_Found(None, clause.span) for clause in last]


def _says_something(words: bytes) -> bool:
    """Whether a clause is more than a heading or a foot, and sums nothing up."""
    return not _SUMS_UP.search(words) and sum(1 for _ in _WORD.finditer(words)) >= _FEWEST_WORDS


def _quote(clause: Span, wholes: list[Span], clauses: list[Clause]) -> Span:
    """The sentence of a clause as far as the reviewer speaks in it; the clause alone where the sentence is long."""
    whole = next((one for one in wholes if one.start <= clause.start < one.end), clause)
    inside = [one for one in clauses if whole.start <= one.span.start < whole.end]
    start = clause.start
    for one in reversed([one for one in inside if one.span.start < clause.start]):
        if not one.own:
            break
        start = one.span.start
    end = max((one.span.end for one in inside if one.own), default=clause.end)
    return Span(start, max(end, clause.end)) if end - start <= _LONGEST else clause


def _with_what_it_refers_to(clean: CleanText, quote: Span, wholes: list[Span], clauses: list[Clause]) -> Span:
    """A quote with the reviewer's sentence before it where it says little alone."""
    words = clean.lower[slice(*quote)]
    if sum(1 for _ in _WORD.finditer(words)) > _FEW_WORDS or not _REFERS_BACK.search(words):
        return quote
    before = max((whole for whole in wholes if whole.end <= quote.start), default=None)
    if before is None or quote.end - before.start > _LONGEST:
        return quote
    inside = [clause for clause in clauses if before.start <= clause.span.start < before.end]
    spoken = inside and all(clause.own and not clause.closing for clause in inside)
    return Span(before.start, quote.end) if spoken and not _is_rule(clean.lower[slice(*before)]) else quote
