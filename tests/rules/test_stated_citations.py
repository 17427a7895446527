"""Guidelines named in sentences."""

import pytest

from imr_llm.letter import Letter, clean
from imr_llm.rules.citations.in_sentences import read_stated
from imr_llm.text.spans import Span

CHRONIC = "Chronic Pain Medical Treatment Guidelines"
LOW_BACK = "Low Back Complaints (ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 12), pgs. 303-305"


def read(line: str, claims: str = ""):
    cleaned = clean(Letter("line.txt", "", f"{claims}\n\n{line}" if claims else line))
    end = len(cleaned.text)
    start = cleaned.text.index("\n") + 1 if claims else 0

    def words(span: Span | None) -> str | None:
        return cleaned.text[slice(*span)] if span else None

    cited = read_stated(cleaned, Span(start, end), Span(0, start) if claims else None)
    return [(c.source, c.name or words(c.guideline), words(c.year), words(c.topic), words(c.pages)) for c in cited]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            f"The Claims Administrator based its decision on the {CHRONIC}, Opioids, pages 76-80, which is part of the"
            " MTUS.",
            [("MTUS", CHRONIC, None, "Opioids", "76-80")],
        ),
        (
            f"The Expert Reviewer based his/her decision on the {CHRONIC} (2009), Physical Medicine, pg. 98, which is"
            " part of the Medical Treatment Utilization Schedule (MTUS).",
            [("MTUS", CHRONIC, "2009", "Physical Medicine", "98")],
        ),
        (
            f"The Expert Reviewer based his/her decision on the {LOW_BACK}, which is part of the MTUS, and on the"
            " Official Disability Guidelines (ODG), Low Back Chapter, MRIs, which is not part of the MTUS.",
            [
                ("MTUS", "Low Back Complaints", "2004", None, "303-305"),
                ("ODG", "Official Disability Guidelines", None, "Low Back Chapter, MRIs", None),
            ],
        ),
        ("The Claims Administrator based its decision on the MTUS.", [("MTUS", None, None, None, None)]),
        ("The Claims Administrator did not cite any evidence based criteria for its decision.", []),
        ("The Claims Administrator did not provide any evidence-based guidelines for its decision.", []),
        (
            "The Physician Reviewer found no section of the MTUS applicable and based his/her decision on the Official"
            " Disability Guidelines (ODG), Pain Chapter.",
            [("ODG", "Official Disability Guidelines", None, "Pain Chapter", None)],
        ),
        (
            "MTUS/ACOEM Chapter 13 Knee Complaints, page 341. It was relied upon because it deals with the knee.",
            [("MTUS", "ACOEM Chapter 13 Knee Complaints", None, None, "341")],
        ),
    ],
)
def test_the_guidelines_of_a_sentence(line, expected):
    assert read(line) == expected


CLAIMS = f"The Claims Administrator based its decision on the {CHRONIC}, Opioids, page 76, which is part of the MTUS."


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate.", True),
        ("The Expert Reviewer did not find the guidelines used by the Claims Administrator relevant.", False),
    ],
)
def test_a_reviewer_may_take_the_other_sides_guidelines_over(line, taken):
    assert (read(line, CLAIMS) == read(CLAIMS)) is taken
