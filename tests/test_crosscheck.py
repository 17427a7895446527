"""The mutations of a model's answer: none passes as agreed, and what is critical is named for a person."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.crosscheck import merge
from imr_llm.llm.answers.reader import ground_answer
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.llm.questions.prompts import load
from imr_llm.llm.questions.responses import LetterAnswer, RecheckAnswer
from imr_llm.llm.redaction.identifiers import Identifier, IdentifierKind
from imr_llm.llm.redaction.redact import _replace, unredacted
from imr_llm.record.facts import Facts, Issue
from imr_llm.record.fields import ASKED, FIELDS, field_of, value_of
from imr_llm.record.model import Check, Evidence, Reading
from imr_llm.second_reading import second_reading
from imr_llm.text.spans import Span
from tests.llm.mutations import EXAMPLE, FACETS, MEDICINES, MUTATIONS, Json, Mutation, at, changed
from tests.llm.perfect import STEMS, Perfect, Scripted, evidence, letter_of, rules_of


def merged(stem: str, answer: LetterAnswer, rules: Reading | None = None) -> Reading:
    letter = letter_of(stem)
    return merge(rules or rules_of(stem), ground_answer(answer, letter, unredacted(letter.clean)))


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


LED_BY_LLM = [field for field in FIELDS if field.leads == "llm"]


def unled(facts: Facts) -> Facts:
    """Facts without those that the LLM leads."""
    bare = {
        name: getattr(Issue(number=0), name) for name in (f.path.rsplit("/", 1)[-1] for f in LED_BY_LLM if f.of_issue)
    }
    return facts.model_copy(
        update={
            "worker": facts.worker.model_copy(update={"occupation": None}),
            "injury": facts.injury.model_copy(update={"mechanism": None}),
            "diagnoses": (),
            "issues": tuple(issue.model_copy(update=bare) for issue in facts.issues),
        }
    )


class TestMutations:
    @pytest.mark.parametrize(("stem", "mutation", "pointer"), [row[1:] for row in MUTATIONS], ids=NAMES)
    def test_is_not_agreed_and_what_is_critical_goes_to_a_person(self, stem, mutation, pointer):
        answer = Perfect(stem).answer().model_dump()
        untouched = str(answer)
        mutation(answer)
        assert str(answer) != untouched
        ask = Scripted(LetterAnswer.model_validate(answer))
        outcome = asyncio.run(second_reading(letter_of(stem), rules_of(stem), ask))
        reading = outcome.reading
        field = field_of(pointer)
        assert outcome.ending is Ending.ANSWERED
        assert pointer not in {check.field for check in reading.checks if check.verdict == "agree"}
        assert {check.verdict for check in reading.checks if check.field == pointer} - {"agree", "close"}
        matters = field is None or field.critical
        assert {item.field for item in reading.needs_review if item.field == pointer} == (
            {pointer} if matters else set()
        )
        assert unled(reading.facts) == unled(rules_of(stem).facts)

    @pytest.mark.parametrize(("stem", "mutation"), [row[1:3] for row in MUTATIONS], ids=NAMES)
    def test_is_not_adopted_where_the_rules_found_nothing_at_all(self, stem, mutation):
        answer = Perfect(stem).answer().model_dump()
        mutation(answer)
        headings = tuple(Issue(number=issue.number, heading=issue.heading) for issue in rules_of(stem).facts.issues)
        result = merged(stem, LetterAnswer.model_validate(answer), Reading(by="rules", facts=Facts(issues=headings)))
        for field in (field for field in FIELDS if field not in LED_BY_LLM):
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


def check_of(reading: Reading, pointer: str) -> Check:
    (check,) = [check for check in reading.checks if check.field == pointer]
    return check


class TestLeaders:
    def test_what_the_llm_leads_and_the_rules_left_empty_is_filled_with_proof(self):
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
        assert check_of(result, "/diagnoses").verdict == check_of(result, "/injury/mechanism").verdict == "llm_only"

    @pytest.mark.parametrize(("name", "asked_about"), [("age_years", ["/worker/age_years"]), ("sex", [])])
    def test_what_only_the_llm_found_elsewhere_stays_empty(self, name, asked_about):
        rules = rules_of(FACETS)
        worker = rules.facts.worker.model_copy(update={name: None})
        result = merged(FACETS, Perfect(FACETS).answer(), without(rules, worker=worker))
        assert getattr(result.facts.worker, name) is None
        assert [item.field for item in result.needs_review] == asked_about
        assert f"/worker/{name}" not in result.evidence

    def test_a_grounded_value_of_the_llm_stands_where_it_leads_and_the_rules_value_is_kept_in_the_check(self):
        rules = rules_of(MEDICINES)
        held = without(rules, worker=rules.facts.worker.model_copy(update={"occupation": "physician"}))
        result = merged(MEDICINES, Perfect(MEDICINES).answer(), held)
        check = check_of(result, "/worker/occupation")
        assert (check.verdict, check.rules, check.llm) == ("disagree", "physician", "welder")
        assert result.facts.worker.occupation == "welder"
        assert {proof.by for proof in result.evidence["/worker/occupation"]} == {"llm"}
        assert result.needs_review == ()

    def test_two_cuts_of_one_place_are_close(self):
        rules = rules_of(MEDICINES)
        worker = rules.facts.worker.model_copy(update={"occupation": "a welder"})
        held = without(rules, worker=worker).model_copy(
            update={"evidence": {"/worker/occupation": evidence(letter_of(MEDICINES), "a welder")}}
        )
        result = merged(MEDICINES, Perfect(MEDICINES).answer(), held)
        assert check_of(result, "/worker/occupation").verdict == "close"
        assert result.needs_review == ()

    def test_a_list_holds_what_both_give_and_then_what_its_leader_alone_gives(self):
        rules = rules_of(MEDICINES)
        first, *others = rules.facts.issues
        codes = ("request_unclear", *first.reasons[1:])
        held = without(rules, issues=(first.model_copy(update={"reasons": codes}), *others))
        result = merged(MEDICINES, Perfect(MEDICINES).answer(), held)
        assert result.facts.issues[0].reasons == (*first.reasons[1:], first.reasons[0])
        assert check_of(result, "/issues/0/reasons").rules == list(codes)
        assert result.needs_review == ()

    def test_an_entry_whose_quote_is_refused_stays_where_the_rules_proved_it(self):
        answer = Perfect(FACETS).answer().model_dump()
        at(answer, "diagnosis").update(quote="nowhere in the letter")
        result = merged(FACETS, LetterAnswer.model_validate(answer))
        assert set(result.facts.diagnoses) == set(rules_of(FACETS).facts.diagnoses)

    def test_the_subcategory_follows_the_category(self):
        answer = Perfect(MEDICINES).answer().model_dump()
        at(answer, "0").update(kind="programs")
        issue = merged(MEDICINES, LetterAnswer.model_validate(answer)).facts.issues[0]
        assert (issue.category, issue.subcategory) == ("programs", None)

    def test_what_the_llm_leaves_out_is_noted_and_stays(self):
        answer = Perfect(FACETS).answer()
        facts = [told for told in answer.facts if told.field != "age_years"]
        result = merged(FACETS, answer.model_copy(update={"facts": facts}))
        assert [check.verdict for check in result.checks if check.field == "/worker/age_years"] == ["rules_only"]
        assert result.facts == rules_of(FACETS).facts
        assert result.needs_review == ()

    def test_checks_and_conflicts_of_the_rules_are_kept(self):
        result = merged(FACETS, LetterAnswer(facts=[], issues=[]))
        assert {item.field for item in result.needs_review} == {"/issues/0", "/issues/1", "/issues/2"}


def doubts(ask: Scripted) -> list[str]:
    """The doubts of a second question, as listed between the marks."""
    content = ask.questions[1].messages[1].content
    return content.partition("\nDoubts\n")[2].splitlines()[1:-1]


class TestSecondQuestion:
    def ask(self, settled: list[Json], mutation: Mutation, stem: str = FACETS) -> tuple[Reading, Scripted]:
        answer = Perfect(stem).answer().model_dump()
        mutation(answer)
        ask = Scripted(LetterAnswer.model_validate(answer), RecheckAnswer.model_validate({"settled": settled}))
        outcome = asyncio.run(second_reading(letter_of(stem), rules_of(stem), ask))
        assert outcome.usage.requests == len(ask.questions)
        return outcome.reading, ask

    def test_is_not_asked_when_nothing_critical_is_in_doubt(self):
        _, ask = self.ask([], changed("mechanism", {"quote": "nowhere"}))
        assert [question.prompt for question in ask.questions] == [load("extract").reference]

    def test_names_the_conflict_and_a_good_answer_settles_it(self):
        settled = [{"doubt": 1, "value": "2017-01-23", "quote": "Decision Date: 01/23/2017"}]
        reading, ask = self.ask(settled, changed("decision_date", {"value": "2016-12-22", "quote": "12/22/2016"}))
        assert doubts(ask) == ['1. decision date: one reading "2017-01-23"; the other "2016-12-22"']
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
        (doubt,) = doubts(ask)
        assert doubt.startswith('1. issue 3, decision: one reading "upheld"; the other "overturned", with a quote')
        assert reading.needs_review == ()

    def test_a_decision_of_the_rationale_is_settled_by_its_closing_sentence(self):
        closing = "The requested MRI of the left knee is medically necessary."
        settled = [{"doubt": 1, "value": "overturned", "quote": closing}]
        misread = changed("0", {"decision": "upheld", "closing": "The MRI is not medically necessary."})
        reading, ask = self.ask(settled, misread, "written_c_01_knee_mri_overturned")
        (doubt,) = doubts(ask)
        assert doubt.startswith('1. issue 1, decision: one reading "overturned"; the other "upheld"')
        assert {check.verdict for check in reading.checks if check.field.startswith("/issues")} == {"agree"}
        assert reading.needs_review == ()

    def test_a_medicine_is_put_back_part_by_part(self):
        settled = [{"doubt": 1, "value": "90", "quote": "Soma 350 mg #90"}]
        reading, ask = self.ask(settled, changed("3/medicine_count", {"value": "60"}), MEDICINES)
        assert doubts(ask)[0].startswith('1. issue 4, medicine, its count: one reading "90"; the other "60"')
        assert reading.needs_review == ()

    def test_a_second_question_without_an_answer_leaves_the_conflict(self):
        answer = Perfect(FACETS).answer().model_dump()
        at(answer, "age_years").update(value="54")
        ask = Scripted(LetterAnswer.model_validate(answer), Ending.TRUNCATED)
        outcome = asyncio.run(second_reading(letter_of(FACETS), rules_of(FACETS), ask))
        assert outcome.ending is Ending.ANSWERED
        assert outcome.usage.requests == 2
        assert [item.field for item in outcome.reading.needs_review] == ["/worker/age_years"]

    def test_shows_both_readings_as_they_were_sent(self):
        """An identifier that a reading holds is shown as its placeholder; words that were not sent are not shown."""
        letter = letter_of(FACETS)
        first = rules_of(FACETS).facts.issues[0].treatment or ""
        name = first.split()[0]
        start = letter.clean.text.index(first)
        hidden = Identifier(IdentifierKind.EMPLOYEE_NAME, Span(start, start + len(name)))
        sent = _replace(letter.clean.text, (hidden,))
        proofs = {"/issues/0/treatment": (Evidence(first, start, start + len(first), 1),)}
        rules = rules_of(FACETS).model_copy(update={"evidence": proofs})
        answer = Perfect(FACETS).answer().model_dump()
        at(answer, "0/treatment").update(value="elsewhere", quote="elsewhere")
        ask = Scripted(LetterAnswer.model_validate(answer))
        asyncio.run(second_reading(letter, rules, ask, sent))
        (doubt,) = [line for line in doubts(ask) if "issue 1, disputed treatment" in line]
        rest = first.removeprefix(name)
        assert f'one reading "[EMPLOYEE_NAME]{rest}"; the other "elsewhere", with a quote that' in doubt

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
            st.fixed_dictionaries(
                {
                    "field": st.sampled_from([name for name, asked in ASKED.items() if not asked.field.of_issue]),
                    "value": words,
                    "quote": words,
                }
            )
        )
    )
    answer = LetterAnswer.model_validate({"facts": told, "issues": []})
    result = merged(FACETS, answer, rules)
    assert unled(result.facts) == unled(rules.facts)
    for proofs in result.evidence.values():
        for proof in proofs:
            assert text[proof.start : proof.end] == proof.quote
    believed = {
        check.llm for check in result.checks if check.field == "/injury/start_date" and check.verdict == "agree"
    }
    assert believed <= {rules.facts.injury.start_date and rules.facts.injury.start_date.isoformat()}
