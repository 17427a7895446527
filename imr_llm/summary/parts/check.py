"""What a person should check: the doubts of the record that matter to a worker, in plain words."""

from imr_llm.record.model import ISSUES, ReviewItem
from imr_llm.summary.model import Section, Sentence
from imr_llm.summary.view import RecordView

# Which message part speaks of a doubted field of an issue. Fields that no sentence rests on are left out.
_PARTS = {
    "treatment": "name",
    "original_request": "name",
    "number": "name",
    "heading": "name",
    "authorized_portion": "approved",
    "retrospective": "given",
    "body_regions": "body",
    "medication": "medicine",
    "sessions": "amount",
    "per_week": "amount",
    "weeks": "amount",
    "reasons": "reasons",
    "safety_notice": "notice",
}
_DATES = {
    "/case/utilization_review_date": "refusal",
    "/case/decision_date": "decision",
    "/injury/start_date": "injury",
    "/injury/end_date": "injury",
}


def write_check(view: RecordView) -> Section | None:
    """The doubts that matter, each once; null when there is none."""
    told: dict[str, Sentence] = {}
    for item in view.record.needs_review:
        sentence = _doubt(view, item)
        if sentence is not None:
            basis = (*told.get(sentence.text, sentence).basis, *sentence.basis)
            told[sentence.text] = sentence.model_copy(update={"basis": tuple(dict.fromkeys(basis))})
    if not told:
        return None
    unique = tuple(told.values())
    basis = tuple(dict.fromkeys(pointer for sentence in unique for pointer in sentence.basis))
    lead = view.say("check-lead", basis)
    return Section(id="check", title=view.voice.text("check-title"), sentences=(lead, *unique))


def _doubt(view: RecordView, item: ReviewItem) -> Sentence | None:
    if item.field in _DATES:
        return view.say("check-date", (item.field,), date=_DATES[item.field], state=item.state)
    if item.field == "/case/case_number":
        return view.say("check-case-number", (item.field,))
    steps = item.field.split("/")
    if len(steps) >= 3 and steps[1] == "issues" and steps[2].isdigit():
        return _doubt_of_issue(view, item, int(steps[2]), steps[3] if len(steps) > 3 else "")
    if item.field == ISSUES and view.treatments:
        return view.say("check-issues", (ISSUES,), state=item.state)
    if item.field in {"", ISSUES}:
        return view.say("check-letter", (ISSUES,), state=item.state)
    return None


def _doubt_of_issue(view: RecordView, item: ReviewItem, index: int, field: str) -> Sentence | None:
    if index >= len(view.treatments):
        return view.say("check-letter", (ISSUES,), state=item.state)
    one = view.treatments[index]
    if field == "decision":
        return view.say("check-decision", one.at("decision", "number"), number=one.number, state=item.state)
    if field and field not in _PARTS:
        return None
    part = _PARTS.get(field, "name")
    return view.say("check-treatment", one.at(field or "treatment", "number"), number=one.number, part=part)
