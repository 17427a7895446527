"""The closed vocabularies of a record. Categories follow the Division's own decision search."""

from typing import Literal

Decision = Literal["upheld", "overturned"]
Outcome = Literal["upheld", "overturned", "partially_overturned"]
UtilizationReviewDecision = Literal["denied", "modified"]
Priority = Literal["standard", "expedited"]
Sex = Literal["female", "male"]
Side = Literal["left", "right", "both"]
Source = Literal["MTUS", "ODG", "ACOEM", "other"]

Category = Literal[
    "diagnostic_testing",
    "dmepos",
    "evaluation_management",
    "home_health",
    "injection",
    "pharmaceuticals",
    "programs",
    "psych_services",
    "rehabilitation",
    "surgery",
    "transportation",
    "other",
]

Subcategory = Literal[
    "imaging", "emg_ncv", "lab_pathology", "other_diagnostic",
    "dme", "electrical_stimulation", "prosthetics_orthotics", "supplies",
    "dental", "medical_specialties",
    "facet", "injection",
    "opioid", "nsaid", "muscle_relaxant", "antiepileptic", "antidepressant", "benzodiazepine", "sedative_hypnotic",
    "proton_pump_inhibitor", "topical", "compound", "other_drug",
    "psych_evaluation", "psych_therapy",
    "acupuncture", "chiropractic", "pt_ot", "other_therapy",
    "arthroscopic", "non_arthroscopic", "spine", "adjunct_surgical", "surgical_consult",
]  # fmt: skip

# Which subcategories a category has; home_health, programs, transportation and other have none.
SUBCATEGORIES: dict[Category, tuple[Subcategory, ...]] = {
    "diagnostic_testing": ("imaging", "emg_ncv", "lab_pathology", "other_diagnostic"),
    "dmepos": ("dme", "electrical_stimulation", "prosthetics_orthotics", "supplies"),
    "evaluation_management": ("dental", "medical_specialties"),
    "home_health": (),
    "injection": ("facet", "injection"),
    "pharmaceuticals": (
        "opioid", "nsaid", "muscle_relaxant", "antiepileptic", "antidepressant", "benzodiazepine",
        "sedative_hypnotic", "proton_pump_inhibitor", "topical", "compound", "other_drug",
    ),
    "programs": (),
    "psych_services": ("psych_evaluation", "psych_therapy"),
    "rehabilitation": ("acupuncture", "chiropractic", "pt_ot", "other_therapy"),
    "surgery": ("arthroscopic", "non_arthroscopic", "spine", "adjunct_surgical", "surgical_consult"),
    "transportation": (),
    "other": (),
}  # fmt: skip

Region = Literal[
    "head", "face_jaw", "neck", "upper_back", "low_back", "pelvis_hip", "shoulder", "upper_arm", "elbow", "forearm",
    "wrist", "hand", "finger", "chest", "abdomen", "groin", "thigh", "knee", "lower_leg", "ankle", "foot", "toe",
    "arm", "leg", "mind", "other",
]  # fmt: skip

Reason = Literal[
    "prior_treatment_no_benefit",
    "prior_treatment_amount_unknown",
    "exceeds_guideline_amount",
    "not_recommended_by_guideline",
    "guideline_criteria_not_met",
    "findings_do_not_support",
    "conservative_care_not_tried",
    "no_planned_procedure",
    "missing_documentation",
    "request_unclear",
    "alternative_available",
    "insufficient_evidence",
    "depends_on_denied_treatment",
    "duplicate_or_recent",
    "safety_risk",
    "guideline_criteria_met",
    "findings_support",
    "prior_treatment_benefit",
    "within_guideline_amount",
    "depends_on_approved_treatment",
    "other",
]
