"""One letter of the HTML report: its words with every proof marked, and label beside prediction, errors first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from imr_llm.evaluation.render import words
from imr_llm.evaluation.render.markup import Markup, joined, table, tag
from imr_llm.evaluation.report import LetterResult, Mark
from imr_llm.evaluation.scoring import Judgement, Kind
from imr_llm.record.fields import BY_PATH, field_of

# The worst comes first, and decides what a stretch of several proofs looks like.
_CLASSES = ("wrong", "right", "other")
_ORDER = (Kind.MISMATCHED, Kind.INVENTED, Kind.OMITTED, Kind.CORRECT)
_COLUMNS = ("field", "issue", "judged", "label", "predicted")


@dataclass(frozen=True, slots=True)
class _Proof:
    """A marked place: `look` is its class, `anchor` the id that the table leads to (null for a further place)."""

    mark: Mark
    look: str
    title: str
    anchor: str | None


def letter_section(letter: LetterResult, place: int, opened: bool = False) -> Markup:
    """A letter to open and close without a script. `place` makes its ids unlike the others'."""
    wrong = sum(judgement.kind is not Kind.CORRECT for judgement in letter.judgements)
    state = {
        "scored": f"{wrong} of {len(letter.judgements)} values wrong"
        if wrong
        else f"all {len(letter.judgements)} values right",
        "not_scored": "no label, not scored",
        "unreadable": f"not readable: {letter.fault}",
    }[letter.state]
    proofs = _proofs(letter, place)
    anchors = {proof.mark.pointer: proof.anchor for proof in proofs if proof.anchor}
    parts = []
    if letter.judgements:
        rows = (_row(judgement, anchors) for judgement in sorted(letter.judgements, key=_rank))
        parts.append(table(f"{letter.name}: label and prediction", _COLUMNS, rows, "values"))
    if letter.text:
        parts.append(tag("div", *_marked(letter.text, proofs), class_="text", lang="en"))
    summary = tag("summary", tag("strong", letter.name), f" {state}", class_="faulty" if wrong else None)
    body = tag("div", *parts, class_="beside")
    return tag("details", summary, body, open="open" if opened else None)


def _rank(judgement: Judgement) -> tuple[int, int, str]:
    return _ORDER.index(judgement.kind), judgement.row, judgement.field


def _row(judgement: Judgement, anchors: dict[str, str]) -> Sequence[str]:
    predicted: str = words.value(judgement.predicted)
    anchor = _anchor(judgement, anchors)
    if anchor:
        predicted = tag("a", predicted, href=f"#{anchor}")
    right = judgement.kind is Kind.CORRECT
    return (
        BY_PATH[judgement.field].label,
        str(judgement.issue or words.ABSENT),
        tag("span", judgement.kind.value, class_="right" if right else "wrong"),
        words.value(judgement.label),
        predicted,
    )


def _anchor(judgement: Judgement, anchors: dict[str, str]) -> str | None:
    if judgement.pointer is None:
        return None
    return next((anchor for pointer, anchor in anchors.items() if _within(pointer, judgement.pointer)), None)


def _within(pointer: str, whole: str) -> bool:
    return pointer == whole or pointer.startswith(f"{whole}/")


def _proofs(letter: LetterResult, place: int) -> list[_Proof]:
    judged = {it.pointer: it.kind for it in letter.judgements if it.pointer}
    proofs, seen = [], set()
    for number, mark in enumerate(sorted(letter.marks, key=lambda mark: (mark.start, mark.end, mark.pointer))):
        kind = next((kind for pointer, kind in judged.items() if _within(mark.pointer, pointer)), None)
        look = "other" if kind is None else "right" if kind is Kind.CORRECT else "wrong"
        field = field_of(mark.pointer)
        anchor = None if mark.pointer in seen else f"letter-{place}-{number}"
        seen.add(mark.pointer)
        title = field.label if field else mark.pointer.rsplit("/", 1)[-1]
        proofs.append(_Proof(mark, look, title, anchor))
    return proofs


def _marked(text: str, proofs: Sequence[_Proof]) -> Iterator[Markup]:
    """The text cut at every end of a proof; proofs overlap, so a stretch carries all that cover it."""
    edges = sorted({0, len(text), *(edge for it in proofs for edge in (it.mark.start, it.mark.end))})
    for start, end in pairwise(edges):
        covering = [it for it in proofs if it.mark.start <= start and end <= it.mark.end]
        anchors = [tag("span", id=it.anchor) for it in covering if it.anchor and it.mark.start == start]
        if not covering:
            yield joined([text[start:end]])
            continue
        look = min((it.look for it in covering), key=_CLASSES.index)
        titles = dict.fromkeys(it.title for it in covering)
        yield joined([*anchors, tag("mark", text[start:end], class_=look, title=", ".join(titles))])
