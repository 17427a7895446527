"""What is one thing in other words, and what is not: two readings of one place."""

import pytest

from imr_llm.record.closeness import chapters, close
from imr_llm.record.facts import BodyRegion, Citation, Medication, Range
from imr_llm.record.fields import BY_PATH

TREATMENT, DIAGNOSES, MECHANISM = "/issues/*/treatment", "/diagnoses", "/injury/mechanism"
MEDICINE, CITED, NOTICE = "/issues/*/medication", "/issues/*/reviewer_citations", "/issues/*/safety_notice"


def mtus(
    guideline: str | None, topic: str | None = None, year: int | None = None, pages: str | None = None
) -> Citation:
    return Citation(source="MTUS", guideline=guideline, topic=topic, year=year, pages=pages)


def odg(topic: str | None, guideline: str = "Official Disability Guidelines", year: int | None = None) -> Citation:
    return Citation(source="ODG", guideline=guideline, topic=topic, year=year)


CLOSE = [
    (TREATMENT, "Associated surgical service: Cold therapy unit", "Cold therapy unit"),
    (TREATMENT, "MRI of the left knee", "MRI left knee"),
    (TREATMENT, "Retrospective Norco 5/325mg #60", "Norco 5/325mg #60"),
    (DIAGNOSES, ("a lumbar sprain", "neck pain"), ("neck pain", "lumbar sprain")),
    (DIAGNOSES, ("lumbar radiculopathy, left",), ("lumbar radiculopathy",)),
    (MECHANISM, "while lifting a box", "lifting a box"),
    (MECHANISM, "lifted a mail sack", "lifted a mail sack and felt a pop"),
    (MEDICINE, Medication(name="Meloxicam (Mobic)", count=60), Medication(name="Meloxicam", form="tablet", count=60)),
    (MEDICINE, Medication(name="Norco", strength="5/325 mg"), Medication(name="Norco", strength="5/325mg")),
    (CITED, (mtus("Low Back Complaints", "Special Studies", 2004),), (mtus("Low Back Complaints Special Studies"),)),
    (CITED, (mtus("ACOEM Chapter 12 Low Back Complaints"),), (mtus("Low Back Complaints", year=2004),)),
    (
        CITED,
        (mtus("Chronic Pain Medical Treatment Guidelines"),),
        (mtus("Chronic Pain Medical Treatment", None, 2009),),
    ),
    (CITED, (odg("Low Back (updated 02/01/2023), MRI"),), (odg("Low Back Chapter, MRI"),)),
    (CITED, (odg("Pain Chapter, Opioids"),), (odg("Opioids", "Pain"),)),
    (NOTICE, "Do not stop it. See your doctor at once.", "Do not stop it."),
]
APART = [
    (TREATMENT, "MRI of the lumbar spine", "MRI of the lumbar spine and cervical spine"),
    (TREATMENT, "Norco 5/325mg #60", "Norco 5/325mg #90"),
    (TREATMENT, "MRI of the left knee", "MRI of the right knee"),
    (TREATMENT, "MRI without contrast", "MRI with contrast"),
    (DIAGNOSES, ("lumbar sprain",), ("lumbar sprain", "diabetes")),
    (DIAGNOSES, (), ("lumbar sprain",)),
    (MECHANISM, "fell from a ladder", "fell from a roof"),
    (MEDICINE, Medication(name="Norco", count=60), Medication(name="Norco", count=90)),
    (MEDICINE, Medication(name="Norco", strength="5/325mg"), Medication(name="Norco", strength="10/325mg")),
    (MEDICINE, Medication(name="Norco"), Medication(name="Soma")),
    (CITED, (mtus("Low Back Complaints", year=2004),), (mtus("Low Back Complaints", year=2009),)),
    (CITED, (mtus("Low Back Complaints"),), (mtus("Knee Complaints"),)),
    (CITED, (mtus("Low Back Complaints", pages="301"),), (mtus("Low Back Complaints", pages="308"),)),
    (CITED, (mtus("Low Back Complaints", "Imaging"),), (mtus("Low Back Complaints", "Surgery"),)),
    (CITED, (odg("Low Back, MRI"),), (mtus("Low Back, MRI"),)),
    ("/issues/*/weeks", Range(minimum=4, maximum=6), Range(minimum=4, maximum=4)),
    ("/issues/*/decision", "upheld", "overturned"),
    ("/issues/*/body_regions", (BodyRegion(region="knee"),), (BodyRegion(region="knee", side="left"),)),
    (NOTICE, "Do not stop it.", "Do stop it."),
    (NOTICE, "Do not stop it.", "stop it."),
    (DIAGNOSES, ("rule out meniscus tear",), ("meniscus tear",)),
]


@pytest.mark.parametrize(("path", "ours", "theirs"), CLOSE)
def test_is_close_both_ways(path, ours, theirs):
    assert close(BY_PATH[path], ours, theirs)
    assert close(BY_PATH[path], theirs, ours)


@pytest.mark.parametrize(("path", "ours", "theirs"), APART)
def test_is_apart_both_ways(path, ours, theirs):
    assert not close(BY_PATH[path], ours, theirs)
    assert not close(BY_PATH[path], theirs, ours)


def test_every_chapter_is_known_by_its_own_words_and_none_hides_another():
    named = chapters()
    assert len(named) > 30
    assert len(set(named.values())) == len(named)
    assert all(words.split() for words in named)
