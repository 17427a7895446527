import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.worker.condition_lists import split_conditions
from imr_llm.rules.worker.diagnoses import ANNOUNCEMENTS, read_diagnoses
from imr_llm.text.patterns import Ruleset, backtracking
from imr_llm.text.spans import Span

ANNOUNCED = (
    ("The records describe lumbar sprain and obesity as her diagnoses.", ("lumbar sprain", "obesity")),
    ("Diagnoses of 8/7/13: healed fracture of the ulna.", ("healed fracture of the ulna",)),
    ("Listed diagnoses per Dr. dated 10/17/13: 1. Gout. 2. Asthma. He rested.", ("Gout", "Asthma")),
    ("Diagnoses as of 3/4/2014 include gout and asthma.", ("gout", "asthma")),
    ("Diagnoses noted in the 12/1/2013 report: gout, asthma.", ("gout", "asthma")),
    ("Dx: lumbar sprain, knee contusion.", ("lumbar sprain", "knee contusion")),
    ("The patient was assessed with gout and insomnia.", ("gout", "insomnia")),
    ("The provider diagnosed lumbar radiculopathy and prescribed rest.", ("lumbar radiculopathy",)),
    ("Dr. diagnosed the patient with a right inguinal hernia.", ("right inguinal hernia",)),
    ("Right elbow epicondylitis and gout were diagnosed.", ("Right elbow epicondylitis", "gout")),
    ("The records describe gout and radial tunnel syndrome as the working diagnoses.",
     ("gout", "radial tunnel syndrome")),
    ("The primary diagnosis is a fracture, with a secondary diagnosis of neuralgia.", ("fracture", "neuralgia")),
    ("Diagnoses: sciatica; and myalgia and myositis, unspecified.", ("sciatica", "myalgia and myositis, unspecified")),
    ("She has a diagnosis of adjustment disorder with mixed anxiety and depressed mood, and gout.",
     ("adjustment disorder with mixed anxiety and depressed mood", "gout")),
    ("Diagnoses include a sprain, rule out disc herniation; and gout.", ("sprain", "rule out disc herniation", "gout")),
    ("Diagnoses: 1) gout 2) left knee pain On examination the knee was tender.", ("gout", "left knee pain")),
    ("Diagnoses include a sore of the heel, stage 3, and gout.", ("sore of the heel, stage 3", "gout")),
    ("Diagnoses: knee osteoarthritis, end stage, and asthma.", ("knee osteoarthritis, end stage", "asthma")),
    ("The physician's assessment on March 9, 2016 was gout and ankle sprain.", ("gout", "ankle sprain")),
    ("The impression dated 3-9-16 was a wrist sprain.", ("wrist sprain",)),
    ("She has been diagnosed with the following: Panic Disorder; asthma.", ("Panic Disorder", "asthma")),
    ("The diagnoses include lower back strain. He rested.", ("lower back strain",)),
    ("Diagnoses included lumbar radiculopathy and hip bursitis.", ("lumbar radiculopathy", "hip bursitis")),
    ("The current diagnosis is documented as strain of left hip.", ("strain of left hip",)),
    ("The patient's current diagnoses were noted as knee sprain and obesity.", ("knee sprain", "obesity")),
    ("The worker was diagnosed as having a left inguinal hernia.", ("left inguinal hernia",)),
    ("She was diagnosed with an ankle sprain on 10/5/2016 and was prescribed ice.", ("ankle sprain",)),
    ("The worker is being treated for right elbow tendinitis.", ("right elbow tendinitis",)),
    ("The worker is undergoing treatments for low back pain.", ("low back pain",)),
    ("The worker has had diagnoses of multiple trauma.", ("multiple trauma",)),
    ("He gave the applicant a diagnosis of \"lumbar pain with radiculopathy.\" He rested.",
     ("lumbar pain with radiculopathy",)),
    ("Her chronic diagnoses include the following: Neck Sprain; and Post Surgical Low Back.It hurts.",
     ("Neck Sprain", "Post Surgical Low Back")),
    ("Diagnoses, and-or impressions, were noted to include: low back injury; hip sprain.",
     ("low back injury", "hip sprain")),
    ("Patient's diagnoses per the 06-18-14 report: 1. Gout 2. Insomnia, persistent.", ("Gout", "Insomnia, persistent")),
    ("Assessment: 1. Knee tear. 2. Chondromalacia. 3. Effusion. The plan is surgery.",
     ("Knee tear", "Chondromalacia", "Effusion")),
    ("Clinical assessment: (1) plantar fasciitis; (2) obesity.", ("plantar fasciitis", "obesity")),
    ("The attending provider's impression was lumbar stenosis.", ("lumbar stenosis",)),
    ("Diagnoses include rule out gout rule out knee tear r/o bursitis.",
     ("rule out gout", "rule out knee tear", "r/o bursitis")),
    ("Diagnoses: lumbar strain rule out disc herniation, and gout.",
     ("lumbar strain", "rule out disc herniation", "gout")),
    ("The impressions were neck strain and rule out wrist fracture.", ("neck strain", "rule out wrist fracture")),
    ("His physician lists disc disease, gout, and insomnia as the diagnoses.", ("disc disease", "gout", "insomnia")),
    ("The patient has been evaluated for lumbar facet syndrome.", ("lumbar facet syndrome",)),
    ("The worker has diagnoses that include wrist sprain.", ("wrist sprain",)),
    # Dates go, and what was ruled out; "rule out" stays.
    ("He was diagnosed with diabetes in 2001 and hypertension (2010).", ("diabetes", "hypertension")),
    ("Diagnoses include gout since 2009; asthma, in early 2012; neck strain.", ("gout", "asthma", "neck strain")),
    ("Diagnoses include neck strain and cancer, ruled out.", ("neck strain",)),
    ("Diagnoses include neck strain; fracture ruled out; gout.", ("neck strain", "gout")),
    ("Diagnoses include neck strain and no evidence of cancer.", ("neck strain",)),
    ("Diagnoses include: 1. lumbar strain. 2. gout. He rested.", ("lumbar strain", "gout")),
    # The same again is one entry; near-synonyms both stay.
    ("Diagnoses include neck strain. The diagnosis is Neck Strain. The diagnosis is cervical strain.",
     ("neck strain", "cervical strain")),
)  # fmt: skip
NOT_ANNOUNCED = (
    "The applicant has filed a claim for neck and low back pain.",
    "Treatment rendered included diagnostic testing and follow up.",
    "An MRI showed a disc bulge. MRI impression: disc bulge at L4-5.",
    "There is no diagnosis of radiculopathy. The worker has not been diagnosed with gout.",
    "The worker denied a diagnosis of diabetes. He denies having been diagnosed with gout.",
    "A diagnosis of cancer was ruled out. The diagnosis of gout has been excluded. He was diagnosed with asthma, which"
    " was later ruled out.",
    "There is no evidence of a diagnosis of cancer. The MRI ruled out a diagnosis of fracture.",
    "No diagnosis was provided. The diagnosis was deferred. The diagnosis is unclear.",
    "Family history: the mother was diagnosed with cancer.",
    "The physical assessment showed pain. During the assessment on 11/17/2016 he had pain.",
    "A psychological assessment was requested. A risk assessment was performed.",
    "The worker is undergoing treatment for the low back and right knee.",
    "Physical therapy for the neck was given.",
)


@pytest.mark.parametrize(("words", "expected"), ANNOUNCED)
def test_announced_conditions_are_read_as_written(narrate, words, expected):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_diagnoses(letter, proofs) == expected
    quotes = {pointer: place[0].quote for pointer, place in proofs.evidence.items()}
    assert quotes == {f"/diagnoses/{index}": words for index, words in enumerate(expected)}


@pytest.mark.parametrize("words", NOT_ANNOUNCED)
def test_what_is_not_named_as_a_diagnosis_is_none(narrate, words):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_diagnoses(letter, proofs) == ()
    assert proofs.evidence == {}


@pytest.mark.parametrize(
    ("rationale", "expected"),
    [
        ("He has a diagnosis of lumbar muscle strain. This is for a scan.", ("lumbar muscle strain",)),
        ("The patient is diagnosed with a contusion.", ("contusion",)),
        ("Testing helps in establishing the diagnosis of carpal tunnel syndrome.", ()),
        ("The guideline recommends it for patients with a diagnosis of gout.", ()),
        ("There was no indication the patient was diagnosed with gout.", ()),
    ],
)
def test_a_rationale_counts_only_for_the_worker(narrate, rationale, expected):
    letter = narrate("The worker has pain.", rationale)
    assert read_diagnoses(letter, Proofs(letter.clean)) == expected


def test_a_rationale_is_not_asked_where_the_summary_names_a_condition(narrate):
    letter = narrate("The diagnosis is gout.", "The patient has a diagnosis of lumbar strain.")
    assert read_diagnoses(letter, Proofs(letter.clean)) == ("gout",)


LISTS = (
    # Places before a condition.
    ("cervical, thoracic and lumbar myoligamentous injury", 1),
    ("neck, back and shoulder pain", 1),
    ("left buttock and left thigh sciatic pain | right knee contusion and injury", 2),
    ("L4-5 and L5-S1 degenerative disc disease | lumbar stenosis", 2),
    ("headache | neck and back pain", 2),
    ("medial and lateral epicondylitis | sleep disturbance", 2),
    # Places and tissues after a condition.
    ("strain of muscle, fascia, and tendon of low back", 1),
    ("sprain of joints and ligaments in the neck | sprain of the thorax", 2),
    ("strain of muscle, fascia and tendon at shoulder and upper arm level | impingement syndrome of right shoulder", 2),
    ("contusion of the lower back and pelvis | contusion of the left knee", 2),
    ("disc displacement, lumbosacral region", 1),
    ("pain in the right shoulder, right elbow, and right wrist | lumbar strain", 2),
    ("lumbar disc bulge L4-L5, L5-S1 | right leg radiculopathy", 2),
    # Degrees.
    ("major depressive disorder, single episode, moderate | nasal fracture", 2),
    ("sprain of unspecified side of right knee, initial encounter | gout", 2),
    ("wrist tendonitis, right greater than left | gout", 2),
    # Pairs that share a place, and words that open a pair.
    ("right wrist and right hand sprain | wrist tendinitis and bursitis", 2),
    ("disc herniation with low back and right leg pain", 1),
    ("3mm disc protrusion at L4-5 with lateral recess and foraminal stenosis | gout", 2),
    # Whole pairs and signs.
    ("cervical sprain/strain | hand contusion/laceration", 2),
    ("strain of muscle and or tendon of wrist", 1),
    ("traumatic brain injury (TBI, mild) | PTSD", 2),
    ("anxiety | depression", 2),
    ("status post L4-S1 fusion | chronic pain syndrome", 2),
    ("rule out disc protrusion | knee sprain", 2),
)


@pytest.mark.parametrize("separator", [" and ", ", ", ", and ", "; ", "; and "])
@pytest.mark.parametrize(("parts", "count"), LISTS)
def test_a_list_is_taken_apart_between_conditions_only(parts, count, separator):
    conditions = parts.split(" | ")
    assert len(conditions) == count
    if separator.startswith(";") and count == 1:
        return
    words = separator.join(conditions)
    lower = words.lower().encode()
    got = [words[slice(*span)] for span in split_conditions(lower, Span(0, len(words)))]
    assert got == conditions


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("M54.5 low back pain", "low back pain"),
        ("low back pain (M54.5)", "low back pain"),
        ("lumbar sprain (847.2)", "lumbar sprain"),
        ("thoracic sprain (ICD-9 847.1)", "thoracic sprain"),
        ("T12 compression fracture", "T12 compression fracture"),
        ("an L5-S1 disc protrusion", "L5-S1 disc protrusion"),
        ("hip fracture, status post hemiarthroplasty on 11-22-2016", "hip fracture, status post hemiarthroplasty"),
        ("wrist fracture dated October 3, 2016", "wrist fracture"),
        ("possible rotator cuff tear which is painful", "possible rotator cuff tear"),
    ],
)
def test_codes_dates_and_articles_are_no_part_of_a_condition(narrate, written, expected):
    letter = narrate(f"Diagnosis: 1. {written}. The plan is rest.")
    assert read_diagnoses(letter, Proofs(letter.clean)) == (expected,)


@given(
    st.lists(
        st.sampled_from(
            ["knee strain", "gout", "neck", "fascia", "and", ",", ";", "1.", "2.", "(", ")", "with", "L4-5"]
        )
    )
)
def test_conditions_lie_in_order_within_their_list(pieces):
    lower = " ".join(pieces).lower().encode()
    end = 0
    for span in split_conditions(lower, Span(0, len(lower))):
        assert end <= span.start < span.end <= len(lower)
        end = span.end


@pytest.mark.parametrize("words", [words for words, _ in ANNOUNCED] + list(NOT_ANNOUNCED))
def test_re_reads_the_announcements_as_re2_does(narrate, words):
    letter = narrate(words)
    fast, slow = Ruleset(ANNOUNCEMENTS), Ruleset(ANNOUNCEMENTS, backtracking)
    span = letter.sections.case_summary
    assert span is not None
    found = [(hit.rule.name, hit.span) for hit in fast.find(letter.clean.lower, span)]
    assert found == [(hit.rule.name, hit.span) for hit in slow.find(letter.clean.lower, span)]
