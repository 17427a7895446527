"""What a new request would have to show: new facts on paper, from what the reviewer missed and the ground's code.

Where neither says anything certain, nothing is promised: the doctor is asked which new facts there are.
"""

import re
from collections.abc import Iterator, Sequence

from imr_llm.record.codes import Reason
from imr_llm.record.reasons import explains
from imr_llm.record.standing import Standing
from imr_llm.summary.excerpts import folded
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Sentence
from imr_llm.summary.parts.why import speaks_of_another_medicine, telling_reasons
from imr_llm.summary.view import IssueView, RecordView

# The grounds whose code alone says which facts would count.
CERTAIN: frozenset[Reason] = frozenset(
    {
        "prior_treatment_no_benefit",
        "prior_treatment_amount_unknown",
        "findings_do_not_support",
        "conservative_care_not_tried",
        "no_planned_procedure",
        "depends_on_denied_treatment",
        "alternative_available",
    }
)
# What the code says of these is the whole of what was missing, more clearly than the reviewer's words for it.
_TOLD_BY_CODE = CERTAIN - {"findings_do_not_support"}
# So many things are told; the rest stands in the reviewer's words.
_MOST = 2
_NEEDED_WORDS = 16
# How the reviewer's words for what was missing go into a sentence of ours; a pronoun or a bare word tells nothing.
_QUESTION = re.compile(r"^(?:how|why|what|which|whether|when|if|where|who)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:has|have|had|is|are|was|were|can|cannot|could|would|will|may|did|does)\b", re.IGNORECASE)
_IDLE = re.compile(
    r"^(?:it|this|that|these|those|they|or|and|he|she)\b|^(?:(?:the|any|a|clear|use|sufficient) )*"
    r"(?:need|reason|ground|use|it|rationale|evidence|documentation|information)\b(?: (?:for|in|to|is) .*)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")
_SMALL = frozenset({"a", "an", "the", "of", "for", "to", "in", "and", "or", "this", "any"})
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


def write_needs(view: RecordView, one: IssueView, gist: Sequence[Sentence]) -> list[Sentence]:
    """Of a refusal, what a new request would have to show; a smaller amount that the reviewer would accept comes first.

    Nothing of care that was given already: asking for it again makes no sense. `gist`: what is told right before, whose
    quotations are not repeated.
    """
    if one.standing is not Standing.LOST or one.issue.retrospective:
        return []
    told = [quote for sentence in gist for quote in sentence.quotes]
    sentences = [*_smaller(view, one), *_missing(view, one, told)]
    return sentences or [view.say("need-ask", one.at("decision", "rationale"))]


def _smaller(view: RecordView, one: IssueView) -> list[Sentence]:
    if not one.issue.smaller_amount:
        return []
    words = folded(one.issue.smaller_amount)
    return [view.say("need-smaller", one.at("smaller_amount"), (words,), words=words)]


def _missing(view: RecordView, one: IssueView, told: Sequence[str]) -> list[Sentence]:
    """For each ground what it says was missing, or what its code says; none twice.

    What the lexicon cannot put in everyday words follows in the letter's, once.
    """
    wanted: dict[str, list[str]] = {}
    quoted: list[Sentence] = []
    with_main: list[Sentence] = []
    for code, needed, basis in _grounds(one):
        known = entries.needs(needed, one.phrase.kind)[:_MOST] if needed else ()
        for entry in known:
            wanted.setdefault(entry.names[view.language].noun, []).extend(basis)
        if known:
            continue
        if code == "depends_on_denied_treatment":
            with_main = [view.say("need-depends_on_denied_treatment", basis)]
        elif code in CERTAIN:
            what = view.voice.text(f"what-{code}", kind=one.phrase.kind)
            wanted.setdefault(what, []).extend(basis)
        if needed and code not in _TOLD_BY_CODE:
            quoted.extend(_quoted(view, one, needed, basis))
    named = [
        view.say("need-named-also" if order else "need-named", tuple(basis), what=what)
        for order, (what, basis) in enumerate(list(wanted.items())[: 1 if view.crowded else _MOST])
    ]
    fresh = [sentence for sentence in quoted if not any(sentence.quotes[0] in words for words in told)]
    return [*with_main, *named, *fresh[:1]]


def _quoted(view: RecordView, one: IssueView, needed: str, basis: tuple[str, ...]) -> list[Sentence]:
    """What was missing in the reviewer's words: a thing, a question, or a clause; nothing where they say little."""
    words = folded(needed)
    if len(words.split()) > _NEEDED_WORDS or _tells_little(one, words):
        return []
    if _QUESTION.search(words):
        return [view.say("need-quoted-question", basis, (words,), words=words)]
    if _CLAUSE.search(words):
        return [view.say("need-quoted-clause", basis, (words,), words=words)]
    return [tell_missing(view, words, basis)]


def _tells_little(one: IssueView, words: str) -> bool:
    """Whether words are idle, an abbreviation alone, or the treatment itself."""
    return bool(_IDLE.search(words)) or (words.isupper() and " " not in words) or _is_the_treatment(one, words)


def _is_the_treatment(one: IssueView, words: str) -> bool:
    """Whether only the treatment itself is named: "no discussion of a cervical MRI" does not miss the MRI."""
    named = set(_WORD.findall((one.issue.treatment or "").lower()))
    return set(_WORD.findall(words.lower())) - _SMALL <= named


def tell_missing(view: RecordView, needed: str, basis: tuple[str, ...]) -> Sentence:
    """A thing that was missing, without its article."""
    words = folded(needed)
    bare = words[match.end() :] if (match := _ARTICLE.search(words)) else words
    return view.say("need-quoted", basis, (bare,), words=bare)


def names_a_thing(needed: str) -> bool:
    """Whether the reviewer's words for what was missing are short and name a thing."""
    words = folded(needed)
    short = len(words.split()) <= _NEEDED_WORDS and not (words.isupper() and " " not in words)
    return short and not any(shape.search(words) for shape in (_IDLE, _QUESTION, _CLAUSE))


def _grounds(one: IssueView) -> Iterator[tuple[Reason | None, str | None, tuple[str, ...]]]:
    """The code, what was missing, and the basis of each ground; of a record of reason codes alone, of each reason."""
    for place, ground in enumerate(one.issue.grounds):
        if speaks_of_another_medicine(one, ground.quote):
            continue
        code = ground.code if ground.code and explains(ground.code, one.issue.decision) else None
        yield code, ground.needed, one.at(f"grounds/{place}/code", f"grounds/{place}/needed", f"grounds/{place}/quote")
    if not one.issue.grounds:
        for place, reason in telling_reasons(one):
            yield reason, None, one.at(f"reasons/{place}")
