"""Two readings of one letter held against each other, field by field of the one table of fields.

Where they differ the rules' value stands and a person is told, whatever the field. A field of `Trust.RULES` never
takes the LLM's value. One of `Trust.GROUNDED_LLM` (what was diagnosed, how it happened, the job, the reasons) takes it
where the rules have none: its words are then the letter's own, proved in place. It is not let replace a value that the
rules found: which of two grounded readings is better cannot be told from the letter.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from imr_llm.llm.answers.grounded import UngroundedFact
from imr_llm.llm.answers.reader import GroundedReading
from imr_llm.record.compare import key, same
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.fields import FIELDS, Field, Trust, value_of
from imr_llm.record.model import ISSUES, Check, Evidence, Reading, ReviewItem, State, Verdict


def merge(rules: Reading, heard: GroundedReading) -> Reading:
    """The rules' reading with the LLM's checks, doubts and the narrative fields that it filled."""
    return _Merge(rules, heard).reading()


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


def alike(field: Field, ours: Any, theirs: Any) -> bool:
    """Whether two values of a field mean the same; the order of a list means nothing."""
    if not field.many:
        return same(ours, theirs, field.comparison)
    left, right = (Counter(key(value, field.comparison) for value in values) for values in (ours, theirs))
    return left == right


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of one letter or one issue, with the holders of the two readings' values."""

    field: Field
    pointer: str
    ours: Any
    theirs: Any


class _Merge:
    def __init__(self, rules: Reading, heard: GroundedReading) -> None:
        self._rules = rules
        self._heard = heard
        self._checks = list(rules.checks)
        self._doubts: dict[tuple[str, State], list[str]] = {}
        self._evidence: dict[str, tuple[Evidence, ...]] = dict(rules.evidence)
        self._filled: dict[str, Any] = {}
        self._refused = list(heard.refused)

    def reading(self) -> Reading:
        for place in self._places():
            self._compare(place)
        for index, answered in enumerate(self._heard.aligned):
            if answered is None:
                pointer = f"/issues/{index}"
                self._check(pointer, "rules_only", self._rules.facts.issues[index].heading, None)
                self._doubt(pointer, "the second reader did not report this treatment")
        self._refuse(ISSUES, None, self._refused)
        return self._rules.model_copy(
            update={
                "facts": self._facts(),
                "evidence": self._evidence,
                "checks": tuple(self._checks),
                "needs_review": (*self._rules.needs_review, *self._items()),
            }
        )

    def _places(self) -> Iterable[_Place]:
        ours, theirs = self._rules.facts, self._heard.reading.facts
        for field in FIELDS:
            if not field.of_issue:
                yield _Place(field, field.path, value_of(ours, field), value_of(theirs, field))
                continue
            for index, answered in enumerate(self._heard.aligned):
                if answered is not None:
                    held, told = value_of(ours.issues[index], field), value_of(theirs.issues[index], field)
                    yield _Place(field, field.path.replace("*", str(index)), held, told)

    def _compare(self, place: _Place) -> None:
        field, pointer, ours, theirs = place.field, place.pointer, place.ours, place.theirs
        refused = [item for item in self._refused if item.pointer == pointer or item.pointer.startswith(f"{pointer}/")]
        self._refused = [item for item in self._refused if item not in refused]
        self._refuse(pointer, ours, refused, field.label)
        alone = absent(theirs) or not field.many
        if (refused and alone) or (absent(ours) and absent(theirs)):
            return
        if alike(field, ours, theirs):
            # What was refused beside the rest keeps the field from counting as agreed.
            if not refused:
                self._check(pointer, "agree", ours, theirs)
        elif absent(theirs):
            self._check(pointer, "rules_only", ours, None)
        elif absent(ours):
            self._check(pointer, "llm_only", None, theirs)
            self._only_theirs(place)
        else:
            self._check(pointer, "disagree", ours, theirs)
            if field.trust is Trust.RULES or not self._same_words(pointer):
                self._doubt(pointer, f"the two readers differ on the {field.label}")

    def _only_theirs(self, place: _Place) -> None:
        """Fill a narrative field that the rules left empty; any other goes to a person, and stays empty."""
        if place.field.trust is Trust.RULES:
            self._doubt(place.pointer, f"only the second reader found the {place.field.label}; it was not taken over")
            return
        self._filled[place.pointer] = place.theirs
        for pointer, proofs in self._heard.reading.evidence.items():
            if pointer == place.pointer or pointer.startswith(f"{place.pointer}/"):
                self._evidence[pointer] = proofs

    def _same_words(self, pointer: str) -> bool:
        """Whether both quote one place, cut differently ("roofer", "a roofer"): nothing for a person to settle."""
        ours, theirs = self._rules.evidence.get(pointer, ()), self._heard.reading.evidence.get(pointer, ())
        return any(left.start < right.end and right.start < left.end for left in ours for right in theirs)

    def _refuse(self, pointer: str, ours: Any, refused: Iterable[UngroundedFact], label: str = "treatment") -> None:
        for item in refused:
            self._check(pointer, "ungrounded", ours, item.value)
            self._doubt(pointer, f"the second reader's {label} was refused: {item.why}")

    def _check(self, pointer: str, verdict: Verdict, ours: Any, theirs: Any) -> None:
        self._checks.append(Check(field=pointer, verdict=verdict, rules=plain(ours), llm=plain(theirs)))

    def _doubt(self, pointer: str, why: str) -> None:
        whys = self._doubts.setdefault((pointer, "disputed"), [])
        if why not in whys:
            whys.append(why)

    def _items(self) -> list[ReviewItem]:
        return [
            ReviewItem(field=pointer, state=state, why="; ".join(whys))
            for (pointer, state), whys in self._doubts.items()
        ]

    def _facts(self) -> Facts:
        """The rules' facts with what was filled; the table says which fields those are, so no name stands here."""
        facts = self._rules.facts
        updates: dict[str, Any] = {}
        issues: list[Issue] = list(facts.issues)
        for pointer, value in self._filled.items():
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
