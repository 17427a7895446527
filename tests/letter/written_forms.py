"""Letters of the forms with decisions in sentences, made from parts. People and cases are invented."""

from dataclasses import dataclass

NECESSARY = "is medically necessary and appropriate"
UNNECESSARY = "is not medically necessary and appropriate"


@dataclass(frozen=True)
class Request:
    """One disputed treatment. `again` is the decision as the letter states it the second time."""

    treatment: str = "physical therapy 2 times a week for 6 weeks"
    decided: str = UNNECESSARY
    again: str | None = None
    claims: str = (
        "The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, Physical"
        " Medicine, pages 98-99, which is part of the MTUS."
    )
    reviewer: str = (
        "based his/her decision on the Official Disability Guidelines (ODG), Low Back Chapter, Physical therapy, which"
        " is not part of the MTUS."
    )
    rationale: str = "The employee has had twelve visits. No gain from them is recorded."


TWO = (Request(), Request("MRI of the lumbar spine", NECESSARY))
QUALIFIED = (
    "is partially medically necessary and appropriate",
    "is medically necessary and appropriate for six visits only",
    "is medically necessary but not appropriate",
    "is/was not medically necessary",
    "may be medically necessary and appropriate",
    "is medically necessary and appropriate if a test is done",
)
SUMMARY = (
    "The patient is a 44 year-old female who was injured on 8/28/2011 when she fell from a ladder. The diagnoses"
    " include lumbar strain."
)
EFFECT = (
    "The determination of MAXIMUS Federal Services and its physician reviewer is deemed to be the final determination."
    " This determination is binding on all parties."
)


def notice(requests: tuple[Request, ...] = TWO, *, case_number: str = "CM13-9000901") -> str:
    """A notice of 2013."""

    def listed(*, again: bool) -> list[str]:
        return [
            f"{number}) MAXIMUS Federal Services, Inc. has determined the request for {one.treatment}"
            f" {(one.again if again else None) or one.decided}."
            for number, one in enumerate(requests, start=1)
        ]

    grounds = [
        paragraph
        for number, one in enumerate(requests, start=1)
        for paragraph in (
            f"{number}) Regarding the request for {one.treatment}:",
            "Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her"
            " Decision:",
            one.claims,
            f"The Expert Reviewer {one.reviewer}",
            "Rationale for the Decision:",
            f"{one.rationale} The request for {one.treatment} {one.decided}.",
        )
    ]
    return "\n\n".join(
        [
            "MAXIMUS FEDERAL SERVICES, INC.",
            "Notice of Independent Medical Review Determination",
            "Dated: 10/21/2013",
            f"IMR Case Number: {case_number}\nDate of Injury: 8/28/2011\nDate of UR Decision: 8/30/2013"
            "\nIMR Application Received: 9/6/2013",
            *listed(again=False),
            "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
            "An application for Independent Medical Review was filed on 9/6/2013 disputing the Utilization Review"
            " Denial dated 8/30/2013. A Notice of Assignment and Request for Information was provided to the above"
            " parties on 9/23/2013. A decision has been made for each of the treatment and/or services that were in"
            " dispute:",
            *listed(again=True),
            "Medical Qualifications of the Expert Reviewer:",
            "The physician reviewer is Board Certified in Occupational Medicine, has a subspecialty in Pain Medicine"
            " and is licensed to practice in California.",
            "Case Summary:",
            "Disclaimer: The following case summary was taken directly from the utilization review denial/modification"
            " dated August 30, 2013.",
            SUMMARY,
            "Documents Reviewed for Determination:",
            "- Application of Independent Medical Review\n- Utilization Review Determination dated 8/30/2013",
            *grounds,
            "Effect of the Decision:",
            EFFECT,
            "Sincerely,",
            "Medical Director",
        ]
    )


def early(requests: tuple[Request, ...] = TWO, *, numbered: bool = True, announced: str = "") -> str:
    """A letter of early 2014, with a cover letter where it announces an outcome."""
    issues = [
        paragraph
        for number, one in enumerate(requests, start=1)
        for paragraph in (
            f"{f'{number}. ' if numbered else ''}{one.treatment} {one.decided}.",
            one.claims,
            f"The Physician Reviewer {one.reviewer}",
            f"The Physician Reviewer's decision rationale: {one.rationale} The request {one.again or one.decided}.",
        )
    ]
    cover = [
        "DEAR :",
        f"Final Determination: {announced}. A detailed explanation is provided later in this letter.",
        "In certain limited circumstances, you can appeal the Final Determination.",
    ]
    return "\n\n".join(
        [
            "MAXIMUS FEDERAL SERVICES, INC.\nIndependent Medical Review",
            "Dated: 02/10/2014",
            "IMR Case Number: CM13-9000902  Date of Injury: 08/28/2011\nApplication Received: 11/01/2013",
            *(cover if announced else []),
            "HOW THE IMR FINAL DETERMINATION WAS MADE",
            "MAXIMUS Federal Services sent the complete case file to a physician reviewer. The physician reviewer is"
            " Board Certified in Family Practice and is licensed to practice in California.",
            "DOCUMENTS REVIEWED",
            "[X] Application of Independent Medical Review\n[X] Utilization Review Determination dated 10/03/2013",
            "CLINICAL CASE SUMMARY",
            "The physician reviewer developed the following clinical case summary based on a review of the case file,"
            " including all medical records:",
            SUMMARY,
            "IMR DECISION(S) AND RATIONALE(S)",
            "The Final Determination was based on decisions for the disputed items/services set forth below:",
            *issues,
            "If you disagree with this determination, you may appeal within 30 days.",
        ]
    )


def professional(
    issues: str, rationale: str, guidelines: str = "MTUS Acupuncture Medical Treatment Guidelines."
) -> str:
    """A MEDICAL PROFESSIONAL REVIEW."""
    return "\n\n".join(
        [
            "MEDICAL PROFESSIONAL REVIEW",
            "Case Number: CM14-9000903\nDate of Injury: 8/28/2011\nUR Denial Date: 1/6/2014",
            f"ISSUE AT DISPUTE:\n{issues}",
            f"CASE SUMMARY:\n{SUMMARY}",
            "DOCUMENTS REVIEWED FOR DETERMINATION:\n1. Utilization review letter of 1/6/2014\n2. Application",
            f"MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL\nREVIEWER AND WHY:\n{guidelines}",
            "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT\nMEDICALLY NECESSARY:\n" + rationale,
            "MEDICAL REVIEWER QUALIFICATIONS:\nBoard Certified in Acupuncture; licensed to practice in California.",
            "NOTICE OF RIGHTS\nYou may appeal within 30 days.",
        ]
    )
