import pytest

from imr_llm.llm.answers.reader import align, ground_answer, letter_question
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.questions.responses import LetterAnswer
from imr_llm.llm.redaction.redact import redact, unredacted
from imr_llm.record.fields import leaves
from tests.llm.perfect import SEEDS, STEMS, Perfect, letter_of, prepared, words

SIX = SEEDS[3]
NAMED = "The applicant is a represented employee"


def answer_of(facts: list[tuple[str, str, str]]) -> LetterAnswer:
    told = [{"field": field, "value": value, "quote": quote} for field, value, quote in facts]
    return LetterAnswer.model_validate({"facts": told, "issues": []})


class TestPerfectAnswer:
    @pytest.mark.parametrize("stem", STEMS)
    def test_every_believed_leaf_has_proof_in_the_cleaned_text(self, stem):
        letter = letter_of(stem)
        heard = ground_answer(Perfect(stem).answer(), letter, unredacted(letter.clean))
        assert heard.refused == ()
        facts = heard.reading.facts.model_dump(mode="json")
        for issue in facts["issues"]:
            # A number counts the issues, and "not retrospective" is what a heading does not say.
            del issue["number"]
            issue["retrospective"] = issue["retrospective"] or None
        assert {pointer for pointer, _ in leaves(facts)} == set(heard.reading.evidence)
        for proofs in heard.reading.evidence.values():
            for proof in proofs:
                assert letter.clean.text[proof.start : proof.end] == proof.quote
                assert proof.page == letter.clean.page(proof.start)
                assert (proof.by, proof.match) == ("llm", "exact")

    @pytest.mark.parametrize("stem", STEMS)
    def test_values_as_written_are_slices_of_the_letter(self, stem):
        letter = letter_of(stem)
        reading = ground_answer(Perfect(stem).answer(), letter, unredacted(letter.clean)).reading
        for pointer in ("/injury/mechanism", "/worker/occupation", "/diagnoses/0", "/issues/0/treatment"):
            for proof in reading.evidence.get(pointer, ()):
                value = dict(leaves(reading.facts.model_dump(mode="json")))[pointer]
                assert proof.quote.lower().split() == value.lower().split()


class TestRefusal:
    @pytest.mark.parametrize(
        ("field", "value", "quote", "why"),
        [
            ("diagnosis", "carpal tunnel syndrome", "carpal tunnel syndrome", "not in the letter"),
            ("injury_start_date", "2013-05-22", "injury of May 21, 2013", "does not say it"),
            ("injury_start_date", "May 21, 2013", "injury of May 21, 2013", "does not say it"),
            ("age_years", "0", "May 21, 2013", "does not say it"),
            ("age_years", "fifty", "May 21, 2013", "does not say it"),
            ("sex", "unknown", "The applicant", "does not say it"),
            ("priority", "soon", "The applicant", "does not say it"),
            ("board_certification", "Manual Therapy", "Manual Therapy", "another part"),
            ("diagnosis", "ACOEM Chapter 8", "ACOEM Chapter 8 Neck and Upper Back Complaints", "another part"),
            (
                "mechanism",
                "an invasive procedure",
                "no mention of contemplating an invasive procedure",
                "not in the letter",
            ),
            ("mechanism", "the applicant's considering", "no mention of the applicant's considering", "turns it round"),
            ("diagnosis", "nerve root", "No nerve root", "not in the letter"),
        ],
    )
    def test_says_why(self, field, value, quote, why):
        letter = letter_of(SIX)
        heard = ground_answer(answer_of([(field, value, quote)]), letter, unredacted(letter.clean))
        (refused,) = heard.refused
        assert refused.value == value
        assert why in refused.why
        assert heard.reading.evidence == {}
        assert not [
            value
            for pointer, value in leaves(heard.reading.facts.model_dump(mode="json"))
            if not pointer.startswith("/issues")
        ]

    def test_a_medicine_without_a_name_is_not_believed(self):
        stem = "written_d_02_medicines_doubled"
        answer = Perfect(stem).answer().model_dump()
        answer["issues"][1]["facts"] = [
            fact for fact in answer["issues"][1]["facts"] if fact["field"] != "medicine_name"
        ]
        letter = letter_of(stem)
        heard = ground_answer(LetterAnswer.model_validate(answer), letter, unredacted(letter.clean))
        assert heard.reading.facts.issues[1].medication is None
        assert {refused.why for refused in heard.refused} == {"no medicine is named"}
        assert not [pointer for pointer in heard.reading.evidence if pointer.startswith("/issues/1/medication")]


class TestAlignment:
    @pytest.mark.parametrize(
        ("headings", "aligned"),
        [
            (["Chirocare 2x4-6: Upheld", "MRI Cervical Spine: Upheld", "MRI Lumbar Spine: Upheld"], (0, 1, 2)),
            (["MRI Lumbar Spine: Upheld", "Chirocare 2x4-6: Upheld", "MRI Cervical Spine: Upheld"], (1, 2, 0)),
            (["mri lumbar  spine"], (None, None, 0)),
            (["MRI Lumbar Spin: Upheld"], (None, None, 0)),
            (["MRI Lumbar Spine: Upheld", "MRI Lumbar Spine: Upheld"], (None, None, 0)),
            (["CT Brain: Overturned"], (None, None, None)),
            ([], (None, None, None)),
            ([""], (None, None, None)),
        ],
    )
    def test_by_the_words_of_the_heading(self, headings, aligned):
        assert align(headings, letter_of(SIX)) == aligned


class TestRedactedText:
    def letter(self):
        text = letter_of(SIX).letter.original.replace(
            NAMED, "Employee Name: Jane Roe\nClaim Number: WC-4477812\nJane Roe, " + NAMED, 1
        )
        return prepared("named", text)

    def test_names_stay_here_and_quotes_are_found_in_the_cleaned_text(self):
        letter = self.letter()
        sent = redact(letter.clean)
        question: Question[LetterAnswer] = letter_question(letter, sent)
        content = question.messages[1].content
        assert "Jane" not in content
        assert "4477812" not in content
        answer = answer_of([("injury_start_date", "2013-05-21", "an industrial injury of May 21, 2013")])
        heard = ground_answer(answer, letter, sent)
        (proof,) = heard.reading.evidence["/injury/start_date"]
        assert proof.quote == "an industrial injury of May 21, 2013"
        assert letter.clean.text[proof.start : proof.end] == proof.quote

    def test_an_issue_is_heard_in_its_own_section(self):
        letter = self.letter()
        answer = Perfect(SIX).answer()
        plain, redacted = (
            ground_answer(answer, letter, unredacted(letter.clean)),
            ground_answer(answer, letter, redact(letter.clean)),
        )
        assert redacted.reading == plain.reading
        assert redacted.reading.facts.issues[0].treatment == "Chirocare 2x4-6"
        heading = words(letter, letter.sections.issues[1].heading)
        assert redacted.reading.evidence["/issues/1/decision"][0].quote == heading


def test_the_answer_has_room_for_every_issue():
    few, many = letter_of(SIX), letter_of("written_e_02_twelve_medicines")
    rooms = [letter_question(letter, unredacted(letter.clean)).max_tokens for letter in (few, many)]
    assert rooms[0] < rooms[1] <= 16_000
    for stem in STEMS:
        letter = letter_of(stem)
        room = letter_question(letter, unredacted(letter.clean)).max_tokens
        assert len(Perfect(stem).answer().model_dump_json()) / 4 < room
