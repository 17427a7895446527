"""What is believed of an answer about a letter: its quotes, codes, amounts and contradictions."""

import asyncio
from typing import Any

import pytest

from imr_llm.explaining import explain, with_grounds
from imr_llm.grounds.hear import HeardGrounds, hear_grounds
from imr_llm.letter.model import SectionedLetter
from imr_llm.letter.read import read_bytes
from imr_llm.llm.endpoint.exchange import Answer, Ending, Question, Usage
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import GroundsAnswer
from imr_llm.llm.redaction.redact import redact
from imr_llm.pipeline import LlmReader, extract_with_llm, prepare, summarize
from imr_llm.rules.reader import read

QUOTE = "there is no documentation of functional improvement from those visits"
RATIONALE = (
    "The guidelines recommend 9 visits over 8 weeks for this condition. A study found that therapy helps. "
    f"In this case the patient completed 14 visits by 3/2/2016, and {QUOTE}. A course of 3 more visits to review home "
    "exercises would be reasonable. Therefore, the request is not medically necessary."
)
LETTER = f"""Case Number: CM99-0000001
Date Assigned: 05/02/2016 Date of Injury: 10/10/2014
Decision Date: 05/19/2016 UR Denial Date: 04/09/2016
Priority: Standard Application Received: 04/14/2016

HOW THE IMR FINAL DETERMINATION WAS MADE
The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Internal Medicine

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the case file:

The patient is a 40-year-old woman who hurt her knee on October 10, 2014.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Physical therapy 2 times a week for 6 weeks, left knee: Upheld

Claims Administrator guideline: Decision based on MTUS Knee Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004.

Decision rationale: {RATIONALE}
"""
GROUND: dict[str, Any] = {
    "quote": QUOTE,
    "code": "prior_treatment_no_benefit",
    "plain_en": ["The records do not show that you could do more after those visits."],
    "plain_es": ["Las notas médicas no muestran que usted pudiera hacer más cosas después de esas visitas."],
    "needed": "functional improvement from those visits",
}


def letter(text: str = LETTER) -> SectionedLetter:
    return prepare(read_bytes("made.txt", text.encode()))


def answer(*grounds: dict[str, Any], **more: Any) -> GroundsAnswer:
    issue = {"number": 1, "grounds": [GROUND | one for one in grounds], "smaller_amount": None, "contradiction": None}
    return GroundsAnswer.model_validate({"issues": [issue | more]})


def heard(*grounds: dict[str, Any], **more: Any) -> HeardGrounds:
    ready = letter()
    return hear_grounds([answer(*grounds, **more)], ready, redact(ready.clean), ["upheld"])


class TestGrounds:
    def test_a_proved_ground_is_believed_with_its_place(self):
        found = heard({})
        (ground,) = found.explained[0].grounds
        assert (ground.code, ground.quote) == ("prior_treatment_no_benefit", QUOTE)
        assert ground.needed == "functional improvement from those visits"
        assert (ground.plain.en, ground.plain.es) == (GROUND["plain_en"][0], GROUND["plain_es"][0])
        (proof,) = found.evidence["/issues/0/grounds/0/quote"]
        assert letter().clean.text[proof.start : proof.end] == QUOTE
        assert proof.by == "llm"

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"quote": "no documentation of pain"}, "its quote is not in the letter"),
            ({"quote": "hurt her knee on October 10, 2014"}, "its quote is from another part of the letter"),
            ({"quote": "documentation of functional improvement"}, "its quote leaves out the words that turn it round"),
            ({"code": "findings_support"}, "it does not go with the decision"),
            ({"quote": "9 visits over 8 weeks", "code": "exceeds_guideline_amount"}, "its quote only recites"),
            ({"quote": "A study found that therapy helps", "code": "other"}, "its quote only recites"),
            ({"quote": "Therefore, the request is not medically necessary", "code": "other"},
             "its quote only gives the decision"),
        ],
    )  # fmt: skip
    def test_any_other_is_refused_and_says_why(self, change, why):
        found = heard(change)
        assert found.explained[0].grounds == ()
        assert [fact.why for fact in found.refused] == [why]
        assert found.evidence == {}

    def test_the_same_words_are_a_ground_once(self):
        found = heard({}, {"quote": "no documentation of functional improvement", "code": "missing_documentation"})
        assert len(found.explained[0].grounds) == 1

    def test_a_language_whose_sentence_does_not_stand_is_left_out(self):
        (ground,) = heard({"plain_en": ["The records show that you could do more."]}).explained[0].grounds
        assert ground.plain.en is None
        assert ground.plain.es is not None

    def test_what_was_missing_is_in_the_words_of_the_quote(self):
        assert heard({"needed": "a new test"}).explained[0].grounds[0].needed is None

    @pytest.mark.parametrize("number", [0, 2, -1, 99])
    def test_a_treatment_that_was_not_asked_about_is_not_heard(self, number):
        assert heard({}, number=number).explained == {}


class TestAmountsAndContradictions:
    @pytest.mark.parametrize(
        ("amount", "believed"),
        [
            ("3 more visits", True),
            ("9 visits over 8 weeks", False),
            ("4 more visits", False),
            ("home exercises", False),
        ],
    )
    def test_a_smaller_amount_is_what_the_reviewer_would_support(self, amount, believed):
        assert (heard({}, smaller_amount=amount).explained[0].smaller_amount == amount) is believed

    def test_two_places_that_clash_are_a_contradiction(self):
        text = LETTER.replace("completed 14 visits", "completed 14 visits for the right knee")
        ready = letter(text)
        told = {
            "quote": "left knee",
            "other_quote": "14 visits for the right knee",
            "plain_en": "The heading speaks of your left knee, but the reasons speak of your right knee.",
        }
        found = hear_grounds([answer({}, contradiction=told)], ready, redact(ready.clean), ["upheld"])
        assert found.explained[0].contradiction == told["plain_en"]
        assert len(found.evidence["/issues/0/contradiction"]) == 2

    def test_one_that_says_more_is_told_in_the_two_places(self):
        text = LETTER.replace("completed 14 visits", "completed 14 visits for the right knee")
        ready = letter(text)
        told = {
            "quote": "left knee",
            "other_quote": "14 visits for the right knee",
            "plain_en": "The reviewer was drunk.",
        }
        found = hear_grounds([answer({}, contradiction=told)], ready, redact(ready.clean), ["upheld"])
        assert found.explained[0].contradiction == (
            "One place of the letter says: “left knee.” Another says: “14 visits for the right knee.”"
        )

    def test_two_places_that_agree_are_none(self):
        told = {"quote": "left knee", "other_quote": "14 visits by 3/2/2016", "plain_en": "The knee is not the knee."}
        assert heard({}, contradiction=told).explained[0].contradiction is None


def told(value: GroundsAnswer | None, ending: Ending = Ending.ANSWERED) -> LlmReader:
    async def ask(question: Question[Any], /) -> Answer[Any]:
        if question.response_model is GroundsAnswer:
            return Answer(ending, value, Usage(1, 10, 5))
        return Answer(Ending.REFUSED, None, Usage(1, 10, 5))

    return LlmReader(ask, "made up")


class TestRecord:
    def read(self, second: LlmReader) -> Any:
        return asyncio.run(extract_with_llm(read_bytes("made.txt", LETTER.encode()), second))

    def test_grounds_and_their_codes_stand_in_the_record_with_their_proof(self):
        record = self.read(told(answer({}))).record
        (issue,) = record.issues
        assert issue.reasons == ("prior_treatment_no_benefit",)
        assert [ground.quote for ground in issue.grounds] == [QUOTE]
        assert record.evidence["/issues/0/reasons/0"] == record.evidence["/issues/0/grounds/0/quote"]
        assert record.provenance.prompt == f"{load('extract').reference} {load('explain').reference}"

    def test_the_summary_tells_them_and_says_who_wrote(self):
        record = self.read(told(answer({}))).record
        for language in ("en", "es"):
            summary = summarize(record, language)
            assert summary.verified
            assert summary.written_by == "llm"
            why = next(section for section in summary.sections if section.id == "why-1")
            assert GROUND[f"plain_{language}"][0] in [sentence.text for sentence in why.sentences]

    def test_without_an_answer_what_the_rules_found_stands(self):
        found = self.read(told(None, Ending.REFUSED))
        alone = read(letter())
        assert found.record.issues[0].reasons == alone.facts.issues[0].reasons
        assert not found.endpoint_failed

    def test_nothing_believed_changes_nothing(self):
        ready = letter()
        rules = read(ready)
        nothing = heard({"quote": "not in the letter"})
        assert with_grounds(rules, rules, nothing) == rules

    def test_a_doubted_decision_is_not_asked_about(self):
        ready = prepare(read_bytes("made.txt", LETTER.replace(": Upheld", "").encode()))
        asked: list[str] = []

        async def ask(question: Question[Any], /) -> Answer[Any]:
            asked.append(question.prompt)
            return Answer(Ending.REFUSED, None, Usage())

        rules = read(ready)
        assert all(issue.decision is None for issue in rules.facts.issues)
        asyncio.run(explain(ready, rules, ask, redact(ready.clean)))
        assert asked == []
