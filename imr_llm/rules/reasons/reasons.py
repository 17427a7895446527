"""The reviewer's own grounds.

A rationale mixes what the guideline says (a recital), what happened to the worker, and what the reviewer holds. Only
the last is a ground, except for the few recitals that decide by themselves ("any compound that contains … is not
recommended").
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.decision.closing_sentence import closing_decision
from imr_llm.rules.reasons.advice_against import advises_against, telling_words
from imr_llm.rules.reasons.likeness import ENOUGH, likeness_of
from imr_llm.rules.reasons.patterns import Force, Kind, Matcher, ReasonPattern, lexicon, matcher_of
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.treatment.treatments import Classified
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# No labelled rationale has more; a fifth code is a sign of words misread.
MOST = 4


class _Sentence(NamedTuple):
    """A sentence and the grounds that count in it.

    `own`: the reviewer speaks; `closing`: to give the decision; `stress`: to argue.
    """

    span: Span
    own: bool
    closing: bool
    stress: bool
    grounds: tuple[ReasonPattern, ...]


class _Found(NamedTuple):
    code: Reason
    span: Span


# An operation goes with no other treatment: words of its approval or denial are about itself.
_OPERATIONS = frozenset({"arthroscopic", "non_arthroscopic", "spine"})
_DEPENDS: frozenset[Reason] = frozenset({"depends_on_approved_treatment", "depends_on_denied_treatment"})


def read_reasons(issue: IssueText, found: Classified | None) -> tuple[Reason, ...]:
    """The fewest codes that cover the grounds of the rationale, in its order, each proved by its sentence.

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
    read = _read_sentences(issue.clean, rationale, decision, issue.treatment)
    if found and found.kind.subcategory in _OPERATIONS:
        read = [_without(sentence, _DEPENDS) for sentence in read]
    if found and found.kind.category == "diagnostic_testing":
        # A test is no treatment that may have helped.
        read = [_without(sentence, frozenset({"prior_treatment_benefit"})) for sentence in read]
    reasons = _fewest(read) or _general(issue.clean, read, decision, guided=_is_guided(issue, rationale))
    for index, reason in enumerate(reasons):
        issue.prove(f"reasons/{index}", reason.span)
    return tuple(reason.code for reason in reasons)


# Where, in a sentence that recites and argues, the reviewer begins to speak.
_PIVOT = linear(
    rb"\bhere,|\bin this (?:case|instance)\b|\bhowever,|\bbut (?:there|the|this|he|she|no|it)\b|\b(?:therefore|thus),?"
    rb"|\bgiven that\b"
)


def _read_sentences(clean: CleanText, rationale: Span, decision: Decision, treatment: Span) -> list[_Sentence]:
    """Every sentence that is not an aside, with the grounds that count in it."""
    matcher = matcher_of(decision)
    parts = list(_speakers(clean, rationale, matcher))
    # The heading and the sentences that decide name what was asked for.
    asked = telling_words(clean.lower, [treatment, *(part.span for part in parts if "closing" in part.kinds)])
    # What stands right before the decision is the reviewer's, unless it says itself that the guideline says it.
    last = max((index for index, part in enumerate(parts) if "closing" not in part.kinds), default=-1)
    read = []
    for index, (span, symbols, kinds, speaker) in enumerate(parts):
        recited = speaker == "guideline" or (speaker == "carried" and index != last)
        grounds = matcher.grounds(symbols, recited)
        if recited and grounds and advises_against(clean.lower, span, asked):
            grounds = tuple(replace(ground, force="strong") for ground in grounds)
        # The sentence that gives the decision names the treatment; it has a ground only where it gives a cause.
        if grounds and "closing" in kinds and "cause" not in kinds:
            grounds = tuple(ground for ground in grounds if ground.in_closing)
        read.append(_Sentence(span, not recited, "closing" in kinds, "stress" in kinds, grounds))
    return read


def _without(sentence: _Sentence, codes: frozenset[Reason]) -> _Sentence:
    return sentence._replace(grounds=tuple(ground for ground in sentence.grounds if ground.code not in codes))


class _Part(NamedTuple):
    """A sentence and who speaks in it: the guideline, the reviewer, or the guideline still (`carried`)."""

    span: Span
    symbols: bytes
    kinds: frozenset[Kind]
    speaker: Literal["guideline", "reviewer", "carried"]


def _speakers(clean: CleanText, rationale: Span, matcher: Matcher) -> Iterator[_Part]:
    """Who speaks in each sentence. One without a sign of it goes with the sentence before it."""
    lower = clean.lower
    carried = quoting = False
    last_quote = lower.rfind(b'"', rationale.start, rationale.end)
    for span in sentences(clean, rationale, clauses=True):
        words = lower[span.start : span.end]
        # A quotation mark that is never closed is a slip, not a quotation.
        quoted = quoting and span.start <= last_quote
        quoting = quoted ^ bool(words.count(b'"') & 1)
        symbols = matcher.symbols(words)
        kinds = matcher.kinds(symbols)
        if "aside" in kinds:
            continue
        if quoted or "told" in kinds:
            pivot = None if quoted else _PIVOT.search(words)
            carried = pivot is None
            if pivot:
                start = span.start + pivot.start()
                yield _Part(Span(start, span.end), matcher.symbols(lower[start : span.end]), kinds, "reviewer")
            else:
                yield _Part(span, symbols, kinds, "guideline")
            continue
        if "own" in kinds:
            carried = False
        elif "recital" in kinds:
            carried = True
        elif "mine" in kinds:
            carried = False
        yield _Part(span, symbols, kinds, "carried" if carried and "recital" in kinds else "reviewer")


def _codes(sentence: _Sentence, force: Force) -> list[Reason]:
    """The codes of a sentence, without those that give way to another of the same sentence."""
    codes = [ground.code for ground in sentence.grounds if ground.force == force]
    if len(codes) > 1:
        for code, others in lexicon().yields.items():
            if code in codes:
                codes = [other for other in codes if other not in others]
    return codes


def _fewest(read: list[_Sentence]) -> list[_Found]:
    """The codes of the strongest force that any sentence has, each with its first sentence, in the letter's order."""
    speaking = [sentence for sentence in read if sentence.grounds]
    for force in _STRONGEST_FIRST:
        found: dict[Reason, Span] = {}
        weight: Counter[Reason] = Counter()
        for sentence in speaking:
            for code in _codes(sentence, force):
                found.setdefault(code, sentence.span)
                weight[code] += 1 + sentence.stress
        if found:
            kept = {code for code, _ in weight.most_common(MOST)}
            return [_Found(code, span) for code, span in found.items() if code in kept]
    return []


_STRONGEST_FIRST: tuple[Force, ...] = ("strong", "weak", "recited")


# Grounds that rest on a guideline: of an upheld denial only, as an overturned one has no other general code.
_GUIDED: frozenset[Reason] = frozenset(
    {"exceeds_guideline_amount", "guideline_criteria_not_met", "not_recommended_by_guideline"}
)
_GUIDELINE = linear(rb"\b(?:guidelines?|mtus|odg|acoem|criteri(?:a|on)|recommend\w*)\b")
_CITES_NONE = linear(rb"\bnot (?:cite|list|provide|apply|rely)\b|\bno (?:guideline|evidence|criteri)")
# What earlier treatment did is told by words of treatment or of its effect; a measured motion tells nothing.
_PRIOR: frozenset[Reason] = frozenset({"prior_treatment_benefit", "prior_treatment_no_benefit"})
_TREATED = linear(
    rb"\b(?:treat|therap|session|visit|inject|medic|drug|tablet|dose|use|using|taking|takes|trial|reliev|relief|improv"
    rb"|benefi|gain|help|effect|respon|work|progress|better|with(?:out)? it|before|after|earlier|course|block|unit|cut)"
)
# A response that is hoped for or not known is none yet.
_OPEN = linear(rb"\b(?:if|whether|could|would|should|may|might|contingent|not yet|without knowing)\b")
# Fewer words are a heading or a foot, and say nothing.
_FEWEST_WORDS = 4
_WORD = linear(rb"[a-z]{2,}|\d+")


def _is_guided(issue: IssueText, rationale: Span) -> bool:
    """Whether the reviewer cites a guideline, or the rationale names one."""
    lower, cited = issue.clean.lower, issue.section.reviewer_guideline
    if _GUIDELINE.search(lower[slice(*rationale)]):
        return True
    return cited is not None and not _CITES_NONE.search(lower[slice(*cited)])


def _fits(clean: CleanText, code: Reason, span: Span) -> bool:
    """Whether a sentence that is like a ground can give it by its words."""
    words = clean.lower[slice(*span)]
    return code not in _PRIOR or (_TREATED.search(words) is not None and _OPEN.search(words) is None)


def _general(clean: CleanText, read: list[_Sentence], decision: Decision, *, guided: bool) -> list[_Found]:
    """Where no ground is known by its words: the one that a sentence is plainly like, or else the general code.

    The general code is proved by the last that the reviewer says before the decision. Where no guideline is cited
    or named (not `guided`), no ground rests on one.
    """
    speaking = [
        sentence
        for sentence in read
        if sentence.own
        and not sentence.closing
        and sum(1 for _ in _WORD.finditer(clean.lower[slice(*sentence.span)])) >= _FEWEST_WORDS
    ]
    alike = likeness_of(decision)
    likely = [(alike.nearest(clean.lower[slice(*sentence.span)]), sentence.span) for sentence in speaking]
    plain = [
        (found, span)
        for found, span in likely
        if found and found.score >= ENOUGH and (guided or found.code not in _GUIDED) and _fits(clean, found.code, span)
    ]
    if plain:
        found, span = max(plain, key=lambda one: one[0].score)
        return [_Found(found.code, span)]
    code: Reason = "guideline_criteria_met"
    if decision != "overturned":
        code = "guideline_criteria_not_met" if guided else "other"
    nearest = max(read, key=lambda one: (one.own and not one.closing, one.own, one.span.start), default=None)
    return [_Found(code, nearest.span)] if nearest else []
