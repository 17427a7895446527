"""The order in which the dates of a case can stand: injury, refusal, application, assignment, decision.

A letter whose dates stand in another order has a misprint, or is not what it seems; either way a person must look.
"""

from datetime import date
from itertools import pairwise

from imr_llm.record.facts import Case, Injury
from imr_llm.rules.text.proofs import Proofs

# Independent Medical Review began with injuries of 2013 (Labor Code 4610.5 as of Senate Bill 863).
_FIRST = date(2013, 1, 1)


def check_order(case: Case, injury: Injury, proofs: Proofs) -> None:
    """Doubt every date that stands before one that must come first."""
    dated = [
        ("/injury/start_date", "injury", injury.start_date),
        ("/case/utilization_review_date", "utilization review", case.utilization_review_date),
        ("/case/application_received_date", "application", case.application_received_date),
        ("/case/date_assigned", "assignment", case.date_assigned),
        ("/case/decision_date", "decision", case.decision_date),
    ]
    known = [(pointer, name, value) for pointer, name, value in dated if value]
    for (_, before, first), (pointer, after, second) in pairwise(known):
        if second < first:
            proofs.doubt(pointer, "suspicious", f"the {after} is dated before the {before}")
    if case.decision_date and case.decision_date < _FIRST:
        proofs.doubt("/case/decision_date", "suspicious", "there was no Independent Medical Review at that time")
    if injury.start_date and injury.end_date and injury.end_date < injury.start_date:
        proofs.doubt("/injury/end_date", "suspicious", "the injury ends before it begins")
