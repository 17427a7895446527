"""The one table of reason codes: what each says, which side it speaks for, and how it is told.

Rules, prompts, summary, checks and the corpus report take what they need from here. Definitions: the labelling guide
of the evals.
"""

from dataclasses import dataclass

from imr_llm.record.codes import Decision, Reason


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """One code. `says` completes "the reviewer says that ...".

    `favours`: the decision that it explains; null for one that explains either. `about_guideline`: it speaks of a
    guideline. `negated`: told with a "not" wherever it is told with a verb of showing, meeting, recommending.
    """

    code: Reason
    favours: Decision | None
    says: str
    about_guideline: bool = False
    negated: bool = False


REASONS: tuple[ReasonCode, ...] = (
    ReasonCode(
        "prior_treatment_no_benefit",
        "upheld",
        "earlier treatment of this kind is not shown to have helped, or no gain from it is documented",
        negated=True,
    ),
    ReasonCode(
        "prior_treatment_amount_unknown",
        "upheld",
        "the records do not show how much of it was already given",
        negated=True,
    ),
    ReasonCode(
        "exceeds_guideline_amount",
        "upheld",
        "more visits, pills, days or parts are asked for than the guideline allows, or for longer",
        about_guideline=True,
    ),
    ReasonCode(
        "not_recommended_by_guideline",
        "upheld",
        "the guideline advises against this treatment for this condition, or altogether",
        about_guideline=True,
        negated=True,
    ),
    ReasonCode(
        "guideline_criteria_not_met",
        "upheld",
        "a condition of the guideline is not fulfilled, and no narrower code fits",
        about_guideline=True,
        negated=True,
    ),
    ReasonCode(
        "findings_do_not_support",
        "upheld",
        "a symptom, sign or test result that would show the need is absent",
        negated=True,
    ),
    ReasonCode(
        "conservative_care_not_tried",
        "upheld",
        "simpler treatment or first-line medicine has not been tried or has not failed",
        negated=True,
    ),
    ReasonCode(
        "no_planned_procedure",
        "upheld",
        "the result would not change the plan; no surgery or procedure is being considered",
    ),
    ReasonCode(
        "missing_documentation",
        "upheld",
        "a named record, test or monitoring that is needed to decide is absent or illegible",
    ),
    ReasonCode(
        "request_unclear",
        "upheld",
        "the request gives no dose, quantity, body part, duration, procedure, purpose or rationale",
    ),
    ReasonCode(
        "alternative_available",
        "upheld",
        "a simpler, safer or cheaper way does it, such as home exercise or the usual tablets",
    ),
    ReasonCode(
        "insufficient_evidence",
        "upheld",
        "the guideline is silent, or research does not show that it works",
        negated=True,
    ),
    ReasonCode("depends_on_denied_treatment", "upheld", "it only goes with a treatment that is not necessary"),
    ReasonCode("duplicate_or_recent", "upheld", "it was done recently, or is already covered"),
    ReasonCode("safety_risk", "upheld", "named harm, side effects or dependence outweigh the benefit"),
    ReasonCode(
        "guideline_criteria_met",
        "overturned",
        "the guideline's conditions are fulfilled, for example because simpler care failed",
        about_guideline=True,
    ),
    ReasonCode("findings_support", "overturned", "symptoms, examination or tests show the need"),
    ReasonCode("prior_treatment_benefit", "overturned", "earlier treatment of this kind has helped"),
    ReasonCode(
        "within_guideline_amount",
        "overturned",
        "the amount asked for is within what the guideline allows",
        about_guideline=True,
    ),
    ReasonCode("depends_on_approved_treatment", "overturned", "it goes with a treatment that is necessary"),
    ReasonCode("other", None, "none of these"),
)

BY_CODE: dict[Reason, ReasonCode] = {row.code: row for row in REASONS}
FAVOURABLE: frozenset[Reason] = frozenset(row.code for row in REASONS if row.favours == "overturned")
ABOUT_GUIDELINE: frozenset[Reason] = frozenset(row.code for row in REASONS if row.about_guideline)
NEGATED: frozenset[Reason] = frozenset(row.code for row in REASONS if row.negated)


def explains(code: Reason, decision: Decision | None) -> bool:
    """Whether a reason can be a ground of a decision."""
    favours = BY_CODE[code].favours
    return favours is None or favours == decision
