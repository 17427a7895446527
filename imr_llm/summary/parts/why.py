"""Why one treatment was decided as it was: the reviewer's grounds one by one, and the guideline that was used.

A ground of the record is told in its plain words where they stand, else by its own code where it has one, and always
shown in the reviewer's words. A record that has reason codes alone is told from those.
"""

import re
from collections.abc import Iterable

from imr_llm.record.codes import Reason
from imr_llm.record.reasons import ABOUT_GUIDELINE, FAVOURABLE, explains
from imr_llm.record.standing import Standing
from imr_llm.summary.catalogue import Argument
from imr_llm.summary.excerpts import folded, ground
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.parts.guideline import citation_basis, guideline_arguments, write_guideline
from imr_llm.summary.readability.sentences import sentences_of
from imr_llm.summary.verify.folding import fold
from imr_llm.summary.verify.medicines import medicines
from imr_llm.summary.view import IssueView, RecordView

# Words of a quotation, and quotations an issue: fewer where a letter decides many treatments.
_QUOTE_WORDS, _QUOTE_WORDS_CROWDED = 36, 26
_QUOTES, _QUOTES_CROWDED = 2, 1
_PLACES = ("first", "second", "third")
# Words of a guideline that speaks of two things: "X is not recommended, but Y is".
_BOTH_WAYS = re.compile(r"\b(?:but|except|unless|although|however|while|whereas)\b")
# "Because they exceed the guideline by only two sessions" is why it was allowed, and is not within the guideline.
_BEYOND = re.compile(r"^(?!.*\b(?:no|not|nor|never|neither)\b).*\b(?:exceed\w*|beyond|above|more than)\b", re.DOTALL)
_EXAMPLES = {
    "therapy": re.compile(
        r"home exercise|home[- ]based|exercises? at home|home program|self-directed|independent exercise"
    ),
    "medicine": re.compile(r"\boral|tablet|\bpill"),
}


def write_why(view: RecordView, one: IssueView) -> Section:
    """The grounds in the letter's order. Where who won is not clear, only the reviewer's words are shown."""
    title = view.voice.text("why-title", standing=str(one.standing), count=len(view.treatments), number=one.number)
    already_named = any(reason in ABOUT_GUIDELINE for _, reason in telling_reasons(one))
    grounds = told_grounds(view, one) if one.issue.grounds else _reasons(view, one)
    sentences = [*grounds, *write_guideline(view, one, already_named)]
    return Section(id=f"why-{one.number}", title=title, sentences=tuple(sentences))


def told_grounds(view: RecordView, one: IssueView) -> list[Sentence]:
    """The grounds of the record, the weightiest first. Of a doubted decision only the reviewer's words are shown."""
    unclear = one.standing is Standing.UNCLEAR
    told = [view.say("why-unclear", one.at("rationale"))] if unclear else []
    labels: set[Reason] = set()
    shown: dict[str, int] = {}
    above: Reason | None = None
    for place, given in enumerate(one.issue.grounds):
        basis, words = one.at(f"grounds/{place}/quote"), folded(given.quote)
        own = [] if unclear else _own_words(view, one, place, labels)
        before = next((at for other, at in shown.items() if words in other), None)
        told.extend(own)
        if before is not None:
            told[before] = told[before].model_copy(update={"basis": (*told[before].basis, *basis)})
            continue
        # A quotation is said to prove only what stands right before it.
        follows, same = shown and not own, unclear or given.code == above
        message = "why-quote" if not follows else "why-quote-also" if same else "why-quote-adds"
        above = given.code if own else above
        shown[words] = len(told)
        told.append(view.say(message, basis, (words,), words=words))
    return told


def _own_words(view: RecordView, one: IssueView, place: int, labels: set[Reason]) -> list[Sentence]:
    """What a ground says in plain words where they stand, else by its code. `labels`: the codes told so far."""
    plain = tell_plain(view, one, place)
    code = one.issue.grounds[place].code
    if plain or code in labels:
        return plain
    labels.update((code,) if code else ())
    return tell_ground_label(view, one, place)


def tell_plain(view: RecordView, one: IssueView, place: int) -> list[Sentence]:
    """A ground of the record in plain words; nothing where none stand in this language."""
    plain: str | None = getattr(one.issue.grounds[place].plain, view.language)
    basis = one.at(f"grounds/{place}/plain/{view.language}", f"grounds/{place}/quote")
    return [Sentence(text=sentence, basis=basis) for sentence in sentences_of(plain or "")]


def tell_ground_label(view: RecordView, one: IssueView, place: int) -> list[Sentence]:
    """What the code of a ground says; nothing where it has none, or where its quote speaks both ways."""
    ground = one.issue.grounds[place]
    if ground.code is None or ground.code == "other" or not explains(ground.code, one.issue.decision):
        return []
    if ground.code in ABOUT_GUIDELINE and _BOTH_WAYS.search(ground.quote.lower()):
        return []
    if ground.code == "within_guideline_amount" and _BEYOND.search(ground.quote.lower()):
        return []
    if ground.code == "prior_treatment_no_benefit" and speaks_of_another_medicine(one, ground.quote):
        return []
    return [tell_label(view, one, ground.code, one.at(f"grounds/{place}/code", f"grounds/{place}/quote"))]


def speaks_of_another_medicine(one: IssueView, quote: str) -> bool:
    """Whether the reviewer's words name a medicine, and none of those that are disputed here."""
    named = medicines(fold(quote))
    return bool(named) and named.isdisjoint(medicines(fold(one.issue.treatment or "")))


def tell_label(view: RecordView, one: IssueView, reason: Reason, basis: tuple[str, ...]) -> Sentence:
    """What a code says of this kind of treatment. `basis`: where the code and its proof stand."""
    arguments = {**one.phrase.arguments(), **guideline_arguments(view, one), **reason_arguments(one, reason)}
    return view.say(f"why-{reason}", (*basis, *one.phrase.basis, *citation_basis(one)), place="only", **arguments)


def telling_reasons(one: IssueView) -> tuple[tuple[int, Reason], ...]:
    """The reasons with their places that speak for the decision; those that speak against it are no grounds of it.

    None where who won is not clear.
    """
    if one.standing is Standing.UNCLEAR:
        return ()
    wanted = one.standing is Standing.WON
    return tuple(
        (place, reason)
        for place, reason in enumerate(one.issue.reasons)
        if reason == "other" or (reason in FAVOURABLE) is wanted
    )


def _reasons(view: RecordView, one: IssueView) -> list[Sentence]:
    if not one.issue.rationale and not one.issue.reasons:
        return [view.say("why-none", one.at("rationale"))]
    if one.standing is Standing.UNCLEAR:
        return _reviewers_words(view, one)
    reasons = telling_reasons(one)
    if not reasons:
        return list(view.say_all("why-not-sorted", one.at("rationale", "reasons")))
    quotes = _quotes(view, one, reasons)
    if same := _same_grounds(view, one, quotes):
        pointers = (*same.at("reasons", "number"), *one.at("reasons"))
        return [view.say("why-same", pointers, other=same.number, standing=str(one.standing))]
    facts = {**one.phrase.arguments(), **guideline_arguments(view, one)}
    sentences: list[Sentence] = []
    if len(reasons) > 1:
        basis = tuple(pointer for place, _ in reasons for pointer in one.at(f"reasons/{place}"))
        sentences.append(view.say("why-count", basis, count=len(reasons)))
    for order, (place, reason) in enumerate(reasons):
        basis = (*one.at(f"reasons/{place}"), *one.phrase.basis, *citation_basis(one))
        message = "why-other-quoted" if reason == "other" and place in quotes else f"why-{reason}"
        where = "only" if len(reasons) == 1 else _PLACES[order] if order < len(_PLACES) else "next"
        sentences.append(view.say(message, basis, place=where, **(facts | reason_arguments(one, reason))))
        if reason == "prior_treatment_no_benefit" and not _said_before(view, one, reason):
            sentences.extend(view.say_all("why-not-shown", one.at(f"reasons/{place}")))
        if place in quotes:
            words = quotes[place]
            sentences.append(view.say("why-quote", one.at(f"reasons/{place}", "rationale"), (words,), words=words))
    return sentences


def reason_arguments(one: IssueView, reason: Reason) -> dict[str, Argument]:
    """The kind of treatment in whose words a reason is told.

    "Exercises at home" and "a common pill" are said only where the reviewer speaks of them.
    """
    example = _EXAMPLES.get(one.phrase.kind)
    if reason == "alternative_available" and example and not example.search((one.issue.rationale or "").lower()):
        return {"kind": "other"}
    return {"kind": one.phrase.kind}


def _reviewers_words(view: RecordView, one: IssueView) -> list[Sentence]:
    """Only what the reviewer wrote: our words for a ground would take a side that nobody is sure of."""
    quotes = _quotes(view, one, enumerate(one.issue.reasons))
    return [view.say("why-unclear", one.at("rationale"))] + [
        view.say("why-quote", one.at(f"reasons/{place}", "rationale"), (words,), words=words)
        for place, words in quotes.items()
    ]


def _said_before(view: RecordView, one: IssueView, reason: Reason) -> bool:
    return any(reason in other.issue.reasons for other in view.treatments[: one.index])


def _same_grounds(view: RecordView, one: IssueView, quotes: dict[int, str]) -> IssueView | None:
    """An earlier treatment with the same grounds in the same words, so that they are read once."""
    key = (one.standing, one.issue.reasons, one.phrase.kind)
    alike = (
        other
        for other in view.treatments[: one.index]
        if (other.standing, other.issue.reasons, other.phrase.kind) == key
        and _quotes(view, other, telling_reasons(other)) == quotes
    )
    return next(alike, None) if quotes else None


def _quotes(view: RecordView, one: IssueView, reasons: Iterable[tuple[int, Reason]]) -> dict[int, str]:
    """The reviewer's words for reasons, by place; none twice, and those only said in general first."""
    limit = _QUOTE_WORDS_CROWDED if view.crowded else _QUOTE_WORDS
    most = _QUOTES_CROWDED if view.crowded else _QUOTES
    found: dict[int, str] = {}
    for place, _ in reasons:
        for proof in view.evidence(f"/issues/{one.index}/reasons/{place}"):
            words = ground(proof.quote, one.issue.rationale, limit)
            if words and words not in found.values():
                found[place] = words
                break
        if len(found) == most:
            break
    return found
