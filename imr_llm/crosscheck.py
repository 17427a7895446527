"""Two readings of one letter held against each other, field by field of the one table of fields.

The table says who leads a field. The rules lead what is printed in a known place or form; the LLM leads what needs
understanding, where its words are in the letter: why, what kind of treatment, what was diagnosed, how it happened. The
leader's value stands, and the other's stays in the checks. A list is merged entry by entry: what both give, then what
the leader alone gives.

A person is asked where it matters: about a critical field in which the readers differ, or that the LLM has without
proof, and about a treatment that only one of them sees. No date, count, decision or case number is ever the LLM's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from imr_llm.llm.answers.grounded import UngroundedFact
from imr_llm.llm.answers.reader import GroundedReading
from imr_llm.record.closeness import agree, close, same_words
from imr_llm.record.compare import key
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.fields import FIELDS, Field, value_of
from imr_llm.record.model import ISSUES, Check, Evidence, Reading, ReviewItem, Verdict

_DIFFER: dict[Verdict, str] = {
    "disagree": "the two readers differ on the {label}",
    "llm_only": "only the second reader found the {label}; it was not taken over",
}


def merge(rules: Reading, grounded: GroundedReading) -> Reading:
    """The rules' reading with what the LLM leads, the checks of both, and what a person must look at."""
    return _Merge(rules, grounded).reading()


def unanswered(rules: Reading, why: str) -> Reading:
    """The rules' reading as it stands, with a note that nobody checked it. `why` holds no words of the letter."""
    note = ReviewItem(field="", state="missing", why=f"the second reader gave no answer: {why}")
    return rules.model_copy(update={"needs_review": (*rules.needs_review, note)})


def plain(value: Any) -> Any:
    """A field's value as plain JSON, as checks keep it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def absent(value: Any) -> bool:
    """Whether a value says that the letter does not state the fact; `false` is a statement."""
    return value is None or value == ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of one letter or one issue, with the two readings' values and what of the LLM's was refused."""

    field: Field
    pointer: str
    ours: Any
    theirs: Any
    refused: tuple[UngroundedFact, ...]
    completes: bool = False


class _Merge:
    def __init__(self, rules: Reading, grounded: GroundedReading) -> None:
        self._rules = rules
        self._grounded = grounded
        self._checks = list(rules.checks)
        self._doubts: dict[str, list[str]] = {}
        self._evidence: dict[str, tuple[Evidence, ...]] = dict(rules.evidence)
        self._taken: dict[str, Any] = {}

    def reading(self) -> Reading:
        for place in self._places():
            self._compare(place)
        for index, answered in enumerate(self._grounded.aligned):
            if answered is None:
                pointer = f"{ISSUES}/{index}"
                self._check(pointer, "rules_only", self._rules.facts.issues[index].heading, None)
                self._doubt(pointer, "the second reader did not report this treatment")
        for item in self._grounded.refused:
            if item.pointer == ISSUES:
                self._check(ISSUES, "ungrounded", None, item.value)
                self._doubt(ISSUES, f"the second reader's treatment was refused: {item.why}")
        notes = [ReviewItem(field=at, state="disputed", why="; ".join(whys)) for at, whys in self._doubts.items()]
        return self._rules.model_copy(
            update={
                "facts": self._facts(),
                "evidence": self._evidence,
                "checks": tuple(self._checks),
                "needs_review": (*self._rules.needs_review, *notes),
            }
        )

    def _places(self) -> Iterable[_Place]:
        ours, theirs = self._rules.facts, self._grounded.reading.facts
        for field in FIELDS:
            if field.explained:
                continue
            if not field.of_issue:
                yield self._place(field, field.path, ours, theirs)
                continue
            for index, answered in enumerate(self._grounded.aligned):
                if answered is not None:
                    pointer = field.path.replace("*", str(index))
                    yield self._place(field, pointer, ours.issues[index], theirs.issues[index])

    def _place(self, field: Field, pointer: str, ours: Any, theirs: Any) -> _Place:
        refused = tuple(
            item for item in self._grounded.refused if item.pointer == pointer or item.pointer.startswith(f"{pointer}/")
        )
        whole = field.completes
        completes = whole is not None and field.leads == "llm" and getattr(theirs, whole.rsplit("/", 1)[-1]) is not None
        return _Place(field, pointer, value_of(ours, field), value_of(theirs, field), refused, completes)

    def _compare(self, place: _Place) -> None:
        field, pointer, ours, theirs = place.field, place.pointer, place.ours, place.theirs
        for item in place.refused:
            self._check(pointer, "ungrounded", ours, item.value)
            if field.critical:
                self._doubt(pointer, f"the second reader's {field.label} was refused: {item.why}")
        alone = absent(theirs) or not field.many
        if (place.refused and alone) or (absent(ours) and absent(theirs)):
            return
        verdict = self._verdict(place)
        # What was refused beside the rest keeps the field from counting as agreed.
        if not (place.refused and verdict == "agree"):
            self._check(pointer, verdict, ours, theirs)
        if verdict not in ("disagree", "llm_only", "close") and not (verdict == "rules_only" and place.completes):
            return
        if field.leads == "llm":
            # An article more or less is no better reading, and the rules' words are cut alike in every letter.
            if not same_words(ours, theirs):
                self._take(place)
        elif field.critical and verdict != "close":
            self._doubt(pointer, _DIFFER[verdict].format(label=field.label))

    def _verdict(self, place: _Place) -> Verdict:
        field, ours, theirs = place.field, place.ours, place.theirs
        if agree(field, ours, theirs):
            return "agree"
        if absent(theirs):
            return "rules_only"
        if absent(ours):
            return "llm_only"
        return "close" if close(field, ours, theirs) or self._one_place(place) else "disagree"

    def _one_place(self, place: _Place) -> bool:
        """Whether both quote one place, cut differently ("roofer", "a roofer"); of a critical field the cut matters."""
        if place.field.critical or place.field.many or not isinstance(place.ours, str):
            return False
        pairs = (self._rules.evidence.get(place.pointer, ()), self._grounded.reading.evidence.get(place.pointer, ()))
        return any(left.start < right.end and right.start < left.end for left in pairs[0] for right in pairs[1])

    def _take(self, place: _Place) -> None:
        """Let the LLM's value stand, with its proofs in place of the rules'."""
        proofs = self._grounded.reading.evidence
        if not place.field.many:
            self._put(place.pointer, place.theirs, proofs.get(place.pointer, ()))
            return
        entries = _merged(place)
        held = [
            (self._rules.evidence if ours else proofs).get(f"{place.pointer}/{index}", ()) for ours, index in entries
        ]
        self._forget(place.pointer)
        self._taken[place.pointer] = tuple((place.ours if ours else place.theirs)[index] for ours, index in entries)
        for number, evidence in enumerate(held):
            if evidence:
                self._evidence[f"{place.pointer}/{number}"] = evidence

    def _put(self, pointer: str, value: Any, evidence: tuple[Evidence, ...]) -> None:
        self._forget(pointer)
        self._taken[pointer] = value
        if evidence:
            self._evidence[pointer] = evidence

    def _forget(self, pointer: str) -> None:
        for at in [at for at in self._evidence if at == pointer or at.startswith(f"{pointer}/")]:
            del self._evidence[at]

    def _check(self, pointer: str, verdict: Verdict, ours: Any, theirs: Any) -> None:
        self._checks.append(Check(field=pointer, verdict=verdict, rules=plain(ours), llm=plain(theirs)))

    def _doubt(self, pointer: str, why: str) -> None:
        whys = self._doubts.setdefault(pointer, [])
        if why not in whys:
            whys.append(why)

    def _facts(self) -> Facts:
        """The rules' facts with what was taken; the table says which fields those are, so no name stands here."""
        facts = self._rules.facts
        updates: dict[str, Any] = {}
        issues: list[Issue] = list(facts.issues)
        for pointer, value in self._taken.items():
            names = pointer.strip("/").split("/")
            if names[0] == "issues":
                index = int(names[1])
                issues[index] = issues[index].model_copy(update={names[2]: value})
            elif len(names) == 1:
                updates[names[0]] = value
            else:
                holder = updates.get(names[0], getattr(facts, names[0]))
                updates[names[0]] = holder.model_copy(update={names[1]: value})
        return facts.model_copy(update={**updates, "issues": tuple(issues)})


def _merged(place: _Place) -> list[tuple[bool, int]]:
    """The entries of a list that the LLM leads: what both give, then what it alone gives.

    Each as whose it is (true: the rules') and its place there. An entry of the LLM's that was refused and that the
    rules have proved is one that both give.
    """
    told = [key(value, place.field.comparison) for value in place.theirs]
    ours = {key(value, place.field.comparison): index for index, value in enumerate(place.ours)}
    refused = _refused_keys(place)
    both = [(False, index) for index, entry in enumerate(told) if entry in ours]
    proved = [(True, index) for entry, index in ours.items() if entry in refused and entry not in told]
    return [*both, *proved, *((False, index) for index, entry in enumerate(told) if entry not in ours)]


def _refused_keys(place: _Place) -> Sequence[Any]:
    return [key(item.value, place.field.comparison) for item in place.refused if isinstance(item.value, str)]
