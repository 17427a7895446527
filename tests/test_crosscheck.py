"""The mutations of a model's answer: none passes as agreed, each is named for a person."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.crosscheck import merge
from imr_llm.llm.answers.letter_facts import LETTER_POINTERS
from imr_llm.llm.answers.reader import ground_answer
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import LetterAnswer, SettledAnswer
from imr_llm.llm.redaction.redact import unredacted
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.fields import FIELDS, Trust, value_of
from imr_llm.record.model import Reading
from imr_llm.second_reading import second_reading
from tests.llm.perfect import STEMS, Perfect, Scripted, evidence, letter_of, rules_of

MEDICINES, FACETS = "written_d_02_medicines_doubled", "written_e_13_facet_contradictions"
CHIROPRACTIC, SHOULDER = "003_a2d9d1ce07a723b3", "written_e_15_shoulder_faults"
Json = dict[str, Any]
Mutation = Callable[[Json], None]


def merged(stem: str, answer: LetterAnswer, rules: Reading | None = None) -> Reading:
    letter = letter_of(stem)
    return merge(rules or rules_of(stem), ground_answer(answer, letter, unredacted(letter.clean)))


def at(answer: Json, path: str) -> Json:
    """A part of an answer: `0/citations/1` and `0/weeks` of an issue, `age_years` of the letter."""
    place: Any = answer
    for step in path.split("/"):
        if isinstance(place, list):
            place = place[int(step)]
        elif step.isdecimal():
            place = place["issues"][int(step)]
        elif step in place:
            place = place[step]
        else:
            place = next(item for item in place["facts"] if item["field"] == step)
    return place


EXAMPLE = "No gain from it is shown"
INJECTIONS = "Trigger point injections x 4, thoracic paraspinal muscles: Overturned"
WRONG_LINE = "Decision based on MTUS Low Back Complaints 2004"
REMAINDER = "Right C6-7 facet radiofrequency ablation"

# What is done to a perfect answer: where, what (words swapped, or values put), and the field of which it must be said.
CHANGES: list[tuple[str, str, str, tuple[str, str] | Json, str]] = [
    ("drops not", MEDICINES, "1/reasons/0", ("not medically", "medically"), "/issues/1/reasons"),
    ("cuts before not", FACETS, "0/reasons/0", {"quote": "medically necessary"}, "/issues/0/reasons"),
    ("60 to 90", MEDICINES, "1/medicine_count", ("60", "90"), "/issues/1/medication"),
    ("90 to 60", MEDICINES, "3/medicine_count", {"value": "60"}, "/issues/3/medication"),
    ("strength", MEDICINES, "3/medicine_strength", ("350", "250"), "/issues/3/medication"),
    ("unit", MEDICINES, "1/medicine_strength", ("mg", "mcg"), "/issues/1/medication"),
    ("drug", MEDICINES, "3/medicine_name", ("Soma", "Norco"), "/issues/3/medication"),
    ("drug by value", MEDICINES, "3/medicine_name", {"value": "Norco"}, "/issues/3/medication"),
    ("drug in treatment", MEDICINES, "1/treatment", ("Etodolac", "Lodine"), "/issues/1/treatment"),
    ("left for right", FACETS, "1/treatment", ("Right", "Left"), "/issues/1/treatment"),
    ("side", SHOULDER, "0/body_regions/0", {"side": "both"}, "/issues/0/body_regions"),
    ("region", FACETS, "2/body_regions/0", {"region": "knee"}, "/issues/2/body_regions"),
    ("date by a day", FACETS, "decision_date", ("23", "24"), "/case/decision_date"),
    ("date by value", FACETS, "date_assigned", {"value": "2016-12-23"}, "/case/date_assigned"),
    (
        "another date",
        FACETS,
        "injury_start_date",
        {"value": "2014-04-12", "quote": "April 12, 2014"},
        "/injury/start_date",
    ),
    ("no date", FACETS, "decision_date", {"value": "soon"}, "/case/decision_date"),
    ("case number", FACETS, "case_number", ("13", "31"), "/case/case_number"),
    ("age", FACETS, "age_years", {"value": "54"}, "/worker/age_years"),
    ("sex", FACETS, "sex", {"value": "male"}, "/worker/sex"),
    ("priority", FACETS, "priority", {"value": "expedited"}, "/case/priority"),
    ("decision", MEDICINES, "0", {"decision": "upheld"}, "/issues/0/decision"),
    ("decision and heading", FACETS, "2", {"decision": "overturned", "heading": INJECTIONS}, "/issues/2/decision"),
    ("kind", MEDICINES, "0", {"kind": "nsaid"}, "/issues/0/subcategory"),
    ("category", MEDICINES, "0", {"kind": "imaging"}, "/issues/0/category"),
    ("heading of another", MEDICINES, "3", {"heading": "Prilosec 20 mg #60: Overturned"}, "/issues/3"),
    ("quote from the example", FACETS, "2/reasons/0", {"quote": EXAMPLE}, "/issues/2/reasons"),
    ("quote of the wrong issue", MEDICINES, "1/reasons/0", {"quote": "Soma is not recommended"}, "/issues/1/reasons"),
    (
        "citation of the wrong issue",
        FACETS,
        "2/citations/0",
        {"quote": WRONG_LINE},
        "/issues/2/claims_administrator_citations",
    ),
    ("citation of the other side", CHIROPRACTIC, "0/citations/0", {"by": "reviewer"}, "/issues/0/reviewer_citations"),
    ("citation year", FACETS, "2/citations/1", {"year": 2015}, "/issues/2/reviewer_citations"),
    ("citation topic", FACETS, "2/citations/1", {"topic": "Facet blocks"}, "/issues/2/reviewer_citations"),
    ("reason of the other decision", MEDICINES, "1/reasons/0", {"code": "findings_support"}, "/issues/1/reasons"),
    ("another reason", MEDICINES, "1/reasons/0", {"code": "request_unclear"}, "/issues/1/reasons"),
    ("half the weeks", CHIROPRACTIC, "0/weeks", {"value": "4"}, "/issues/0/weeks"),
    ("weeks of the air", CHIROPRACTIC, "0/weeks", {"value": "4-9"}, "/issues/0/weeks"),
    ("two and four swapped", CHIROPRACTIC, "0/per_week", {"value": "4"}, "/issues/0/per_week"),
    ("original request", FACETS, "1/original_request", ("C4-5", "C3-4"), "/issues/1/original_request"),
    ("authorized portion", FACETS, "1/authorized_portion", {"value": REMAINDER}, "/issues/1/authorized_portion"),
    ("safety notice", MEDICINES, "0/safety_notice", ("should not be", "should be"), "/issues/0/safety_notice"),
    ("mechanism", FACETS, "mechanism", ("rolling", "folding"), "/injury/mechanism"),
    ("occupation", MEDICINES, "occupation", {"value": "weaver", "quote": "He was a weaver"}, "/worker/occupation"),
    ("diagnosis", FACETS, "diagnosis", ("lumbar", "thoracic"), "/diagnoses"),
    ("diagnosis denied", FACETS, "diagnosis", {"value": "myelopathy", "quote": "without myelopathy"}, "/diagnoses"),
    ("licence", FACETS, "licensed_in", ("Alaska", "Arizona"), "/reviewer/licensed_in"),
]

BOTOX: Json = {"heading": "Botox 100 units: Overturned"}
SCOLIOSIS = {"field": "diagnosis", "value": "scoliosis", "quote": "scoliosis"}
GIVEN = {"field": "retrospective", "value": "true", "quote": "#120"}

# What is added to a perfect answer, or taken away.
ADDED: list[tuple[str, str, Mutation, str]] = [
    ("invented issue", MEDICINES, lambda a: a["issues"].append(a["issues"][0] | BOTOX), "/issues"),
    ("issue given twice", MEDICINES, lambda a: a["issues"].append(a["issues"][0]), "/issues"),
    ("missing issue", MEDICINES, lambda a: a["issues"].pop(2), "/issues/2"),
    ("no issues", CHIROPRACTIC, lambda a: a["issues"].clear(), "/issues/1"),
    ("diagnosis invented", FACETS, lambda a: a["facts"].append(SCOLIOSIS), "/diagnoses"),
    ("retrospective", MEDICINES, lambda a: a["issues"][0]["facts"].append(GIVEN), "/issues/0/retrospective"),
    (
        "fact given twice",
        FACETS,
        lambda a: a["facts"].append(at(a, "age_years") | {"value": "54"}),
        "/worker/age_years",
    ),
]


def changed(path: str, change: tuple[str, str] | Json) -> Mutation:
    def mutate(answer: Json) -> None:
        item = at(answer, path)
        if isinstance(change, dict):
            item.update(change)
        else:
            item.update({name: value.replace(*change) for name, value in item.items() if isinstance(value, str)})

    return mutate


MUTATIONS = [
    *((name, stem, changed(path, change), pointer) for name, stem, path, change, pointer in CHANGES),
    *ADDED,
]

NAMES = [row[0] for row in MUTATIONS]


class TestPerfectAnswer:
    @pytest.mark.parametrize("stem", STEMS)
    def test_agrees_with_the_label_on_every_field(self, stem):
        perfect = Perfect(stem)
        result = merged(stem, perfect.answer())
        assert perfect.unquoted == []
        assert {check.verdict for check in result.checks} == {"agree"}
        assert result.needs_review == ()
        assert result.facts == rules_of(stem).facts


class TestMutations:
    @pytest.mark.parametrize(("stem", "mutation", "pointer"), [row[1:] for row in MUTATIONS], ids=NAMES)
    def test_is_not_agreed_is_named_and_changes_no_fact(self, stem, mutation, pointer):
        answer = Perfect(stem).answer().model_dump()
        untouched = str(answer)
        mutation(answer)
        assert str(answer) != untouched
        ask = Scripted(LetterAnswer.model_validate(answer))
        outcome = asyncio.run(second_reading(letter_of(stem), rules_of(stem), ask))
        reading = outcome.reading
        assert outcome.ending is Ending.ANSWERED
        assert pointer not in {check.field for check in reading.checks if check.verdict == "agree"}
        assert {check.verdict for check in reading.checks if check.field == pointer} - {"agree", "llm_only"}
        assert pointer in {item.field for item in reading.needs_review}
        assert reading.facts == rules_of(stem).facts

    @pytest.mark.parametrize(("stem", "mutation"), [row[1:3] for row in MUTATIONS], ids=NAMES)
    def test_is_not_adopted_where_the_rules_found_nothing_at_all(self, stem, mutation):
        answer = Perfect(stem).answer().model_dump()
        mutation(answer)
        headings = tuple(Issue(number=issue.number, heading=issue.heading) for issue in rules_of(stem).facts.issues)
        result = merged(stem, LetterAnswer.model_validate(answer), Reading(by="rules", facts=Facts(issues=headings)))
        trusted = {field.path for field in FIELDS if field.trust is Trust.GROUNDED_LLM}
        for field in (field for field in FIELDS if field.path not in trusted):
            for holder in result.facts.issues if field.of_issue else (result.facts,):
                assert value_of(holder, field) in (None, (), False)

    def test_the_example_of_the_table_is_that_of_the_prompt(self):
        assert f'"quote":"{EXAMPLE}"' in load("extract").system

    def test_the_reason_is_told_without_words_of_the_letter(self):
        for _, stem, mutation, _ in MUTATIONS:
            answer = Perfect(stem).answer().model_dump()
            mutation(answer)
            for item in merged(stem, LetterAnswer.model_validate(answer)).needs_review:
                for word in ("Soma", "Norco", "Hydrocodone", "weaver", "thoracic", "Botox"):
                    assert word.lower() not in item.why.lower()


def without(rules: Reading, **updates: Any) -> Reading:
    return rules.model_copy(update={"facts": rules.facts.model_copy(update=updates)})


class TestTrust:
    def test_narrative_fields_that_the_rules_left_empty_are_filled_with_proof(self):
        rules = rules_of(FACETS)
        issues = tuple(issue.model_copy(update={"reasons": ()}) for issue in rules.facts.issues)
        bare = without(
            rules, diagnoses=(), injury=rules.facts.injury.model_copy(update={"mechanism": None}), issues=issues
        )
        result = merged(FACETS, Perfect(FACETS).answer(), bare)
        letter = letter_of(FACETS)
        assert result.facts == rules.facts
        assert result.needs_review == ()
        for pointer in ("/diagnoses/0", "/diagnoses/1", "/injury/mechanism", "/issues/0/reasons/0"):
            (first, *_) = result.evidence[pointer]
            assert first.by == "llm"
            assert letter.clean.text[first.start : first.end] == first.quote
        verdicts = {check.field: check.verdict for check in result.checks}
        assert verdicts["/diagnoses"] == verdicts["/injury/mechanism"] == "llm_only"

    @pytest.mark.parametrize("name", ["age_years", "sex"])
    def test_what_only_the_llm_found_elsewhere_stays_empty_and_goes_to_a_person(self, name):
        rules = rules_of(FACETS)
        worker = rules.facts.worker.model_copy(update={name: None})
        result = merged(FACETS, Perfect(FACETS).answer(), without(rules, worker=worker))
        assert getattr(result.facts.worker, name) is None
        assert [item.field for item in result.needs_review] == [f"/worker/{name}"]
        assert f"/worker/{name}" not in result.evidence

    def test_a_narrative_value_of_the_rules_is_not_replaced(self):
        rules = rules_of(MEDICINES)
        held = without(rules, worker=rules.facts.worker.model_copy(update={"occupation": "physician"}))
        result = merged(MEDICINES, Perfect(MEDICINES).answer(), held)
        (check,) = [check for check in result.checks if check.field == "/worker/occupation"]
        assert (check.verdict, check.rules, check.llm) == ("disagree", "physician", "welder")
        assert result.facts.worker.occupation == "physician"
        assert [item.field for item in result.needs_review] == ["/worker/occupation"]

    def test_two_cuts_of_one_place_are_noted_and_need_no_person(self):
        rules = rules_of(MEDICINES)
        worker = rules.facts.worker.model_copy(update={"occupation": "a welder"})
        held = without(rules, worker=worker).model_copy(
            update={"evidence": {"/worker/occupation": evidence(letter_of(MEDICINES), "a welder")}}
        )
        result = merged(MEDICINES, Perfect(MEDICINES).answer(), held)
        assert [check.verdict for check in result.checks if check.field == "/worker/occupation"] == ["disagree"]
        assert result.needs_review == ()

    def test_what_the_llm_leaves_out_is_noted_and_stays(self):
        answer = Perfect(FACETS).answer()
        facts = [told for told in answer.facts if told.field != "age_years"]
        result = merged(FACETS, answer.model_copy(update={"facts": facts}))
        assert [check.verdict for check in result.checks if check.field == "/worker/age_years"] == ["rules_only"]
        assert result.facts == rules_of(FACETS).facts
        assert result.needs_review == ()

    def test_checks_and_doubts_of_the_rules_are_kept(self):
        result = merged(FACETS, LetterAnswer(facts=[], issues=[]))
        assert {item.field for item in result.needs_review} == {"/issues/0", "/issues/1", "/issues/2"}


class TestSecondQuestion:
    def ask(self, settled: list[Json], mutation: Mutation, stem: str = FACETS) -> tuple[Reading, Scripted]:
        answer = Perfect(stem).answer().model_dump()
        mutation(answer)
        ask = Scripted(LetterAnswer.model_validate(answer), SettledAnswer.model_validate({"settled": settled}))
        outcome = asyncio.run(second_reading(letter_of(stem), rules_of(stem), ask))
        assert outcome.usage.requests == len(ask.questions)
        return outcome.reading, ask

    def test_is_not_asked_when_nothing_critical_is_in_doubt(self):
        _, ask = self.ask([], changed("mechanism", {"quote": "nowhere"}))
        assert [question.prompt for question in ask.questions] == [load("extract").reference]

    def test_names_the_conflict_and_a_good_answer_settles_it(self):
        settled = [{"doubt": 1, "value": "2017-01-23", "quote": "Decision Date: 01/23/2017"}]
        reading, ask = self.ask(settled, changed("decision_date", {"value": "2016-12-22", "quote": "12/22/2016"}))
        assert ask.questions[1].messages[1].content.endswith("\nDoubts\n1. decision date: 2017-01-23 or 2016-12-22")
        assert {check.verdict for check in reading.checks} == {"agree"}
        assert reading.needs_review == ()

    @pytest.mark.parametrize(
        "settled",
        [
            [],
            [{"doubt": 1, "value": "2017-01-23", "quote": "Decision Date: 01/24/2017"}],
            [{"doubt": 1, "value": "2017-01-24", "quote": "Decision Date: 01/23/2017"}],
            [{"doubt": 9, "value": "2017-01-23", "quote": "01/23/2017"}],
            [{"doubt": 0, "value": "2017-01-23", "quote": "01/23/2017"}],
            [{"doubt": -1, "value": "2017-01-23", "quote": "01/23/2017"}],
        ],
    )
    def test_what_stays_in_conflict_goes_to_a_person(self, settled):
        reading, _ = self.ask(settled, changed("decision_date", {"value": "2016-12-22", "quote": "12/22/2016"}))
        assert [item.field for item in reading.needs_review] == ["/case/decision_date"]

    def test_a_fact_that_is_withdrawn_is_the_rules_alone(self):
        settled = [{"doubt": 1, "value": None, "quote": None}]
        reading, _ = self.ask(settled, changed("age_years", {"value": "54"}))
        assert [check.verdict for check in reading.checks if check.field == "/worker/age_years"] == ["rules_only"]

    def test_a_decision_is_settled_by_its_heading(self):
        heading = "Trigger point injections x 4, thoracic paraspinal muscles: Upheld"
        settled = [{"doubt": 1, "value": "upheld", "quote": heading}]
        reading, ask = self.ask(settled, changed("2", {"decision": "overturned"}))
        assert ask.questions[1].messages[1].content.endswith("\n1. issue 3, decision")
        assert reading.needs_review == ()

    def test_a_decision_of_the_rationale_is_settled_by_its_closing_sentence(self):
        closing = "The requested MRI of the left knee is medically necessary."
        settled = [{"doubt": 1, "value": "overturned", "quote": closing}]
        misread = changed("0", {"decision": "upheld", "closing": "The MRI is not medically necessary."})
        reading, ask = self.ask(settled, misread, "written_c_01_knee_mri_overturned")
        assert ask.questions[1].messages[1].content.endswith("\n1. issue 1, decision")
        assert {check.verdict for check in reading.checks if check.field.startswith("/issues")} == {"agree"}
        assert reading.needs_review == ()

    def test_a_medicine_is_put_back_part_by_part(self):
        settled = [{"doubt": 1, "value": "90", "quote": "Soma 350 mg #90"}]
        reading, ask = self.ask(settled, changed("3/medicine_count", {"value": "60"}), MEDICINES)
        assert ask.questions[1].messages[1].content.endswith("\nDoubts\n1. issue 4, medicine, its count")
        assert reading.needs_review == ()

    def test_a_second_question_without_an_answer_leaves_the_conflict(self):
        answer = Perfect(FACETS).answer().model_dump()
        at(answer, "age_years").update(value="54")
        ask = Scripted(LetterAnswer.model_validate(answer), Ending.TRUNCATED)
        outcome = asyncio.run(second_reading(letter_of(FACETS), rules_of(FACETS), ask))
        assert outcome.ending is Ending.ANSWERED
        assert outcome.usage.requests == 2
        assert [item.field for item in outcome.reading.needs_review] == ["/worker/age_years"]

    def test_holds_no_words_of_the_rules(self):
        rules = without(
            rules_of(FACETS), case=rules_of(FACETS).facts.case.model_copy(update={"case_number": "Jane Doe"})
        )
        ask = Scripted(Perfect(FACETS).answer())
        asyncio.run(second_reading(letter_of(FACETS), rules, ask))
        assert len(ask.questions) == 2
        assert not any("Jane Doe" in message.content for question in ask.questions for message in question.messages)


class TestNoAnswer:
    @pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.ANSWERED])
    def test_leaves_the_rules_reading_standing_with_a_note(self, ending):
        rules = rules_of(FACETS)
        outcome = asyncio.run(second_reading(letter_of(FACETS), rules, Scripted(ending)))
        (note,) = outcome.reading.needs_review
        assert (note.field, note.state) == ("", "missing")
        assert note.why.startswith("the second reader gave no answer: ")
        assert outcome.reading.model_copy(update={"needs_review": ()}) == rules
        assert (outcome.ending, outcome.usage.requests, outcome.prompt) == (ending, 1, load("extract").reference)


def test_nonsense_that_fits_the_schema_leaves_every_fact_as_it_was():
    nonsense: Json = {
        "facts": [{"field": "diagnosis", "value": "xq", "quote": "zz"}, {"field": "sex", "value": "x", "quote": ""}],
        "issues": [
            {"heading": "qq", "decision": "upheld", "closing": None, "kind": "imaging", "facts": [],
             "body_regions": [], "citations": [], "reasons": []}
        ],
    }  # fmt: skip
    rules = rules_of(FACETS)
    outcome = asyncio.run(second_reading(letter_of(FACETS), rules, Scripted(LetterAnswer.model_validate(nonsense))))
    assert outcome.reading.facts == rules.facts
    assert outcome.reading.evidence == rules.evidence
    assert {check.verdict for check in outcome.reading.checks} == {"ungrounded", "rules_only"}


@given(st.data())
def test_no_answer_whatsoever_moves_a_field_that_the_rules_are_trusted_with(data):
    letter, rules = letter_of(FACETS), without(rules_of(FACETS), diagnoses=())
    text = letter.clean.text
    stretch = st.tuples(st.integers(0, len(text)), st.integers(1, 60)).map(lambda at: text[at[0] : at[0] + at[1]])
    words = st.one_of(stretch, st.text(max_size=20), st.sampled_from(["2017-01-23", "55", "Upheld", "4-6", "female"]))
    told = data.draw(
        st.lists(
            st.fixed_dictionaries({"field": st.sampled_from(sorted(LETTER_POINTERS)), "value": words, "quote": words})
        )
    )
    answer = LetterAnswer.model_validate({"facts": told, "issues": []})
    result = merged(FACETS, answer, rules)
    assert result.facts.model_copy(update={"diagnoses": ()}) == rules.facts
    for proofs in result.evidence.values():
        for proof in proofs:
            assert text[proof.start : proof.end] == proof.quote
    believed = {
        check.llm for check in result.checks if check.field == "/injury/start_date" and check.verdict == "agree"
    }
    assert believed <= {rules.facts.injury.start_date and rules.facts.injury.start_date.isoformat()}
