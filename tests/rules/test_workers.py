import pytest

from imr_llm.record.facts import Worker
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.worker.worker import read_worker

# Words of a case summary; age, sex, job.
WORKERS = (
    ("The injured worker is a 43 year old female, who sustained an injury.", 43, "female", None),
    ("This case involves a now 36-year-old male with a claim.", 36, "male", None),
    ("The injured worker is a(n) 59 year old female.", 59, "female", None),
    ("The patient is a 38 year-old woman who was hurt.", 38, "female", None),
    ("The 35 year old male injured worker was hurt.", 35, "male", None),
    ("The claimant is a 41 y/o man.", 41, "male", None),
    ("The applicant, 63 years of age, reported that her back hurt.", 63, "female", None),
    ("The patient is a 62 yo gentleman.", 62, "male", None),
    ("The injured worker is a 50 year old right-hand-dominant lady.", 50, "female", None),
    ("The injured worker is a 33 year old fernale.", 33, "female", None),
    ("The injured worker is a male who was hurt.", None, "male", None),
    ("Mr. is a 49 year-old individual.", 49, "male", None),
    ("Ms. Doe is 29 years old.", 29, "female", None),
    # A job beside the age, in apposition, or announced.
    ("This 45 year-old massage therapist sustained an injury.", 45, None, "massage therapist"),
    ("The patient is a 30 year old male warehouse worker who fell.", 30, "male", "warehouse worker"),
    ("The patient is a 66-year-old woman, a retired bus driver, who fell.", 66, "female", "bus driver"),
    ("The applicant is a 29-year-old police officer, male, who was hit.", 29, "male", "police officer"),
    ("A 30-year-old right-hand-dominant male machine operator hurt a finger.", 30, "male", "machine operator"),
    ("The 51-year-old roofer was hurt while at work.", 51, None, "roofer"),
    ("The worker is a 50 year old man. He works as a licensed vocational nurse and was struck.", 50, "male",
     "licensed vocational nurse"),
    ("She was employed as a hand packer when the belt broke.", None, "female", "hand packer"),
    ("Occupation: crane rigger. He fell.", None, "male", "crane rigger"),
    ("His work was as a bus mechanic.", None, "male", "bus mechanic"),
    ("The pain is ascribed to use of a mouse as a data entry clerk.", None, None, "data entry clerk"),
    ("He was a welder.", None, "male", "welder"),
    ("The patient is a 39 year old bank teller who filed a claim.", 39, None, "bank teller"),
    ("The patient is a 47-year-old male, formerly a carpenter, who fell.", 47, "male", "carpenter"),
    ("A 45-year-old male, employed as a tow truck driver, with an injury.", 45, "male", "tow truck driver"),
    ("The applicant, a court reporter, reported pain. She rested.", None, "female", "court reporter"),
    ("A baker by trade, she has been off work.", None, "female", "baker"),
    ("She works as a baker and stands all day.", None, "female", "baker"),
    ("The claimant is employed by as a and has pain.", None, None, None),
    # Others' ages, sexes and jobs; other numbers of years.
    ("The worker lives with her 12-year-old son.", None, "female", None),
    ("The provider is 61 years old and has practised for thirty years. The worker fell.", None, None, None),
    ("The patient is a 44-year-old man. His wife, a 43-year-old nurse, drives him.", 44, "male", None),
    ("The reviewer has been in active practice for more than five years.", None, None, None),
    ("The patient has a 5 year old injury and a 3-year-old MRI.", None, None, None),
    ("The provider repeated his request. The applicant was seen.", None, None, None),
    ("The applicant was seen by a surgeon. He asked for a scan.", None, None, None),
    ("The applicant saw a co-worker fall. The surgeon gave his opinion. The applicant rested her arm.", None, "female",
     None),
    ("The patient is using the brace as a result of the injury.", None, None, None),
    ("The injured worker is a right hand dominant person.", None, None, None),
    ("The worker takes it as tolerated and was seen as a new patient.", None, None, None),
)  # fmt: skip


@pytest.mark.parametrize(("words", "age", "sex", "job"), WORKERS)
def test_age_sex_and_job_are_the_workers(narrate, words, age, sex, job):
    letter = narrate(words)
    proofs = Proofs(letter.clean)
    assert read_worker(letter, proofs) == Worker(age_years=age, sex=sex, occupation=job)
    named = {"/worker/age_years": age, "/worker/sex": sex, "/worker/occupation": job}
    assert set(proofs.evidence) == {pointer for pointer, value in named.items() if value is not None}
    if job:
        assert proofs.evidence["/worker/occupation"][0].quote == job


def test_the_first_part_that_tells_wins(narrate):
    letter = narrate("The worker is a 40 year old male.", "This 41-year-old female is employed as a baker at a shop.")
    assert read_worker(letter, Proofs(letter.clean)) == Worker(age_years=40, sex="male", occupation="baker")


def test_a_rationale_tells_what_the_summary_does_not(narrate):
    letter = narrate(
        "The worker has pain.", "The claimant is a 59 year old female hurt while working as a truck driver."
    )
    assert read_worker(letter, Proofs(letter.clean)) == Worker(age_years=59, sex="female", occupation="truck driver")


def test_a_letter_without_a_case_summary_is_read(narrate):
    letter = narrate("", "The claimant is a 59 year old female.")
    assert read_worker(letter, Proofs(letter.clean)).age_years == 59
