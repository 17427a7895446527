import re
from typing import Any, get_args

import pytest

from imr_llm.record.codes import SUBCATEGORIES, Region, Side
from imr_llm.record.facts import BodyRegion
from imr_llm.summary.lexicon import entries
from imr_llm.summary.model import Language
from imr_llm.summary.phrases import treatment_phrase
from tests.summary.factories import issue, medicine

LANGUAGES: tuple[Language, ...] = get_args(Language)


def phrase(language: Language, treatment: str, regions: tuple[BodyRegion, ...] = (), **facts: Any) -> str:
    one = issue(treatment=treatment, body_regions=regions, category=None, subcategory=None, **facts)
    return treatment_phrase(one, 0, language).definite


KNEE = (BodyRegion(region="knee", side="left"),)
NECK = (BodyRegion(region="neck"),)
TREATMENTS = [
    # (letter's words, regions, English, Spanish)
    ("MRI of the cervical spine", NECK, "the MRI scan of your neck", "la resonancia magnética de su cuello"),
    ("X-rays left knee", KNEE, "the X-ray of your left knee", "la radiografía de su rodilla izquierda"),
    ("EMG/NCV of both arms", (BodyRegion(region="arm", side="both"),), "the nerve test (EMG and NCV) of both arms",
     "la prueba de los nervios (EMG y NCV) de ambos brazos"),
    ("NCS left knee", KNEE, "the nerve test (NCS) of your left knee",
     "la prueba de los nervios (NCS) de su rodilla izquierda"),
    ("Bankart repair", (), "the shoulder surgery (Bankart repair)", "la cirugía de hombro (reparación Bankart)"),
    ("CT of the abdomen and pelvis", (BodyRegion(region="abdomen"), BodyRegion(region="pelvis_hip")),
     "the CT scan of your belly and your pelvis", "la tomografía (CT) de su abdomen y su pelvis"),
    ("MRI of the left knee and low back", (*KNEE, BodyRegion(region="low_back", side="left")),
     "the MRI scan of your left knee and your lower back",
     "la resonancia magnética de su rodilla izquierda y su espalda baja"),
    ("Toxin injection", (), "the treatment “Toxin injection”", "el tratamiento “Toxin injection”"),
    ("Urine drug screen x 4", (), "the urine drug test", "la prueba de orina para drogas"),
    ("Pre-op labs: CBC", (), "the blood count test (CBC) before surgery",
     "el conteo de sangre (CBC) antes de la cirugía"),
    ("Post-operative physical therapy", KNEE, "the physical therapy for your left knee after surgery",
     "la terapia física para su rodilla izquierda después de la cirugía"),
    ("Chiropractic physiotherapy 6 visits", (), "the chiropractic care", "la atención quiropráctica"),
    ("Electro-acupuncture", NECK, "the electro-acupuncture for your neck", "la electroacupuntura para su cuello"),
    ("Right L5-S1 epidural steroid injection", (BodyRegion(region="low_back", side="right"),),
     "the epidural steroid injection in your lower back (right side)",
     "la inyección epidural de esteroides en su espalda baja (lado derecho)"),
    ("Trigger point injections", NECK, "the trigger point shots in your neck",
     "las inyecciones en puntos de dolor en su cuello"),
    ("TENS unit rental", (), "the TENS unit", "el aparato TENS"),
    ("Lumbar brace (LSO)", (), "the back brace", "la faja de espalda"),
    ("Crutches", (), "the crutches", "las muletas"),
    ("Left knee arthroscopy", KNEE, "the arthroscopic surgery on your left knee",
     "la cirugía artroscópica en su rodilla izquierda"),
    ("Assistant PA", (), "the helper for the surgeon", "el ayudante del cirujano"),
    ("Consultation with a spine surgeon", (), "the visit with a spine surgeon", "la cita con un cirujano de columna"),
    ("Zorbing", (), "the treatment “Zorbing”", "el tratamiento “Zorbing”"),
]  # fmt: skip


@pytest.mark.parametrize(("treatment", "regions", "english", "spanish"), TREATMENTS)
def test_everyday_names(treatment: str, regions: tuple[BodyRegion, ...], english: str, spanish: str) -> None:
    assert phrase("en", treatment, regions) == english
    assert phrase("es", treatment, regions) == spanish


ARTICLES = [
    # (letter's words, indefinite English, indefinite Spanish, "of the" in Spanish)
    ("MRI", "an MRI scan", "una resonancia magnética", "de la resonancia magnética"),
    ("CT scan", "a CT scan", "una tomografía (CT)", "de la tomografía (CT)"),
    ("TENS unit", "a TENS unit", "un aparato TENS", "del aparato TENS"),
    ("Physical therapy", "physical therapy", "terapia física", "de la terapia física"),
    ("Trigger point injections", "trigger point shots", "unas inyecciones en puntos de dolor",
     "de las inyecciones en puntos de dolor"),
    ("Crutches", "crutches", "muletas", "de las muletas"),
]  # fmt: skip


@pytest.mark.parametrize(("treatment", "english", "spanish", "of_the"), ARTICLES)
def test_articles(treatment: str, english: str, spanish: str, of_the: str) -> None:
    one = issue(treatment=treatment, body_regions=(), category=None, subcategory=None)
    assert treatment_phrase(one, 0, "en").indefinite == english
    assert treatment_phrase(one, 0, "es").indefinite == spanish
    assert treatment_phrase(one, 0, "es").of_definite == of_the


def test_a_category_keeps_a_word_from_its_other_meaning() -> None:
    """PT is physical therapy, and a clotting test before surgery."""
    clotting = issue(treatment="Pre-op PT/PTT", category="surgery", subcategory="adjunct_surgical", body_regions=())
    assert treatment_phrase(clotting, 0, "en").definite == "the blood clotting test (PT/PTT) before surgery"
    exercise = issue(treatment="PT 6 visits", category="rehabilitation", subcategory="pt_ot", body_regions=())
    assert treatment_phrase(exercise, 0, "en").definite == "the physical therapy"


def test_a_drug_is_called_by_its_name() -> None:
    one = medicine(name="Naproxen", subcategory="nsaid")
    assert treatment_phrase(one, 0, "en").definite == "the medicine Naproxen"
    # The name on the bottle stays beside the Spanish one.
    assert treatment_phrase(one, 0, "es").definite == "el medicamento naproxeno (Naproxen)"
    assert treatment_phrase(one, 0, "es").basis == ("/issues/0/medication/name", "/issues/0/treatment")


def test_a_name_stays_short_and_leaves_no_part_of_the_body_out() -> None:
    places = tuple(BodyRegion(region=region, side="left") for region in ("knee", "ankle", "foot"))
    found = treatment_phrase(issue(body_regions=places), 0, "en")
    assert found.definite == "the MRI scan"
    assert found.unsaid == ("your left knee", "your left ankle", "your left foot")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", get_args(Region))
@pytest.mark.parametrize("side", [*get_args(Side), None])
def test_every_part_of_the_body_has_a_name(language: Language, region: Region, side: Side | None) -> None:
    words = phrase(language, "CT", (BodyRegion(region=region, side=side),))
    if region == "other":
        assert words in {"the CT scan", "la tomografía (CT)"}
    else:
        name = entries.regions()[region].names[language]
        assert name.one in words or name.many in words
        shown = {"left": "left|izquierd", "right": "right|derech", "both": "both|amb"}
        if side is not None and region != "mind":
            assert re.search(shown[side], words)


@pytest.mark.parametrize("code", [*SUBCATEGORIES, *(sub for subs in SUBCATEGORIES.values() for sub in subs)])
def test_every_category_can_be_named(code: str) -> None:
    """A subcategory without an entry of its own is named by its category, so only categories must have one."""
    known = entries.categories()
    parent = next(category for category, subs in SUBCATEGORIES.items() if code == category or code in subs)
    assert parent in known
    assert set((known.get(code) or known[parent]).names) == set(LANGUAGES)


def test_no_entry_hides_another() -> None:
    """Every name of a treatment is found by its own words, unless a narrower entry stands before it."""
    tables = entries.treatments()
    for place, entry in enumerate(tables):
        for earlier in tables[:place]:
            same_words = earlier.words.pattern == entry.words.pattern and earlier.also is None
            assert not (same_words and earlier.categories >= entry.categories), f"{earlier.id} hides {entry.id}"


@pytest.mark.parametrize("entry", entries.treatments(), ids=lambda entry: entry.id)
def test_an_entry_is_whole(entry: entries.TreatmentEntry) -> None:
    categories = set(SUBCATEGORIES)
    assert entry.categories <= categories
    assert entry.at in {"of", "for", "in", "on", ""}
    english, spanish = entry.names["en"], entry.names["es"]
    assert bool(english.about) == bool(spanish.about)
    vowel = english.noun[0].lower() in "aeio" or english.noun.startswith(("MRI", "X-ray", "H-Wave", "ultra"))
    if entry.form == "count" and not english.many:
        assert english.an is vowel, english.noun
