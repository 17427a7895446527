import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection, Span
from imr_llm.letter.plain import plain_bytes
from imr_llm.rules.categories import read_category
from imr_llm.rules.drugs import DRUGS
from imr_llm.rules.issue import IssueText
from imr_llm.rules.proofs import Proofs
from imr_llm.rules.treatments import TREATMENTS, load_groups


def _issue(treatment: str, rationale: str = "", guideline: str = "", heading: str = "", rest: str = "") -> IssueText:
    """One issue of a letter. `heading` is the whole heading where the treatment is its last part; `rest` follows."""
    head = heading or f"{treatment}: Upheld"
    text = "\n".join((head, guideline, rationale, rest))
    plain = plain_bytes(text)
    clean = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
    start = head.rindex(treatment)
    first = Span(len(head) + 1, len(head) + 1 + len(guideline))
    second = Span(first.end + 1, first.end + 1 + len(rationale))
    section = IssueSection(Span(0, len(head)), None, first if guideline else None, second if rationale else None)
    return IssueText(clean, section, Span(start, start + len(treatment)), "upheld", "/issues/0", Proofs(clean))


def _kind(issue: IssueText) -> str:
    category, subcategory = read_category(issue)
    assert category
    assert bool(subcategory) == (f"{issue.pointer}/subcategory" in issue.proofs.evidence)
    assert issue.proofs.evidence[f"{issue.pointer}/category"]
    return f"{category}/{subcategory}" if subcategory else category


# What such letters decide, by the Division's category.
TREATMENTS_BY_KIND = {
    "diagnostic_testing/imaging": (
        "MRI of the lumbar spine without contrast", "Repeat MRI right shoulder", "3.0 Tesla MRI of the left knee",
        "MRA of the brain", "MR arthrogram of the right hip", "CT scan of the cervical spine",
        "CT myelogram lumbar spine", "X-ray, lumbar spine, 4 views", "Xrays left foot", "Bone scan, three phase",
        "DEXA scan", "DXA bone density study", "Diagnostic ultrasound of the right shoulder",
        "Ultrasound of the left elbow", "Venous doppler of the right lower extremity", "Discogram L3-S1",
        "Lumbar discography", "Flexion and extension radiographs, cervical spine", "PET scan",
        "Cone beam CT of the jaw", "Magnetic resonance imaging, thoracic spine",
    ),
    "diagnostic_testing/emg_ncv": (
        "EMG/NCV bilateral upper extremities", "NCS of the right upper extremity",
        "Electromyography of the lower extremities", "Electrodiagnostic studies, left arm", "EMG/NCS",
        "Nerve conduction velocity study right wrist",
    ),
    "diagnostic_testing/lab_pathology": (
        "Urine drug screen", "Urine toxicology screening x 4", "UDS", "Random urine drug testing, 12 panel",
        "Urinalysis", "Labs: CBC, CMP", "Complete blood count", "Comprehensive metabolic panel", "HbA1c",
        "Liver function tests", "Genetic testing for narcotic risk", "Pharmacogenetic testing",
        "Cytochrome P450 genetic testing", "Testosterone level", "Vitamin D level", "H. pylori test", "TSH, free T4",
        "Lipid panel", "PT/INR", "Blood work to monitor NSAID use", "Hepatic function panel", "DNA testing",
    ),
    "diagnostic_testing/other_diagnostic": (
        "Functional capacity evaluation", "FCE", "Sleep study", "Polysomnogram", "EKG", "Echocardiogram",
        "Pulmonary function test", "Range of motion testing", "Computerized muscle testing", "Stress test", "EEG",
        "VNG testing", "Upper GI endoscopy", "Sudoscan", "Autonomic nervous system testing", "Audiogram",
    ),
    "dmepos/dme": (
        "Walker", "Front wheel walker", "Crutches", "Cane", "Wheelchair", "Knee scooter", "Orthopedic mattress",
        "Hospital bed", "Hot tub", "Shower chair", "Raised toilet seat", "Grab bars", "CPM machine, 14 day rental",
        "Cold therapy unit purchase", "Hot/cold therapy unit with wrap", "Game Ready rental", "Home traction unit",
        "Cervical traction device", "Exercise ball", "Home exercise kit", "Ergonomic chair", "Sit-stand desk",
        "CPAP machine", "Lift chair", "Paraffin bath", "Heating pad", "Cervical pillow", "Reacher",
        "Pneumatic compression device", "DVT unit", "Recumbent bike", "Foam roller", "Massage chair",
    ),
    "dmepos/electrical_stimulation": (
        "TENS unit", "TENS unit purchase with supplies", "Interferential unit",
        "Interferential stimulator, 30 day rental", "H-wave unit", "H-Wave device purchase", "NMES",
        "Neuromuscular electrical stimulator", "Bone growth stimulator", "Alpha-Stim unit",
        "Electrical muscle stimulator",
    ),
    "dmepos/prosthetics_orthotics": (
        "Lumbar corset", "LSO brace", "Lumbar support", "Back brace", "Knee brace", "Hinged knee brace, right",
        "Wrist splint", "Thumb spica splint", "Ankle foot orthosis", "Custom orthotics", "Cervical collar",
        "CAM walker", "Shoulder sling", "Orthopedic shoes", "Below knee prosthesis", "Elbow sleeve", "Abdominal binder",
        "SI belt", "Hearing aids, bilateral",
    ),
    "dmepos/supplies": (
        "Electrodes", "TENS unit electrodes", "TENS supplies", "Interferential unit supplies, 3 months",
        "Replacement batteries", "Lead wires", "Compression stockings", "Adult diapers", "Gauze 4x4", "Kinesio tape",
        "CPAP supplies", "Latex gloves", "Catheters",
    ),
    "evaluation_management/dental": (
        "Dental implants", "Dental consultation", "Root canal tooth #14", "Night guard", "Oral appliance",
        "Dental crown", "Tooth extraction", "Periodontal maintenance",
    ),
    "evaluation_management/medical_specialties": (
        "Pain management consultation", "Pain management follow-up visit", "Consult with pain management specialist",
        "Internal medicine consult", "Neurology referral", "Referral to neurologist", "Follow-up visit",
        "Follow-up visit with primary treating physician", "Orthopedic follow up", "Podiatry consultation",
        "Urology evaluation", "Office visits x 3", "Consultation with gastroenterologist", "Rheumatology consult",
        "Ophthalmology evaluation", "ENT referral", "Dermatology consultation", "Sleep specialist consult",
        "Addiction medicine consultation", "Transfer of care to physiatrist", "Second opinion", "Re-evaluation",
        "Nutritional counseling", "Pain management consult for lumbar epidural steroid injection",
        "Follow-up visit with orthopedic surgeon", "Medication management visit", "Cardiology consultation",
    ),
    "home_health": (
        "Home health aide 4 hours a day", "Home health care, 8 hours per day, 7 days per week",
        "Home health physical therapy", "In-home nursing care", "Caregiver 24/7", "Housekeeping services",
        "Home attendant", "Skilled nursing visits", "Home care assistance",
    ),
    "injection/facet": (
        "Medial branch block L4-L5", "Bilateral L3-4, L4-5 medial branch blocks", "Facet joint injection",
        "Cervical facet injection C4-5", "Radiofrequency ablation L4-S1", "RFA L3-L5", "Lumbar rhizotomy",
        "Facet rhizotomy", "Radiofrequency neurotomy C4-6",
    ),
    "injection/injection": (
        "Lumbar epidural steroid injection", "L5-S1 transforaminal ESI", "Caudal epidural",
        "Trigger point injections x 4", "Botox injections", "PRP injection right elbow", "Platelet rich plasma",
        "Hyaluronic acid injection left knee", "Synvisc one", "Orthovisc injections x 3", "Viscosupplementation",
        "Cortisone injection", "Kenalog injection, right shoulder", "Toradol 60mg IM", "Ketorolac injection",
        "Lidocaine 1% and dexamethasone injection", "Sacroiliac joint injection", "Stellate ganglion block",
        "Occipital nerve block", "Ultrasound guided injection of the right shoulder",
        "Genicular nerve radiofrequency ablation", "SI joint radiofrequency ablation", "Vitamin B12 injection",
        "Selective nerve root block", "Prolotherapy", "Stem cell therapy", "Ketamine infusion",
        "Lumbar sympathetic block", "Carpal tunnel injection",
    ),
    "pharmaceuticals/opioid": (
        "Norco 10/325mg #120", "Percocet", "Tylenol #3 #60", "Tramadol ER 150mg #30", "Butrans patch 10mcg #4",
        "Fentanyl patch 25mcg/hr #10", "Hydrocodone/APAP 10/325 #90", "MS Contin 30mg #60", "Nucynta ER 100mg",
        "Suboxone 8mg-2mg film", "Methadone 10mg", "Acetaminophen with codeine #60", "Opioid medication",
    ),
    "pharmaceuticals/nsaid": (
        "Naproxen 550mg #60", "Celebrex 200mg", "Meloxicam (Mobic) 15mg #30", "Duexis 800/26.6mg",
        "Ibuprofen 800mg #90", "Relafen 750mg", "Toradol 10mg #20", "Nalfon 400mg", "Voltaren XR 100mg #60",
        "Diclofenac sodium ER 100mg",
    ),
    "pharmaceuticals/muscle_relaxant": (
        "Flexeril 7.5mg #90", "Soma 350mg #60", "Zanaflex", "Robaxin 750mg", "Orphenadrine ER 100mg #60",
        "Baclofen 10mg", "Fexmid 7.5mg", "Skelaxin 800mg", "Norflex ER",
    ),
    "pharmaceuticals/antiepileptic": (
        "Gabapentin 300mg #90", "Lyrica 75mg", "Topamax 25mg", "Gralise 600mg", "Neurontin", "Keppra 500mg",
    ),
    "pharmaceuticals/antidepressant": (
        "Cymbalta 60mg", "Trazodone 50mg #60", "Wellbutrin XL 150mg", "Effexor XR 75mg", "Amitriptyline 25mg",
        "Zoloft 100mg", "Remeron 15mg", "Brintellix 10mg",
    ),
    "pharmaceuticals/benzodiazepine": (
        "Xanax 0.5mg #60", "Ativan 1mg", "Klonopin", "Valium 5mg #2 for MRI", "Temazepam 15mg #30",
    ),
    "pharmaceuticals/sedative_hypnotic": (
        "Ambien CR 12.5mg #30", "Lunesta 3mg", "Sonata 10mg", "Belsomra 15mg", "Silenor 6mg",
    ),
    "pharmaceuticals/proton_pump_inhibitor": (
        "Prilosec 20mg #60", "Omeprazole", "Protonix 40mg", "Nexium 40mg", "Aciphex 20mg", "Rabeprazole sodium 20mg",
        "Dexilant 60mg",
    ),
    "pharmaceuticals/topical": (
        "Lidoderm patch 5% #30", "Voltaren gel 1% 100gm", "Terocin patches", "Flector patch 1.3%", "Capsaicin cream",
        "Pennsaid 2% solution", "Menthoderm gel 120gm", "Lidopro ointment", "Ketoprofen cream 20%", "Diclofenac gel",
        "Lidocaine 5% patches #60", "Topical analgesic cream", "Biofreeze",
    ),
    "pharmaceuticals/compound": (
        "Compound cream", "Flurbiprofen 20%/Lidocaine 5% cream 180gm",
        "Gabapentin 10%, Amitriptyline 10%, Bupivacaine 5% in cream base",
        "Compounded topical: Ketoprofen/Cyclobenzaprine", "Topical compound medication 240gm",
        "Cyclobenzaprine 2%/Flurbiprofen 25% 180gm",
        "Capsaicin 0.025%, Flurbiprofen 15%, Gabapentin 10%, Menthol 2%, Camphor 2% 180gm",
    ),
    "pharmaceuticals/other_drug": (
        "Zofran 8mg #10", "Ranitidine 150mg #60", "Colace 100mg", "Senokot-S", "Keflex 500mg #28", "Medrol Dosepak",
        "Viagra 100mg #10", "Cialis", "Provigil 200mg", "Nuvigil 150mg", "Imitrex 100mg #9", "Fioricet #60",
        "Theramine #90", "Sentra PM #60", "Medical marijuana", "Glucosamine 500mg", "Vitamin D 2000 IU",
        "Lisinopril 10mg", "Atorvastatin 20mg", "Metformin 500mg", "Narcan nasal spray", "Testosterone gel",
        "Seroquel 50mg", "Hydroxyzine 25mg", "Buspar 10mg", "Miralax", "Amitiza 24mcg", "Acetaminophen 500mg",
        "Melatonin 3mg", "Xarelto 10mg", "Unspecified medication",
    ),
    "programs": (
        "Functional restoration program", "HELP program x 80 hours", "Work hardening 10 visits", "Work conditioning",
        "Weight loss program", "Gym membership", "Gym membership with pool access, 6 months", "Opioid detoxification",
        "Inpatient detox program", "Multidisciplinary pain program", "Inpatient rehabilitation",
        "Skilled nursing facility, 14 days", "Health club membership", "Partial hospitalization day treatment",
        "Smoking cessation program", "Intensive outpatient program",
    ),
    "psych_services/psych_evaluation": (
        "Psychological evaluation", "Psych consult", "Psychiatric consultation", "Consultation with a psychologist",
        "Neuropsychological testing", "Referral to psychiatry", "Psychology evaluation and treatment",
        "Psychological clearance for spinal cord stimulator", "Evaluation by psychiatrist",
        "Psychological testing, 4 hours",
    ),
    "psych_services/psych_therapy": (
        "Psychotherapy 12 sessions", "Cognitive behavioral therapy x 6", "CBT 6 sessions", "Biofeedback 6 sessions",
        "Individual psychotherapy", "Group therapy, 10 visits", "Psychological treatment, 6 visits", "Hypnotherapy",
        "Relaxation training", "Pain psychology sessions", "Stress management counseling",
    ),
    "rehabilitation/acupuncture": (
        "Acupuncture 2x6", "Acupunture 6 sessions", "Electro-acupuncture 2 times a week",
        "Initial acupuncture evaluation", "Infrared acupuncture", "Evaluation and treatment with acupuncture",
    ),
    "rehabilitation/chiropractic": (
        "Chiropractic treatment 2x4", "Chirocare 2x4-6", "Chiro 12 visits", "Chiropractor sessions",
        "Chiropractic manipulation with massage", "Spinal manipulation 6 visits",
    ),
    "rehabilitation/pt_ot": (
        "Physical therapy 2x6", "Phsyical therapy 12 visits", "PT 3x4", "PT/OT 18 sessions",
        "Occupational therapy 12 visits", "Hand therapy x 8", "Aquatic therapy 2x6", "Aqua therapy",
        "Pool therapy 8 sessions", "Post-operative physical therapy 3x4", "Post op PT",
        "Associated surgical service: Post-operative physical therapy", "Physiotherapy 8 sessions",
        "Physical therapy evaluation and treatment", "Vestibular therapy", "Referral to physical therapy",
        "Physical therapy following epidural injection", "Physical Therapy/Chiropractic Session",
    ),
    "rehabilitation/other_therapy": (
        "Massage therapy 6 sessions", "Myofascial release", "Extracorporeal shock wave therapy", "ESWT right shoulder",
        "Low level laser therapy", "Stabilization program visits", "Dry needling", "Speech therapy",
        "Cognitive rehabilitation", "Infrared heat", "Yoga classes", "Hyperbaric oxygen therapy", "Cold laser therapy",
    ),
    "surgery/arthroscopic": (
        "Right knee arthroscopy with meniscectomy", "Left shoulder arthroscopic rotator cuff repair",
        "Diagnostic arthroscopy, wrist", "Arthroscopic subacromial decompression", "Shoulder surgery, arthroscopic",
        "ACL reconstruction", "Ankle arthroscopy with debridement",
    ),
    "surgery/non_arthroscopic": (
        "Right carpal tunnel release", "Total knee replacement", "Total hip arthroplasty",
        "Left total knee arthroplasty", "Open rotator cuff repair", "Open reduction internal fixation distal radius",
        "Inguinal hernia repair", "Trigger finger release", "Ulnar nerve transposition",
        "Hardware removal, right ankle", "De Quervain's release", "Manipulation under anesthesia, left shoulder",
        "Ankle fusion", "Excision of ganglion cyst", "Bunionectomy", "Plantar fascia release", "Septoplasty",
        "Cubital tunnel release", "Weight loss surgery", "Knee surgery",
    ),
    "surgery/spine": (
        "L4-5 fusion", "Anterior cervical discectomy and fusion C5-6", "ACDF C5-C7", "Lumbar laminectomy",
        "Microdiscectomy L5-S1", "Spinal cord stimulator trial", "SCS implantation", "Kyphoplasty T12",
        "Implantation of a spinal cord stimulator",
        "Cervical disc replacement", "Hardware removal, lumbar spine", "L5-S1 TLIF with assistant surgeon",
        "Lumbar decompression", "Intrathecal pump trial", "Lumbar spine surgery", "Removal of lumbar hardware",
    ),
    "surgery/adjunct_surgical": (
        "Assistant surgeon", "Assistant PA", "Surgical assistant", "Pre-operative medical clearance", "Pre-op EKG",
        "Pre-op labs", "Preoperative chest x-ray", "Pre operative CBC", "Medical clearance",
        "Associated surgical service: Cold therapy unit", "Associated surgical services: walker",
        "Associated surgical service: 2 day inpatient stay", "Inpatient stay, 3 days", "Hospital stay 2 days",
        "Post-operative sling", "Postoperative knee brace", "Post-op cold therapy unit 7 day rental",
        "Post-op crutches", "Anesthesia", "Intraoperative neuromonitoring", "DVT prophylaxis", "Co-surgeon",
        "Facility: surgery center", "Pre-operative evaluation", "Associated surgical service: CPM machine",
        "Cardiac clearance", "3-day length of stay",
    ),
    "surgery/surgical_consult": (
        "Orthopedic surgeon consultation", "Consultation with spine surgeon", "Neurosurgical consultation",
        "Referral to hand surgeon", "Surgical consultation, left shoulder", "Neurosurgery consult",
        "Orthopedic surgery evaluation", "Spine surgery consultation", "Second opinion with orthopedic surgeon",
        "TOC to ortho spine surgeon",
    ),
    "transportation": (
        "Transportation to and from appointments", "Transportation to physical therapy",
        "Non-emergency medical transportation", "Mileage reimbursement", "Round trip transportation to surgery",
    ),
    "other": (
        "Spanish interpreter", "Interpreter for medical visits", "Home modifications", "Medical records review",
        "Nurse case manager",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("treatment", "kind"), [(words, kind) for kind, each in TREATMENTS_BY_KIND.items() for words in each]
)
def test_what_a_treatment_is(treatment: str, kind: str) -> None:
    assert _kind(_issue(treatment)) == kind
    assert _kind(_issue(treatment.upper())) == kind


def test_the_table_is_wide() -> None:
    assert sum(map(len, TREATMENTS_BY_KIND.values())) >= 350


# What has too few words of its own is told by the letter's other words: (treatment, rationale, guideline line, kind).
TOLD_ELSEWHERE = (
    (
        "8 visits",
        "The request for eight physical therapy visits is not medically necessary.",
        "",
        "rehabilitation/pt_ot",
    ),
    (
        "12 sessions",
        "The request is not medically necessary.",
        "MTUS Acupuncture Treatment 2007.",
        "rehabilitation/acupuncture",
    ),
    ("Six visits", "Nothing shows a gain from the massage therapy given so far.", "", "rehabilitation/other_therapy"),
    (
        "Follow-up visit",
        "Physical therapy has not helped. The follow-up visit is not medically necessary.",
        "MTUS Office visits.",
        "evaluation_management/medical_specialties",
    ),
    (
        "Zoravil 30mg #60",
        "The guideline advises against a muscle relaxant beyond two weeks.",
        "",
        "pharmaceuticals/muscle_relaxant",
    ),
    (
        "Zoravil 30mg #60",
        "It is unclear what it is for.",
        "MTUS Chronic Pain Medical Treatment 2016, Opioids.",
        "pharmaceuticals/opioid",
    ),
    ("Zoravil 30mg #60", "It is unclear what it is for.", "", "pharmaceuticals/other_drug"),
    ("Zoravil cream 5% #1", "Topical analgesics are largely experimental.", "", "pharmaceuticals/topical"),
    ("Omeperazole 20mg #60", "No dyspepsia is noted.", "", "pharmaceuticals/proton_pump_inhibitor"),
    ("Phsyical therapy evaluation", "", "", "rehabilitation/pt_ot"),
    ("Acupuncutre", "", "", "rehabilitation/acupuncture"),
    (
        "Cold therapy unit",
        "It helps for a week after surgery. There is no evidence of a scheduled surgery.",
        "",
        "dmepos/dme",
    ),
    (
        "Cold therapy unit",
        "Since the requested surgery is not medically necessary, the unit is not.",
        "",
        "surgery/adjunct_surgical",
    ),
    (
        "Shoulder sling",
        "The proposed operation was authorized, and a sling is needed after it.",
        "",
        "surgery/adjunct_surgical",
    ),
    (
        "Orthopedic consultation",
        "Referral for surgical consultation is indicated for red flags.",
        "",
        "surgery/surgical_consult",
    ),
    (
        "Orthopedic consultation",
        "A visit is based on the worker's concerns.",
        "",
        "evaluation_management/medical_specialties",
    ),
    ("Purpose unknown", "Nothing is said.", "", "other"),
)


@pytest.mark.parametrize(("treatment", "rationale", "guideline", "kind"), TOLD_ELSEWHERE)
def test_what_the_letter_tells_elsewhere(treatment: str, rationale: str, guideline: str, kind: str) -> None:
    assert _kind(_issue(treatment, rationale, guideline)) == kind


@pytest.mark.parametrize(
    ("treatment", "rationale", "other_issue", "kind"),
    [
        (
            "Cold therapy unit",
            "It is used after surgery for a week.",
            "Left knee arthroscopy: Overturned",
            "surgery/adjunct_surgical",
        ),
        ("Cold therapy unit", "It is used after surgery for a week.", "MRI of the left knee: Upheld", "dmepos/dme"),
        ("Cold therapy unit", "A cold pack does as well.", "Left knee arthroscopy: Overturned", "dmepos/dme"),
        ("EKG", "It is part of the preoperative work-up.", "L4-5 fusion: Upheld", "surgery/adjunct_surgical"),
        (
            "MRI of the left knee",
            "It was done before surgery.",
            "Left knee arthroscopy: Upheld",
            "diagnostic_testing/imaging",
        ),
    ],
)
def test_an_operation_decided_in_the_same_letter(treatment: str, rationale: str, other_issue: str, kind: str) -> None:
    assert _kind(_issue(treatment, rationale, rest=other_issue)) == kind


def test_the_remainder_of_a_split_request_is_what_the_whole_heading_says() -> None:
    heading = "Chiropractic care 12 visits was the original request. The remaining portion, 6 visits: Upheld"
    assert _kind(_issue("6 visits", heading=heading)) == "rehabilitation/chiropractic"


def test_nothing_asked_for_is_no_category() -> None:
    issue = _issue("MRI")
    empty = IssueText(issue.clean, issue.section, Span(0, 0), None, issue.pointer, issue.proofs)
    assert read_category(empty) == (None, None)


def test_a_category_is_proved_by_the_letters_words() -> None:
    issue = _issue("Physical therapy 2x6, right knee")
    assert _kind(issue) == "rehabilitation/pt_ot"
    assert [each.quote for each in issue.proofs.evidence["/issues/0/subcategory"]] == ["Physical therapy"]


def test_the_lexicons_hold_what_the_letters_ask_for() -> None:
    assert len(DRUGS.names) >= 450
    assert len(set(DRUGS.names)) == len(DRUGS.names)
    assert sum(len(group.words) for group in load_groups()) >= 1500


def test_every_category_has_words() -> None:
    kinds = {
        f"{g.kind.category}/{g.kind.subcategory}" if g.kind.subcategory else g.kind.category for g in load_groups()
    }
    assert kinds >= {kind for kind in TREATMENTS_BY_KIND if not kind.startswith("pharmaceuticals/")}


# The plain matcher is the oracle of the fast one.
_PLAIN = tuple((group, re.compile(group.rule.pattern.encode())) for group in TREATMENTS.groups)
_WORDS = [word for words in TREATMENTS_BY_KIND.values() for treatment in words for word in treatment.lower().split()]


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))
def test_one_pass_finds_what_each_group_finds_by_itself(words: str) -> None:
    part = words.encode()
    found = [
        (group.rule.rank, match.start(), -len(match.group()), group.kind)
        for group, pattern in _PLAIN
        if (match := pattern.search(part))
    ]
    named = TREATMENTS.find(part, Span(0, len(part)))
    assert {each[3] for each in found} == TREATMENTS.kinds(part, Span(0, len(part)))
    if named is None:
        assert not found
    else:
        assert (*named.order, named.kind) in found
        assert named.order == min(each[:3] for each in found)


@given(st.text(alphabet="aeiou lmnprst-/#%0123456789.()", max_size=80))
def test_any_words_have_a_category_or_none(words: str) -> None:
    issue = _issue(words or "MRI")
    category, _ = read_category(issue)
    assert (category is None) == (f"{issue.pointer}/category" not in issue.proofs.evidence)
