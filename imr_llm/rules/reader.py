"""The deterministic reading of a letter: every field group, once, in the order of the record."""

from datetime import date

from imr_llm.letter.model import SectionedLetter
from imr_llm.record.facts import Facts, Injury, Issue
from imr_llm.record.model import Reading, State
from imr_llm.rules.case.front_page import FrontPage, find_front_page, read_case, read_front_page_injury
from imr_llm.rules.case.order import check_order
from imr_llm.rules.case.reviewers import read_reviewer
from imr_llm.rules.case.utilization_review_dates import read_utilization_review_date
from imr_llm.rules.citations.citations import read_citations
from imr_llm.rules.decision.agreement import check_lost
from imr_llm.rules.decision.heading import check_announcement, read_decision
from imr_llm.rules.decision.misplaced import check_grounds
from imr_llm.rules.decision.safety_notice import read_safety_notice, read_utilization_review_decision
from imr_llm.rules.decision.utilization_review import Clause, summary_clauses
from imr_llm.rules.reasons.contradictions import read_contradiction
from imr_llm.rules.reasons.grounds import codes_of, read_grounds
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.categories import classify, read_category
from imr_llm.rules.treatment.headings import Heading, read_heading
from imr_llm.rules.treatment.medications import read_medication
from imr_llm.rules.treatment.quantities import read_quantities
from imr_llm.rules.treatment.regions import read_body_regions
from imr_llm.rules.treatment.surgery_context import operations_among
from imr_llm.rules.worker.diagnoses import read_diagnoses
from imr_llm.rules.worker.injuries import read_mechanism, read_narrative_injury
from imr_llm.rules.worker.worker import read_worker
from imr_llm.text.spans import Span

# Raised whenever a change of rules or lexicons can change a record, so that stored records can be told apart.
RULES_VERSION = "6"


def read(letter: SectionedLetter) -> Reading:
    """What the letter prints, with the words that prove it, the checks made and the doubts left."""
    proofs = Proofs(letter.clean)
    for fault in letter.sections.faults:
        state: State = "suspicious" if fault.state == "suspicious" else "missing"
        proofs.doubt(fault.pointer, state, fault.why)
    page = find_front_page(letter)
    labelled = "utilization_review_date" in page.unreadable
    case = read_utilization_review_date(letter, read_case(letter, page, proofs), proofs, labelled=labelled)
    injury = _read_injury(letter, page, proofs)
    check_order(case, injury, proofs)
    told = summary_clauses(letter.clean, letter.sections.case_summary)
    headings = tuple(read_heading(letter.clean, section) for section in letter.sections.issues)
    operations = operations_among(letter.clean.lower, [heading.treatment for heading in headings])
    issues = tuple(
        _read_issue(letter, index, heading, operations, told, proofs) for index, heading in enumerate(headings)
    )
    check_announcement(letter.clean, letter.sections, issues, proofs)
    check_grounds(letter.sections, proofs)
    check_lost(letter.clean, letter.sections, proofs)
    facts = Facts(
        case=case,
        reviewer=read_reviewer(letter, proofs),
        worker=read_worker(letter, proofs),
        injury=injury,
        diagnoses=read_diagnoses(letter, proofs),
        issues=issues,
    )
    return Reading(
        by="rules",
        facts=facts,
        evidence={pointer: tuple(places) for pointer, places in proofs.evidence.items()},
        checks=tuple(proofs.checks),
        needs_review=tuple(proofs.needs_review),
    )


def _read_injury(letter: SectionedLetter, page: FrontPage, proofs: Proofs) -> Injury:
    """The injury; the front page's date wins over the narrative's, and a difference goes to a person."""
    mechanism = read_mechanism(letter, proofs)
    printed, told = read_front_page_injury(letter, page), read_narrative_injury(letter)
    if not printed:
        if told is None:
            return Injury(mechanism=mechanism)
        return _prove_injury(told.start, told.end, (told.span, told.span), mechanism, proofs)
    start = printed[0].value
    if told:
        verdict = proofs.hold_against("/injury/start_date", "narrative", start, told.start)
        if verdict == "disagree":
            why = f"the front page says {start}, the narrative says {told.start}"
            proofs.doubt("/injury/start_date", "disputed", why)
    if len(printed) > 1:
        return _prove_injury(start, printed[1].value, (printed[0].span, printed[1].span), mechanism, proofs)
    # The end of a range is told by the narrative alone, and believed only where the beginning is the same.
    end = told.end if told and told.start == start else None
    return _prove_injury(start, end, (printed[0].span, told.span if told else printed[0].span), mechanism, proofs)


def _prove_injury(
    start: date, end: date | None, spans: tuple[Span, Span], mechanism: str | None, proofs: Proofs
) -> Injury:
    proofs.add("/injury/start_date", spans[0])
    if end:
        proofs.add("/injury/end_date", spans[1])
    return Injury(start_date=start, end_date=end, mechanism=mechanism)


def _read_issue(
    letter: SectionedLetter,
    index: int,
    heading: Heading,
    operations: tuple[Span, ...],
    told: tuple[Clause, ...],
    proofs: Proofs,
) -> Issue:
    clean, section = letter.clean, letter.sections.issues[index]
    pointer = f"/issues/{index}"
    others = [
        one.heading for one in letter.sections.issues if one is not section and one.rationale == section.rationale
    ]
    decision = read_decision(clean, heading, section, pointer, proofs, others)
    issue = IssueText(clean, section, heading.treatment, decision, pointer, proofs, operations)
    _prove_heading(issue, heading)
    found = classify(issue)
    category, subcategory = read_category(issue, found)
    sessions, per_week, weeks = read_quantities(issue)
    grounds = read_grounds(issue, found)
    return Issue(
        number=index + 1,
        treatment=_words(issue, heading.treatment),
        original_request=_words(issue, heading.original_request),
        authorized_portion=_words(issue, heading.authorized_portion),
        retrospective=heading.retrospective is not None,
        category=category,
        subcategory=subcategory,
        body_regions=read_body_regions(issue),
        medication=read_medication(issue, found),
        sessions=sessions,
        per_week=per_week,
        weeks=weeks,
        decision=decision,
        claims_administrator_citations=read_citations(
            issue, section.claims_administrator_guideline, "claims_administrator_citations"
        ),
        reviewer_citations=read_citations(issue, section.reviewer_guideline, "reviewer_citations"),
        reasons=codes_of(issue, grounds),
        grounds=grounds,
        contradiction=read_contradiction(issue),
        safety_notice=read_safety_notice(issue),
        heading=_words(issue, section.heading),
        utilization_review_decision=read_utilization_review_decision(issue, told),
        rationale=_words(issue, section.rationale),
    )


def _words(issue: IssueText, span: Span | None) -> str | None:
    return (issue.words(span) or None) if span else None


def _prove_heading(issue: IssueText, heading: Heading) -> None:
    """Prove what is read straight off the heading. `retrospective: false` rests on the whole, silent as it is."""
    whole = issue.section.heading
    if whole.start == whole.end:
        # What says that there is an issue at all is the part that follows.
        whole = issue.section.reviewer_guideline or issue.section.rationale or Span(whole.start - 1, whole.start)
        issue.proofs.doubt(f"{issue.pointer}/treatment", "missing", "no heading stands above the guidelines")
    else:
        issue.prove("heading", whole)
    issue.prove("number", whole)
    issue.prove("retrospective", heading.retrospective or whole)
    parts = {
        "treatment": heading.treatment,
        "original_request": heading.original_request,
        "authorized_portion": heading.authorized_portion,
        "rationale": issue.section.rationale,
    }
    for name, span in parts.items():
        if span and span.end > span.start:
            issue.prove(name, span)
        elif heading.is_split and name in {"original_request", "authorized_portion"}:
            why = "the heading speaks of a split request, in words that could not be taken apart"
            issue.proofs.doubt(f"{issue.pointer}/{name}", "not_readable", why)
