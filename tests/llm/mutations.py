"""What can be done to a perfect answer of a model: the table of mutations."""

from collections.abc import Callable
from typing import Any

MEDICINES, FACETS = "written_d_02_medicines_doubled", "written_e_13_facet_contradictions"
CHIROPRACTIC, SHOULDER = "003_a2d9d1ce07a723b3", "written_e_15_shoulder_faults"
Json = dict[str, Any]
Mutation = Callable[[Json], None]


def at(answer: Json, path: str) -> Json:
    """A part of an answer: `0/citations/1` and `0/weeks` of an issue, `age_years` of the letter."""
    place: Any = answer
    for step in path.split("/"):
        if isinstance(place, list):
            place = place[int(step)]
        elif step.isdecimal():
            place = place["issues"][int(step)]
        elif step in place:
            place = place[step]
        else:
            place = next(item for item in place["facts"] if item["field"] == step)
    return place


EXAMPLE = "No gain from it is shown"
INJECTIONS = "Trigger point injections x 4, thoracic paraspinal muscles: Overturned"
WRONG_LINE = "Decision based on MTUS Low Back Complaints 2004"
REMAINDER = "Right C6-7 facet radiofrequency ablation"

# What is done to a perfect answer: where, what (words swapped, or values put), and the field of which it must be said.
CHANGES: list[tuple[str, str, str, tuple[str, str] | Json, str]] = [
    ("drops not", MEDICINES, "1/reasons/0", ("not medically", "medically"), "/issues/1/reasons"),
    ("cuts before not", FACETS, "0/reasons/0", {"quote": "medically necessary"}, "/issues/0/reasons"),
    ("60 to 90", MEDICINES, "1/medicine_count", ("60", "90"), "/issues/1/medication"),
    ("90 to 60", MEDICINES, "3/medicine_count", {"value": "60"}, "/issues/3/medication"),
    ("strength", MEDICINES, "3/medicine_strength", ("350", "250"), "/issues/3/medication"),
    ("unit", MEDICINES, "1/medicine_strength", ("mg", "mcg"), "/issues/1/medication"),
    ("drug", MEDICINES, "3/medicine_name", ("Soma", "Norco"), "/issues/3/medication"),
    ("drug by value", MEDICINES, "3/medicine_name", {"value": "Norco"}, "/issues/3/medication"),
    ("drug in treatment", MEDICINES, "1/treatment", ("Etodolac", "Lodine"), "/issues/1/treatment"),
    ("left for right", FACETS, "1/treatment", ("Right", "Left"), "/issues/1/treatment"),
    ("side", SHOULDER, "0/body_regions/0", {"side": "both"}, "/issues/0/body_regions"),
    ("region", FACETS, "2/body_regions/0", {"region": "knee"}, "/issues/2/body_regions"),
    ("date by a day", FACETS, "decision_date", ("23", "24"), "/case/decision_date"),
    ("date by value", FACETS, "date_assigned", {"value": "2016-12-23"}, "/case/date_assigned"),
    (
        "another date",
        FACETS,
        "injury_start_date",
        {"value": "2014-04-12", "quote": "April 12, 2014"},
        "/injury/start_date",
    ),
    ("no date", FACETS, "decision_date", {"value": "soon"}, "/case/decision_date"),
    ("case number", FACETS, "case_number", ("13", "31"), "/case/case_number"),
    ("age", FACETS, "age_years", {"value": "54"}, "/worker/age_years"),
    ("sex", FACETS, "sex", {"value": "male"}, "/worker/sex"),
    ("priority", FACETS, "priority", {"value": "expedited"}, "/case/priority"),
    ("decision", MEDICINES, "0", {"decision": "upheld"}, "/issues/0/decision"),
    ("decision and heading", FACETS, "2", {"decision": "overturned", "heading": INJECTIONS}, "/issues/2/decision"),
    ("kind", MEDICINES, "0", {"kind": "nsaid"}, "/issues/0/subcategory"),
    ("category", MEDICINES, "0", {"kind": "imaging"}, "/issues/0/category"),
    ("heading of another", MEDICINES, "3", {"heading": "Prilosec 20 mg #60: Overturned"}, "/issues/3"),
    ("quote from the example", FACETS, "2/reasons/0", {"quote": EXAMPLE}, "/issues/2/reasons"),
    ("quote of the wrong issue", MEDICINES, "1/reasons/0", {"quote": "Soma is not recommended"}, "/issues/1/reasons"),
    (
        "citation of the wrong issue",
        FACETS,
        "2/citations/0",
        {"quote": WRONG_LINE},
        "/issues/2/claims_administrator_citations",
    ),
    ("citation of the other side", CHIROPRACTIC, "0/citations/0", {"by": "reviewer"}, "/issues/0/reviewer_citations"),
    ("citation year", FACETS, "2/citations/1", {"year": 2015}, "/issues/2/reviewer_citations"),
    ("citation topic", FACETS, "2/citations/1", {"topic": "Facet blocks"}, "/issues/2/reviewer_citations"),
    ("reason of the other decision", MEDICINES, "1/reasons/0", {"code": "findings_support"}, "/issues/1/reasons"),
    ("another reason", MEDICINES, "1/reasons/0", {"code": "request_unclear"}, "/issues/1/reasons"),
    ("half the weeks", CHIROPRACTIC, "0/weeks", {"value": "4"}, "/issues/0/weeks"),
    ("weeks of the air", CHIROPRACTIC, "0/weeks", {"value": "4-9"}, "/issues/0/weeks"),
    ("two and four swapped", CHIROPRACTIC, "0/per_week", {"value": "4"}, "/issues/0/per_week"),
    ("original request", FACETS, "1/original_request", ("C4-5", "C3-4"), "/issues/1/original_request"),
    ("authorized portion", FACETS, "1/authorized_portion", {"value": REMAINDER}, "/issues/1/authorized_portion"),
    ("safety notice", MEDICINES, "0/safety_notice", ("should not be", "should be"), "/issues/0/safety_notice"),
    ("mechanism", FACETS, "mechanism", ("rolling", "folding"), "/injury/mechanism"),
    ("occupation", MEDICINES, "occupation", {"value": "weaver", "quote": "He was a weaver"}, "/worker/occupation"),
    ("diagnosis", FACETS, "diagnosis", ("lumbar", "thoracic"), "/diagnoses"),
    ("diagnosis denied", FACETS, "diagnosis", {"value": "myelopathy", "quote": "without myelopathy"}, "/diagnoses"),
    ("licence", FACETS, "licensed_in", ("Alaska", "Arizona"), "/reviewer/licensed_in"),
]

BOTOX: Json = {"heading": "Botox 100 units: Overturned"}
SCOLIOSIS = {"field": "diagnosis", "value": "scoliosis", "quote": "scoliosis"}
GIVEN = {"field": "retrospective", "value": "true", "quote": "#120"}

# What is added to a perfect answer, or taken away.
ADDED: list[tuple[str, str, Mutation, str]] = [
    ("invented issue", MEDICINES, lambda a: a["issues"].append(a["issues"][0] | BOTOX), "/issues"),
    ("issue given twice", MEDICINES, lambda a: a["issues"].append(a["issues"][0]), "/issues"),
    ("missing issue", MEDICINES, lambda a: a["issues"].pop(2), "/issues/2"),
    ("no issues", CHIROPRACTIC, lambda a: a["issues"].clear(), "/issues/1"),
    ("diagnosis invented", FACETS, lambda a: a["facts"].append(SCOLIOSIS), "/diagnoses"),
    ("retrospective", MEDICINES, lambda a: a["issues"][0]["facts"].append(GIVEN), "/issues/0/retrospective"),
    (
        "fact given twice",
        FACETS,
        lambda a: a["facts"].append(at(a, "age_years") | {"value": "54"}),
        "/worker/age_years",
    ),
]


def changed(path: str, change: tuple[str, str] | Json) -> Mutation:
    def mutate(answer: Json) -> None:
        item = at(answer, path)
        if isinstance(change, dict):
            item.update(change)
        else:
            item.update({name: value.replace(*change) for name, value in item.items() if isinstance(value, str)})

    return mutate


MUTATIONS = [
    *((name, stem, changed(path, change), pointer) for name, stem, path, change, pointer in CHANGES),
    *ADDED,
]
