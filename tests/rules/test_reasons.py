import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.record.codes import Decision, Reason
from imr_llm.rules.reasons.grounds import MOST
from imr_llm.rules.reasons.patterns import matcher_of
from imr_llm.rules.treatment.treatments import Classified, Kind
from imr_llm.text.spans import Span
from tests.rules.rationales import ENDINGS, read_codes, read_reasons, written_issue

OVERTURNED = {
    "guideline_criteria_met",
    "findings_support",
    "prior_treatment_benefit",
    "within_guideline_amount",
    "depends_on_approved_treatment",
}
# One ground a row, as reviewers word it.
GROUNDS: dict[Reason, tuple[str, ...]] = {
    "prior_treatment_no_benefit": (
        "There is no documentation of functional improvement with the earlier visits.",
        "The patient has used this medication for some time without objective benefit.",
        "Despite twenty sessions of therapy, the applicant remains off work.",
        "However, the response to the first injection was not described.",
        "The prior acupuncture did not help.",
        "The provider has not shown any significant reduction in pain with the use of this drug.",
        "The visits he was given have brought no gain in function.",
    ),
    "prior_treatment_amount_unknown": (
        "It is unclear how many visits have been completed to date.",
        "The number of prior therapy sessions is not documented.",
        "The records do not state whether the patient has received previous injections.",
        "The submitted notes do not indicate how many treatments were rendered.",
        "It is not clear if this is a first request or ongoing treatment.",
    ),
    "exceeds_guideline_amount": (
        "The request for 24 visits exceeds the guideline recommendation.",
        "In this case, the requested quantity is in excess of what is recommended.",
        "The patient has been using this drug since 2014, and the guideline limits use to four weeks.",
        "Ongoing use beyond three weeks is not supported.",
        "Twelve sessions are more than the six allowed as an initial trial.",
        "The request represents treatment at twice the MTUS parameters.",
    ),
    "not_recommended_by_guideline": (
        "This procedure is not recommended for low back pain.",
        "The requested treatment is not recommended in this condition.",
        "The request is at odds with the cited guideline.",
        "The requested cream contains baclofen, which is not recommended.",
        "Any compounded product that contains a drug that is not recommended is not recommended.",
        "The ACOEM Guidelines do not recommend this device.",
    ),
    "guideline_criteria_not_met": (
        "The patient does not meet the criteria of the guideline.",
        "There is no documentation of a diagnosis for which this drug is recommended.",
        "These criteria are not met.",
        "No psychological screening was documented before the procedure.",
        "The preconditions of the guideline are not met in this case.",
    ),
    "findings_do_not_support": (
        "There is no evidence of neurologic deficits on examination.",
        "The physical examination did not reveal signs of radiculopathy.",
        "There are no red flags.",
        "The patient has no complaints of heartburn or dyspepsia.",
        "X-rays were normal.",
        "The records do not document any instability or spasm.",
    ),
    "conservative_care_not_tried": (
        "There is no documentation that the patient has failed conservative care.",
        "The patient has not tried physical therapy.",
        "It is unclear what conservative treatment has been attempted.",
        "There is no evidence of failure of first-line medication.",
        "The applicant has not yet exhausted non-operative treatment.",
        "There was a lack of documentation of a trial of antidepressants or anticonvulsants.",
    ),
    "no_planned_procedure": (
        "There is no indication that the patient is a candidate for surgery.",
        "There was no mention of the applicant considering an invasive procedure.",
        "It was not stated how the study would change the treatment plan.",
        "Surgery is not being contemplated at this time.",
        "The provider did not discuss any plan for operative treatment.",
    ),
    "missing_documentation": (
        "The progress report was not provided for review.",
        "The handwritten note is illegible.",
        "There is no urine drug screen or CURES report.",
        "The results of the study were not submitted.",
        "There is no RFA in the records provided.",
    ),
    "request_unclear": (
        "The request does not specify the dose or quantity.",
        "The duration of use was not noted.",
        "It is unclear why the study is requested.",
        "The frequency and duration of the requested sessions are not stated.",
        "The provider failed to furnish a rationale for the request.",
    ),
    "alternative_available": (
        "The patient can continue with a home exercise program.",
        "There is no reason why the patient cannot use an over-the-counter product.",
        "There is no evidence that the patient cannot tolerate oral medication.",
        "A rental should be tried before a purchase.",
        "There is no indication that the exercises cannot be done independently.",
    ),
    "insufficient_evidence": (
        "There is insufficient scientific evidence for this treatment.",
        "The treatment remains experimental in this setting.",
        "There are no published studies of this device.",
        "The accuracy of the requested test is low.",
        "In summary, there is insufficient evidence in support of the requested program.",
    ),
    "depends_on_denied_treatment": (
        "As the requested surgery is not medically necessary, the brace is not medically necessary.",
        "Since the primary procedure is not medically necessary, none of the associated services are necessary.",
        "Given that the injection was found not medically necessary, the sedation is not supported.",
        "Because the surgery was not certified, the request for an assistant is not medically necessary.",
        "As the primary surgery is not supported, the ancillary request is not supported.",
    ),
    "duplicate_or_recent": (
        "Authorization of the request would be redundant.",
        "It is unclear why a repeat MRI is needed.",
        "The patient had an MRI performed in December.",
        "The applicant already has a brace.",
        "This would duplicate the treatment given elsewhere.",
    ),
    "safety_risk": (
        "The risk of overdose is high for this patient.",
        "In this patient the risks outweigh the benefit.",
        "This drug comes with many adverse side effects.",
        "The drug is contraindicated with his other medicine.",
        "The drug can cause dependence and sedation.",
    ),
    "other": (
        "The gum disease is not industrial.",
        "The patient has declined the procedure.",
        "The condition did not arise from the industrial injury and is not part of this claim.",
        "The treating provider agreed that it was not necessary.",
        "The patient refused the injection.",
    ),
    "guideline_criteria_met": (
        "The patient has failed conservative care.",
        "The patient meets the criteria of the guideline.",
        "The applicant is over 60 years of age with diabetes.",
        "The request is consistent with guideline recommendations.",
        "The patient has tried physical therapy and NSAIDs.",
    ),
    "findings_support": (
        "The examination showed a positive straight leg raise.",
        "The MRI revealed a full thickness tear.",
        "The patient has decreased sensation and weakness of the hand.",
        "The patient remains symptomatic.",
        "There are fractures with inadequate pain relief.",
    ),
    "prior_treatment_benefit": (
        "The patient had functional improvement with the first six visits.",
        "The medication has reduced the pain by half.",
        "The prior injection gave 60% relief.",
        "The provider notes that therapy is helping.",
        "The treatment has improved her function.",
    ),
    "within_guideline_amount": (
        "The number of visits is within the guideline recommendation.",
        "The request does not exceed the recommended amount.",
        "The eight visits fall within the limit.",
        "The total would exceed the recommendation by only two visits.",
        "The requested trial is within the number of sessions allowed.",
    ),
    "depends_on_approved_treatment": (
        "The surgery has been approved.",
        "As the surgery is medically necessary, an assistant is needed.",
        "The patient was approved to undergo the operation.",
        "The documentation supported surgical intervention.",
        "The procedure was found medically necessary, so the sling is needed.",
    ),
}


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, rows in GROUNDS.items() for words in rows], ids=lambda value: value[:60]
)
def test_a_ground_is_read_and_proved_by_its_sentence(code: Reason, words: str) -> None:
    decision: Decision = "overturned" if code in OVERTURNED else "upheld"
    issue = written_issue(f"The guideline was reviewed. {words} {ENDINGS[decision]}", decision)
    reasons = read_reasons(issue, None)
    assert reasons == (code,)
    quote = issue.proofs.evidence["/issues/0/reasons/0"][0].quote.rstrip(".")
    # What says little alone is quoted with the sentence before it.
    assert words.startswith(quote.removeprefix("The guideline was reviewed. "))


def test_every_code_has_five_wordings() -> None:
    assert set(GROUNDS) == set(get_args(Reason))
    assert all(len(rows) >= 5 for rows in GROUNDS.values())


# The guideline speaks, the record tells a history, or a notice closes: none of these words is a ground of the reviewer.
NO_GROUNDS = (
    "The guidelines state that there should be no red flags and that conservative care has failed.",
    "ODG recommends injections when the patient has not responded to conservative treatment.",
    "According to the MTUS Guidelines, the drug is recommended when there is no risk of addiction.",
    "Per ODG guidelines, an MRI is recommended after failure of conservative care.",
    "The MTUS notes that long-term use is limited to patients with documented functional improvement.",
    'The guidelines state: "Use is short. There is a risk of dependence. The patient should be seen again." ',
    "Patients should be assessed after six visits if there is no progress.",
    "When the number of visits exceeds the guideline, exceptional factors should be noted.",
    "The utilization review report denied the request for lack of documentation of neurological deficits.",
    "This medical necessity decision should not be interpreted as a recommendation to stop opioids abruptly.",
)


@pytest.mark.parametrize("words", NO_GROUNDS)
def test_what_others_say_is_no_ground(words: str) -> None:
    assert read_codes(f"{words} The patient does not meet the criteria. {ENDINGS['upheld']}") == [
        "guideline_criteria_not_met"
    ]


MIXED: tuple[tuple[Decision, str, list[Reason]], ...] = (
    (
        "upheld",
        "While the ODG recommends an MRI where there is no response to therapy, here, however, the examination "
        "showed no neurologic deficits.",
        ["findings_do_not_support"],
    ),
    (
        "upheld",
        "The guidelines recommend ten visits. There is no documentation of functional improvement with the prior "
        "visits. Furthermore, the request exceeds the guideline.",
        ["prior_treatment_no_benefit", "exceeds_guideline_amount"],
    ),
    (
        "upheld",
        "There are no red flags. There is no evidence that conservative care has failed. The criteria are not met.",
        ["findings_do_not_support", "conservative_care_not_tried"],
    ),
    ("upheld", "MTUS states that this drug is not recommended.", ["not_recommended_by_guideline"]),
    # A limit of duration is no advice against.
    (
        "upheld",
        "This medication is not recommended for longer than 2 to 3 weeks. There are no muscle spasms.",
        ["exceeds_guideline_amount", "findings_do_not_support"],
    ),
    ("upheld", "The requested drug is not recommended for more than four weeks.", ["exceeds_guideline_amount"]),
    # A conclusion is no ground.
    (
        "upheld",
        "There are no neck complaints. Consequently, the treatment is not clinically indicated.",
        ["findings_do_not_support"],
    ),
    # What is missing of the request is not, besides, an unmet condition.
    (
        "upheld",
        "The request does not indicate the nature of the psychological tests or the duration.",
        ["request_unclear"],
    ),
    # A diagnosis is absent, not a finding; nor is medicine that is "not tolerated" another way.
    ("upheld", "There is no documentation of severe symptomatic osteoarthritis.", ["guideline_criteria_not_met"]),
    ("upheld", "There is no documentation of severe weakness or numbness.", ["findings_do_not_support"]),
    (
        "upheld",
        "There was no indication that pain medication is being reduced or not tolerated.",
        ["guideline_criteria_not_met"],
    ),
    ("upheld", "There is no evidence that oral medication is not tolerated.", ["alternative_available"]),
    # The recital counts where its subject is what the decision names, and it advises against it outright.
    (
        "upheld",
        "The guidelines state that bone growth stimulators are not recommended. The patient has not tried physical "
        "therapy. Medical necessity for a bone growth stimulator is not supported.",
        ["not_recommended_by_guideline", "conservative_care_not_tried"],
    ),
    (
        "upheld",
        "The guidelines state that passive therapy is not recommended. The patient has not tried physical therapy. "
        "Medical necessity for a bone growth stimulator is not supported.",
        ["conservative_care_not_tried"],
    ),
    (
        "upheld",
        "The guidelines state that bone growth stimulators are not recommended unless a fusion has failed. The patient "
        "has not tried physical therapy. Medical necessity for a bone growth stimulator is not supported.",
        ["conservative_care_not_tried"],
    ),
    ("upheld", "The guidelines are silent on this device.", ["insufficient_evidence"]),
    # A gain that is hoped for is none yet; one of a medicine still taken is.
    (
        "overturned",
        "The patient has failed conservative care. The injection will provide pain relief.",
        ["guideline_criteria_met"],
    ),
    (
        "overturned",
        "The patient has failed conservative care. The brace is used to reduce pain.",
        ["guideline_criteria_met"],
    ),
    ("overturned", "The claimant is taking naproxen with improvement in pain.", ["prior_treatment_benefit"]),
    # Where no code is sure, none is given.
    ("upheld", "The guideline was read. Quite so.", []),
    ("overturned", "Quite so.", []),
    (
        "overturned",
        "The records do not show an improvement. The MRI revealed a full thickness tear.",
        ["findings_support"],
    ),
    ("overturned", "There is no mention of a prior trial. The patient meets the criteria.", ["guideline_criteria_met"]),
)


@pytest.mark.parametrize(("decision", "words", "codes"), MIXED)
def test_the_fewest_codes_that_cover_the_grounds(decision: Decision, words: str, codes: list[Reason]) -> None:
    assert read_codes(f"{words} {ENDINGS[decision]}", decision) == codes


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("There are no red flags. The request is not medically necessary.", ["findings_do_not_support"]),
        ("The surgery has been approved. The request is medically necessary.", ["depends_on_approved_treatment"]),
        ("There are no red flags.", []),
    ],
)
def test_without_a_printed_decision_the_closing_sentence_says_which_grounds_count(
    words: str, codes: list[Reason]
) -> None:
    assert read_codes(words, None) == codes


def test_no_rationale_no_reason() -> None:
    assert read_codes(" ") == []


_SENTENCES = st.sampled_from([words for rows in GROUNDS.values() for words in rows] + list(NO_GROUNDS))
_DECISIONS = st.sampled_from(get_args(Decision))


@given(st.lists(_SENTENCES, max_size=12), _DECISIONS)
def test_few_codes_once_each_in_order_and_of_the_right_polarity(words: list[str], decision: Decision) -> None:
    issue = written_issue(" ".join([*words, ENDINGS[decision]]), decision)
    reasons = read_reasons(issue, None)
    assert len(reasons) <= MOST
    assert len(set(reasons)) == len(reasons)
    assert all((reason in OVERTURNED) == (decision == "overturned") for reason in reasons)
    starts = [issue.proofs.evidence[f"/issues/0/reasons/{index}"][0].start for index in range(len(reasons))]
    assert starts == sorted(starts)


@given(st.text(alphabet="abc .;\n\"'()ABC19no", max_size=200), _DECISIONS)
def test_any_words_are_read_within_the_rationale(words: str, decision: Decision) -> None:
    issue = written_issue(words, decision)
    read_reasons(issue, None)
    for (proof,) in issue.proofs.evidence.values():
        assert 0 <= proof.start < proof.end <= len(issue.clean.text)


@given(st.lists(_SENTENCES, min_size=1, max_size=3), _DECISIONS)
def test_the_sets_find_what_the_standard_library_finds(words: list[str], decision: Decision) -> None:
    matcher = matcher_of(decision)
    symbols = matcher.symbols(" ".join(words).lower().encode())
    line = symbols.decode()
    kinds = {kind for kind, pattern in matcher.kind_patterns.items() if re.search(pattern, line)}
    grounds = [ground for ground, pattern in matcher.ground_patterns if re.search(pattern, line)]
    assert matcher.kinds(symbols) == kinds
    assert list(matcher.grounds(symbols, False)) == grounds
    assert list(matcher.grounds(symbols, True)) == [ground for ground in grounds if ground.counts_recited]


def test_an_operation_does_not_depend_on_itself():
    words = "The pain has lasted a year and the MRI shows a full tear. The surgery is medically necessary."
    surgery = Classified(Kind("surgery", "arthroscopic"), (Span(0, 1),))
    sling = Classified(Kind("surgery", "adjunct_surgical"), (Span(0, 1),))
    assert "depends_on_approved_treatment" in read_reasons(written_issue(words, "overturned"), sling)
    assert "depends_on_approved_treatment" not in read_reasons(written_issue(words, "overturned"), surgery)
