"""Words of a rationale that look like a ground and are none, or are another."""

import pytest

from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.grounds import codes_of, read_grounds
from imr_llm.rules.treatment.treatments import Classified, Kind
from imr_llm.text.spans import Span
from tests.rules.rationales import ENDINGS, read_codes, read_reasons, written_issue

# Words that look like a ground and are none: no code stands in its place, or the plainer one.
MISLEADING: tuple[tuple[Decision, str, Reason | None], ...] = (
    # Both cases are named, not a pain before and after.
    ("upheld", "The wedge is an option for neck pain with or without arm pain.", None),
    ("upheld", "Belts have not been shown to give lasting benefit in old cases.", None),
    ("upheld", "Studies have not shown that the scan tells one cause from another.", "insufficient_evidence"),
    # Better words are no better health, and a hope or a rule is no benefit.
    ("overturned", "The visit times could have been told better.", None),
    ("overturned", "The medical evidence indicates that therapy leads to better outcomes.", None),
    ("overturned", "The splint is advised to provide relief.", None),
    ("overturned", "Studies suggest that early exercise brings relief.", None),
    ("overturned", "He needs help with meals and dressing.", None),
    ("overturned", "She sleeps better with the drug.", "prior_treatment_benefit"),
    # What is still open has not failed.
    ("upheld", "Further visits are contingent upon patient response.", None),
    ("upheld", "Whether the visits help is not yet known.", None),
    ("upheld", "The course ends if there is no improvement after 2-3 weeks.", None),
    ("upheld", "Three blocks are not supported without knowing the response to one.", None),
    # What is lacking is not the dose.
    ("upheld", "The quantity is large and there is a lack of extenuating circumstances.", None),
    ("upheld", "There is no indication the patient takes a high dose.", None),
    ("upheld", "There was no indication for a long-term need of the drug.", None),
    ("upheld", "A second drug may be added when the dose of one is not enough.", None),
    ("upheld", "There is a lack of a dose in the request.", "request_unclear"),
    ("upheld", "It does not say for which body part the pack was given.", None),
    ("upheld", "No body part is named.", "request_unclear"),
    # A recital alone says nothing of this worker.
    ("upheld", "The MTUS states that there is insufficient evidence for this device.", None),
    ("upheld", "A Cochrane review suggested that there is little proof of it.", None),
    ("upheld", "A systematic review suggested no benefit from massage.", None),
    ("upheld", "The guideline gives a home exercise program as the goal.", None),
    ("upheld", "A review found no gain. Here there are no neurologic deficits.", "findings_do_not_support"),
    ("overturned", "The guideline gives 12 visits, and 8 are requested.", "within_guideline_amount"),
    # A need without proof is no treatment without proof.
    ("upheld", "There was no evidence of a need for skilled care.", None),
    ("upheld", "It is not said why another is needed.", "duplicate_or_recent"),
    # What a guideline asks for and the records leave out.
    ("upheld", "It asks for a plan, which the treater does not discuss or document.", "guideline_criteria_not_met"),
    ("upheld", "The care is not in accordance with the ODG.", "guideline_criteria_not_met"),
    ("upheld", "Without the pump there is no use for the tubing.", "depends_on_denied_treatment"),
    ("upheld", "Without the operation there is no need for a sling.", "depends_on_denied_treatment"),
    # What comes first is no other way that would serve as well.
    ("upheld", "An opioid comes after non-opioid medicines have failed.", "conservative_care_not_tried"),
    ("upheld", "The patient must try acetaminophen or an oral NSAID first.", "conservative_care_not_tried"),
    ("upheld", "Neither ibuprofen nor an oral NSAID nor a cream was given.", "conservative_care_not_tried"),
    ("upheld", "The notes show no attempt at exercise on her own.", "conservative_care_not_tried"),
    ("upheld", "A walking course should be tried before the drug, and it was not.", "conservative_care_not_tried"),
    ("upheld", "The applicant has had neither films nor therapy.", "conservative_care_not_tried"),
    # Too few words to be a sentence, and a measure without a word of treatment.
    ("upheld", "Visits 3.", None),
    ("upheld", "The range of motion was 0 to 90 degrees.", None),
)


@pytest.mark.parametrize(("decision", "words", "code"), MISLEADING, ids=lambda value: str(value)[:60])
def test_words_that_look_like_a_ground(decision: Decision, words: str, code: Reason | None) -> None:
    expected = [code] if code else []
    assert read_codes(f"The guideline was reviewed. {words} {ENDINGS[decision]}", decision) == expected


def test_where_no_code_is_sure_the_reviewers_last_words_stand_alone() -> None:
    issue = written_issue(f"The guideline was read. He may come back. {ENDINGS['upheld']}", "upheld")
    (ground,) = read_grounds(issue, None)
    assert (ground.code, ground.quote) == (None, "He may come back.")
    assert codes_of(issue, (ground,)) == ()


def test_a_test_is_no_treatment_that_helped() -> None:
    words = "The guideline was met. The prior injection gave 60% relief. The request is medically necessary."
    scan = Classified(Kind("diagnostic_testing", "imaging"), (Span(0, 1),))
    injection = Classified(Kind("injection"), (Span(0, 1),))
    assert "prior_treatment_benefit" in read_reasons(written_issue(words, "overturned"), injection)
    assert "prior_treatment_benefit" not in read_reasons(written_issue(words, "overturned"), scan)
