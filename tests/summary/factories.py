"""Records for the tests of summaries, built from written facts: no letter stands behind them."""

from datetime import date
from typing import Any, get_args

from imr_llm.record.codes import SUBCATEGORIES, Reason
from imr_llm.record.facts import (
    BodyRegion,
    Case,
    Citation,
    Component,
    Ground,
    Injury,
    Issue,
    Medication,
    PlainWords,
    Range,
    Reviewer,
    Worker,
)  # fmt: skip
from imr_llm.record.model import (
    Evidence,
    LetterInfo,
    LetterRecord,
    Provenance,
    ReviewItem,
    State,
)
from imr_llm.record.standing import settled_outcome
from imr_llm.summary import writer
from imr_llm.summary.model import Language, Section
from imr_llm.summary.occasion import Occasion

# Written records were decided on DECIDED and are told on TODAY, while there is time to appeal.
DECIDED, TODAY = date(2017, 1, 6), date(2017, 1, 16)
OCCASION = Occasion(TODAY)
NOTICE = (
    "This medical necessity decision should not be interpreted as a recommendation to stop long-term opioids abruptly "
    "and the patient is advised to speak with their treating physician."
)
ODG = Citation(source="ODG", guideline="Official Disability Guidelines", topic="Knee & Leg Chapter, Walking aids")
CHRONIC_PAIN = Citation(source="MTUS", guideline="Chronic Pain Medical Treatment", year=2016, topic="Opioids")
NECK = Citation(source="MTUS", guideline="Neck and Upper Back Complaints", year=2004, topic="Special Studies")


def write(record: LetterRecord, language: Language, occasion: Occasion = OCCASION) -> tuple[Section, ...]:
    """The template's sections of a record, told on the day of the tests."""
    return writer.write(record, language, occasion)


def texts(sections: tuple[Section, ...], *ids: str) -> list[str]:
    """The sentences of some sections."""
    return [sentence.text for section in sections if section.id in ids for sentence in section.sentences]


def issue(number: int = 1, **facts: Any) -> Issue:
    """One issue: an MRI of the neck that was refused, unless told otherwise."""
    told: dict[str, Any] = {
        "number": number,
        "treatment": "MRI of the cervical spine",
        "category": "diagnostic_testing",
        "subcategory": "imaging",
        "body_regions": (BodyRegion(region="neck"),),
        "decision": "upheld",
        "reviewer_citations": (NECK,),
        "reasons": ("findings_do_not_support",),
        "rationale": (
            "The guidelines name signs that call for pictures. However, there was no mention of weakness or numbness "
            "in the arms. As such, the request is not medically necessary."
        ),
    }
    return Issue(**(told | facts))


def medicine(number: int = 1, name: str = "Norco", **facts: Any) -> Issue:
    """One issue about a drug: Norco, refused, unless told otherwise."""
    told: dict[str, Any] = {
        "treatment": f"{name} 10/325mg #90",
        "category": "pharmaceuticals",
        "subcategory": "opioid",
        "body_regions": (),
        "medication": Medication(name=name, strength="10/325mg", count=90),
        "reviewer_citations": (CHRONIC_PAIN,),
        "reasons": ("prior_treatment_no_benefit",),
        "rationale": "There is no record of less pain with this drug. The request is not medically necessary.",
    }
    return issue(number, **(told | facts))


def therapy(number: int = 1, **facts: Any) -> Issue:
    """One issue about physical therapy: the rest of a request that was partly allowed before, refused."""
    told: dict[str, Any] = {
        "treatment": "Physical therapy for the left knee, 2 times a week for 3 weeks",
        "original_request": "Physical therapy for the left knee, 2 times a week for 6 weeks",
        "authorized_portion": "Physical therapy for the left knee, 2 times a week for 3 weeks",
        "utilization_review_decision": "modified",
        "category": "rehabilitation",
        "subcategory": "pt_ot",
        "body_regions": (BodyRegion(region="knee", side="left"),),
        "per_week": Range(minimum=2, maximum=2),
        "weeks": Range(minimum=3, maximum=3),
        "reviewer_citations": (ODG,),
        "reasons": ("exceeds_guideline_amount",),
        "rationale": "The guideline allows 9 visits over 8 weeks, which this request exceeds.",
    }
    return issue(number, **(told | facts))


def record(
    *issues: Issue,
    doubts: tuple[tuple[str, State], ...] = (),
    refused_on: date | None = date(2016, 11, 8),
    decided_on: date | None = DECIDED,
    quotes: bool = True,
) -> LetterRecord:
    """A record of a whole letter. `doubts`: pointers for a person to look at; `quotes`: reasons have evidence."""
    needs_review = tuple(ReviewItem(field=field, state=state, why="written") for field, state in doubts)
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for index, one in enumerate(issues):
        for place, _ in enumerate(one.reasons):
            if quotes and one.rationale:
                # The proof of a reason is the sentence before the last; every reason of these records has the same.
                proof = one.rationale.split(". ")[-2 if ". " in one.rationale else -1]
                where = one.rationale.index(proof)
                evidence[f"/issues/{index}/reasons/{place}"] = (
                    Evidence(quote=proof, start=where, end=where + len(proof), page=1),
                )
    return LetterRecord(
        letter=LetterInfo(id="written", sha256="0" * 64, pages=2, characters=4000, form="2016_front_page"),
        outcome=settled_outcome(issues, needs_review),
        case=Case(case_number="CM26-0000001", utilization_review_date=refused_on, decision_date=decided_on),
        reviewer=Reviewer(),
        worker=Worker(),
        injury=Injury(start_date=date(2016, 10, 12)),
        diagnoses=(),
        issues=issues,
        evidence=evidence,
        needs_review=needs_review,
        provenance=Provenance(imr_llm="0", rules="1"),
    )


def numbered(*issues: Issue) -> tuple[Issue, ...]:
    """The issues numbered in their order."""
    return tuple(one.model_copy(update={"number": number}) for number, one in enumerate(issues, 1))


_WON: dict[str, Any] = {
    "decision": "overturned",
    "reasons": ("findings_support", "guideline_criteria_met"),
    "rationale": "The examination shows weakness in both arms. The request is medically necessary.",
}
_RETROSPECTIVE: dict[str, Any] = {
    "treatment": "Retrospective Ketoprofen cream, DOS 09/14/2016",
    "retrospective": True,
    "subcategory": "topical",
    "medication": Medication(name="Ketoprofen", form="cream"),
}
_LONG: dict[str, Any] = {
    "treatment": "Physical and occupational therapy",
    "body_regions": (BodyRegion(region="low_back", side="right"),),
}

RECORDS: dict[str, LetterRecord] = {
    "upheld": record(issue()),
    "upheld, nothing quoted": record(issue(reasons=("other",)), quotes=False, refused_on=None),
    "upheld, no reason given": record(issue(rationale=None, reasons=(), reviewer_citations=())),
    "upheld, reasons not sorted": record(issue(reasons=())),
    "overturned": record(issue(**_WON)),
    "overturned, already given": record(medicine(**(_RETROSPECTIVE | _WON))),
    "upheld, already given": record(medicine(**_RETROSPECTIVE)),
    "mixed": record(*numbered(issue(), issue(**(_WON | {"treatment": "Arm sling for the right shoulder"})))),
    "split": record(therapy()),
    "split, won": record(therapy(**_WON)),
    "split among others": record(*numbered(therapy(), issue(), therapy(treatment="Acupuncture 6 visits"))),
    "opioid with a notice": record(medicine(safety_notice=NOTICE)),
    "another notice": record(medicine(safety_notice="The patient is advised to drink enough water.")),
    "several opioids": record(*numbered(*(medicine(name=n, safety_notice=NOTICE) for n in ("Norco", "OxyContin ER")))),
    "disputed": record(issue(), doubts=(("/issues/0/decision", "disputed"),)),
    "not readable": record(issue(decision=None), doubts=(("/issues/0/decision", "not_readable"),)),
    "partly unclear": record(*numbered(issue(), issue(decision=None), issue(**_WON), medicine(decision=None))),
    "one unclear of three": record(*numbered(issue(), issue(decision=None), medicine())),
    "too late": record(issue(), decided_on=date(2016, 12, 1)),
    "a year too late": record(issue(), decided_on=date(2015, 3, 1), refused_on=date(2015, 2, 1)),
    "no date": record(issue(), decided_on=None),
    "needs tapering": record(*numbered(medicine(name="Soma", subcategory="muscle_relaxant"), issue())),
    "several to taper": record(*numbered(*(medicine(name=name) for name in ("Norco", "Ultram")))),
    "grounds": record(
        *numbered(
            issue(grounds=(Ground(code="missing_documentation", quote="no CURES report", needed="a CURES report"),)),
            therapy(
                grounds=(
                    Ground(quote="there was no mention of it", needed="what the patient does at home all week long"),
                    Ground(code="findings_do_not_support", quote="no weakness was found"),
                    Ground(code="no_planned_procedure", quote="no surgery is planned"),
                    Ground(code="no_planned_procedure", quote="no shot is planned"),
                ),
                smaller_amount="3 to 4 more visits",
                contradiction="The heading speaks of the knee, and the reasons of the shoulder.",
            ),
            issue(
                treatment="MRI of the neck and physical therapy",
                grounds=(
                    Ground(
                        code="findings_do_not_support",
                        quote="no weakness was found",
                        needed=" ".join(["a very long list of things"] * 6),
                        plain=PlainWords(en="The exam found no weakness.", es="En el examen no se halló debilidad."),
                    ),
                ),
                components=(
                    Component(words="MRI of the neck", category="diagnostic_testing", subcategory="imaging"),
                    Component(words="Zorbing", category="rehabilitation"),
                ),
            ),
            issue(reasons=("depends_on_denied_treatment",)),
            issue(grounds=(Ground(quote="it was " + "very " * 30 + "long"),)),
        )
    ),
    "what was missing": record(
        *numbered(
            issue(
                grounds=(
                    Ground(code="missing_documentation", quote="no X-ray report", needed="the X-ray report"),
                    Ground(quote="nothing shows that the knee gives way", needed="the knee has given way"),
                    Ground(quote="nothing shows that the knee"),
                )
            ),
            issue(
                grounds=(Ground(code="guideline_criteria_not_met", quote="it is unclear", needed="a swollen joint"),)
            ),
            issue(
                grounds=(
                    Ground(code="conservative_care_not_tried", quote="no therapy was tried"),
                    Ground(code="no_planned_procedure", quote="no surgery is planned"),
                )
            ),
        )
    ),
    "half a letter": record(issue(**_WON), doubts=(("/issues", "missing"),)),
    "nothing read": record(doubts=(("/issues", "missing"),)),
    "doubts": record(
        *numbered(issue(), medicine(), therapy()),
        doubts=(
            ("", "suspicious"),
            ("/issues", "missing"),
            ("/issues/0/treatment", "disputed"),
            ("/issues/0/body_regions", "disputed"),
            ("/issues/1/medication/count", "disputed"),
            ("/issues/1/safety_notice", "disputed"),
            ("/issues/1/decision", "suspicious"),
            ("/issues/2/weeks", "not_readable"),
            ("/issues/2/authorized_portion", "disputed"),
            ("/issues/2/retrospective", "disputed"),
            ("/issues/2/reasons", "disputed"),
            ("/issues/2/decision", "missing"),
            ("/case/case_number", "not_readable"),
            ("/case/utilization_review_date", "disputed"),
            ("/case/decision_date", "not_readable"),
            ("/injury/start_date", "disputed"),
            ("/worker/age_years", "disputed"),
            ("/issues/0/reviewer_citations/0/year", "disputed"),
        ),
    ),
    "not readable dates": record(
        issue(),
        doubts=(
            ("", "not_readable"),
            ("/case/utilization_review_date", "not_readable"),
            ("/case/decision_date", "disputed"),
            ("/injury/start_date", "not_readable"),
        ),
    ),
    "unknown treatments": record(
        *numbered(
            issue(treatment="Zorbing therapy", category="rehabilitation", subcategory="other_therapy"),
            issue(treatment="Frobnicator rental", category="dmepos", subcategory="dme", body_regions=()),
            issue(treatment=None, category=None, subcategory=None),
        )
    ),
    "same name twice": record(
        *numbered(
            issue(treatment="Epidural injection L4-5", category="injection", subcategory="injection"),
            issue(treatment="Epidural injection L5-S1", category="injection", subcategory="injection"),
        )
    ),
    "amounts": record(
        *numbered(
            medicine(medication=Medication(name="Norco", count=90, refills=2)),
            therapy(per_week=Range(minimum=1, maximum=3), weeks=None),
            therapy(per_week=None, weeks=Range(minimum=4, maximum=6)),
            therapy(per_week=None, weeks=None, sessions=Range(minimum=6, maximum=6)),
            therapy(sessions=Range(minimum=6, maximum=6)),
            medicine(name="Flurbiprofen 20%/Baclofen 5%/Lidocaine 4%", subcategory="compound"),
        )
    ),
    "many parts of the body": record(
        issue(
            body_regions=(
                BodyRegion(region="knee", side="both"),
                BodyRegion(region="low_back", side="right"),
                BodyRegion(region="hand", side="left"),
                BodyRegion(region="finger", side="both"),
                BodyRegion(region="mind"),
            )
        )
    ),
    "long names": record(
        *numbered(
            therapy(**_LONG, retrospective=True, authorized_portion=None),
            therapy(**_LONG),
            therapy(**(_WON | _LONG), retrospective=True),
        )
    ),
    "long name": record(
        therapy(**(_LONG | {"treatment": "Post-operative " + _LONG["treatment"]}), authorized_portion=None)
    ),
    "long name, the rest": record(therapy(**_LONG)),
    "long name, won": record(therapy(**(_WON | _LONG))),
    "notice of another kind of care": record(therapy(safety_notice="Do not stop your medicine abruptly.")),
    "surgery": record(
        *numbered(
            issue(
                treatment="Right knee arthroscopy",
                category="surgery",
                subcategory="arthroscopic",
                body_regions=(BodyRegion(region="knee", side="right"),),
                reviewer_citations=(NECK, CHRONIC_PAIN, ODG),
            ),
            issue(
                treatment="Pre-operative EKG",
                category="surgery",
                subcategory="adjunct_surgical",
                body_regions=(),
                reviewer_citations=(Citation(source="other", guideline="American College of Surgeons"),),
            ),
            issue(treatment="Post-op cold therapy unit", category="surgery", subcategory="adjunct_surgical"),
        )
    ),
    "twenty-one": record(
        *numbered(
            *(medicine(name=name) for name in ("Ultram", "Flexeril", "Prilosec", "Celecoxib", "Naproxen", "Terocin")),
            *(issue(body_regions=(BodyRegion(region=r),)) for r in ("neck", "chest", "head", "low_back", "knee")),
            *(issue(**(_WON | {"treatment": f"X-ray of the body, view {n}"})) for n in range(1, 6)),
            *(therapy(treatment=f"{what} 6 visits") for what in ("Acupuncture", "Massage", "Chiropractic", "Aquatic")),
            issue(treatment="Wheelchair", category="dmepos", subcategory="dme", body_regions=()),
        )
    ),
}


def every_reason() -> tuple[LetterRecord, ...]:
    """A record for each reason in each category, with one guideline, with a plural one, and with none."""
    records = []
    favourable = ("guideline_criteria_met", "findings_support", "prior_treatment_benefit", "within_guideline_amount")
    for category, subcategories in SUBCATEGORIES.items():
        for subcategory in subcategories or (None,):
            for place, reason in enumerate(get_args(Reason)):
                won = reason in (*favourable, "depends_on_approved_treatment")
                records.append(
                    record(
                        issue(
                            category=category,
                            subcategory=subcategory,
                            treatment="Something",
                            reasons=(reason,),
                            decision="overturned" if won else "upheld",
                            reviewer_citations=((NECK,), (ODG,), ())[place % 3],
                        )
                    )
                )
    return tuple(records)
