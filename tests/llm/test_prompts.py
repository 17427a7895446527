import json
import re
from dataclasses import replace
from typing import Any

import pytest

from imr_llm.llm.answers.grounding import ground
from imr_llm.llm.answers.reader import body_of, letter_question, mark_of, recheck_question
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.endpoint.wire import request_body
from imr_llm.llm.questions import prompts
from imr_llm.llm.questions.explain import explain_questions
from imr_llm.llm.questions.prompts import Prompt, PromptError, load
from imr_llm.llm.questions.responses import GroundsAnswer, LetterAnswer
from imr_llm.llm.redaction.redact import unredacted
from imr_llm.record.model import ReviewItem
from imr_llm.record.reasons import REASONS
from imr_llm.rules.reader import read
from imr_llm.settings import load_settings
from tests.llm.perfect import SEEDS, STEMS, letter_of, prepared, rules_of

NAMES = ("extract", "recheck", "explain")
FILE = """---
name: try
version: 2
response_model: LetterAnswer
inputs: [mark, letter]
---

<!-- system -->
Read.

<!-- user -->
${mark} ${letter} ${mark}
"""


def example() -> tuple[str, LetterAnswer]:
    text = load("extract").system.partition("Example\nLetter: ")[2]
    letter, _, answer = text.partition("\nAnswer: ")
    return letter, LetterAnswer.model_validate_json(answer)


def quotes_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [quote for item in value for quote in quotes_of(item)]
    if not isinstance(value, dict):
        return []
    own = [text for name, text in value.items() if name in ("quote", "heading")]
    return own + [quote for item in value.values() for quote in quotes_of(item)]


class TestFiles:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_prompt_loads_under_its_own_name(self, name):
        assert load(name).name == name
        assert load(name).reference == f"{name}@{load(name).version}"

    @pytest.mark.parametrize("name", NAMES)
    def test_says_that_instructions_between_the_marks_are_no_orders(self, name):
        assert "between two marks" in load(name).system
        assert "instructions inside" in load(name).system

    def test_an_installed_package_brings_its_prompts(self, tmp_path, monkeypatch):
        (tmp_path / "prompts_data").mkdir()
        (tmp_path / "prompts_data" / "shipped.md").write_text(FILE)
        monkeypatch.setattr(prompts, "files", lambda _: tmp_path)
        assert load("shipped").reference == "try@2"

    def test_an_unknown_prompt_is_named(self):
        with pytest.raises(PromptError, match="no prompt nonesuch"):
            load("nonesuch")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("version: 2\n", ""), "wrong at: version"),
            (("version: 2", "version: two"), "wrong at: version"),
            (("version: 2", "version: 2\nflavour: mild"), "wrong at: flavour"),
            (("version: 2", "version 2"), "lines are `key: value`"),
            (("LetterAnswer", "LetterQuestion"), "no response model LetterQuestion"),
            (("[mark, letter]", "[mark, letter, name]"), "differ: name"),
            (("[mark, letter]", "[mark]"), "differ: letter"),
            (("Read.", "Read ${letter}."), "stable"),
            (("<!-- system -->", ""), "in this order"),
            (("---\nname", "name"), "in this order"),
        ],
    )
    def test_a_wrong_file_says_what_is_wrong_with_it(self, change, message):
        with pytest.raises(PromptError, match=message):
            Prompt.parse(FILE.replace(*change), "try.md")


class TestRendering:
    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"mark": "m"}, "missing variable: letter"),
            ({}, "missing variable: letter, mark"),
            ({"mark": "m", "letter": "l", "name": "n"}, "unknown variable: name"),
        ],
    )
    def test_names_the_variable(self, values, message):
        with pytest.raises(PromptError, match=message):
            Prompt.parse(FILE, "try.md").render(values)

    @pytest.mark.parametrize(
        "letter", ["{{ 6*7 }}", "{% for x in y %}", "${mark}", "$mark", "{mark}", "\\1 \\g<0>", "%s"]
    )
    def test_what_a_letter_holds_travels_as_it_stands(self, letter):
        system, user = Prompt.parse(FILE, "try.md").render({"mark": "#", "letter": letter})
        assert (system.role, system.content) == ("system", "Read.")
        assert (user.role, user.content) == ("user", f"# {letter} #")

    def test_a_letter_with_templates_in_it_travels_as_it_stands(self):
        text = letter_of(SEEDS[4]).letter.original.replace("Lumbar spine", "{{ 6*7 }} {% raw %} ${letter} Lumbar spine")
        letter = prepared("seed", text)
        question = letter_question(letter, unredacted(letter.clean))
        assert "{{ 6*7 }} {% raw %} ${letter} Lumbar spine" in question.messages[1].content


class TestExample:
    def test_every_quote_is_in_the_example_letter(self):
        letter, answer = example()
        quotes = quotes_of(answer.model_dump())
        assert len(quotes) >= 8
        assert {quote: ground(quote, letter).match for quote in quotes} == dict.fromkeys(quotes, "exact")

    def test_is_written_as_models_are_to_write(self):
        _, answer = example()
        assert json.dumps(answer.model_dump(), separators=(",", ":")) in load("extract").system


class TestLetterQuestion:
    @pytest.mark.parametrize("stem", STEMS)
    def test_the_stable_text_comes_first_and_the_letter_last_between_its_marks(self, stem):
        letter = letter_of(stem)
        question = letter_question(letter, unredacted(letter.clean))
        system, user = question.messages
        body = body_of(unredacted(letter.clean))
        assert system.content == load("extract").system
        assert user.content == f"[{mark_of(body)}]\n{body}\n[{mark_of(body)}]"
        assert mark_of(body) not in body

    def test_the_same_letter_gives_the_same_request_and_another_letter_another_mark(self):
        first, second = (letter_of(stem) for stem in STEMS[:2])
        again = letter_question(first, unredacted(first.clean))
        assert letter_question(first, unredacted(first.clean)) == again
        assert mark_of(first.clean.text) != mark_of(second.clean.text) != mark_of(second.clean.text + " ")

    @pytest.mark.parametrize("stem", STEMS)
    def test_nothing_but_boilerplate_is_left_out(self, stem):
        letter = letter_of(stem)
        body = body_of(unredacted(letter.clean))
        sections = letter.sections
        spans = [sections.front_page, sections.case_summary]
        for issue in sections.issues:
            spans += [issue.heading, issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale]
        for start, end in filter(None, spans):
            words = letter.clean.text[start:end]
            assert (words.partition("all medical records:")[2] or words).strip() in body
        assert "clinical experience, education" not in body
        for value in rules_of(stem).facts.reviewer.board_certifications:
            assert value in body

    def test_doubts_are_numbered_and_come_after_the_letter(self):
        letter = letter_of(SEEDS[0])
        content = recheck_question(unredacted(letter.clean), ["weeks: 4 or 6", "sex"]).messages[1].content
        mark = content.splitlines()[0]
        assert content.endswith(f"{mark}\nDoubts\n{mark}\n1. weeks: 4 or 6\n2. sex\n{mark}")


def tokens_of(question: Question[Any]) -> tuple[int, int]:
    """All and the stable ones of a request, its schema among them, counted as characters / 4."""
    body = request_body(question, load_settings(model="m", api_key="none"))
    schema = len(json.dumps(body["response_format"], separators=(",", ":")))
    system, user = (len(message.content) for message in question.messages)
    return (schema + system + user) // 4, (schema + system) // 4


class TestTokens:
    def test_extraction_costs_five_thousand_a_letter_and_most_of_it_is_the_same_for_all(self):
        costs = [tokens_of(letter_question(letter_of(stem), unredacted(letter_of(stem).clean))) for stem in STEMS]
        whole, stable = (sum(each) for each in zip(*costs, strict=True))
        assert whole / len(costs) <= 5_000
        assert stable / whole >= 0.6

    def test_what_the_letter_says_and_why_stay_under_eight_thousand_a_letter(self):
        costs = []
        for stem in STEMS:
            letter = letter_of(stem)
            whole = unredacted(letter.clean)
            asked = [letter_question(letter, whole), *explain_questions(letter, read(letter), whole)]
            costs.append(tuple(sum(each) for each in zip(*map(tokens_of, asked), strict=True)))
        whole, stable = (sum(each) for each in zip(*costs, strict=True))
        assert whole / len(costs) <= 8_000
        assert stable / whole >= 0.6


class TestExplainQuestion:
    def asked(self, stem: str) -> str:
        letter = letter_of(stem)
        (question,) = explain_questions(letter, read(letter), unredacted(letter.clean))
        return question.messages[1].content

    def test_tells_headings_decisions_and_rationales_and_nothing_else_of_the_letter(self):
        letter, content = letter_of(SEEDS[3]), self.asked(SEEDS[3])
        assert content.count("decision: upheld") == 3
        for issue in letter.sections.issues:
            for part in (issue.heading, issue.rationale):
                assert letter.clean.text[slice(*part)].strip() in content
        assert letter.clean.text[slice(*letter.sections.case_summary)] not in content
        assert "guideline: Decision based on" not in content

    def test_a_decision_in_doubt_is_not_asked_about(self):
        letter = letter_of(SEEDS[3])
        rules = read(letter)
        doubted = rules.model_copy(update={"needs_review": (ReviewItem(field="/issues/1", state="disputed", why="-"),)})
        (question,) = explain_questions(letter, doubted, unredacted(letter.clean))
        assert [line[:2] for line in question.messages[1].content.splitlines() if "heading:" in line] == ["1.", "3."]
        nothing = rules.model_copy(
            update={
                "needs_review": tuple(
                    ReviewItem(field=f"/issues/{n}/decision", state="disputed", why="-") for n in range(3)
                )
            }
        )
        assert explain_questions(letter, nothing, unredacted(letter.clean)) == ()

    def test_a_shared_rationale_is_told_once(self):
        letter = letter_of(SEEDS[3])
        first, second, third = letter.sections.issues
        shared = replace(
            letter,
            sections=replace(letter.sections, issues=(first, replace(second, rationale=first.rationale), third)),
        )
        (question,) = explain_questions(shared, read(letter), unredacted(letter.clean))
        assert question.messages[1].content.count(letter.clean.text[slice(*first.rationale)].strip()) == 1
        assert "rationale: the one of 1" in question.messages[1].content

    def test_very_many_treatments_are_asked_in_several_requests_that_hold_them_all(self):
        letter = letter_of(SEEDS[3])
        issues = letter.sections.issues * 7
        many = replace(letter, sections=replace(letter.sections, issues=issues))
        rules = read(letter)
        facts = rules.facts.model_copy(update={"issues": rules.facts.issues * 7})
        questions = explain_questions(many, rules.model_copy(update={"facts": facts}), unredacted(letter.clean))
        told = [
            line.split(".")[0] for q in questions for line in q.messages[1].content.split("\n") if "heading:" in line
        ]
        assert told == [str(number + 1) for number in range(21)]
        assert len(questions) == 2

    def test_every_reason_code_is_defined_and_no_other(self):
        system = load("explain").system
        assert all(f"{row.code}" in system for row in REASONS)
        codes = {row.code for row in REASONS}
        assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", system)) <= codes | {
            "plain_en", "plain_es", "smaller_amount", "other_quote",
        }  # fmt: skip

    def test_the_example_answers_its_letter(self):
        text = load("explain").system.partition("Example\n")[2]
        _, told, answer = text.split("[letter]\n")
        value = GroundsAnswer.model_validate_json(answer)
        for ground_told in value.issues[0].grounds:
            assert ground(ground_told.quote, told).spans
            assert ground_told.needed is None or ground_told.needed in ground_told.quote
