import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.letter.model import CleanText, IssueSection
from imr_llm.letter.text.plain import plain_bytes
from imr_llm.record.codes import Region
from imr_llm.rules.text.issue import IssueText
from imr_llm.rules.text.lexicon import load
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.treatment.regions import BODY, LEVELS, SIDES, BodyWords, read_body_regions
from imr_llm.text.spans import Span


def _issue(treatment: str) -> IssueText:
    text = f"{treatment}: Upheld"
    plain = plain_bytes(text)
    clean = CleanText(text, plain, plain.lower(), (0,), (0,), (0,))
    section = IssueSection(Span(0, len(text)), None, None, None)
    return IssueText(clean, section, Span(0, len(treatment)), "upheld", "/issues/0", Proofs(clean))


def _regions(treatment: str) -> str:
    """The regions as words: "left shoulder, neck"; every one is proved."""
    issue = _issue(treatment)
    found = read_body_regions(issue)
    proofs = set(issue.proofs.evidence)
    for index, each in enumerate(found):
        assert f"/issues/0/body_regions/{index}/region" in proofs
        assert (f"/issues/0/body_regions/{index}/side" in proofs) == (each.side is not None)
    return ", ".join(f"{each.side} {each.region}" if each.side else each.region for each in found)


@pytest.mark.parametrize(
    ("treatment", "regions"),
    [
        # The spine, its abbreviations and its levels.
        ("MRI of the cervical spine", "neck"),
        ("MRI C-spine, T-spine and L-spine", "neck, upper_back, low_back"),
        ("MRI (C/T/L spine)", "neck, upper_back, low_back"),
        ("X-ray of the L/S spine", "low_back"),
        ("Physical therapy, cervical and thoracic spine", "neck, upper_back"),
        ("Chiropractic care for the thoraco-lumbar region", "upper_back, low_back"),
        ("Acupuncture for LBP", "low_back"),
        ("Back brace", "low_back"),
        ("Physical therapy to the upper back", "upper_back"),
        ("Mid-back massage", "upper_back"),
        ("L4-5, L5-S1 facet joint injections", "low_back"),
        ("Right L5-S1 epidural steroid injection", "right low_back"),
        ("C5-6 and C6-7 fusion", "neck"),
        ("C7-T1 epidural steroid injection", "neck, upper_back"),
        ("T12-L1 laminectomy", "upper_back, low_back"),
        ("Bilateral L3, L4, L5 medial branch block", "both low_back"),
        ("L4-5 and L5-S1 epidural steroid injection, bilateral", "both low_back"),
        ("Left C4 through C6 facet block", "left neck"),
        ("SI joint injection, right", "right pelvis_hip"),
        ("TSH, free T3, T4", ""),
        # The limbs.
        ("EMG RUE", "right arm"),
        ("EMG/NCV of BLE", "both leg"),
        ("NCS bilateral upper and lower extremities", "both arm, both leg"),
        ("EMG of the left upper extremity", "left arm"),
        ("EMG RUE and LUE", "both arm"),
        ("Right carpal tunnel release", "right wrist"),
        ("Left rotator cuff repair", "left shoulder"),
        ("ACL reconstruction, left", "left knee"),
        ("Right knee arthroscopy with medial meniscectomy", "right knee"),
        ("MRI left hip", "left pelvis_hip"),
        ("Custom orthotics, bilateral feet", "both foot"),
        ("Trigger finger release, right thumb", "right finger"),
        ("Plantar fascia injection, left heel", "left foot"),
        ("Right great toe amputation", "right toe"),
        ("Achilles tendon repair", "ankle"),
        ("Distal radius fracture fixation", "wrist"),
        ("Right thumb CMC joint injection", "right finger"),
        ("Inguinal hernia repair, right", "right groin"),
        # Elsewhere.
        ("Pre-op chest x-ray", "chest"),
        ("CT scan of head", "head"),
        ("CT of the abdomen and pelvis", "abdomen, pelvis_hip"),
        ("TMJ arthrogram", "face_jaw"),
        ("Porcelain crown, tooth #8", "face_jaw"),
        # Sides, one or two, before or behind.
        ("MRI of neck and right hand", "neck, right hand"),
        ("Acupuncture, neck, right hand and head", "neck, right hand, head"),
        ("PT left shoulder and knee", "left shoulder, left knee"),
        ("X-ray of the left elbow, wrist and hand", "left elbow, left wrist, left hand"),
        ("Physical therapy for the lumbar and bilateral knees", "low_back, both knee"),
        ("Physical therapy, right ankle/foot", "right ankle, right foot"),
        ("PT/OT left hand, right lower leg", "left hand, right lower_leg"),
        ("MRI left and right knees", "both knee"),
        ("MRI right knee and left knee", "both knee"),
        ("MRI of both shoulders", "both shoulder"),
        ("Left shoulder and neck physical therapy", "left shoulder, neck"),
        ("MRI R knee", "right knee"),
        ("(L) wrist brace", "left wrist"),
        ("Lt. knee brace", "left knee"),
        ("MRI knee, right", "right knee"),
        ("MRI, knee and ankle, right", "right knee, right ankle"),
        ("X-ray, knee (left)", "left knee"),
        ("Right knee MRI and lumbar spine MRI", "right knee, low_back"),
        ("Left transforaminal epidural injection at L4-5", "left low_back"),
        ("Right subacromial injection", "right shoulder"),
        ("Eight sessions for the lumbar spine, left shoulder and left knee", "low_back, left shoulder, left knee"),
        # Parts and sides that are not asked for.
        ("X-ray right hand, not left", "right hand"),
        ("X-ray not for left knee; right knee only", "right knee"),
        ("MRI of the left knee (not right)", "left knee"),
        ("PT for the lumbar spine, not including the neck, and right knee", "low_back, right knee"),
        ("PT to both shoulders excluding the elbow", "both shoulder"),
        ("MRI, body part not specified, neck", "neck"),
        # Each region once.
        ("Right shoulder arthroscopy with subacromial decompression and rotator cuff repair", "right shoulder"),
        ("Lumbar epidural steroid injection L4-5", "low_back"),
        # Words that name no part of the body.
        ("Knee scooter", ""),
        ("Hand controls for car", ""),
        ("Arm sling", ""),
        ("Consultation with a hand surgeon", ""),
        ("Face-to-face visit", ""),
        ("Percocet 5mg, 1 tablet by mouth", ""),
        ("Psychological evaluation", ""),
        ("Feedback therapy, overhead lift, carrier", ""),
        ("Vitamin B12, hemoglobin A1c, L3030", ""),
        ("", ""),
    ],
)
def test_regions_of_a_treatment(treatment: str, regions: str) -> None:
    assert _regions(treatment) == regions
    assert _regions(treatment.upper()) == regions


@pytest.mark.parametrize("region", get_args(Region))
def test_every_region_has_words(region: str) -> None:
    first = load("body_regions")["region"][region][0]
    assert _regions(f"MRI of the {first}") == region


def test_the_words_that_prove_a_side_and_a_region() -> None:
    issue = _issue("Physical therapy, left shoulder and knee")
    read_body_regions(issue)
    quotes = {pointer: [each.quote for each in places] for pointer, places in issue.proofs.evidence.items()}
    assert quotes == {
        "/issues/0/body_regions/0/region": ["shoulder"],
        "/issues/0/body_regions/0/side": ["left"],
        "/issues/0/body_regions/1/region": ["knee"],
        "/issues/0/body_regions/1/side": ["left"],
    }


def test_a_lexicon_with_an_unknown_region_is_refused() -> None:
    lexicon = {"region": {"tail": ["tail"]}, "none": {"words": []}, "several": [], "sided": []}
    with pytest.raises(ValueError, match="tail"):
        BodyWords(lexicon)


_PLAIN = re.compile(BODY.pattern.encode())
_PIECES = (
    "left", "right", "bilateral", "both", "l", "r", "shoulder", "knees", "lumbar", "neck", "back", "l4-5", "c7-t1",
    "and", ",", "/", "(", ")", "of the", "upper and lower extremities", "rue", "mri", "knee scooter", "t4", "thumb",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))
def test_the_fast_matcher_finds_what_the_plain_one_finds(words: str) -> None:
    lower = words.encode()
    plain = [match.span() for match in _PLAIN.finditer(lower)]
    fast = [tuple(word.span) for word in BODY.find(lower, Span(0, len(lower)))]
    assert set(fast) <= set(plain)
    ignored = [lower[start:end].decode() for start, end in plain if (start, end) not in fast]
    assert all(each in load("body_regions")["none"]["words"] for each in ignored)


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))
def test_regions_stand_once_and_are_proved(words: str) -> None:
    regions = [each.split()[-1] for each in _regions(words).split(", ") if each]
    assert len(regions) == len(set(regions))


@pytest.mark.parametrize("words", ["l4-5", "l5-s1", "c5/6", "t12-l1", "l4 to s1", "s1"])
def test_levels(words: str) -> None:
    assert re.fullmatch(LEVELS, words)


@pytest.mark.parametrize("words", ["left", "right", "bilaterally", "b/l", "both"])
def test_sides(words: str) -> None:
    assert re.fullmatch(SIDES, words)
